"""Databases with something in them."""

import pytest

from store import history, journal, requests
from store.engine import Database
from store.history import HistoryLine
from tests.store.samples import NOW, VALOGNES, keep_draft, keep_town, new_request


@pytest.fixture
def served(database: Database) -> Database:
    """A database with one town."""
    with database.write() as session:
        keep_town(session)
    return database


@pytest.fixture
def filled(served: Database) -> Database:
    """A database with one town, one request with a line of history, and a line of the journal."""
    with served.write() as session:
        _, draft_id = keep_draft(session)
        request_id = requests.add(session, new_request(draft_id))
        history.append(session, VALOGNES, request_id, HistoryLine(at=NOW, actor="routing", action="created", details={}))
        journal.append(session, at=NOW, town=VALOGNES, actor="admin", action="published", object="rule set 1", details={"number": 1})
    return served
