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
