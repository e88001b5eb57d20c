"""What was said and added on a request and on those that are a part of it by now: the same for desk, API and command line."""

from collections.abc import Callable
from itertools import chain

from sqlalchemy.orm import Session

from domain.ids import RequestId, TownId
from domain.note import AddedFile, Note, Task
from domain.rights import reach
from flows.acting import find_agent
from flows.rights import standing_of
from flows.town_views import TownViews
from store import added_files, follow_ups, notes, tasks
from store.request_lines import RequestLine

Shows = Callable[[RequestLine], bool]
"""Tells whether a part is the reader's to read; that the whole is, is known already."""


def notes_of(session: Session, request: RequestId, shows: Shows) -> tuple[Note, ...]:
    """Return the notes on a request and on its parts, oldest first."""
    found = chain.from_iterable(notes.of_request(session, one) for one in _ids(session, request, shows))
    return tuple(sorted(found, key=lambda note: note.id))


def tasks_of(session: Session, request: RequestId, shows: Shows) -> tuple[Task, ...]:
    """Return the tasks of a request and of its parts, ended ones too, oldest first."""
    found = chain.from_iterable(tasks.of_request(session, one) for one in _ids(session, request, shows))
    return tuple(sorted(found, key=lambda task: task.id))


def files_of(session: Session, request: RequestId, shows: Shows) -> tuple[AddedFile, ...]:
    """Return the files that were added to a request and to its parts, and not withdrawn, oldest first."""
    own = _ids(session, request, shows)
    return tuple(one for one in added_files.of_whole(session, request) if one.request in own)


def as_read_by(session: Session, towns: TownViews, town: TownId, agent: str) -> Shows:
    """Return what tells whether a part is an agent's to read. Raises NotFoundError for who is not of the town."""
    reached = reach(standing_of(session, towns, find_agent(session, town, agent)))
    return lambda line: reached.shows(line.town, line.department, line.confidentiality)


def _ids(session: Session, request: RequestId, shows: Shows) -> tuple[RequestId, ...]:
    return (request, *(one.id for one in follow_ups.merged(session, request) if shows(one)))
