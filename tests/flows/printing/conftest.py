"""A demo town that writes to requesters, with letters to print."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.ids import DepartmentCode, RequestId, SubjectCode, TownId
from domain.inbound import Channel
from domain.rights import Role
from domain.town import Signatory
from flows import accounts
from flows.confirm import Correction, confirm
from flows.entry import Entry, Person, enter
from flows.towns import load_town
from flows.wiring import Installation
from flows.work import work
from store import jobs, outbox
from store.agents import NewAgent
from store.outbox import LetterRecord
from tests.demo_town import demo_town
from tests.installations import NOW

VALOGNES, ANNE = TownId("valognes"), "anne"
LATER = NOW + timedelta(minutes=5)
MAYOR = Signatory(name="Anne Roy", quality="Maire")
DEMAND = "Elle demande un certificat de numérotage pour le 22 rue de Poterie."
Ask = Callable[..., RequestId]


def letters_about(hall: Installation, request: RequestId) -> list[LetterRecord]:
    with hall.database.read() as session:
        return [one for one in outbox.of_request(session, request) if "occasion" in one.letter.payload]


def work_all(hall: Installation, begin: datetime = NOW) -> None:
    for second in range(1, 62, 30):
        for queue in jobs.QUEUES:
            work(hall, queue, begin + timedelta(seconds=second))


@pytest.fixture
def hall(demo_hall: Installation) -> Installation:
    read = demo_town()
    load_town(demo_hall, replace(read, town=replace(read.town, writes_to_requesters=True, signatories=(MAYOR,))), NOW)
    demo_hall.towns.refresh()
    roles = frozenset({Role.RECEPTION, Role.REGULATOR})
    accounts.add_agent(demo_hall, NewAgent(town=VALOGNES, login=ANNE, name="Anne Marie", roles=roles, password_hash="x"), NOW)
    return demo_hall


@pytest.fixture
def ask(hall: Installation) -> Ask:
    """Let somebody ask at the counter for what is acknowledged on paper."""
    count = 0

    def made(address: str = "3 rue des Lices 50700 Valognes", name: str = "QUESNEL", **person: str) -> RequestId:
        nonlocal count
        count += 1
        who = Person(name=name, first_name="Anne", address=address, **person)
        entry = Entry(channel=Channel.COUNTER, text=f"{DEMAND} ({count})", agent=ANNE, person=who, arrived_at=NOW)
        enter(hall, VALOGNES, entry, NOW)
        work_all(hall)
        request = RequestId(count)
        confirm(hall, request, Correction(subject=SubjectCode("URB-05"), department=DepartmentCode("URB")), ANNE, LATER)
        return request

    return made
