"""Holiday tables: writes src/config/calendars/days/*.csv and checks them against a second source.

    tests/calendars.py write    write the tables (after raising covers_to in calendars.toml)
    tests/calendars.py check    print every difference between tables and source; 1 when there is any
    tests/calendars.py shape    only what needs no source: order, parents, horizons (standard library); tests/run does it

The source is the Python library `holidays` (MIT), pinned below. Where it is not installed, the
script puts it into a virtual environment of its own, which it removes afterwards. Names, parents,
weekends and horizons are read from calendars.toml, which is written by hand.

A day too many lets an answer be late; a day too few only makes it early. So this leaves out days
that are optional, half, for banks or schools only, kept in some places of the area only, and rest
days swapped for a working Saturday. DROP, ADD and RENAME are where law and library differ, each
with its reason; docs/calendars.md tells more.
"""

import csv
import datetime
import importlib.metadata
import io
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

PINNED = "0.109"
HOME = pathlib.Path(__file__).resolve().parent.parent / "src/config/calendars"
HEADER = ["calendar", "date", "name", "status"]
STATUSES = {"fixed", "provisional", "removed"}

# Categories of the library other than its public holidays.
CATEGORIES = {"CA": ("government",)}

# (calendar, name, why it is not in the table)
DROP = [
    ("HU|LV|TW", r"^Day off \(substituted", "a rest day swapped for a Saturday, no public holiday"),
    ("US-CA", "^Susan B. Anthony Day", "kept by schools only (Educ. Code 37222.10)"),
    ("FR-.*", "^Good Friday", "only in communes with a Protestant or shared church"),
    ("AU-QLD", "Royal Queensland Show", "Brisbane only; other places keep other show days"),
    ("CA(-.*)?", r"^(?!Canada Day).*\(observed\)", "a matter of employment, not in the laws on time limits"),
    ("CA", "^Boxing Day", "not in Interpretation Act s.35(1)"),
    ("CH-AG", "Berchtold|Labou?r|Corpus|Assumption|All Saints|Immaculate", "in some districts only"),
    ("CH-NE", "^Corpus Christi", "Le Landeron only"),
    ("CH-AI", "^Immaculate", "not in Oberegg"),
    ("IN", "^(Holi|Ram Navami|Maha Shivaratri|Janmashtami|Dr. B. R. Ambedkar)", "chosen place by place or notified apart"),
]

# Rules that need the day as well: (calendar, takes a day and a name, why).
DROP_DAYS = [
    (
        "US-CA",
        lambda day, name: day.weekday() == 4 and "(observed)" in name and "Veterans" not in name,
        "Gov. Code 6701 moves Sundays to Monday, but from Saturday only Veterans Day",
    ),
]

# (calendar, takes a year and its Easter Sunday and gives the day or None, name, why)
ADD = [
    ("CA", lambda year, easter: easter + datetime.timedelta(1), "Easter Monday", "Interpretation Act s.35(1)"),
    (
        "US-CA",
        lambda year, easter: datetime.date(year, 4, 1) if datetime.date(year, 3, 31).weekday() == 6 else None,
        "Cesar Chavez Day (observed)",
        "Gov. Code 6701: 31 March on a Sunday",
    ),
]

# Plain words, and no commas.
RENAME = {
    "Day of Slavonic Alphabet, Bulgarian Enlightenment and Culture": "Day of Bulgarian Enlightenment and Culture",
    "Saint George's Day, Day of the Bulgarian Army": "Saint George's Day",
    "Prešeren's Day, the Slovenian Cultural Holiday": "Prešeren Day",
    "Day of Portugal, Camões, and the Portuguese Communities": "Portugal Day",
    "Saint Francis of Assisi, Patron Saint of Italy": "Saint Francis of Assisi",
    "Birthday of Martin Luther King, Jr.": "Martin Luther King Jr. Day",
    "Cesar Chavez Day": "Farmworkers Day (Cesar Chavez Day)",
    "Scotland's participation in the FIFA World Cup final": "Bank holiday for the FIFA World Cup",
}

# (calendar, first year, month and name): announced year by year or set by the moon, and not yet
# official for that year when the tables were checked.
PROVISIONAL = [
    ("IN", 2027, "(?!.*(Republic Day|Independence Day|Gandhi))"),
    ("SG", 2028, ".*(Chinese New Year|Eid|Hari Raya|Vesak|Diwali|Deepavali)"),
    ("KR", 2028, ".*(Korean New Year|Buddha|Chuseok)"),
    ("KR", 2027, ".*Election"),
    ("TW", 2028, ".*(Chinese New Year|Tomb|Dragon|Mid-Autumn)|04 Children"),
    ("JP", 2028, "(03|09) (Vernal|Autumnal|Substitute|National)"),
    ("ES", 2027, ".*Epiphany"),
    ("ES-.*", 2027, ""),
    ("GR", 2027, ".*Labou?r Day"),
    ("AU-VIC", 2027, ".*AFL"),
    ("AU-WA", 2028, ".*King's Birthday"),
    ("US-CA", 2027, ".*Diwali"),
]


def calendars():
    """The hand-written list, by code."""
    with open(HOME / "calendars.toml", "rb") as file:
        return {entry["code"]: entry for entry in tomllib.load(file)["calendar"]}


def library_days(entry):
    """Every day of one calendar with its names and status, as the source and the rules above have it."""
    import holidays
    from dateutil.easter import easter

    country, _, part = entry["code"].partition("-")
    kind = getattr(holidays, country)
    years = range(entry["covers_from"], entry["covers_to"] + 1)
    options = {"categories": CATEGORIES[entry["code"]]} if entry["code"] in CATEGORIES else {}
    languages = kind.supported_languages
    if languages:
        native = kind.default_language
        options["language"] = native if native and native.startswith("en") else "en_US"
    names = {}
    for day, joined in kind(subdiv=part or None, years=[*years, years[-1] + 1], **options).items():
        kept = [name for name in joined.split("; ") if not dropped(entry["code"], day, name)]
        if kept and day.year in years:
            names[day] = kept
    for code, rule, name, _ in ADD:
        for year in years if code == entry["code"] else ():
            day = rule(year, easter(year))
            if day and name not in names.setdefault(day, []):
                names[day].append(name)
    return {day: (words(found, country), status(entry["code"], day, found)) for day, found in names.items() if found}


def dropped(code, day, name):
    """Whether law or caution leaves this day out."""
    return any(re.fullmatch(where, code) and re.search(what, name) for where, what, _ in DROP) or any(
        re.fullmatch(where, code) and rule(day, name) for where, rule, _ in DROP_DAYS
    )


def words(names, country):
    """One English name without commas, spelled as the country spells."""
    told = []
    for name in names:
        name = name.replace(" (estimated)", "").replace(", estimated)", ")")
        bare, mark, rest = name.partition(" (")
        name = RENAME.get(bare, bare) + mark + rest
        told.append(name if country == "US" else re.sub(r"\bLabor\b", "Labour", name))
    return "; ".join(dict.fromkeys(told))


def status(code, day, names):
    """Fixed when at least one of the day's names is certain."""

    def uncertain(name):
        return "estimated" in name or any(
            re.fullmatch(where, code) and day.year >= since and re.match(what, f"{day:%m} {name}")
            for where, since, what in PROVISIONAL
        )

    return "provisional" if all(uncertain(name) for name in names) else "fixed"


def expected():
    """The rows of every file: a whole calendar, or what a part adds to and removes from its parent."""
    listed = calendars()
    days = {code: library_days(entry) for code, entry in listed.items()}
    files = {}
    for code, entry in sorted(listed.items()):
        own, above = days[code], days.get(entry.get("parent"), {})
        rows = files.setdefault(code.partition("-")[0], [])
        for day in sorted(own.keys() | above.keys()):
            if day not in above:
                rows.append([code, day.isoformat(), *own[day]])
            elif day not in own and entry["covers_from"] <= day.year <= entry["covers_to"]:
                rows.append([code, day.isoformat(), above[day][0], "removed"])
    return files


def stored():
    """The rows of every file as they are."""
    files = {}
    for path in sorted((HOME / "days").glob("*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        if header != HEADER:
            sys.exit(f"{path.name}: header {header}")
        files[path.stem] = rows
    return files


def write():
    """Writes every file, LF, sorted by calendar and date."""
    for country, rows in expected().items():
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([HEADER, *rows])
        (HOME / "days" / f"{country}.csv").write_text(text.getvalue(), encoding="utf-8", newline="\n")


def differences(have, want):
    """One line per row that is in one of both only."""
    for country in sorted(have.keys() | want.keys()):
        here, there = ({tuple(row) for row in side.get(country, [])} for side in (have, want))
        for row in sorted(here ^ there):
            yield f"{'only in the table' if row in here else 'only in the source'}: {', '.join(row)}"


def flaws(listed, files):
    """What is wrong with the tables in themselves."""
    for code, entry in listed.items():
        parent = listed.get(entry.get("parent"))
        if entry.get("parent") and (parent is None or parent.get("parent")):
            yield f"{code}: its parent must be a calendar without one"
        if parent and (parent["covers_from"] > entry["covers_from"] or parent["covers_to"] < entry["covers_to"]):
            yield f"{code}: covers years its parent does not"
    dates = {(row[0], row[1]) for rows in files.values() for row in rows if row[3] != "removed"}
    for country, rows in files.items():
        if [row[:2] for row in rows] != sorted(row[:2] for row in rows):
            yield f"{country}: not sorted by calendar and date"
        if len({(row[0], row[1]) for row in rows}) != len(rows):
            yield f"{country}: a date twice in one calendar"
        for code, date, name, kind in rows:
            entry, where = listed.get(code), f"{code} {date}"
            if entry is None or code.partition("-")[0] != country:
                yield f"{where}: unknown calendar, or in the wrong file"
            elif not entry["covers_from"] <= datetime.date.fromisoformat(date).year <= entry["covers_to"]:
                yield f"{where}: outside its horizon"
            elif kind not in STATUSES or not name or set(name) & set(',"\n'):
                yield f"{where}: name or status"
            elif kind == "removed" and (entry.get("parent"), date) not in dates:
                yield f"{where}: removes what its parent does not have"
            elif kind != "removed" and (entry.get("parent"), date) in dates:
                yield f"{where}: adds what its parent has"


def must_notice():
    """Plants one fault of each kind: a check that cannot fail is a defect."""
    listed, files = calendars(), stored()
    country, rows = next(iter(files.items()))
    faulty = {**files, country: [*rows, ["XX", "2026-01-01", "Nobody's Day", "fixed"]]}
    if not list(flaws(listed, faulty)) or not list(differences(faulty, files)):
        sys.exit("the check found nothing in a table with a planted row")
    if not list(differences({**files, country: rows[1:]}, files)):
        sys.exit("the check did not miss a row that was taken away")


def with_library(mode):
    """Runs this script again where the pinned library is."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = f"{folder}/bin/python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", f"holidays=={PINNED}"], check=True)
        return subprocess.run([python, __file__, mode], check=False).returncode


def main(mode):
    """Returns the exit status."""
    if mode not in {"write", "check", "shape"}:
        print(__doc__)
        return 2
    if mode != "shape":
        try:
            found = importlib.metadata.version("holidays")
        except importlib.metadata.PackageNotFoundError:
            found = None
        if found != PINNED:
            return with_library(mode)
    if mode == "write":
        write()
    must_notice()
    problems = list(flaws(calendars(), stored()))
    if mode != "shape":
        problems += differences(stored(), expected())
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"{max(0, len(calendars()) - len(problems))} passed, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
