"""Have the mails of a folder handed over: their sizes first, then they themselves, as many at once as the server bears."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

from flows.pace import Pace
from ingest.email.imap_account import Fetched, FolderState, Handed, ImapError

_MOST_BYTES = 16 * 2**20
"""Bytes of one batch, but for a single mail that is larger."""

Sizes = Mapping[int, int | None]
"""Sizes in bytes by UID, in order; None where the server has the mail and does not tell."""


class Source(Protocol):
    """A selected folder: `ingest.email.imap.ImapFolder`, or what a test puts in its place."""

    folder: str
    state: FolderState

    def uids(self, after: int = 0) -> list[int]: ...  # noqa: D102 — as there
    def listed(self, uids: Sequence[int]) -> list[int]: ...  # noqa: D102
    def sizes(self, uids: Sequence[int]) -> Mapping[int, int]: ...  # noqa: D102
    def mails(self, batches: Iterable[Sequence[int]]) -> Iterator[Handed]: ...  # noqa: D102
    def header(self, uid: int) -> bytes: ...  # noqa: D102
    def dispose(self, uids: Sequence[int]) -> None: ...  # noqa: D102


def sizes_of(source: Source, pace: Pace, uids: Sequence[int]) -> Sizes:
    """Return the sizes of the mails that are still there."""
    sizes: dict[int, int | None] = {}
    start = 0
    # All at once: a round trip for each batch would cost as much as its bodies.
    while some := uids[start : start + pace.sizes.most] if pace.sizes.is_careful else uids[start:]:
        try:
            sizes.update(source.sizes(some))
        except ImapError:
            pace.fell(pace.sizes, some)
            raise
        pace.held(pace.sizes)
        start += len(some)
    # Who has no size may have vanished; or the server has said yes and told nothing.
    sizes.update(dict.fromkeys(source.listed([uid for uid in uids if uid not in sizes])))
    return {uid: sizes[uid] for uid in uids if uid in sizes}


def batches_of(source: Source, pace: Pace, sizes: Sizes) -> Iterator[tuple[Sequence[int], Sequence[Fetched]]]:
    """Yield mails as they come, beside each batch that is over with them, or nothing where it is not over yet.

    Several batches are on their way at once, but one where a bad mail is looked for, lest another is blamed.
    """
    rest = tuple(sizes)
    while rest:
        batches = tuple(islice(_batches(rest, sizes, pace.bodies.most), 1 if pace.bodies.is_careful else None))
        answers = source.mails(batches)
        for batch in batches:
            is_over = False
            while not is_over:
                try:
                    handed = next(answers)
                except ImapError:
                    pace.fell(pace.bodies, batch)
                    raise
                is_over = handed.is_last
                # A server that cannot read a mail hands over an empty one.
                found = [one for one in handed.mails if one.raw or sizes[one.uid] == 0]
                if found:
                    pace.held(pace.bodies)
                yield (batch if is_over else ()), found
        rest = rest[sum(map(len, batches)) :]


def is_cut_short(mail: Fetched, sizes: Sizes) -> bool:
    """Tell whether a mail is less than half as long as the server said; many servers only estimate."""
    size = sizes[mail.uid]
    return size is None or 2 * len(mail.raw) < size


def _batches(uids: Sequence[int], sizes: Sizes, most: int) -> Iterator[Sequence[int]]:
    """Yield UIDs in batches bounded by count and bytes; who has no size may be as large as a batch."""
    batch: list[int] = []
    room = _MOST_BYTES
    for uid in uids:
        size = sizes[uid]
        needed = _MOST_BYTES if size is None else size
        if batch and (len(batch) >= most or needed > room):
            yield batch
            batch, room = [], _MOST_BYTES
        batch.append(uid)
        room -= needed
    if batch:
        yield batch
