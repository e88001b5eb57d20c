import pytest

from domain.errors import NotFoundError
from domain.ids import DraftId
from store import drafts
from store.engine import Database
from tests.store.samples import NOW, VALOGNES, draft, keep_draft


def test_draft_comes_back(served: Database) -> None:
    with served.write() as session:
        inbound_id, draft_id = keep_draft(session)
    with served.read() as session:
        record = drafts.get(session, draft_id)
    assert (record.draft, record.town, record.inbound_id) == (draft(), VALOGNES, inbound_id)


def test_adding_again_gives_the_same_ids_in_order(served: Database) -> None:
    with served.write() as session:
        inbound_id, first = keep_draft(session)
        again = drafts.add(session, inbound_id, VALOGNES, (draft(3), draft(1), draft(2)), NOW)
        assert again[1] == first
        assert drafts.add(session, inbound_id, VALOGNES, (draft(1), draft(2), draft(3)), NOW) == (again[1], again[2], again[0])
        assert drafts.add(session, inbound_id, VALOGNES, (), NOW) == ()


def test_unknown_draft_is_not_found(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFoundError):
        drafts.get(session, DraftId(1))
