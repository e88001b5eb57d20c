"""What ties a request to others: what it is a part of or follows, what follows it or is a part of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.ids import RequestId
from domain.request import Tie
from domain.rights import Permission, may_anywhere
from store import follow_ups, joinings, requests
from store.follow_ups import Link
from store.joinings import JoiningKind
from store.request_lines import RequestLine
from store.requests import RequestRecord
from web.access import Eyes
from web.labels import Labels

PART_OF, HAS_PART = "part_of", "has_part"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLink:
    """Another request this one has to do with. ``relation`` says what, ``tie`` by what; ``is_hidden``: only that it exists is shown.

    ``apart`` is which of the two was made a part of the other and may be taken out again by the reader, None where none may.
    """

    relation: str
    other: RequestLine
    subject: str
    tie: Tie | None
    is_hidden: bool
    apart: RequestId | None = None


def links_of(session: Session, record: RequestRecord, labels: Labels, eyes: Eyes) -> Iterator[ShownLink]:
    """Yield the requests this one is a part of, follows or may follow, then those that follow it or are a part of it.

    Of one that is not the reader's he does not learn that it follows: that would tell who has such a request. Subjects are told by it, as
    by a list: who shows them notes them.
    """
    own = record.line
    found: list[tuple[str, RequestLine, Tie | None]] = []
    if own.merged_into is not None:
        found.append((PART_OF, requests.get(session, own.merged_into).line, None))
    for link in follow_ups.links(session, own.id):
        is_told = link.other.confidentiality <= own.confidentiality or eyes.shows(link.other)
        if link.is_earlier or is_told:
            found.append((_relation(link), link.other, link.tie))
    found += [(HAS_PART, other, None) for other in follow_ups.merged(session, own.id)]
    for relation, other, tie in found:
        if eyes.knows(other):
            is_hidden = not eyes.shows(other)
            apart = None if is_hidden else _apart(session, own.id if relation == PART_OF else other.id, relation, eyes)
            subject = labels.subject(other.subject)
            yield ShownLink(relation=relation, other=other, subject=subject, tie=tie, is_hidden=is_hidden, apart=apart)


def _relation(link: Link) -> str:
    if link.is_earlier:
        return "follows" if link.is_proven else "may_follow"
    return "followed_by" if link.is_proven else "may_be_followed_by"


def _apart(session: Session, part: RequestId, relation: str, eyes: Eyes) -> RequestId | None:
    """Return the part of two joined requests, where an agent joined them, that still holds, and taking them apart is the reader's work."""
    if relation not in {PART_OF, HAS_PART} or eyes.standing is None or not may_anywhere(eyes.standing, Permission.REVIEW):
        return None
    joined = joinings.find_last(session, part)
    return part if joined is not None and joined.kind is JoiningKind.PART and joined.undone_by is None else None
