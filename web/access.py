"""Who may open which request: one place for the page, its message, its files."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Path

from domain.department import Confidentiality
from domain.errors import NotFoundError
from domain.ids import DepartmentCode, RequestId, TownId, TrackingCode
from domain.request import RequestNumber, Status
from store import journal, requests
from store.requests import RequestRecord
from web.desk import Desk
from web.visitor import Member

LARGEST_ID = 2**63 - 1
RowId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
"""Id of a row in an address; a larger number no database could even look for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concealed:
    """All that agents see of a social request: it is for its department alone, and nobody is known to be of one in this version."""

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
    """Return a request as the agent may see it; looking at one that is not for everybody is written in the journal first.

    Raises NotFoundError as well for a request of another town, so that nobody learns what numbers there are.
    """
    with desk.installation.database.read() as session:
        record = requests.get(session, RequestId(request_id))
    line = record.line
    if not who.may_see(line.town):
        raise NotFoundError(f"There is no request {request_id}.")
    is_social = line.confidentiality is Confidentiality.SOCIAL
    if line.confidentiality > Confidentiality.NORMAL:
        _write_down(desk, who, record, "refused" if is_social else "read", what)
    if not is_social:
        return record
    return Concealed(
        town=line.town,
        number=line.number,
        tracking=line.tracking,
        status=line.status,
        received_at=line.received_at,
        department=line.department,
        ruleset_number=record.ruleset_number,
    )


def _write_down(desk: Desk, who: Member, record: RequestRecord, action: str, what: str) -> None:
    with desk.installation.database.write() as session:
        journal.append(
            session,
            at=datetime.now(UTC),
            town=record.line.town,
            actor=who.agent.login,
            action=action,
            object=f"request {record.line.id}",
            details={"what": what, "confidentiality": int(record.line.confidentiality)},
        )
