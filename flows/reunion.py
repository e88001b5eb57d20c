"""A mail that comes after its own answer: what was kept of the answer is put together with it."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from domain.draft import Flag
from domain.ids import RequestId
from domain.request import Addition, Status, Tie
from flows import clocks
from flows.follow_up import is_same_sender
from flows.keeping import Keeping
from store import drafts, follow_ups, requests, threads
from store.drafts import DraftRecord
from store.requests import RequestRecord


def reunite(session: Session, keeping: Keeping, originals: Sequence[RequestId]) -> set[str]:
    """Bring what its sender wrote after a mail to the requests that mail has just become; return the queues that have work then.

    Mailboxes are not read in the order in which people write: the answer may have become a request of its own, for nothing said then
    what it answers. Where people have not decided it yet and it asks nothing else, it becomes a part of the mail's request. Else both
    stay, and each names the other.
    """
    own = keeping.record.draft.source_id
    rung: set[str] = set()
    for answer in threads.answering(session, keeping.record.town, own) if own else ():
        later = drafts.get(session, answer)
        if answer == keeping.record.id or not is_same_sender(later.draft, keeping.record.draft, keeping.view.reception):
            continue
        for request in follow_ups.requests_of(session, answer):
            found = requests.get(session, requests.hold(session, request))
            if found.draft_id == answer:
                rung.update(_bring(session, keeping, [requests.get(session, one) for one in originals], found, later))
    return rung


def _bring(
    session: Session, keeping: Keeping, originals: Sequence[RequestRecord], found: RequestRecord, later: DraftRecord
) -> tuple[str, ...]:
    if len(originals) == 1 and _is_part(found, originals[0], later):
        (main,) = originals
        follow_ups.merge(session, found.line.id, main.line.id)
        clocks.follow(session, keeping.view, found.line.id, keeping.now)
        named = {"reference": str(main.line.number or main.line.tracking), "request": main.line.id}
        keeping.write_down(session, found.line.id, "merged", named)
        facts = {"reference": found.line.tracking, "inbound": later.inbound_id, "tie": Tie.THREAD.value}
        return keeping.add_draft(session, main, later.id, later.draft, Addition.MERGED, facts)
    for original in originals:
        keeping.link(session, found.line.id, original, Tie.THREAD, is_proven=True)
        keeping.tell_continued(session, found.line.id, original)
    return ()


def _is_part(found: RequestRecord, main: RequestRecord, later: DraftRecord) -> bool:
    """Tell whether a request of people's, all its message, asks nothing but what the earlier mail asks, and is no more secret."""
    is_waiting = found.line.status is Status.REVIEW and Flag.DANGER not in found.line.flags
    is_whole = found.details.strip() == later.draft.text.strip()
    is_same_matter = found.line.subject == main.line.subject or not found.classification.subjects
    return is_waiting and is_whole and is_same_matter and found.line.confidentiality <= main.line.confidentiality
