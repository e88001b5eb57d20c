"""Collect a folder over IMAP: every mail in it becomes one arrival; only then it is moved, marked or deleted there."""

import logging
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from domain.errors import UnavailableError
from domain.frames import frames
from domain.inbound import Arrival, Channel, Envelope, Outcome
from flows import fetch
from flows.aside import TOO_LARGE, UNFETCHABLE, UNKEPT, Aside, keep_aside
from flows.fetch import Sizes, Source
from flows.pace import Pace
from flows.receive import Received, receive
from flows.wiring import Installation
from ingest.email.headers import read_headers
from ingest.email.imap_account import After, Fault, Fetched, ImapAccount, ImapError
from ingest.email.key import header_block
from store import collected, inbounds
from store.collected import Collected, Folder, FolderKey

_WINDOW = 5000
"""Mails whose sizes are asked for at once, and after which those that are kept are moved."""
_REFUSALS = 3
"""After so many single mails that the server did not want to move, the others wait for the next time."""
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""A server that took a mail in before this day has lost its clock."""
_DELIVERED_TO = ("delivered-to", "x-original-to", "x-delivered-to", "envelope-to", "x-envelope-to")
_DELIVERY = re.compile(rb"\n(?:%s)[ \t]*:" % "|".join(_DELIVERED_TO).encode(), re.IGNORECASE)
"""One look for any of them costs a tenth of reading a header that has none."""
_MUST_NOT_STOP = frozenset({Fault.QUOTA, Fault.NO_TARGET, Fault.READ_ONLY, Fault.ANSWER})
"""What may go wrong in moving mails that are kept without a reason to keep no others."""

__all__ = ["Clock", "Count", "Pace", "Source", "collect", "count", "key_of", "note_fault"]

Clock = Callable[[], datetime]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What a count of a folder found: mails in it, how many of them were not kept before, and how many are set aside now."""

    mails: int
    missed: int
    aside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What a collecting works with."""

    installation: Installation
    account: ImapAccount
    source: Source
    pace: Pace
    clock: Clock
    place: Folder


def collect(installation: Installation, account: ImapAccount, source: Source, pace: Pace, clock: Clock) -> int:
    """Keep all that is new in a folder, do to it there what the account wants, and return how many mails that were.

    It may end anywhere: what is kept is known by folder, UIDVALIDITY and UID in the commit that keeps it, and by its content; what was
    still to be moved is moved the next time. Raises ImapError, and UnavailableError where database or disk do not work now.
    """
    run = _start(installation, account, source, pace, clock)
    new = source.uids(run.place.kept_uid)
    fault = _keep_windows(run, new)
    _tell(run, fault)
    return len(new)


def count(installation: Installation, account: ImapAccount, source: Source, pace: Pace, clock: Clock) -> Count:
    """Compare all mails of a folder with those kept; fetch what is missing and try once more what was set aside.

    So nothing is lost to a server that gave a lower UID to a later mail, or hid one for a while. Raises as `collect` does.
    """
    run = _start(installation, account, source, pace, clock)
    here = source.uids()
    with installation.database.read() as session:
        known, aside = collected.known(session, run.place), collected.set_aside(session, run.place)
    # Also what has come since the last look: the server told of it, and will not tell again.
    wanted = [uid for uid in here if uid not in known]
    missed = {uid for uid in wanted if uid <= run.place.kept_uid and uid not in aside}
    pace.begin_count()
    fault = _keep_windows(run, wanted)
    pace.is_counting = False
    with installation.database.write() as session:
        left = collected.set_aside(session, run.place)
        came = collected.arrivals(session, run.place, sorted(aside.keys() - left.keys()))
        for uid in aside.keys() - left.keys():
            inbounds.set_outcome(session, aside[uid], Outcome.DUPLICATE, str(came[uid]) if uid in came else None)
        collected.set_counted(session, run.place, len(here), len(missed), clock())
    _tell(run, fault)
    return Count(mails=len(here), missed=len(missed), aside=len(left.keys() & set(here)))


def _start(installation: Installation, account: ImapAccount, source: Source, pace: Pace, clock: Clock) -> _Run:
    with installation.database.write() as session:
        place = collected.folder(session, key_of(account, source.folder), source.state.validity)
    return _Run(installation=installation, account=account, source=source, pace=pace, clock=clock, place=place)


def _keep_windows(run: _Run, uids: Sequence[int]) -> ImapError | None:
    """Keep mails, moving those that are kept in between; return what went wrong beside."""
    fault = _dispose(run) if not uids else None
    start = 0
    # What is kept is passed; so a window is small where one mail is looked for that the server cannot deal with.
    while window := uids[start : start + (run.pace.window or _WINDOW)]:
        _keep_all(run, window)
        fault = _dispose(run) or fault
        start += len(window)
    return fault


def _keep_all(run: _Run, uids: Sequence[int]) -> None:
    """Keep mails, those that are too large or cannot be had by their header only."""
    for uid in uids:
        if run.pace.is_bad(uid):
            _set_aside(run, uid, UNFETCHABLE)
    sizes = fetch.sizes_of(run.source, run.pace, [uid for uid in uids if not run.pace.is_bad(uid)])
    large = {uid for uid, size in sizes.items() if size is not None and size > run.account.max_bytes}
    for uid in sorted(large):
        _set_aside(run, uid, TOO_LARGE)
    wanted = {uid: size for uid, size in sizes.items() if uid not in large}
    came = _keep_wanted(run, wanted)
    # Moved away by a colleague in the meantime, or held back by the server: only then it is still listed.
    held_back = run.source.listed([uid for uid in wanted if uid not in came])
    if held_back and not came:
        run.pace.fell(run.pace.windows, held_back)
        raise ImapError(Fault.ANSWER, "no mail handed over")
    if came:
        run.pace.held(run.pace.windows)
    for uid in held_back:
        _set_aside(run, uid, UNFETCHABLE)
    _pass(run, uids[-1])


def _keep_wanted(run: _Run, sizes: Sizes) -> set[int]:
    """Fetch mails in batches and keep them, the next one coming in while one is written; return the mails that came."""
    came: set[int] = set()
    is_whole = True
    with ThreadPoolExecutor(1, thread_name_prefix="keep") as keeper:
        writing: Future[None] | None = None
        for batch, found in fetch.batches_of(run.source, run.pace, sizes):
            if writing is not None:
                writing.result()
            fresh = {one.uid: one for one in found if one.uid not in came}
            came.update(fresh)
            # What has not come may be there all the same: it is not passed over before that is known.
            is_whole = is_whole and came.issuperset(batch)
            upto = batch[-1] if batch and is_whole else 0
            writing = keeper.submit(_keep, run, upto, tuple(fresh.values()), _spared(run, fresh.values(), sizes)) if fresh else None
        if writing is not None:
            writing.result()
    return came


def _spared(run: _Run, mails: Collection[Fetched], sizes: Sizes) -> frozenset[int]:
    """Return the mails that are kept and yet not deleted there: of those that come cut short, the rest may still be had by hand."""
    if run.account.after is not After.DELETE:
        return frozenset()
    spared = frozenset(mail.uid for mail in mails if fetch.is_cut_short(mail, sizes))
    for uid in sorted(spared):
        told = "mailbox %s, folder %s, UID %d: handed over cut short, or its size is not told: it is left there"
        _log.warning(told, run.account.town, run.source.folder, uid)
    return spared


def _keep(run: _Run, upto: int, mails: Sequence[Fetched], spared: Collection[int]) -> None:
    """Keep the mails of a batch in one commit, with the note that all up to a UID are kept."""

    def note(session: Session, received: Sequence[Received]) -> None:
        found = [Collected(uid=mail.uid, inbound_id=one.inbound_id) for mail, one in zip(mails, received, strict=True)]
        if spared:
            collected.add(session, run.place, [one for one in found if one.uid in spared], 0, leave=True)
            found = [one for one in found if one.uid not in spared]
        collected.add(session, run.place, found, upto, leave=run.account.after is After.LEAVE)

    try:
        receive(run.installation, [_arrival(run, mail) for mail in mails], note)
    except UnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 — told and set aside below
        # One mail that we cannot deal with, by a fault of ours, must not keep all that came with it and after it.
        if len(mails) > 1:
            half = len(mails) // 2
            _keep(run, 0, mails[:half], spared)
            _keep(run, upto, mails[half:], spared)
            return
        _log.error("mailbox %s, folder %s, UID %d: %s", run.account.town, run.source.folder, mails[0].uid, frames(error))
        _keep_aside(run, Aside(uid=mails[0].uid, content=mails[0].raw, reason=UNKEPT, is_readable=False))
        _pass(run, upto)


def _pass(run: _Run, upto: int) -> None:
    """Note that all up to a UID are kept, where the last ones are gone or set aside."""
    with run.installation.database.write() as session:
        collected.add(session, run.place, (), upto, leave=True)


def _arrival(run: _Run, mail: Fetched) -> Arrival:
    """Return a mail as an arrival; it was received when the server took it in."""
    recipients = tuple(_recipients(run, mail.raw)) or (run.account.address,)
    return Arrival(
        raw=mail.raw,
        channel=Channel.EMAIL,
        town=run.account.town,
        mailbox=recipients[0],
        envelope=Envelope(sender=None, recipients=recipients),
        received_at=_received_at(mail.received_at, run.clock()),
    )


def _recipients(run: _Run, raw: bytes) -> Iterator[str]:
    """Yield the town's own addresses that the mail was delivered to, as servers on the way noted them."""
    if _DELIVERY.search(header_block(raw)) is None:
        return
    fields, _ = read_headers(raw, 0, len(raw))
    told = dict.fromkeys(value.strip(" <>").lower() for name in _DELIVERED_TO for value in fields.all(name))
    for address in told:
        mailbox = run.installation.towns.mailbox(address)
        if mailbox is not None and mailbox.town == run.account.town:
            yield mailbox.address


def _received_at(told: datetime | None, now: datetime) -> datetime:
    return now if told is None or told < _EARLIEST else min(told, now)


def _set_aside(run: _Run, uid: int, reason: str) -> None:
    """Keep the header of a mail as an arrival that people see, in quarantine."""
    header = b""
    if uid not in run.pace.headless:
        run.pace.headless.add(uid)  # should the connection break at the header too, it is not asked for again
        header = run.source.header(uid)
        run.pace.headless.discard(uid)
    _keep_aside(run, Aside(uid=uid, content=header, reason=reason))


def _keep_aside(run: _Run, aside: Aside) -> None:
    keep_aside(run.installation, run.account, key_of(run.account, run.source.folder), run.place, aside, run.clock())


def _dispose(run: _Run) -> ImapError | None:
    """Do to the mails that are kept what the account wants; return what went wrong where that need not stop the collecting."""
    if run.account.after is After.LEAVE:
        return None
    if run.source.state.is_read_only:
        return ImapError(Fault.READ_ONLY, run.source.folder)
    with run.installation.database.read() as session:
        waiting = collected.waiting(session, run.place)
    moves = run.pace.moves
    rest = [uid for uid in waiting if not moves.is_bad(uid)]
    fault = ImapError(Fault.ANSWER, f"{len(waiting) - len(rest)} × {run.account.after}") if len(rest) < len(waiting) else None
    refused = 0
    while rest and refused < _REFUSALS:
        some = rest[: moves.most]
        try:
            run.source.dispose(some)
        except ImapError as error:
            if error.fault not in _MUST_NOT_STOP:
                run.pace.fell(moves, some)
                raise
            if error.fault is not Fault.ANSWER:
                return error
            run.pace.fell(moves, some)
            fault = error
            if len(some) == 1:
                refused, rest = refused + 1, rest[1:]
            continue
        with run.installation.database.write() as session:
            collected.set_disposed(session, run.place, some)
        run.pace.held(moves)
        refused, rest = 0, rest[len(some) :]
    return fault


def _tell(run: _Run, fault: ImapError | None) -> None:
    """Write that all of a folder is kept, and what is wrong beside."""
    key = key_of(run.account, run.source.folder)
    with run.installation.database.write() as session:
        collected.set_complete(session, run.place, run.clock(), keep_fault=fault is not None)
        if fault is not None:
            collected.set_fault(session, key, fault.fault, fault.detail, run.clock())


def note_fault(installation: Installation, account: ImapAccount, folder: str, error: ImapError, now: datetime) -> None:
    """Write what keeps a folder from being collected."""
    with installation.database.write() as session:
        collected.set_fault(session, key_of(account, folder), error.fault, error.detail, now)


def key_of(account: ImapAccount, folder: str) -> FolderKey:
    """Return by what a folder is known here."""
    return FolderKey(town=account.town, account=account.name, folder=folder)
