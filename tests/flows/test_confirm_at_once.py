"""Many agents confirm at the same moment, on both databases: no number is lost or given twice, and whoever was slower is told so."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from domain.errors import ConflictError
from domain.ids import RequestId, SubjectCode
from domain.request import Status
from flows import accounts
from flows.confirm import Correction, confirm
from flows.journal import verify
from flows.wiring import Installation
from store import confirmations, requests
from store.agents import NewAgent
from store.schema import RequestRow
from tests.flows.confirming import LATER, take_in
from tests.installations import BREVILLE, NOW

AGENTS, DRAFTS = 20, 24
VAGUE = "Bonjour, il y a un problème dans ma rue, pouvez-vous passer ? Cela fait {n} jours."
WISHES = (Correction(), Correction(subject=SubjectCode("VOI-02")))
"""One confirms what another corrects."""


def test_agents_who_confirm_all_at_once_lose_and_double_no_number(town_hall: Installation) -> None:
    take_in(town_hall, *(VAGUE.format(n=number) for number in range(1, DRAFTS + 1)))
    for number in range(AGENTS):
        new = NewAgent(town=BREVILLE, login=f"agent{number}", name="A", roles=accounts.FIRST_ROLES, password_hash="x")
        accounts.add_agent(town_hall, new, NOW)
    with town_hall.database.read() as session:
        waiting = select(RequestRow.id, RequestRow.version).where(RequestRow.status == Status.REVIEW).order_by(RequestRow.id)
        seen = [(RequestId(row.id), row.version) for row in session.execute(waiting)]
    assert len(seen) == DRAFTS
    start = Barrier(AGENTS)

    def work(number: int) -> list[str]:
        found = []
        start.wait()
        # Each request lies before five agents, on top for some of them.
        for request, version in seen[number % 4 :: 4]:
            try:
                confirm(town_hall, request, WISHES[number % 2], f"agent{number}", LATER, version)
                found.append("confirmed")
            except ConflictError as error:
                assert "was decided meanwhile by agent" in str(error)
                found.append("told")
        return found

    with ThreadPoolExecutor(AGENTS) as threads:
        results = Counter(result for found in threads.map(work, range(AGENTS)) for result in found)
    assert results == {"confirmed": DRAFTS, "told": DRAFTS * (AGENTS // 4 - 1)}
    with town_hall.database.read() as session:
        records = [requests.get(session, request) for request, _ in seen]
        kept = [len(confirmations.all_of(session, request)) for request, _ in seen]
    assert sorted(record.line.number.counter for record in records if record.line.number) == list(range(1, DRAFTS + 1))
    assert {record.line.status for record in records} == {Status.OPEN}
    assert [[line.action for line in record.history].count("numbered") for record in records] == kept == [1] * DRAFTS
    assert all(one.findings == () for one in verify(town_hall.database, None))
