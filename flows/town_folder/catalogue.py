"""`services.csv` and `sujets.csv`: departments and the subject tree."""

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import date
from pathlib import Path

from domain.department import Confidentiality, Department, DepartmentKind
from domain.ids import UNCLASSIFIED, DepartmentCode, SubjectCode
from domain.ruleset import Nature, Subject
from flows.town_folder import cells
from flows.town_folder.mistakes import Mistakes
from flows.town_folder.table import Row, Table
from flows.wording import Message, say
from routing.promises import read_alerts, read_nudges

DEPARTMENT_COLUMNS = ("code", "libelle", "courriel", "telephone", "type", "confidentialite", "assure_par")
SUBJECT_COLUMNS = ("code", "objet", "theme", "nature", "regime", "priorite", "delai", "service", "copies", "confidentiel", "vocabulaire")
SUBJECT_OPTIONS = ("astreinte", "suspension", "accuse", "prise_en_charge", "alertes", "relances")

DEPARTMENT_CODE = re.compile(r"(X-)?[A-Z][A-Z0-9]{1,11}")
SUBJECT_CODE = re.compile(r"[A-Z]{2,5}-\d{2,3}")
TARGET = re.compile(r"(T )?\d{1,3} (h|jo|j)")
DELAY = re.compile(r"\d{1,3} (h|jo|j)")
REGIME = re.compile(r"aucun|(SVR|SVA|RGPD)-[1-9]\d{0,2}[MJ]|URBANISME|transfert|sans-AR-papier")

ALERTS_REMEDY = say("Write J-5 J-1 J0 J+1 +5 jo, or aucune; nothing for the usual ones.")
NUDGES_REMEDY = say("Write J+10, days after the asking, J-3, days before its end, or aucune; nothing for the usual one.")

LOWEST_PRIORITY = 4
USUAL_ACKNOWLEDGEMENT = "5 jo"
USUAL_TAKING = "2 jo"


def read_departments(path: Path, mistakes: Mistakes) -> tuple[Department, ...]:
    """Return the departments and external bodies of a `services.csv`."""
    rows = [
        (row, department)
        for row in Table(path, mistakes, needed=DEPARTMENT_COLUMNS, optional=("ferme_le", "repris_par", "adresse")).rows()
        if (department := _department(row))
    ]
    codes = mistakes.known(str(path), (department.code for _, department in rows))
    seen: set[str] = set()
    for row, department in rows:
        if department.code in seen:
            row.wrong("code", say("“{value}” stands twice.", value=department.code), say("Remove one, or give it another code."))
        seen.add(department.code)
        cells.one_of(row, "assure_par", codes, path.name)
        if department.served_by == department.code:
            row.wrong("assure_par", say("a department cannot do its own work for another."), say("Leave the cell empty."))
        cells.one_of(row, "repris_par", codes, path.name)
        if department.successor is not None and (department.successor == department.code or department.successor.startswith("X-")):
            row.wrong("repris_par", say("what it leaves goes to another department of the town."), say("Name one of the town's own."))
    return tuple({department.code: department for _, department in reversed(rows)}.values())[::-1]


def _department(row: Row) -> Department | None:
    code, label = cells.text(row, "code"), cells.text(row, "libelle")
    kind = cells.choice(row, "type", DepartmentKind)
    level = cells.number(row, "confidentialite", 0, 2)
    email, phone = cells.email(row, "courriel"), cells.phone(row, "telephone")
    if code and not DEPARTMENT_CODE.fullmatch(code):
        row.wrong(
            "code", say("“{value}” is not a department code.", value=code), say("Write capitals, such as VOI, or X-AGG for a body outside.")
        )
    if code and kind and code.startswith("X-") != (kind is DepartmentKind.EXTERNAL):
        row.wrong(
            "type",
            say("“{value}” does not go with the code {code}.", value=kind, code=code),
            say("Codes of bodies outside begin with X-, no others do."),
        )
    if code is None:
        return None
    # What is wrong is reported; the row still counts, so that nothing that names it is reported too.
    return Department(
        code=DepartmentCode(code),
        label=label or code,
        email=email,
        phone=phone,
        kind=kind or DepartmentKind.INTERNAL,
        confidentiality=Confidentiality(level or 0),
        served_by=DepartmentCode(row["assure_par"]) if row["assure_par"] else None,
        closed_on=_closing_day(row),
        successor=DepartmentCode(row["repris_par"]) if row["repris_par"] else None,
        address=cells.text(row, "adresse") if row["adresse"] else None,
    )


def _closing_day(row: Row) -> date | None:
    value = row["ferme_le"]
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        row.wrong("ferme_le", say("“{value}” is not a date.", value=value), say("Write year, month and day: 2026-03-31."))
        return None


def read_subjects(path: Path, departments: AbstractSet[str], mistakes: Mistakes) -> tuple[Subject, ...]:
    """Return the subject tree of a `sujets.csv`."""
    found: dict[SubjectCode, Subject] = {}
    table = Table(path, mistakes, needed=SUBJECT_COLUMNS, optional=SUBJECT_OPTIONS)
    for row in table.rows():
        subject = _subject(row, departments)
        if subject is None:
            continue
        if subject.code in found:
            row.wrong("code", say("“{value}” stands twice.", value=subject.code), say("Remove one, or give it another code."))
        found.setdefault(subject.code, subject)
    if found and UNCLASSIFIED not in found:
        mistakes.add(str(path), say("the subject {code} is missing.", code=UNCLASSIFIED), say("Add it: it takes what matched nothing."))
    return tuple(found.values())


def _subject(row: Row, departments: AbstractSet[str]) -> Subject | None:
    code, label, department = cells.text(row, "code"), cells.text(row, "objet"), cells.text(row, "service")
    if code and not SUBJECT_CODE.fullmatch(code):
        row.wrong("code", say("“{value}” is not a subject code.", value=code), say("Write it as VOI-01."))
    cells.one_of(row, "service", departments, "services.csv")
    copies = cells.several_of(row, "copies", departments, "services.csv")
    nature = cells.choice(row, "nature", Nature)
    priority = cells.number(row, "priorite", 1, LOWEST_PRIORITY)
    level = cells.number(row, "confidentiel", 0, 2)
    if not TARGET.fullmatch(row["delai"]):
        row.wrong("delai", say("“{value}” is not a delay.", value=row["delai"]), say("Write 4 h, 5 jo, 30 j or T 1 jo."))
    if not REGIME.fullmatch(row["regime"]):
        row.wrong(
            "regime",
            say("“{value}” is not a legal regime.", value=row["regime"]),
            say("Write aucun, SVR-2M, RGPD-1M, URBANISME, transfert …"),
        )
    if not row["priorite"]:
        row.wrong("priorite", say("“{name}” is empty.", name="priorite"), say("Fill it in."))
    if code is None:
        return None
    return Subject(
        code=SubjectCode(code),
        label=label or code,
        theme=row["theme"],
        nature=nature or Nature.OTHER,
        regime=row["regime"],
        priority=priority or LOWEST_PRIORITY,
        target=row["delai"],
        department=DepartmentCode(department or ""),
        copies=tuple(DepartmentCode(copy) for copy in copies),
        confidentiality=Confidentiality(level or 0),
        vocabulary=row.many("vocabulaire"),
        on_call=cells.truth(row, "astreinte", usual=False),
        waits=cells.truth(row, "suspension", usual=True),
        acknowledged_in=_delay(row, "accuse", USUAL_ACKNOWLEDGEMENT),
        taken_in=_delay(row, "prise_en_charge", USUAL_TAKING),
        alerts=_alerts(row),
        nudges=_nudges(row),
    )


def is_alerts(value: str) -> bool:
    """Tell whether these are days of alerts."""
    return _is_read(read_alerts, value)


def is_nudges(value: str) -> bool:
    """Tell whether these are days on which a requester is reminded."""
    return _is_read(read_nudges, value)


def _is_read(read: Callable[[str], object], value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True


def _alerts(row: Row) -> str:
    return _checked(row, "alertes", is_alerts, say("“{value}” are no days of alerts.", value=row["alertes"]), ALERTS_REMEDY)


def _nudges(row: Row) -> str:
    return _checked(row, "relances", is_nudges, say("“{value}” are no days of reminders.", value=row["relances"]), NUDGES_REMEDY)


def _checked(row: Row, name: str, is_right: Callable[[str], bool], wrong: Message, remedy: Message) -> str:
    """Return a cell, or nothing where it is wrong, which is told."""
    if is_right(row[name]):
        return row[name]
    row.wrong(name, wrong, remedy)
    return ""


def _delay(row: Row, name: str, usual: str) -> str:
    value = row[name]
    if value and not DELAY.fullmatch(value):
        row.wrong(name, say("“{value}” is not a delay.", value=value), say("Write 4 h, 5 jo or 30 j."))
        return usual
    return value or usual
