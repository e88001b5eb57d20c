"""`verify` on a whole journal, and what the doctor says of its end."""

import pytest
from sqlalchemy import text

from domain.errors import ConfigurationError
from flows.journal import MOST_FINDINGS, look_at_ends, verify
from flows.wiring import Installation
from store import journal
from store.chain import Break, Head
from store.engine import Database
from tests.installations import BREVILLE, NOW


def fill(database: Database, lines: int) -> None:
    with database.write() as session:
        for number in range(lines):
            journal.append(session, at=NOW, town=BREVILLE, actor="agent", action="read", object=f"request {number}", details={})


def tamper(database: Database, statement: str) -> None:
    with database.write() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ALTER TABLE journal DISABLE TRIGGER USER"))
        else:
            session.execute(text("DROP TRIGGER journal_no_delete"))
            session.execute(text("DROP TRIGGER journal_no_update"))
        session.execute(text(statement))


def test_a_whole_journal_is_told_with_its_ends(town_hall: Installation) -> None:
    fill(town_hall.database, 3)
    told = {one.town: one for one in verify(town_hall.database, None)}
    assert set(told) == {"", *town_hall.towns.ids()} > {"", BREVILLE}
    assert all(one.findings == () for one in told.values())
    head = told[BREVILLE].head
    assert head is not None
    assert head.number == told[BREVILLE].lines
    assert [one.town for one in verify(town_hall.database, BREVILLE)] == [BREVILLE]


def test_a_note_from_earlier_tells_a_journal_written_anew(town_hall: Installation) -> None:
    fill(town_hall.database, 3)
    (before,) = verify(town_hall.database, BREVILLE)
    assert before.head is not None
    fill(town_hall.database, 2)
    false = Head(number=before.head.number, hash="f" * 64)
    (after,) = verify(town_hall.database, BREVILLE, [before.head, false])
    assert after.noted == {before.head}
    # Whoever takes out a whole chain with its head leaves nothing that is wrong, but the note.
    tamper(town_hall.database, "DELETE FROM journal")
    with town_hall.database.write() as session:
        session.execute(text("DELETE FROM journal_heads"))
    (gone,) = verify(town_hall.database, BREVILLE, [before.head])
    assert (gone.findings, gone.head, gone.noted) == ((), None, frozenset())


def test_a_journal_in_shreds_is_told_in_few_lines(town_hall: Installation) -> None:
    fill(town_hall.database, 200)
    tamper(town_hall.database, "DELETE FROM journal WHERE number % 2 = 0")
    (told,) = verify(town_hall.database, BREVILLE)
    assert len(told.findings) == MOST_FINDINGS


def test_a_head_of_a_town_that_is_none_is_told(town_hall: Installation) -> None:
    with town_hall.database.write() as session:
        session.execute(text("INSERT INTO journal_heads (chain, number, hash) VALUES ('nowhere', 7, 'f')"))
    found = {one.town: one.findings for one in verify(town_hall.database, None)}
    assert [(one.what, one.number, one.last) for one in found["nowhere"]] == [(Break.MISSING, 1, 7)]


@pytest.mark.parametrize("lines", [2, 30])
def test_the_doctor_looks_at_the_end(town_hall: Installation, lines: int) -> None:
    fill(town_hall.database, lines)
    assert look_at_ends(town_hall.database, 10) == "the last lines of each chain fit"
    tamper(town_hall.database, "DELETE FROM journal WHERE id = (SELECT MAX(id) FROM journal)")
    with pytest.raises(ConfigurationError, match=r"lines are missing.*citoyen journal verify"):
        look_at_ends(town_hall.database, 10)
