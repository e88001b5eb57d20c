"""Who may open which request: one place for the page, its message, its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Path, Query

from domain.department import Confidentiality
from domain.errors import NotFoundError
from domain.ids import DepartmentCode, RequestId, TownId, TrackingCode
from domain.request import RequestNumber, Status
from domain.rights import Reach, RequestFacts, Standing, Visibility, may_read_on_case, visibility
from flows.rights import facts_of
from store import journal, readings, requests
from store.request_lines import RequestLine
from store.requests import RequestRecord
from web.desk import Desk
from web.visitor import Member

LARGEST_ID = 2**63 - 1
RowId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
"""Id of a row in an address; a larger number no database could even look for."""
AskedRow = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]
"""The same in what is asked behind an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """Who looks at requests: as whom he stands in the journal, of which town he may see any (None: all), and how far his rights reach.

    ``standing`` is that of the agent who looks, or in whose name a program does; None for a program that names none.
    """

    name: str
    town: TownId | None
    reach: Reach
    standing: Standing | None

    def shows(self, line: RequestLine) -> bool:
        """Return whether the content of a line of a list is his to read."""
        return self.reach.shows(line.town, line.department, line.confidentiality)

    def knows(self, line: RequestLine) -> bool:
        """Return whether a request is there for him at all."""
        return self.reach.is_all or self.shows(line)

    def sees(self, facts: RequestFacts) -> Visibility:
        """Return what he sees of a request."""
        found = Visibility.WHOLE if self.standing is None else visibility(self.standing, facts)
        is_open = facts.confidentiality <= self.reach.most
        return Visibility.CONCEALED if found is Visibility.WHOLE and not is_open else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Concealed:
    """All that is seen of a request whose content is not the reader's to know."""

    id: RequestId

    town: TownId
    number: RequestNumber | None
    tracking: TrackingCode
    status: Status
    received_at: datetime
    department: DepartmentCode
    ruleset_number: int


def opened(desk: Desk, who: Member, request_id: int, what: str) -> RequestRecord:
    """Return a request whose content the agent may read. Raises NotFoundError for every other; see `looked_at`."""
    found = looked_at(desk, who, request_id, what)
    if isinstance(found, Concealed):
        raise NotFoundError(f"Request {request_id} is not open to {who.agent.login}.")
    return found


def looked_at(desk: Desk, who: Member, request_id: int, what: str) -> RequestRecord | Concealed:
    """Return a request as the agent may see it; see `seen`."""
    return seen(desk, eyes_of(who), request_id, what)


def may_read(desk: Desk, who: Member, request_id: int, what: str) -> bool:
    """Return whether an agent may read a request; that he looks at it is written down as in `seen`."""
    return is_open(desk, eyes_of(who), request_id, what)


def is_open(desk: Desk, eyes: Eyes, request_id: int, what: str) -> bool:
    """Return whether somebody may read a request; that he looks at it is written down as in `seen`."""
    try:
        return not isinstance(seen(desk, eyes, request_id, what), Concealed)
    except NotFoundError:
        return False


def eyes_of(who: Member) -> Eyes:
    """Return what an agent may see."""
    return Eyes(name=who.agent.login, town=who.agent.town, reach=who.reach, standing=who.standing)


def seen(desk: Desk, eyes: Eyes, request_id: int, what: str) -> RequestRecord | Concealed:
    """Return a request as somebody may see it; looking at one that is not for everybody is written in the journal first.

    Raises NotFoundError as well for a request of another town, or out of his rights' reach, so that nobody learns what numbers there are.
    """
    with desk.installation.database.read() as session:
        record = requests.get(session, RequestId(request_id))
    line = record.line
    if eyes.town not in {None, line.town}:
        raise NotFoundError(f"There is no request {request_id}.")
    found = eyes.sees(facts_of(desk.installation.towns.get(line.town).ruleset, record))
    is_open = found is Visibility.WHOLE
    if line.confidentiality > Confidentiality.NORMAL:
        _write_down(desk, eyes, line, "read" if is_open else "refused", what)
    if found is Visibility.NOTHING:
        raise NotFoundError(f"There is no request {request_id} for {eyes.name}.")
    if not is_open:
        return concealed(line, record.ruleset_number)
    note_reading(desk, eyes.name, line)
    return record


def note_reading(desk: Desk, name: str, line: RequestLine) -> None:
    """Write down that somebody opened a request, the first time on a day (consultation)."""
    now = datetime.now(UTC)
    day = now.astimezone(ZoneInfo(desk.installation.towns.get(line.town).town.timezone)).date()
    with desk.installation.database.read() as session:
        if readings.is_known(session, line.id, name, day):
            return
    with desk.installation.database.write() as session:
        readings.note(session, line.town, line.id, name, day, now)


def on_case(desk: Desk, who: Member, request_id: int, reason: str) -> RequestRecord | None:
    """Return a request somebody reads on a case whose reason is written down first; None without a reason.

    Raises NotFoundError for who reads none that way.
    """
    with desk.installation.database.read() as session:
        record = requests.get(session, RequestId(request_id))
    line, why = record.line, reason.strip()
    if not may_read_on_case(who.standing, facts_of(desk.installation.towns.get(line.town).ruleset, record)):
        raise NotFoundError(f"There is no request {request_id} for {who.agent.login}.")
    if not why:
        return None
    facts: dict[str, object] = {"what": "case", "confidentiality": int(line.confidentiality), "reason": why}
    with desk.installation.database.write() as session:
        now, name = datetime.now(UTC), f"request {line.id}"
        journal.append(session, at=now, town=line.town, actor=who.agent.login, action="read", object=name, details=facts)
    note_reading(desk, who.agent.login, line)
    return record


def concealed(line: RequestLine, ruleset_number: int) -> Concealed:
    """Return what anybody may see of a request."""
    return Concealed(
        id=line.id,
        town=line.town,
        number=line.number,
        tracking=line.tracking,
        status=line.status,
        received_at=line.received_at,
        department=line.department,
        ruleset_number=ruleset_number,
    )


def place_after(eyes: Eyes, line: RequestLine) -> str:
    """Return where a list goes on behind a line, for its address: of one that is not the reader's no more than when it came."""
    return str(line.cursor if eyes.shows(line) else line.cursor.by_time)


def note_list(desk: Desk, eyes: Eyes, lines: Sequence[RequestLine], what: str) -> None:
    """Write into the journal which requests that are not for everybody a list showed with their content."""
    by_town: dict[TownId, list[RequestId]] = {}
    for line in lines:
        if line.confidentiality > Confidentiality.NORMAL and eyes.shows(line):
            by_town.setdefault(line.town, []).append(line.id)
    if not by_town:
        return
    with desk.installation.database.write() as session:
        for town, ids in by_town.items():
            facts = {"what": what, "requests": ids}
            journal.append(session, at=datetime.now(UTC), town=town, actor=eyes.name, action="read", object="requests", details=facts)


def _write_down(desk: Desk, eyes: Eyes, line: RequestLine, action: str, what: str) -> None:
    with desk.installation.database.write() as session:
        journal.append(
            session,
            at=datetime.now(UTC),
            town=line.town,
            actor=eyes.name,
            action=action,
            object=f"request {line.id}",
            details={"what": what, "confidentiality": int(line.confidentiality)},
        )
