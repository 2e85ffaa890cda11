"""An agency's side of the contract: its doors, its receipts, and what the department holds. Standard library; AMQP needs pika."""
import json
import time
import urllib.error
import urllib.parse
import urllib.request


class Agency:
    """One agency with the credentials that `./wtp agency add A --json` printed once."""

    def __init__(self, credentials):
        self.key = credentials["agency"]
        self._amqp = credentials["amqp"]
        self._http = credentials["http"]

    def event(self, type, subject, sequence, id, data):
        """A CloudEvent. The id is yours and unique; the sequence counts this judgment's events from 1."""
        return {
            "specversion": "1.0",
            "id": id,
            "source": f"urn:agency:{self.key}",
            "type": type,
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "subject": subject,
            "sequence": sequence,
            "data": data,
        }

    # ── The HTTP door ───────────────────────────────────────────────────────────────────────────────────────────────
    def post(self, events):
        """Sends at most 1,000 events; returns [{id, receipt, state}], one for each, once they are durable."""
        return self._call("/events", json.dumps(events).encode(), "application/cloudevents-batch+json")

    def messages(self, after=None):
        """Receipts and news after a cursor, oldest first, and the cursor to ask with next. Keep the cursor."""
        answer = self._call("/messages" + (f"?after={after}" if after else ""))
        return answer["messages"], answer["next"]

    def judgment(self, subject):
        """What the department holds of a judgment."""
        return self._call("/judgments/" + urllib.parse.quote(subject, safe=""))

    def _call(self, path, body=None, content_type=None):
        request = urllib.request.Request(self._http["url"] + path, data=body)
        request.add_header("Authorization", f"Bearer {self._http['token']}")
        if content_type:
            request.add_header("Content-Type", content_type)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            # Problem details (RFC 9457). 5xx: nothing was stored, send the same again. 4xx: mend what `detail` says.
            raise SystemExit(f"{refused.code}: {json.load(refused).get('detail')}") from refused

    # ── The AMQP door ───────────────────────────────────────────────────────────────────────────────────────────────
    def publish(self, events):
        """Publishes one event a message; returns once the broker has confirmed every one of them."""
        import pika

        connection = pika.BlockingConnection(pika.URLParameters(self._amqp["uri"]))
        channel = connection.channel()
        channel.confirm_delivery()
        for event in events:
            channel.basic_publish(
                exchange=self._amqp["exchange"],
                routing_key=event["type"],
                body=json.dumps(event).encode(),
                properties=pika.BasicProperties(content_type="application/cloudevents+json", delivery_mode=2),
                mandatory=True,
            )
        connection.close()

    def queued(self, wanted, patience=60):
        """Takes messages from the queue until `wanted(messages so far)` holds. Acknowledge only what you have kept."""
        import pika

        connection = pika.BlockingConnection(pika.URLParameters(self._amqp["uri"]))
        channel = connection.channel()
        taken = []
        for method, _, body in channel.consume(self._amqp["queue"], inactivity_timeout=patience):
            if method is None:
                raise SystemExit(f"nothing more came to {self._amqp['queue']} within {patience} seconds")
            taken.append(json.loads(body))
            channel.basic_ack(method.delivery_tag)
            if wanted(taken):
                break
        channel.cancel()
        connection.close()
        return taken
