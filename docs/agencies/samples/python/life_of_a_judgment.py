"""Sends the whole life of a judgment, from its issue to its satisfaction, and reads what became of each event.

usage: life_of_a_judgment.py CREDENTIALS.json amqp|http [SUBJECT]

Receipts are read from the queue where the events went by AMQP, and by GET …/messages in any case: they are the same.
"""
import json
import sys
import time
import uuid

from agency import Agency

PARTIES = [
    {
        "id": "p1",
        "role": "employer",
        "kind": "organization",
        "name": "Copper Kettle Inc, a California corporation",
        "tradeNames": ["Copper Kettle"],
        "addresses": [{"line1": "1 Sample St", "city": "Springfield", "state": "CA", "postalCode": "95000"}],
    },
    {"id": "p2", "role": "individual-defendant", "kind": "person", "name": "Pat Example"},
]

LIFE = [
    ("judgment.issued.v1", {"caseNumber": "26-0117", "issuedOn": "2026-02-20", "amount": "18250.00", "principal": "15000.00", "parties": PARTIES}),
    ("judgment.served.v1", {"servedOn": "2026-02-24", "method": "mail"}),
    ("judgment.final.v1", {"finalOn": "2026-03-12"}),
    ("payment.received.v1", {"paymentId": "check-3041", "amount": "2500.00", "receivedOn": "2026-04-02"}),
    ("payment.returned.v1", {"paymentId": "check-3041", "returnedOn": "2026-04-09", "reason": "no funds"}),
    ("accord.signed.v1", {"accordId": "a1", "signedOn": "2026-04-15", "notarized": True, "installments": [{"dueOn": "2026-05-01", "amount": "18250.00"}]}),
    ("payment.received.v1", {"paymentId": "check-3100", "amount": "18250.00", "receivedOn": "2026-05-01"}),
    ("accord.completed.v1", {"accordId": "a1", "on": "2026-05-01"}),
    ("balance.confirmed.v1", {"amount": "0.00", "asOf": "2026-05-02"}),
    ("judgment.satisfied.v1", {"on": "2026-05-04"}),
]


def answered(messages, events):
    """The receipts of these events, once every one of them has come; otherwise nothing."""
    receipts = {m["data"]["eventId"]: m for m in messages if m["type"].startswith("receipt.")}
    return [receipts[e["id"]] for e in events] if all(e["id"] in receipts for e in events) else None


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        agency = Agency(json.load(file))
    door = sys.argv[2]
    subject = sys.argv[3] if len(sys.argv) > 3 else f"LC-{uuid.uuid4().hex[:8]}"
    events = [agency.event(type, subject, at + 1, str(uuid.uuid4()), data) for at, (type, data) in enumerate(LIFE)]

    queued = None
    if door == "amqp":
        agency.publish(events)
        queued = answered(agency.queued(lambda messages: answered(messages, events)), events)
    else:
        for stored in agency.post(events):
            print(f"{stored['id']} is {stored['state']}, receipt {stored['receipt']}")

    messages, cursor, receipts = [], None, None
    end = time.monotonic() + 60
    while not (receipts := answered(messages, events)):
        if time.monotonic() > end:
            sys.exit("not every event was answered within a minute")
        more, cursor = agency.messages(cursor)
        messages += more
        if not more:
            time.sleep(0.2)

    if queued is not None and queued != receipts:
        sys.exit("the queue and GET messages do not say the same")
    for event, receipt in zip(events, receipts):
        print(f"{event['sequence']}. {event['type']}: {receipt['type']} {receipt['data']['reason'] or ''}")
    held = agency.judgment(subject)
    print(f"{subject}: {held['status']}, paid {held['paid']}, balance {held['balance']}, gaps {held['gaps']}")
    if held["status"] != "satisfied" or any(r["type"] != "receipt.accepted.v1" for r in receipts):
        sys.exit("something was not accepted; the lines above say what")


main()
