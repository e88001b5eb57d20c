"""Requests and messages emptied for good (anonymisation), each batch a transaction, and their originals destroyed where they lie.

The transaction that empties writes down which originals are to be destroyed; that is done afterwards, and again by whoever comes next where
somebody was killed in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from domain.ids import RequestId, TownId
from flows import facts, search
from flows.wiring import Installation
from rules.learned import LEAST_MESSAGES, MESSAGES
from rules.words import fold, stem, written_words
from store import erasing, erasing_arrivals, history, journal, learned, requests, retention
from store import search as index
from store.history import HistoryLine

ERASED = "anonymised"
"""What the history and the journal call it."""
_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """By whom something is emptied, by which rule, in which run."""

    actor: str
    rule: str
    run: int | None = None


def erase(installation: Installation, session: Session, town: TownId, requests: Sequence[RequestId], why: Why, now: datetime) -> int:
    """Empty requests of a town, with those that are a part of them, in a transaction of `Database.destroy`; return how many.

    Figures stay as they are: they are counted a last time and kept. Emptied before, a request stays as it is.
    """
    whole = erasing.whole(session, requests)
    if not whole:
        return 0
    # Those it was found by so far, and those by which it is found once the index is up to date.
    words = set(index.forget_words(session, whole))
    _settle_index(session, whole)
    words |= set(index.forget_words(session, whole))
    learned.forget_rare(session, town, _learnable(session, whole) - {MESSAGES}, LEAST_MESSAGES)
    facts.seal(installation, session, whole, now)
    ruleset = installation.towns.get(town).ruleset
    retention.forget_reasons(session, whole)
    logs = erasing_arrivals.logs_of(session, whole)
    # By the clock of this machine, as files are dated.
    erasing.empty(session, whole, {one.code: one.label for one in ruleset.subjects}, datetime.now(UTC))
    # The call itself stays, without its number; the file it came in has the number still.
    erasing_arrivals.forget_faults(session, logs)
    retention.add_erasures(session, town, "log", list(logs), why.actor, why.rule, why.run, now)
    erasing_arrivals.doom(session, set(logs.values()), datetime.now(UTC))
    for one in whole:
        line = HistoryLine(at=now, actor=why.actor, action=ERASED, details={})
        history.append(session, town, one, line)
        facts_told: dict[str, object] = {"rule": why.rule, "run": why.run}
        name = f"request:{one}"
        journal.append(session, at=now, town=town, actor=why.actor, action=f"request.{ERASED}", object=name, details=facts_told)
    retention.add_erasures(session, town, "request", whole, why.actor, why.rule, why.run, now)
    _settle_index(session, whole)
    index.forget_terms(session, words)
    return len(whole)


def erase_arrivals(session: Session, town: TownId, arrivals: Sequence[int], why: Why, now: datetime) -> int:
    """Empty arrivals that became no request, in a transaction of `Database.destroy`; return how many."""
    gone = sorted(erasing_arrivals.empty_arrivals(session, arrivals, datetime.now(UTC)))
    retention.add_erasures(session, town, "arrival", gone, why.actor, why.rule, why.run, now)
    told: dict[str, object] = {"rule": why.rule, "run": why.run, "count": len(gone)}
    journal.append(session, at=now, town=town, actor=why.actor, action="arrivals.emptied", object=f"town {town}", details=told)
    return len(gone)


def destroy_originals(installation: Installation) -> int:
    """Destroy all originals that nothing needs any more, where they lie, and what is left of them in the database's file; return how many.

    Done twice, or by two at once, it does no harm. Raises UnavailableError; then the rest is destroyed by whoever comes next.
    """
    count = 0
    while True:
        with installation.database.read() as session:
            doomed = erasing_arrivals.doomed(session, _AT_ONCE)
        if not doomed:
            return count
        for one in doomed:
            with installation.database.destroy() as session:
                # Whoever takes in the same anew keeps its row in one transaction: it is seen here, or its file is newer than this.
                if not erasing_arrivals.is_needed(session, one):
                    installation.blobs.destroy(one.digest, one.place, one.at)
                erasing_arrivals.spare(session, one)
        count += len(doomed)


def _learnable(session: Session, requests_: Sequence[RequestId]) -> set[str]:
    """Return the words of requests in the forms in which they may have been learned: whole, and their stems."""
    records = [requests.get(session, one) for one in requests_]
    texts = tuple(text for one in records for text in (one.line.heading, one.details, one.draft.text, one.draft.heading or "") if text)
    return {form for word in written_words(" ".join(texts)) for form in (fold(word), stem(word))}


def _settle_index(session: Session, requests: Sequence[RequestId]) -> None:
    """Bring the index of searches up to date for some requests, within this transaction."""
    waiting = index.waiting_of(session, requests)
    index.keep(session, waiting, tuple(map(search.entry, waiting.requests)))
