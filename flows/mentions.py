"""What else than requests may name somebody whose data are erased: found for the officer, who says what of it goes.

Saved queries, filters and questions are removed as he says: a name may be another's. Versions of rule sets never change; who edits the
rules takes an example out of the next one.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import unquote_plus

from sqlalchemy.orm import Session

from domain.errors import ConflictError
from domain.ids import TownId
from domain.person_rights import Mention, Person, Right, RightsRequest, RightsState, read_mark
from domain.rights import Permission
from flows.acting import refuse_unless
from flows.wiring import Installation
from flows.wording import say
from rules.words import fold
from store import journal, mentions, person_rights

MOST = 200
_NUMBER = 9
"""Last figures of a telephone that are compared: how it begins is spelt in more than one way."""


def found(session: Session, town: TownId, person: Person) -> tuple[Mention, ...]:
    """Return what may name somebody: all words of one of his names, an address of his, a telephone."""
    every = (one for one, text in mentions.texts(session, town) if is_named(person, text))
    return tuple(one for one, _ in zip(every, range(MOST), strict=False))


def is_named(person: Person, text: str) -> bool:
    """Return whether a text may name somebody, however it is spelt; pure."""
    plain = fold(unquote_plus(text))
    words, figures = set(re.findall(r"\w+", plain)), re.sub(r"\D", "", plain)
    return any(_named(person, text, words, figures))


def _named(person: Person, text: str, words: set[str], figures: str) -> Iterator[bool]:
    # What has no letter in it, such as a dash where a name was wanted, names nobody.
    names = (set(re.findall(r"\w+", fold(name))) for name in person.names)
    yield from (bool(name) and name <= words for name in names)
    lowered = unquote_plus(text).lower()
    yield from (email.strip().lower() in lowered for email in person.emails if email.strip())
    yield from (re.sub(r"\D", "", phone)[-_NUMBER:] in figures for phone in person.phones if len(re.sub(r"\D", "", phone)) >= _NUMBER)


def kept(asked: RightsRequest) -> tuple[Mention, ...]:
    """Return what named its person when an erasure was done, and was not removed before."""
    return tuple(one for mark in asked.mentions if (one := read_mark(mark)) is not None)


def remove(installation: Installation, number: int, chosen: Sequence[str], seen: int, by: str, now: datetime) -> RightsRequest:
    """Remove saved queries, filters and questions that name the person of an erasure; what does not name him stays.

    Raises NotFoundError, ForbiddenError, ConflictError where it is no erasure that is open, or somebody else has changed it meanwhile.
    """
    with installation.database.destroy() as session:
        asked = person_rights.get(session, number)
        refuse_unless(session, installation.towns, asked.town, by, Permission.ERASE)
        if asked.version != seen:
            raise ConflictError(say("Somebody else has changed it meanwhile. Look at it, then try again."))
        if asked.right is not Right.ERASURE or asked.state is not RightsState.OPEN:
            raise ConflictError(say("It is decided already."))
        his = {one.mark: one for one in found(session, asked.town, asked.person)}
        gone = [mark for mark in chosen if mark in his and mentions.remove(session, asked.town, his[mark])]
        changed = person_rights.put(session, asked, by, now)
        facts: dict[str, object] = {"removed": gone}
        journal.append(
            session, at=now, town=asked.town, actor=by, action="rights.mentions_removed", object=f"rights:{number}", details=facts
        )
    installation.database.scrub()
    return changed
