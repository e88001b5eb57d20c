"""Who may open which request: one place for the page, its message, its files."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Path

from domain.department import Confidentiality
from domain.errors import NotFoundError
from domain.ids import RequestId
from store import journal, requests
from store.requests import RequestRecord
from web.desk import Desk
from web.visitor import Member

LARGEST_ID = 2**63 - 1
RowId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
"""Id of a row in an address; a larger number no database could even look for."""


def opened(desk: Desk, who: Member, request_id: int, what: str) -> RequestRecord:
    """Return a request the agent may open; opening one that is not for everybody is written in the journal first.

    Raises NotFoundError as well for a request of another town, so that nobody learns what numbers there are.
    """
    database = desk.installation.database
    with database.read() as session:
        record = requests.get(session, RequestId(request_id))
    if not who.may_see(record.line.town):
        raise NotFoundError(f"There is no request {request_id}.")
    if record.line.confidentiality > Confidentiality.NORMAL:
        with database.write() as session:
            journal.append(
                session,
                at=datetime.now(UTC),
                town=record.line.town,
                actor=who.agent.login,
                action="read",
                object=f"request {request_id}",
                details={"what": what, "confidentiality": int(record.line.confidentiality)},
            )
    return record
