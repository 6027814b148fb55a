"""The numbers of a report, worked out a second time from the journal alone, and compared.

Makes a desk with a year of made-up requests under every law, exports its journal, counts by itself what
`docs/reports.md` says the words mean, and compares each case and each total with
`report deadlines --format json`. Standard library only. Every run first plants mistakes, to show that the
comparison finds them. RIGHTSDESK_BIN names the binary, RIGHTSDESK_CHECK_CASES how many requests (120).
"""

import datetime
import fractions
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import zoneinfo
from collections import Counter, defaultdict
from pathlib import Path

# The zone the organisation counts its days in, as set for the desk that is made.
ORGANISATION = "Asia/Kolkata"
RIGHTS = ["access", "correct", "delete", "terminate"]
ANSWERS = ["fulfilled", "partly_fulfilled", "refused"]
AGES = [(0, 7), (8, 14), (15, 21), (22, 30), (31, 45), (46, 60), (61, 90), (91, None)]


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def day(text):
    return datetime.date.fromisoformat(text)


def local(text, zone):
    return instant(text).astimezone(zoneinfo.ZoneInfo(zone)).date()


def ordered(rights):
    return sorted(set(rights), key=RIGHTS.index)


# --- one case from its events --------------------------------------------------------------------


def fold(events):
    """What a report may know of a case, after its events in order."""
    case = {
        "stage": None, "confirmed_at": None, "outcome": None, "closed_at": None, "first_closed": None,
        "owner": None, "waiting": None, "identity": "open", "identity_at": None, "refusal": None,
        "void_at": None, "missed": False, "explained": False, "duplicate_of": None, "items": {}, "complaints": [],
    }
    for event in events:
        at, what = event["at"], event["event"]
        if what == "case_opened":
            case |= {key: event["intake"].get(key) for key in ("channel", "country", "region", "role", "policy")}
            case |= {"received_at": event["intake"]["received_at"], "received_on": event["intake"]["received_on"]}
            case |= {"reference": event["reference"], "stage": event["stage"], "clocks": event["clocks"]}
            case["items"] = {right: None for right in ordered(event["rights"])}
        elif what in ("email_confirmed", "confirmed_by_desk"):
            case["confirmed_at"], case["stage"] = at, "verifying"
        elif what in ("evidence_asked", "clarification_asked"):
            case["waiting"] = what.removesuffix("_asked")
        elif what == "authority_asked":
            case["waiting"] = "evidence"
        elif what in ("evidence_given", "clarification_answered"):
            case["waiting"] = None
        elif what == "assigned":
            case["owner"] = event["to"]
        elif what == "rights_set":
            case["items"] = {right: None for right in ordered(event["rights"])}
        elif what == "identity_accepted":
            case |= {"identity": "accepted", "identity_at": at, "stage": "working", "waiting": None}
        elif what == "address_changed":
            case |= {"identity": "open", "identity_at": None, "stage": "verifying", "refusal": None}
        elif what == "identity_rejected":
            case |= {"identity": "rejected", "identity_at": at}
        elif what == "item_settled" and event["right"] in case["items"]:
            case["items"][event["right"]] = (event["settlement"], event["ground"])
        elif what in ("execution_approved", "cooling_off_started", "cooling_off_ended"):
            for right in event.get("rights", ["terminate"]):
                if right in case["items"]:
                    case["items"][right] = None
        elif what == "termination_cancelled":
            case["items"]["terminate"] = None
            case |= {"stage": "working", "refusal": None}
        elif what in ("answer_proposed", "refusal_proposed"):
            case |= {"stage": "review", "refusal": event.get("ground")}
        elif what == "sent_back":
            case |= {"stage": event["to"], "refusal": None}
        elif what == "duplicate_marked":
            case["duplicate_of"] = event["of"]
        elif what == "closed":
            case |= {"stage": "closed", "outcome": event["outcome"], "closed_at": at, "waiting": None}
            case["first_closed"] = case["first_closed"] or at
        elif what == "reopened":
            case |= {"stage": event["to"], "outcome": None, "closed_at": None, "refusal": None}
            case["items"] = {right: None for right in case["items"]}
            if case["identity"] == "rejected":
                case |= {"identity": "open", "identity_at": None}
        elif what in ("deadline_extended", "deadline_recomputed"):
            case["clocks"] = event["clocks"]
        elif what == "received_date_corrected":
            case |= {key: event[key] for key in ("received_at", "received_on", "clocks")}
        elif what == "jurisdiction_set":
            case |= {"country": event["country"], "region": event["region"]}
        elif what == "extension_voided":
            case["void_at"] = case["void_at"] or at
        elif what == "complaint_recorded":
            case["complaints"].append(event | {"decided": None})
        elif what == "complaint_decided":
            case["complaints"][-1]["decided"] = (at, event["outcome"])
        elif what == "deadline_missed" and event["clock"] == "respond":
            case["missed"] = True
        elif what == "lateness_explained":
            case["explained"] = True
    return case


def ground_of(case):
    if case["outcome"] is None:
        return None
    if case["identity"] == "rejected":
        return "identity_not_established"
    if case["refusal"]:
        return case["refusal"]
    settled = [item for item in case["items"].values() if item and item[0] in ("refused", "partly_done")]
    return settled[0][1] if settled else None


def status_of(row, confirmed, answered):
    left = row["days_left"]
    if left is not None:
        if left < 0:
            return "overdue"
        if left <= 3:
            return "near_due"
        return "extended" if row["extension_told_on"] else "open"
    if row["closed_on"] is None:
        return "open" if confirmed and row["stage"] != "closed" else "unconfirmed"
    if not confirmed:
        return "expired"
    if not answered:
        return "closed_unanswered"
    return "closed_on_time" if row["closed_on"] <= row["due_on"] else "closed_late"


def complaint_of(complaint):
    """Received, due, decided and how, of one complaint or appeal, in the days of the clock that binds."""
    running = [clock for clock in complaint["clocks"] if clock["kind"] in ("complaint", "appeal")]
    clock = min(running, key=lambda clock: clock["due_on"])
    at, outcome = complaint["decided"] or (None, None)
    return {
        "kind": complaint["kind"],
        "received_on": complaint["received_on"],
        "due_on": clock["due_on"],
        "decided_on": local(at, clock["zone"]).isoformat() if at else None,
        "outcome": outcome,
    }


def facts(case, as_at):
    """The case as the list has it, and what its totals need beyond that."""
    respond = [clock for clock in case["clocks"] if clock["kind"] == "respond"]
    running = [clock for clock in respond if clock.get("verdict", "due") == "due"]
    clock = min(running, key=lambda clock: clock["due_on"], default=None)
    zone = clock["zone"] if clock else "UTC"

    def on(at):
        return local(at, zone).isoformat() if at else None

    due = clock["due_on"] if clock else case["received_on"]
    extended = (clock or {}).get("extended")
    notice_by = ((clock or {}).get("extension") or {}).get("notice_by") if extended else None
    closed = on(case["first_closed"]) if case["closed_at"] else None
    confirmed = case["channel"] != "web_form" or case["confirmed_at"] is not None
    still_open = confirmed and case["stage"] != "closed"
    in_time = case["first_closed"] is not None and clock is not None and on(case["first_closed"]) <= due
    today = local(as_at, zone)
    row = {
        "reference": case["reference"],
        "rights": list(case["items"]),
        "role": case["role"],
        "channel": case["channel"],
        "country": case["country"],
        "region": case["region"],
        "laws": sorted({clock["rule"] for clock in respond}),
        "policy": case["policy"],
        "stage": case["stage"],
        "waiting_for": case["waiting"],
        "received_at": instant(case["received_at"]).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "received_on": case["received_on"],
        "identity": case["identity"],
        "identity_on": on(case["identity_at"]),
        "due_on": due,
        "binding_rule": clock["rule"] if clock else "",
        "citation": clock["citation"] if clock else "",
        "time_zone": zone if clock else "",
        "due_before_extension": extended["from"] if extended else None,
        "extension_told_on": extended["told_on"] if extended else None,
        "extension_notice_by": notice_by,
        "extension_in_time": (notice_by is None or extended["told_on"] <= notice_by) if extended else None,
        "extension_void_on": on(case["void_at"]),
        "days_left": (day(due) - today).days if still_open and not in_time else None,
        "closed_on": closed,
        "days_taken": max((day(closed) - day(case["received_on"])).days, 0) if closed else None,
        "outcome": case["outcome"],
        "ground": ground_of(case),
        "deadline_missed": case["missed"],
        "lateness_explained": case["explained"],
        "owner": case["owner"],
        "duplicate_of": case["duplicate_of"],
        "reopened": case["first_closed"] is not None and case["closed_at"] != case["first_closed"],
    }
    complaints = [complaint_of(complaint) for complaint in case["complaints"]]
    last = complaints[-1] if complaints else {}
    row["complaints"] = len(complaints)
    row["complaint"] = last.get("kind")
    row |= {f"complaint_{key}": last.get(key) for key in ("received_on", "due_on", "decided_on", "outcome")}
    answered = confirmed and case["outcome"] in ANSWERS
    row["status"] = status_of(row, confirmed, answered)
    more = {"confirmed": confirmed, "open": still_open, "answered": answered, "complaints": complaints}
    return row, more


# --- totals ---------------------------------------------------------------------------------------


def mean(days):
    """To a tenth, a half upwards, without rounding on the way."""
    return math.floor(fractions.Fraction(sum(days) * 10, len(days)) + fractions.Fraction(1, 2)) / 10


def line(cases, inside):
    """The numbers of one line."""
    n, days = Counter(), []
    for row, more in cases:
        if not more["confirmed"]:
            n["expired"] += bool(row["closed_on"] and inside(row["closed_on"]))
            continue
        n["received"] += inside(row["received_on"])
        n["open"] += more["open"]
        if row["extension_told_on"] and inside(row["extension_told_on"]):
            n["extended"] += 1
            n["extended_in_time"] += row["extension_in_time"]
        n["extension_void"] += bool(row["extension_void_on"] and inside(row["extension_void_on"]))
        for complaint in more["complaints"]:
            n["complaints"] += inside(complaint["received_on"])
            if complaint["decided_on"] and inside(complaint["decided_on"]):
                n["complaints_decided"] += 1
                n["complaints_upheld"] += complaint["outcome"] != "rejected"
                n["complaints_late"] += complaint["decided_on"] > complaint["due_on"]
        if row["closed_on"] and inside(row["closed_on"]):
            n[row["outcome"]] += 1
            if more["answered"]:
                n["answered"] += 1
                n["on_time"] += row["closed_on"] <= row["due_on"]
                days.append(row["days_taken"])
    names = ["received", "answered", "on_time", "withdrawn", "duplicate", "expired", "extended"]
    names += ["extended_in_time", "extension_void", "open", *ANSWERS]
    names += ["complaints", "complaints_decided", "complaints_upheld", "complaints_late"]
    found = {name: n[name] for name in names}
    found["late"] = n["answered"] - n["on_time"]
    days.sort()
    many = len(days)
    found["on_time_percent"] = n["on_time"] * 1000 // many / 10 if many else None
    found["median_days"] = statistics.median(days) if days else None
    found["mean_days"] = mean(days) if many else None
    found["p90_days"] = days[-(-many * 9 // 10) - 1] if many else None
    found["max_days"] = days[-1] if many else None
    return found


def waiting_for(row):
    if row["waiting_for"]:
        return row["waiting_for"]
    return {"review": "approver", "working": "systems"}.get(row["stage"], "desk")


def totals(cases, head):

    def inside(text):
        return head["from"] <= text <= head["to"]

    today = local(head["as_at"], ORGANISATION)
    confirmed = [(row, more) for row, more in cases if more["confirmed"]]
    still_open = [row for row, more in confirmed if more["open"]]
    by = {name: defaultdict(list) for name in ("right", "law", "country", "channel", "owner")}
    for row, more in confirmed:
        for right in row["rights"] or [""]:
            by["right"][right].append((row, more))
        for law in row["laws"]:
            by["law"][law].append((row, more))
        for name in ("country", "channel", "owner"):
            by[name][row[name] or ""].append((row, more))
    left = [(day(row["due_on"]) - today).days for row in still_open if row["days_left"] is not None]
    age = [(today - day(row["received_on"])).days for row in still_open]
    refused = [row for row, _ in confirmed if row["outcome"] == "refused" and inside(row["closed_on"])]
    lines = {name: {value: line(some, inside) for value, some in of.items()} for name, of in by.items()}
    return {
        "all": line(cases, inside),
        "overdue": sum(days < 0 for days in left),
        "near_due": {str(limit): sum(0 <= days <= limit for days in left) for limit in (3, 7, 14)},
        "ages": [sum(low <= days and (high is None or days <= high) for days in age) for low, high in AGES],
        "waiting_for": dict(Counter(waiting_for(row) for row in still_open)),
        # A line of nothing is not written.
        "by": {name: {value: one for value, one in of.items() if any(one.values())} for name, of in lines.items()},
        "refused_by_ground": dict(Counter(row["ground"] or "" for row in refused)),
    }


def reported(summary):
    """The totals of the report, in the shape of ours."""

    def bare(one):
        return {key: value for key, value in one.items() if key != "value"}

    return {
        "all": bare(summary["all"]),
        "overdue": summary["overdue"],
        "near_due": summary["near_due"],
        "ages": [one["open"] for one in summary["ages"]],
        "waiting_for": summary["waiting_for"],
        "by": {name: {one["value"]: bare(one) for one in of} for name, of in summary["by"].items()},
        "refused_by_ground": summary["refused_by_ground"],
    }


# --- comparing ------------------------------------------------------------------------------------


def unlike(ours, theirs, place=""):
    """Places at which two values differ."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(ours.keys() | theirs.keys()):
            yield from unlike(ours.get(key), theirs.get(key), f"{place}.{key}")
    elif ours != theirs:
        yield f"{place}: counted {ours!r}, reported {theirs!r}"


def touches(row, more, head):
    """Whether a case, or a complaint about it, was open at some time of the days of a report."""
    spans = [(row["received_on"], row["closed_on"])]
    spans += [(complaint["received_on"], complaint["decided_on"]) for complaint in more["complaints"]]
    return any(start <= head["to"] and (end is None or end >= head["from"]) for start, end in spans)


def compare(entries, report):
    """Every difference between a journal and a report of it, and how much was compared."""
    head = report["head"]
    streams = defaultdict(list)
    for entry in entries:
        if entry["stream"].startswith("case:") and entry["position"] < head["journal_position"]:
            streams[entry["stream"]].append((entry["n"], json.loads(entry["body"])))
    cases = []
    for events in streams.values():
        events.sort(key=lambda event: event[0])
        cases.append(facts(fold([event for _, event in events]), head["as_at"]))
    listed = {
        row["reference"]: row
        for row, more in cases
        if more["confirmed"]
        and touches(row, more, head)
    }
    theirs = {row["reference"]: row for row in report["cases"]}
    found = list(unlike(listed, theirs, "cases"))
    if report["rows"] != len(report["cases"]):
        found.append(f"rows: {report['rows']} said, {len(report['cases'])} listed")
    found += unlike(totals(cases, head), reported(report["summary"]), "summary")
    return found, len(listed)


def planted(entries, report):
    """Mistakes a comparison must find; the names of those it did not."""
    missed = []

    def again(value):
        return json.loads(json.dumps(value))

    def plant(name, entries, report):
        if not compare(entries, report)[0]:
            missed.append(name)

    wrong = again(report)
    wrong["summary"]["all"]["on_time"] -= 1
    plant("a total that is one too small", entries, wrong)
    wrong = again(report)
    wrong["cases"][0]["due_on"] = "2001-01-01"
    plant("a due date that is another", entries, wrong)
    wrong = again(report)
    del wrong["cases"][-1]
    plant("a case that is left out", entries, wrong)
    closing = next(entry for entry in entries if entry["event"] == "closed")
    plant("a closing that is not in the journal", [entry for entry in entries if entry is not closing], report)
    return missed


# --- the desk -------------------------------------------------------------------------------------


def periods(today):
    """The last twelve months as a whole, their last full quarter, and a stretch that is no whole months."""
    first = today.replace(day=1)
    yield (first - datetime.timedelta(days=330)).replace(day=1), today
    yield (first - datetime.timedelta(days=80)).replace(day=1), first - datetime.timedelta(days=1)
    yield today - datetime.timedelta(days=45), today - datetime.timedelta(days=3)


def main():
    binary = os.environ.get("RIGHTSDESK_BIN", "target/debug/rightsdesk")
    many = os.environ.get("RIGHTSDESK_CHECK_CASES", "120")
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="rightsdesk-report-check-") as name:
        folder = Path(name)
        settings = {
            "RIGHTSDESK__DATA_DIR": folder / "data",
            "RIGHTSDESK__DATABASE__URL": f"sqlite://{folder / 'desk.db'}",
            "RIGHTSDESK__VAULT__KEY_FILE": folder / "keys" / "service.key",
            "RIGHTSDESK__MAIL__TRANSPORT": "file",
            "RIGHTSDESK__MAIL__DIRECTORY": folder / "mail",
            "RIGHTSDESK__ORGANISATION__TIME_ZONE": ORGANISATION,
        }
        (folder / "data").mkdir()
        known = {key: value for key, value in os.environ.items() if not key.startswith("RIGHTSDESK_")}
        environment = known | {key: str(value) for key, value in settings.items()}

        def desk(*words):
            subprocess.run([binary, *words], env=environment, check=True, stdout=subprocess.DEVNULL)

        desk("demo", "--cases", many, "--into", settings["RIGHTSDESK__DATABASE__URL"])
        today = datetime.datetime.now(zoneinfo.ZoneInfo(ORGANISATION)).date()
        reports = []
        for start, end in periods(today):
            out = str(folder / f"{start}.json")
            desk("report", "deadlines", "--from", str(start), "--to", str(end), "--format", "json", "--out", out)
            reports.append(json.loads(Path(out).read_text()))
        desk("audit", "export", "--out", str(folder / "journal.jsonl"))
        with open(folder / "journal.jsonl") as lines:
            entries = [json.loads(text) for text in lines]
    for missed in planted(entries, reports[0]):
        print(f"report_check: the comparison does not find {missed}")
        failed += 1
    passed += failed == 0
    for report in reports:
        found, cases = compare(entries, report)
        head = report["head"]
        print(f"{head['from']} to {head['to']}: {cases} requests listed, {len(found)} differences")
        for text in found[:20]:
            print(f"  {text}")
        if cases == 0:
            print("  nothing was compared")
        passed, failed = (passed + 1, failed) if cases and not found else (passed, failed + 1)
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
