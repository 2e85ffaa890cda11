"""An agency's program in another language: publishes one event, then waits for our answer.

usage: agency_client.py AMQP_URI AGENCY < event.json
"""
import sys

import pika

uri, agency = sys.argv[1:3]
connection = pika.BlockingConnection(pika.URLParameters(uri))
channel = connection.channel()
channel.confirm_delivery()
channel.basic_publish(
    exchange=f"agency.{agency}.in",
    routing_key="judgments",
    body=sys.stdin.buffer.read(),
    properties=pika.BasicProperties(delivery_mode=2),
    mandatory=True,
)
for method, _, body in channel.consume(f"agency.{agency}.out", inactivity_timeout=60):
    if method is None:
        sys.exit("no answer came within a minute")
    channel.basic_ack(method.delivery_tag)
    print(body.decode())
    break
connection.close()
