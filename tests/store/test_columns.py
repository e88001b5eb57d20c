from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError

from store import inbounds
from store.columns import is_storable, literally, storable, storable_document
from store.engine import Database
from tests.store.samples import inbound


@given(st.text(st.characters(exclude_categories=())))
def test_storable_text_keeps_its_length_and_can_be_encoded(text: str) -> None:
    kept = storable(text)
    assert len(kept) == len(text)
    assert b"\x00" not in kept.encode()


def test_storable_text_changes_only_what_cannot_be_stored() -> None:
    assert storable("é\x00\udce9😀\n") == "é\ufffd\ufffd😀\n"


def test_storable_document_reaches_every_string() -> None:
    assert storable_document({"a\x00": ["\x00", {"b": ("\ud800", 1, None, True)}]}) == {
        "a\ufffd": ["\ufffd", {"b": ["\ufffd", 1, None, True]}]
    }


@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(exclude_categories=())))
def test_what_is_stored_as_it_is_holds_nothing_to_replace(key: str, text: str) -> None:
    document = {key: ["a", {"b": (text, 1, None)}]}
    assert not is_storable(document) or storable(key + text) == key + text


def test_what_no_database_takes_is_seen_in_any_place() -> None:
    hostile = ({"a": "\x00"}, {"\x00": 1}, ["\ud800"], {"a": [{"\udfff": "b"}]})
    assert [is_storable(one) for one in hostile] == [False] * 4
    assert is_storable({"é": ["œ", 1, None, {"b": "😀"}]})


def test_naive_moment_is_refused(served: Database) -> None:
    naive = datetime(2026, 1, 1)
    with pytest.raises(StatementError, match="without time zone"), served.write() as session:
        list(inbounds.ledger(session, since=naive))


def test_text_that_no_database_takes_is_kept_all_the_same(served: Database) -> None:
    hostile = replace(inbound(), source_id="<\x00\udcff@mail.example>")
    with served.write() as session:
        inbound_id, _ = inbounds.add(session, hostile)
    with served.read() as session:
        assert inbounds.get(session, inbound_id).inbound.source_id == "<\ufffd\ufffd@mail.example>"


def test_the_condition_of_a_partial_index_stays_as_it_is_written() -> None:
    waiting = literally("state IN ('ready', 'running')")
    for dialect in (sqlite.dialect(), postgresql.dialect()):  # type: ignore[no-untyped-call]  # SQLAlchemy's own
        assert str(select(1).where(waiting, literally("NOT disposed")).compile(dialect=dialect)).endswith(
            "WHERE state IN ('ready', 'running') AND NOT disposed"
        )
