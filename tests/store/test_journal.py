from store import journal
from store.engine import Database
from tests.store.samples import NOW, VALOGNES


def test_journal_is_read_page_by_page_newest_first(served: Database) -> None:
    with served.write() as session:
        for number in range(5):
            town = None if number == 2 else VALOGNES
            journal.append(session, at=NOW, town=town, actor="admin", action="published", object=str(number), details={"number": number})
    with served.read() as session:
        first = journal.page(session, None, after=None, limit=3)
        rest = journal.page(session, None, after=first[-1].id, limit=3)
        assert [line.object for line in first + rest] == ["4", "3", "2", "1", "0"]
        assert [line.object for line in journal.page(session, VALOGNES, after=None, limit=9)] == ["4", "3", "1", "0"]
        assert (first[0].at, first[0].actor, first[0].details, rest[0].town) == (NOW, "admin", {"number": 4}, VALOGNES)
