"""What the cover of a batch says, in whatever language it is printed in."""

from collections.abc import Callable, Sequence

from domain.stationery import Batch
from flows.printing.batches import BY_HAND_KEY
from flows.printing.binding import Words
from flows.wording import Message, say
from store.print_batches import InBatch


def cover_words(batch: Batch, letters: Sequence[InBatch], translated: Callable[[Message], str]) -> Words:
    """Return what the cover of a batch says."""
    printed = [one for one in letters if one.fault is None]
    sheets = sum(-(-(one.pages or 0) // 2) if batch.is_double_sided else one.pages or 0 for one in printed)
    by_hand = sum(1 for one in printed if (one.sort_key or "").startswith(BY_HAND_KEY))
    told = [
        say("Letters: {count}", count=batch.made),
        say("Pages: {count}", count=batch.pages),
        say("Sheets of paper: {count}", count=sheets),
        *((say("Without an address, at the end: {count}", count=by_hand),) if by_hand else ()),
        *((say("Not printed: {count}", count=batch.faulty),) if batch.faulty else ()),
    ]
    return Words(
        title=translated(say("Batch {number} of letters to print", number=batch.number)),
        counts=tuple(map(translated, told)),
        listed=translated(say("Letters in their order")),
        unprinted=translated(say("Not printed")),
        faults={one.letter: translated(fault_of(one)) for one in letters if one.fault is not None},
    )


def fault_of(one: InBatch) -> Message:
    """Return why a letter of a batch is not printed."""
    fault = one.fault or {}
    values = fault.get("values")
    return say(str(fault.get("template", "")), **(values if isinstance(values, dict) else {}))
