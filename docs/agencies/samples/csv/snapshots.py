"""The CSV door: an agency's register, exported twice in the life of a judgment, each export imported by the department.

usage: snapshots.py CREDENTIALS.json COMMAND…      (COMMAND is the department's: ./wtp)
"""
import csv
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "python"))
from agency import Agency  # noqa: E402

HEADER = ["Case No", "Defendant", "Role", "DBA", "Address", "City", "State", "ZIP", "Judgment Date", "Judgment Amount", "Paid To Date", "Status"]


def rows(status, paid, employer="Blue Door LLC"):
    """One row a defendant; what is said of the case is the same in each."""
    place = ["40 Sample St", "Springfield", "CA", "95000"]
    case = ["02/20/2026", "6,200.00", paid, status]
    return [["26-0144", employer, "employer", "The Blue Door", *place, *case], ["26-0144", "Pat Example", "individual-defendant", "", "", "", "", "", *case]]


# Issued, final and paid in part by the first; amended, paid and satisfied by the second, which corrects a name:
# the same defendant under its corrected name, not another one.
EXPORTS = [rows("Final", "1,200.00", "Bleu Door LLC"), rows("Full Satisfaction", "6,200.00")]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        agency = Agency(json.load(file))
    mapping = os.path.join(HERE, "judgments.mapping.json")
    with tempfile.TemporaryDirectory() as folder:
        for number, export in enumerate(EXPORTS, 1):
            path = os.path.join(folder, f"judgments-{number}.csv")
            with open(path, "w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([HEADER, *export])
            subprocess.run([*sys.argv[2:], "import", "judgments", path, "--agency", agency.key, "--mapping", mapping], check=True)

    end = time.monotonic() + 60
    while (held := agency.judgment("26-0144"))["status"] != "satisfied" and time.monotonic() < end:
        time.sleep(0.2)
    cursor = None
    while (page := agency.messages(cursor))[0]:
        for message in page[0]:
            print(f"{message['type']} {message.get('subject')} {message['data']['reason'] or ''}")
        cursor = page[1]
    print(f"26-0144: {held['status']}, paid {held['paid']}, parties {[p['id'] for p in held['parties']]}, gaps {held['gaps']}")
    if held["status"] != "satisfied" or held["gaps"] or len(held["parties"]) != 2:
        sys.exit("the exports did not come to what they say")


main()
