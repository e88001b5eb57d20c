"""`ville.json` and `boites.csv`: the town itself and the mailboxes it receives at."""

import re
from collections.abc import Sequence
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from domain.department import Department, DepartmentKind
from domain.ids import UNCLASSIFIED, DepartmentCode, TownId
from domain.inbound import Mailbox
from domain.ruleset import Subject, Weekday
from domain.town import OpeningHours, Signatory, Town
from flows.town_folder import cells
from flows.town_folder.days_off import DAYS_OFF_KEYS, read_days_off
from flows.town_folder.mistakes import Mistakes, fold, suggestion
from flows.town_folder.table import Table
from flows.town_folder.tree import Tree, read_json
from flows.wording import say
from routing.unread import NEVER

NEEDED = ("nom", "insee", "code_postal", "fuseau", "adresse", "courriel")
OPTIONAL = (
    *("identifiant", "departement", "telephone", "telecopie", "site", "horaires", "tribunal_administratif"),
    *("direction_courriel", "elu_courriel", "courriers_demandeurs", "signataires", "retour_non_lu"),
    *("courriers_anglais", *DAYS_OFF_KEYS),
)
SIGNATORY_KEYS = ("nom", "qualite", "agent", "delegation")

UNREAD_AFTER = re.compile(r"[1-9]\d{0,2} (h|jo|j)")
OPENING = re.compile(r"\s*([01]?\d|2[0-3]):([0-5]\d)\s*-\s*([01]?\d|2[0-3]):([0-5]\d)\s*")


def read_town_file(path: Path, mistakes: Mistakes) -> Town | None:
    """Return the town of a `ville.json`, None where it lacks what nothing can replace."""
    root = read_json(path, mistakes)
    if root is None or not root.has_only((*NEEDED, *OPTIONAL), NEEDED) or not root.has(NEEDED):
        return None
    name, address, zone = _text(root, "nom"), _text(root, "courriel"), _timezone(root)
    days_off = read_days_off(root)
    director, elected = _email(root, "direction_courriel"), _email(root, "elu_courriel")
    _email(root, "courriel")
    lines = root.find("adresse")
    writes, english = root.find("courriers_demandeurs"), root.find("courriers_anglais")
    town = Town(
        id=TownId(_text(root, "identifiant") or _slug(name or path.parent.name)),
        name=name or "",
        insee=_code(root, "insee", r"\d[\dAB]\d{3}") or "",
        postcode=_code(root, "code_postal", r"\d{5}") or "",
        timezone=zone or "Europe/Paris",
        address=tuple(filter(None, (line.text() for line in lines.items()))) if lines else (),
        email=(address or "").lower(),
        phone=_phone(root, "telephone"),
        fax=_phone(root, "telecopie"),
        site=_text(root, "site"),
        hours=read_hours(root.find("horaires")),
        holidays=days_off.holidays,
        court=_text(root, "tribunal_administratif"),
        closures=days_off.closures,
        good_friday=days_off.good_friday,
        customary_days=days_off.customary_days,
        director_email=director,
        elected_email=elected,
        writes_to_requesters=writes.truth() if writes else None,
        signatories=_signatories(root.find("signataires")),
        unread_after=_unread_after(root),
        writes_english=english is None or english.truth(),
    )
    return town if name and zone and address else None


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


def _text(root: Tree, key: str) -> str | None:
    found = root.find(key)
    return found.text() if found else None


def _code(root: Tree, key: str, form: str) -> str | None:
    found = root.find(key)
    value = found.text() if found else None
    if found and value and not re.fullmatch(form, value):
        found.wrong(say("“{value}” is not a valid {name}.", value=value, name=key), say("Write the five characters, in quotes."))
        return None
    return value


def _email(root: Tree, key: str) -> str | None:
    found = root.find(key)
    value = found.text() if found else None
    if found and value and not cells.is_email(value):
        found.wrong(say("“{value}” is not an e-mail address.", value=value), say("Write name@domain, one address only."))
        return None
    return value.lower() if value else None


def _phone(root: Tree, key: str) -> str | None:
    found = root.find(key)
    value = found.text() if found else None
    if found and value and not cells.is_phone(value):
        found.wrong(say("“{value}” is not a telephone number.", value=value), say("Write ten figures, or + and the country code."))
        return None
    return value


def _signatories(found: Tree | None) -> tuple[Signatory, ...]:
    """Return who signs: one for each agent named, and one for all others."""
    signatories: dict[str | None, Signatory] = {}
    for one in found.items() if found else ():
        needed = SIGNATORY_KEYS[:2]
        if not one.has_only(SIGNATORY_KEYS, needed) or not one.has(needed):
            continue
        name, quality, login, delegation = (_text(one, key) for key in SIGNATORY_KEYS)
        login = login.lower() if login else None
        if login in signatories:
            whose = say("the agent {login}", login=login) if login else say("all agents")
            one.wrong(say("A second signatory for {whose}.", whose=whose), say("Name one only, or another agent."))
        elif name and quality:
            signatories[login] = Signatory(name=name, quality=quality, agent=login, delegation=delegation)
    return tuple(signatories.values())


def _unread_after(root: Tree) -> str | None:
    """Return how long a department has to open what it is given, as it is written."""
    found = root.find("retour_non_lu")
    value = found.text() if found else None
    if found is None or value is None or value == NEVER or UNREAD_AFTER.fullmatch(value):
        return value
    found.wrong(say("“{value}” is no time to open a request.", value=value), say("Write it as 5 jo, 16 h or 10 j, or aucun."))
    return None


def _timezone(root: Tree) -> str | None:
    found = root.find("fuseau")
    value = found.text() if found else None
    if found is None or value is None:
        return None
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        found.wrong(say("“{value}” is not a time zone.", value=value), suggestion(value, available_timezones(), "Europe/Paris"))
        return None
    return value


def read_hours(days: Tree | None) -> tuple[OpeningHours, ...]:
    """Return the opening hours of all days; mistakes are reported."""
    if days is None or not days.has_only([day.value for day in Weekday]):
        return ()
    return tuple(hours for day, spans in days.pairs() if day in set(Weekday) for hours in _day(Weekday(day), spans))


def _day(day: Weekday, spans: Tree) -> list[OpeningHours]:
    found: list[OpeningHours] = []
    for span in spans.items():
        value = span.text()
        parsed = OPENING.fullmatch(value) if value else None
        if parsed is None:
            span.wrong(say("“{value}” are no opening hours.", value=span.value), say("Write them as 08:30-12:00."))
            continue
        opens, closes = time(int(parsed[1]), int(parsed[2])), time(int(parsed[3]), int(parsed[4]))
        if opens >= closes:
            span.wrong(say("“{value}” closes before it opens.", value=value), say("Put the earlier time first."))
        elif found and opens < found[-1].closes:
            span.wrong(
                say("“{value}” begins before the hours above end.", value=value), say("Write the hours of a day in order, without overlap.")
            )
        else:
            found.append(OpeningHours(day=day, opens=opens, closes=closes))
    return found


def read_mailboxes(path: Path, town: TownId, departments: Sequence[Department], mistakes: Mistakes) -> tuple[Mailbox, ...]:
    """Return the mailboxes of a `boites.csv`."""
    codes = mistakes.known(str(path.with_name("services.csv")), (department.code for department in departments))
    found: dict[str, Mailbox] = {}
    for row in Table(path, mistakes, needed=("adresse", "nom", "service")).rows():
        address, name = cells.text(row, "adresse"), cells.text(row, "nom")
        code = cells.one_of(row, "service", codes, "services.csv")
        if address is None or name is None or cells.email(row, "adresse") is None:
            continue
        if address.lower() in found:
            row.wrong("adresse", say("“{value}” stands twice.", value=address), say("Remove one."))
        department = DepartmentCode(code) if code else None
        found.setdefault(address.lower(), Mailbox(address=address.lower(), town=town, name=name, department=department))
    return tuple(found.values())


def mailboxes_of(town: Town, departments: Sequence[Department], subjects: Sequence[Subject]) -> tuple[Mailbox, ...]:
    """Return the mailboxes of a town that lists none: its own address and those of its internal departments.

    The town's own speaks for the department of what matched nothing; a department's for that department, unless several share the address.
    A department that another does the work of does not count.
    """
    general = next((subject.department for subject in subjects if subject.code == UNCLASSIFIED), None)
    found = {town.email: Mailbox(address=town.email, town=town.id, name=town.name, department=general)}
    internal = [department for department in departments if department.kind is DepartmentKind.INTERNAL and department.email]
    for department in internal:
        address = (department.email or "").lower()
        sharing = {other.served_by or other.code for other in internal if (other.email or "").lower() == address}
        only = next(iter(sharing)) if len(sharing) == 1 else None
        label = next((other.label for other in departments if other.code == only), address)
        found.setdefault(address, Mailbox(address=address, town=town.id, name=label, department=only))
    return tuple(found.values())
