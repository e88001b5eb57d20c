"""A small town hall to try flows, workers and the door on. All people are made up."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from domain.department import Confidentiality, Department, DepartmentKind
from domain.draft import Draft, Kind
from domain.ids import DepartmentCode, SectorName, SubjectCode, TownId
from domain.inbound import Arrival, Channel, Envelope, Mailbox
from domain.place import HouseNumber, Parity, Places, RoadOwner, Street, Stretch
from domain.ruleset import Effect, Level, Nature, Precision, Rule, RuleSet, Subject, SubjectIs
from domain.town import Town
from flows.settings import Settings
from flows.wiring import Installation, open_installation
from store import inbounds, towns
from store.engine import Database
from store.inbounds import LedgerLine

NOW = datetime(2026, 3, 12, 8, 14, tzinfo=UTC)
BREVILLE = TownId("breville")
AUVILLE = TownId("auville")
MAYOR = "mairie@breville.example"
ROADS = "voirie@breville.example"


def settings(data: Path, **values: object) -> Settings:
    return Settings.model_validate({"data": data, "smtp_port": 1, "secret_key": "k" * 40, "undo_seconds": 0} | values)


def opened(wanted: Settings) -> Installation:
    """Open an installation."""
    return open_installation(wanted, readers=1)


def installation(wanted: Settings) -> Installation:
    """Open an installation that serves two towns."""
    found = opened(wanted)
    _save_towns(found.database)
    return found


def save_towns(url: str) -> None:
    """Write two towns into a database."""
    database = Database(url)
    try:
        _save_towns(database)
    finally:
        database.close()


def _save_towns(database: Database) -> None:
    with database.write() as session:
        for town_id in (BREVILLE, AUVILLE):
            towns.save_town(session, town(town_id), ruleset(town_id), places(), mailboxes(town_id), NOW)


def town(town_id: TownId = BREVILLE) -> Town:
    return Town(
        id=town_id,
        name=town_id.capitalize(),
        insee="50999",
        postcode="50999",
        timezone="Europe/Paris",
        address=("Mairie",),
        email=f"mairie@{town_id}.example",
        phone="+33261910000",
        fax=None,
        site=None,
        hours=(),
        holidays="metropole",
        court=None,
    )


def mailboxes(town_id: TownId) -> tuple[Mailbox, ...]:
    social = DepartmentCode("CCAS")
    return (
        Mailbox(address=f"mairie@{town_id}.example", town=town_id, name="Mairie"),
        Mailbox(address=f"ccas@{town_id}.example", town=town_id, name="CCAS", department=social),
    )


def ruleset(town_id: TownId) -> RuleSet:
    departments = (
        _department("VOI", "Voirie", f"voirie@{town_id}.example"),
        _department("CCAS", "Action sociale", f"social@{town_id}.example", Confidentiality.SOCIAL),
        _department("ACC", "Accueil", None),
    )
    subjects = (
        _subject("VOI-01", "Nid-de-poule", "VOI", ("nid de poule", "trou dans la chaussée")),
        _subject("VOI-02", "Trottoir abîmé", "VOI", ("trottoir abîmé",)),
        _subject("AUT-00", "Autre", "ACC", ()),
    )
    own = Rule(
        id="R0",  # type: ignore[arg-type]  # a rule's name
        name="Le service du type",
        level=Level.SUBJECT,
        precision=Precision.TOWN,
        priority=1,
        condition=SubjectIs(subjects=("VOI-*",)),
        effect=Effect(keeps_subject_department=True),
    )
    return RuleSet(town=town_id, number=0, subjects=subjects, departments=departments, rules=(own,))


def places() -> Places:
    numbers = tuple(HouseNumber(number=number, suffix="", point=None) for number in (1, 14, 22))
    stretch = Stretch(sector=SectorName("Bourg"), low=1, high=None, parity=Parity.ALL, owner=RoadOwner.TOWN)
    street = Street(name="Rue de Poterie", kind="rue", aliases=(), stretches=(stretch,), numbers=numbers)
    return Places(town_name="Bréville", postcode="50999", streets=(street,))


def mail(text: str, *, number: int = 1, subject: str = "trou", headers: Mapping[str, str] | None = None) -> bytes:
    """Return a citizen's mail."""
    message = EmailMessage()
    message["From"] = "Sylvie Lebrun <sylvie.lebrun@courriel.example>"
    message["To"] = MAYOR
    message["Subject"] = subject
    message["Date"] = "Thu, 12 Mar 2026 09:14:00 +0100"
    message["Message-ID"] = f"<{number}@courriel.example>"
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes()


def draft_of(text: str, heading: str | None = None) -> Draft:
    """Return what a reader makes of a plain mail."""
    return Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, heading=heading, text=text)


POTHOLE = "Bonjour,\n\nIl y a un nid de poule devant le 22 rue de Poterie.\n\nCordialement,\nSylvie Lebrun\n"


def arrival(raw: bytes, *, town_id: TownId = BREVILLE, mailbox: str = MAYOR, channel: Channel = Channel.EMAIL) -> Arrival:
    envelope = Envelope(sender="sylvie.lebrun@courriel.example", recipients=(mailbox,), client="192.0.2.7")
    return Arrival(raw=raw, channel=channel, town=town_id, mailbox=mailbox, envelope=envelope, received_at=NOW)


def ledger(opened: Installation) -> tuple[LedgerLine, ...]:
    with opened.database.read() as session:
        return tuple(inbounds.ledger(session))


def wait_until(is_so: Callable[[], bool], *, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"still not so after {seconds} s"
        time.sleep(0.02)


def _department(code: str, label: str, email: str | None, secrecy: Confidentiality = Confidentiality.NORMAL) -> Department:
    return Department(
        code=DepartmentCode(code), label=label, email=email, phone=None, kind=DepartmentKind.INTERNAL, confidentiality=secrecy
    )


def _subject(code: str, label: str, department: str, vocabulary: tuple[str, ...]) -> Subject:
    return Subject(
        code=SubjectCode(code),
        label=label,
        theme=label,
        nature=Nature.REPORT,
        regime="aucun",
        priority=3,
        target="5 jo",
        department=DepartmentCode(department),
        copies=(),
        confidentiality=Confidentiality.NORMAL,
        vocabulary=vocabulary,
        wants_place=code != "AUT-00",
    )
