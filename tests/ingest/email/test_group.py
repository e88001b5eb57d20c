"""What comes at the same moment is kept together, and one that cannot be takes no other along."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from domain.errors import SuspendedError
from domain.ids import TownId
from domain.inbound import Arrival, Channel, Envelope
from ingest.email.group import GroupCommit

STILL, OPEN = TownId("still"), TownId("open")


def arrival(town: TownId) -> Arrival:
    now = datetime(2026, 3, 12, tzinfo=UTC)
    return Arrival(raw=b"x", channel=Channel.EMAIL, town=town, mailbox=None, envelope=Envelope(), received_at=now)


def test_mail_for_other_towns_is_kept_though_one_takes_nothing_new() -> None:
    kept: list[TownId] = []

    def keep(arrivals: Sequence[Arrival]) -> None:
        if any(one.town == STILL for one in arrivals):
            raise SuspendedError("still")
        kept.extend(one.town for one in arrivals)

    async def come() -> list[BaseException | None]:
        group = GroupCommit(keep)
        # The first one occupies the thread: the others wait, and are kept in one batch.
        coming = (group.keep((arrival(town),)) for town in (OPEN, OPEN, STILL, OPEN))
        answers = await asyncio.gather(*coming, return_exceptions=True)
        await group.drained()
        group.close()
        return answers

    answers = asyncio.run(come())
    assert [isinstance(one, SuspendedError) for one in answers] == [False, False, True, False]
    assert kept == [OPEN] * 3
