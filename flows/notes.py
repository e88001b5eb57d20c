"""Internal notes on requests: written by who works on them, changed by nobody but their author, read by nobody outside.

What a note says stands in no history, no journal and no letter: there only that there is one.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from domain.errors import ForbiddenError, InvalidError, Mistake
from domain.ids import AgentId, RequestId
from domain.note import Note, NoteId, RingKind
from domain.rights import Permission
from flows.acting import Acting, Purpose, find_acting
from flows.addressed import Circle, circle_of
from flows.wiring import Installation
from flows.wording import say
from store import agents, notes, requests, rings
from store.requests import RequestRecord
from store.rings import NewRing

MOST_CHARACTERS = 10_000
NOTED, CHANGED = "noted", "note_changed"
"""What the history calls a note that was written, and one that was changed."""
Within = Callable[[Session, Note], None]
"""What a caller writes in the same transaction, given the note: an answer that may be asked for again."""


def nothing(_session: Session, _note: Note) -> None:
    """Write nothing more."""


def write_note(installation: Installation, request: RequestId, text: str, agent: str, now: datetime, within: Within = nothing) -> Note:
    """Write a note on a request and ring the bell of whom it names, as far as he may read the request; return it.

    The same words by the same agent as the last note are one click too many, and change nothing. Raises NotFoundError, ForbiddenError,
    InvalidError without words.
    """
    said = _checked(text)
    with installation.database.write() as session:
        record = requests.get(session, requests.hold(session, request))
        acting = find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=Permission.TREAT))
        before = notes.of_request(session, record.line.id)
        if before and (before[-1].author, before[-1].text) == (acting.agent, said):
            within(session, before[-1])
            return before[-1]
        note = notes.add(session, record.line.town, record.line.id, acting.agent, said, now)
        acting.write_down(session, record, NOTED, {"note": note})
        _ring(session, circle_of(session, installation.towns, record), record, note, said, acting)
        written = notes.get(session, note)
        within(session, written)
    return written


def change_note(installation: Installation, note: NoteId, text: str, agent: str, now: datetime, within: Within = nothing) -> Note:
    """Change what a note says, and ring the bell of whom it names by now; return it.

    Raises NotFoundError, ForbiddenError for who has not written it, or may not read its request any more; InvalidError without words.
    """
    said = _checked(text)
    with installation.database.write() as session:
        found = notes.get(session, note)
        record = requests.get(session, found.request)
        acting = find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=Permission.TREAT))
        if found.author != acting.agent:
            raise ForbiddenError(say("This note is another agent's: only who wrote it changes it."))
        if found.text != said:
            notes.change(session, note, said, now)
            acting.write_down(session, record, CHANGED, {"note": note})
            _ring(session, circle_of(session, installation.towns, record), record, note, said, acting)
        changed = notes.get(session, note)
        within(session, changed)
    return changed


def _ring(session: Session, circle: Circle, record: RequestRecord, note: NoteId, text: str, acting: Acting) -> None:
    own = agents.find_by_login(session, acting.agent)
    named: tuple[AgentId, ...] = tuple(one for one in circle.named_in(text) if own is None or one != own.id)
    new = NewRing(town=record.line.town, request=record.line.id, kind=RingKind.NOTE, item=note, actor=acting.agent)
    rings.ring(session, new, named, acting.now)


def _checked(text: str) -> str:
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise InvalidError(Mistake(where="text", what=say("The note is empty."), remedy=say("Write what your colleagues are to know.")))
    if len(said) > MOST_CHARACTERS:
        what = say("The text has {count} characters; {most} are taken.", count=len(said), most=MOST_CHARACTERS)
        raise InvalidError(Mistake(where="text", what=what, remedy=say("Write less.")))
    return said
