import pytest

from domain.errors import NotFoundError
from domain.ids import DraftId
from store import drafts
from store.engine import Database
from store.schema import DraftRow
from tests.store.samples import NOW, VALOGNES, draft, keep_draft

OLD_TRAITS = ("name", "email", "phone", "organisation", "address")


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


def test_draft_kept_before_requesters_had_registers_and_provenance_is_read(served: Database) -> None:
    with served.write() as session:
        _, draft_id = keep_draft(session)
        row = session.get_one(DraftRow, draft_id)
        old = {key: value for key, value in row.document.items() if key not in {"signature", "provenance"}}
        row.document = {**old, "requester": {key: old["requester"][key] for key in OLD_TRAITS}}
    with served.read() as session:
        assert drafts.get(session, draft_id).draft == draft()


def test_unknown_draft_is_not_found(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFoundError):
        drafts.get(session, DraftId(1))
