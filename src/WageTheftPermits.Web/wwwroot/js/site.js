// Says when a part of a page could not be fetched: htmx alone would leave the old part standing as if nothing had happened.
(function () {
  function tell(words) {
    var place = document.getElementById("part-failed");
    if (place) place.textContent = words;
  }

  document.addEventListener("htmx:beforeRequest", function () { tell(""); });
  document.addEventListener("htmx:sendError", function () {
    tell("The service could not be reached. What you see may be old. Reload the page.");
  });
  document.addEventListener("htmx:responseError", function (event) {
    tell("This could not be done (code " + event.detail.xhr.status + "). What you see may be old. Reload the page.");
  });
})();

// Single keys for whoever works through a queue: [data-key] is pressed by its key; in form[data-shortcuts] s, n and u choose the verdict and Ctrl+Enter records it.
// They can be turned off (WCAG 2.2, 2.1.4), and nothing needs them.
(function () {
  var stored = "keys-off";
  function off() { try { return localStorage.getItem(stored) === "1"; } catch (e) { return false; } }
  function typing(element) { return element.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]"); }

  var toggle = document.querySelector("[data-keys-off]");
  if (toggle) {
    toggle.checked = off();
    toggle.addEventListener("change", function () {
      try { localStorage.setItem(stored, toggle.checked ? "1" : "0"); } catch (e) { /* the browser keeps nothing; the choice holds for no longer than the page */ }
    });
  }

  function choose(form, value) {
    var radio = form.querySelector("input[type=radio][value=" + value + "]");
    if (!radio) return;
    radio.checked = true;
    var reason = form.querySelector("textarea");
    if (reason) reason.focus();
  }

  document.addEventListener("keydown", function (event) {
    var form = document.querySelector("form[data-shortcuts]");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form && form.contains(event.target)) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || off() || (toggle && toggle.checked)) return;
    var verdict = { s: "Same", n: "NotSame", u: "Unsure" }[event.key];
    var pressed = verdict ? null : document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
    if (verdict && form) choose(form, verdict);
    else if (pressed) pressed.click();
    else return;
    event.preventDefault();
  });
})();
