"""Requests on the desk and agents who decide them. All people are made up."""

from datetime import timedelta

from domain.ids import RequestId
from domain.rights import Role
from flows import accounts
from flows.receive import receive
from flows.wiring import Installation
from flows.work import work
from store import jobs, outbox, requests
from store.agents import NewAgent
from store.outbox import Letter
from store.requests import RequestRecord
from tests.installations import AUVILLE, BREVILLE, NOW, arrival, mail

LATER = NOW + timedelta(minutes=5)
ANNE = "anne"
"""Receives at Bréville."""
STRANGER = "paul"
"""Receives at Auville."""
VAGUE = "Bonjour, il y a un problème dans ma rue, pouvez-vous passer ? Paul Roger"


def take_in(hall: Installation, *texts: str, first: int = 1) -> None:
    """Let mails of these texts become requests."""
    receive(hall, [arrival(mail(text, number=number, subject="bonjour")) for number, text in enumerate(texts, first)])
    now = NOW + timedelta(seconds=1)
    while any(work(hall, queue, now).claimed for queue in jobs.QUEUES):
        now += timedelta(seconds=30)


def hire(hall: Installation) -> None:
    """Add an agent to each town."""
    for login, town in ((ANNE, BREVILLE), (STRANGER, AUVILLE)):
        new = NewAgent(town=town, login=login, name=login, roles=frozenset({Role.RECEPTION, Role.REGULATOR}), password_hash="x")
        accounts.add_agent(hall, new, NOW)


def request(hall: Installation, number: int) -> RequestRecord:
    with hall.database.read() as session:
        return requests.get(session, RequestId(number))


def notices(hall: Installation) -> tuple[Letter, ...]:
    with hall.database.read() as session:
        return tuple(record.letter for record in outbox.held(session, after=None, limit=50) if record.letter.kind == "notice")
