"""How it stands with the reminders of every town at once: an installation may have a thousand, and mostly there is nothing to do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, and_, literal_column, select
from sqlalchemy.orm import Session

from domain.ids import TownId
from store.reminders import LOOKED, Mailed
from store.schema import NextLookRow, ReminderMailRow, TownRow, table_of
from store.upsert import dialect_of

_NEXT, _MAILS = table_of(NextLookRow), table_of(ReminderMailRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether reminders of a town are to be looked at, its newest live one (0: there is none), and up to where its people were told."""

    is_any_due: bool
    newest: int
    looked: Mailed


def standings(session: Session, now: datetime) -> dict[TownId, Standing]:
    """Return how it stands with the reminders of each town, in one statement."""
    index = "INDEXED BY ix_reminders_town_live" if dialect_of(session) == "sqlite" else ""
    newest = f"(SELECT id FROM reminders {index} WHERE over_at IS NULL AND town = towns.id ORDER BY id DESC LIMIT 1)"  # noqa: S608 - words of ours
    towns = table_of(TownRow)
    is_any_due = select(_NEXT.c.request_id).where(_NEXT.c.town == towns.c.id, _NEXT.c.at <= now).exists()
    told = towns.outerjoin(_MAILS, and_(_MAILS.c.town == towns.c.id, _MAILS.c.recipient == LOOKED))
    asked = select(towns.c.id, is_any_due, literal_column(newest, Integer()), _MAILS.c.day, _MAILS.c.up_to).select_from(told)
    return {
        TownId(town): Standing(is_any_due=is_any_due, newest=newest or 0, looked=Mailed(day=day, up_to=up_to or 0))
        for town, is_any_due, newest, day, up_to in session.execute(asked)
    }
