"""How many letters a relay is given in a minute, counted for all processes together."""

from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, case
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from store.schema import RelayMinuteRow, table_of
from store.upsert import dialect_of, insert_into


def take_turn(session: Session, relay: str, now: datetime, most: int) -> bool:
    """Count a letter that is about to be handed over; False where the minute has had ``most`` of them already."""
    asked = {"relay": relay, "minute": now.replace(second=0, microsecond=0), "letters": 1, "most": most}
    return session.scalar(_taking(dialect_of(session)), asked) is not None


@cache
def _taking(dialect: str) -> ReturningInsert[int]:
    adding = insert_into(dialect, RelayMinuteRow)
    kept, new = table_of(RelayMinuteRow).c, adding.excluded
    # A clock set back begins a minute anew: else nothing would leave until it has caught up.
    is_same = kept.minute == new.minute
    return adding.on_conflict_do_update(
        index_elements=["relay"],
        set_={"minute": new.minute, "letters": case((is_same, kept.letters + 1), else_=1)},
        where=(~is_same) | (kept.letters < bindparam("most")),
    ).returning(kept.letters)
