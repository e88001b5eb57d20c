"""The marks a message bears by its words and its requester, whatever channel it came by."""

from domain.draft import Draft, Flag, Kind
from ingest import language, manners


def marks_of(draft: Draft, kind: Kind) -> frozenset[Flag]:
    """Return the marks of a draft that is of a kind."""
    text = f"{draft.heading or ''}\n{draft.text}"
    found: set[Flag] = set()
    is_anonymous = manners.wants_no_name(text)
    if is_anonymous:
        found.add(Flag.ANONYMOUS)
    if manners.insults(text):
        found.add(Flag.ABUSIVE)
    if language.is_foreign(draft.text):
        found.add(Flag.LANGUAGE)
    if not draft.requester.name and not draft.requester.organisation and not is_anonymous:
        found.add(Flag.INCOMPLETE_IDENTITY)
    if kind is Kind.FOLLOW_UP:
        found.add(Flag.FOLLOW_UP)
    return frozenset(found)
