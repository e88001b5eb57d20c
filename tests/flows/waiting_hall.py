"""A small town that writes to its requesters, and one of them who asks it for something. All people are made up."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.ids import DepartmentCode, RequestId, SubjectCode
from domain.lifecycle import Act, Step
from domain.rights import Role
from domain.ruleset import Nature, Rule, RuleSet
from flows import accounts
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.receive import receive
from flows.wiring import Installation, open_installation
from flows.work import work
from store import jobs, outbox, requests, towns
from store.agents import NewAgent
from store.outbox import LetterRecord
from store.requests import RequestRecord
from tests import installations
from tests.installations import BREVILLE, MAYOR, NOW, ROADS, arrival

ANNE = "anne"
SYLVIE = "sylvie.lebrun@courriel.example"
FIRST = RequestId(1)
PARIS = ZoneInfo("Europe/Paris")
DEMAND = "Bonjour, je demande un certificat de numérotage pour ma maison, 22 rue de Poterie. Sylvie Lebrun"
HOLE = "Bonjour, un nid de poule devant le 22 rue de Poterie. Sylvie Lebrun"
ASKED, UNTIL = "2026-03-16T10:00", date(2026, 4, 10)
"""A Monday, and a Friday."""
PIECES = ("un plan de situation",)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def ruleset(*rules: Rule, **demand: object) -> RuleSet:
    """Return the rule set of the town, which has one type of demande."""
    base = installations.ruleset(BREVILLE)
    other = base.subjects[-1]
    asked = replace(
        other,
        code=SubjectCode("URB-05"),
        label="Numérotage",
        theme="Urbanisme",
        nature=Nature.REQUEST,
        regime="SVR-2M",
        target="10 jo",
        department=DepartmentCode("VOI"),
        vocabulary=("certificat de numérotage",),
    )
    return replace(base, subjects=(*base.subjects, replace(asked, **demand)), rules=(*base.rules, *rules))  # type: ignore[arg-type]


def open_hall(data: Path, url: str, rules: RuleSet | None = None, **facts: object) -> Installation:
    """Open an installation that serves the town, with an agent who may do everything."""
    hall = open_installation(installations.settings(data, database_url=url), readers=1)
    town = replace(installations.town(), writes_to_requesters=True, **facts)  # type: ignore[arg-type]
    with hall.database.write() as session:
        towns.save_town(session, town, rules or ruleset(), installations.places(), installations.mailboxes(BREVILLE), NOW)
    hall.towns.refresh()
    roles = frozenset({Role.RECEPTION, Role.REGULATOR})
    accounts.add_agent(hall, NewAgent(town=BREVILLE, login=ANNE, name=ANNE, roles=roles, password_hash="x"), NOW)
    return hall


def mail(text: str, number: int, *, answers: int | None = None, sender: str = SYLVIE, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"Sylvie Lebrun <{sender}>", MAYOR, "votre courrier"
    message["Message-ID"] = f"<{number}@courriel.example>"
    if answers is not None:
        message["In-Reply-To"] = f"<{answers}@courriel.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def come(hall: Installation, raw: bytes, received: str = "2026-03-12T09:14", worked: str | None = None) -> None:
    """Let a message come in at a moment, and be read then or later."""
    receive(hall, [replace(arrival(raw), received_at=at(received))])
    work_all(hall, worked or received)


def work_all(hall: Installation, moment: str) -> None:
    for second in range(1, 62, 30):
        for queue in jobs.QUEUES:
            work(hall, queue, at(moment) + timedelta(seconds=second))


def decide(hall: Installation, subject: str = "URB-05", moment: str = "2026-03-13T10:00") -> None:
    confirm(hall, FIRST, Correction(subject=SubjectCode(subject), department=DepartmentCode("VOI")), ANNE, at(moment))


def do(hall: Installation, one: Act, moment: str, **said: object) -> RequestRecord:
    return act(hall, Asked(request=FIRST, step=Step(act=one, **said)), ANNE, at(moment))  # type: ignore[arg-type]


def wait_for(hall: Installation, until: date = UNTIL, text: str = DEMAND) -> None:
    """Let Sylvie ask for something, and be asked for a plan."""
    come(hall, mail(text, 1))
    decide(hall)
    do(hall, Act.TAKE, "2026-03-13T11:00")
    do(hall, Act.ASK, ASKED, pieces=PIECES, day=until)


def record(hall: Installation, request: RequestId = FIRST) -> RequestRecord:
    with hall.database.read() as session:
        return requests.get(session, request)


def letters(hall: Installation, request: RequestId = FIRST) -> list[LetterRecord]:
    """Return what requesters were written."""
    with hall.database.read() as session:
        return [one for one in outbox.of_request(session, request) if "occasion" in one.letter.payload]


def models(hall: Installation) -> list[str]:
    return [str(one.letter.payload["model"]) for one in letters(hall)]


def notices(hall: Installation) -> list[tuple[str, str]]:
    """Return what the department was told: subject and text."""
    with hall.database.read() as session:
        told = [one for one in outbox.of_request(session, FIRST) if one.letter.recipient == ROADS]
    return [(str(one.letter.payload["subject"]), str(one.letter.payload["body"])) for one in told]
