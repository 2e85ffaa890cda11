#!/usr/bin/env python3
"""Verifies an export of the audit log (./wtp audit export) without the database: python3 verify.py FILE.json [--key PUBLIC.pem]

What is hashed and signed is told in docs/audit.md. Exit code 0: it holds; 1: it does not; 2: wrong use.
--key is the department's public key, as it was given to you by another way than this file. Signatures need the package `cryptography`.
"""
import argparse
import base64
import hashlib
import json
import struct
import sys
from datetime import datetime, timedelta, timezone

ABSENT = b"\xff\xff\xff\xff"


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def text(value):
    return ABSENT if value is None else struct.pack(">I", len(value.encode())) + value.encode()


def texts(values):
    return ABSENT if values is None else struct.pack(">I", len(values)) + b"".join(map(text, values))


def number(value):
    return struct.pack(">q", value)


def microseconds(moment):
    since = datetime.strptime(moment, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc) - datetime(1970, 1, 1, tzinfo=timezone.utc)
    return since // timedelta(microseconds=1)


def payload_digest(salt, e):
    return sha256(b"wtp-audit-payload-1\n", salt, text(e["summary"]), text(e["reason"]), text(e["evidence"]))


def entry_hash(e, payload):
    return sha256(b"wtp-audit-entry-1\n", number(e["id"]), number(microseconds(e["at"])), text(e["actor"]), text(e["action"]),
                  texts(e["subjects"]), text(e["definition"]), text(e["policyVersion"]), payload)


def root_of(hash_, index, size, path):
    """The root of the Merkle tree (RFC 6962) in which the hash is the leaf of this index; None where the path does not fit."""
    here, last = index, size - 1
    node = sha256(b"\x00", hash_)
    for beside in path:
        if last == 0:
            return None
        if here % 2 == 1 or here == last:
            node = sha256(b"\x01", beside, node)
            while here % 2 == 0 and here != 0:
                here, last = here >> 1, last >> 1
        else:
            node = sha256(b"\x01", node, beside)
        here, last = here >> 1, last >> 1
    return node if last == 0 else None


def signed_text(c):
    return (f"wtp-audit-checkpoint-1\nposition {c['position']}\nhash {c['hash']}\nfirst {c['first']}\nroot {c['root']}\n"
            f"at {c['at']}\nkey {c['keyId']}\n").encode()


def check_signature(c, faults):
    """True where it was checked."""
    public = base64.b64decode(c["publicKey"])
    if hashlib.sha256(public).hexdigest() != c["keyId"]:
        faults.append(f"checkpoint {c['position']}: its public key is not the one that it names")
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.serialization import load_der_public_key
    except ImportError:
        return False
    try:
        load_der_public_key(public).verify(base64.b64decode(c["signature"]), signed_text(c), ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        faults.append(f"checkpoint {c['position']}: its signature does not fit it")
    return True


def check_entry(e, checkpoints, faults):
    s, name = e["seal"], f"entry {e['id']}"
    payload = bytes.fromhex(s["payloadDigest"])
    if s["salt"] is not None and payload_digest(bytes.fromhex(s["salt"]), e) != payload:
        faults.append(f"{name}: its summary, reason or evidence is not what was sealed")
    hash_ = sha256(b"wtp-audit-chain-1\n", bytes.fromhex(s["previous"]), number(s["position"]), entry_hash(e, payload))
    if hash_.hex() != s["hash"]:
        faults.append(f"{name}: it is not what was sealed at position {s['position']}")
        return
    if s["checkpoint"] is None:
        return
    c = checkpoints.get(s["checkpoint"])
    size = c["position"] - c["first"] + 1 if c else 0
    index = s["position"] - c["first"] if c else -1
    if not 0 <= index < size or (root_of(hash_, index, size, [bytes.fromhex(h) for h in s["path"]]) or b"").hex() != c["root"]:
        faults.append(f"{name}: the checkpoint {s['checkpoint']} does not sign it")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--key", help="the department's public key, PEM")
    options = parser.parse_args()
    with open(options.file, encoding="utf-8") as file:
        export = json.load(file)
    if export.get("format") != "wtp-audit-export-1":
        sys.exit(f"{options.file} is no export of the audit log in a form that is known here")

    faults, checkpoints = [], {c["position"]: c for c in export["checkpoints"]}
    checked = all([check_signature(c, faults) for c in checkpoints.values()])
    keys = sorted({c["keyId"] for c in checkpoints.values()})
    if options.key:
        with open(options.key, encoding="ascii") as file:
            pem = base64.b64decode("".join(line for line in file.read().split("\n") if not line.startswith("-----")))
        faults += [f"the key {k} signed, and it is not the one given with --key" for k in keys if k != hashlib.sha256(pem).hexdigest()]
    entries = [e for e in export["entries"] if e["seal"]]
    for entry in entries:
        check_entry(entry, checkpoints, faults)
        if export["subject"] not in (entry["subjects"] or []):
            faults.append(f"entry {entry['id']}: it is not about {export['subject']}")

    unsigned = sum(1 for e in entries if e["seal"]["checkpoint"] is None)
    print(f"{export['case']}: {len(export['entries'])} entries, {len(export['entries']) - len(entries)} not sealed, {unsigned} sealed and not signed, "
          f"{sum(1 for e in entries if e['seal']['salt'] is None)} redacted; {len(checkpoints)} checkpoints by {', '.join(keys) or 'nobody'}")
    if checkpoints and not checked:
        print("THE SIGNATURES WERE NOT CHECKED: the Python package cryptography is not installed")
    if not options.key:
        print("Whether that is the department's key was not checked: give --key")
    for fault in faults:
        print(f"BROKEN  {fault}")
    print("It does not hold." if faults else "It holds.")
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, KeyError, TypeError) as e:
        print(f"cannot be verified: {e!r}", file=sys.stderr)
        sys.exit(2)
