"""What is asked twice of one moment of the database is asked once; never longer, and never where something may change meanwhile."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from store.engine import Database
from store.moment import once
from store.schema import TownRow


def test_what_was_found_is_kept_for_a_moment_and_no_longer(served: Database) -> None:
    asked: list[str] = []

    @once
    def revision(session: Session, town: str, *, more: int = 0) -> int:
        asked.append(town)
        return (session.scalar(select(func.max(TownRow.revision)).where(TownRow.id == town)) or 0) + more

    with served.read() as session:
        town = session.scalars(select(TownRow.id)).first() or ""
        first = revision(session, town)
        with served.write() as other:
            other.execute(update(TownRow).values(revision=TownRow.revision + 1))
        assert (revision(session, town), revision(session, town, more=5), revision(session, "elsewhere")) == (first, first + 5, 0)
        assert asked == [town, town, "elsewhere"]
    with served.read() as session:
        assert revision(session, town) == first + 1
    with served.write() as session:
        assert revision(session, town) == first + 1
        session.execute(update(TownRow).values(revision=TownRow.revision + 1))
        assert revision(session, town) == first + 2
