"""Files agents add to requests: looked at as those of forms are, kept with the originals, for the town hall alone unless they say so."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.errors import ConflictError, ForbiddenError, NotFoundError
from domain.form import FieldKind, FormCode, FormDefinition, FormField, FormFile, Words
from domain.ids import RequestId, Sha256
from domain.note import AddedFile, FileId
from domain.rights import Permission
from flows.acting import Acting, Purpose, find_acting
from flows.whole import as_read_by, files_of
from flows.wiring import Installation
from flows.wording import say
from ingest.form.faults import Fault
from ingest.form.validate import check_files
from ingest.pieces import ending_of
from store import added_files, requests
from store.requests import RequestRecord

MOST_OF_ONE = 200
"""Files that agents add to one request."""
LONGEST_NAME = 200
FIELD = FormField(name="files", kind=FieldKind.FILES, label=Words(fr="Pièces"), is_required=True)
DEFINITION = FormDefinition(code=FormCode("pieces"), title=Words(fr="Pièces"), fields=(FIELD,))
"""What is sent is read, and what is wrong with it said, as of a form of the town."""
ADDED, WITHDRAWN, SHARED, UNSHARED = "file_added", "file_withdrawn", "file_shared", "file_unshared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of some files: those that were kept, and what was wrong with the others."""

    kept: tuple[AddedFile, ...]
    faults: tuple[Fault, ...]


def add_files(
    installation: Installation, request: RequestId, files: Sequence[FormFile], agent: str, now: datetime, *, is_shareable: bool
) -> Added:
    """Add files to a request; each stands for itself, and the same one twice is there once.

    Raises NotFoundError, ForbiddenError; ConflictError where the request has too many.
    """
    fitting, faults = check_files(FIELD, [_named(one) for one in files])
    with installation.database.read() as session:
        _acting(installation, session, requests.get(session, request), agent, now)
    digests = [installation.blobs.put(one.file.content) for one in fitting]
    with installation.database.write() as session:
        record = requests.get(session, requests.hold(session, request))
        acting = _acting(installation, session, record, agent, now)
        standing = {(one.sha256, one.filename): one for one in added_files.of_request(session, record.line.id)}
        if len(standing) + len(fitting) > MOST_OF_ONE:
            raise ConflictError(say("A request takes {most} added files.", most=MOST_OF_ONE))
        kept: list[AddedFile] = []
        for one, digest in zip(fitting, digests, strict=True):
            name = _name(one.file.filename, digest)
            new = AddedFile(
                id=FileId(0),
                town=record.line.town,
                request=record.line.id,
                sha256=digest,
                filename=name,
                media_type=one.media_type,
                size=len(one.file.content),
                is_shareable=is_shareable,
                author=acting.agent,
                at=now,
            )
            known = standing.get((digest, name))
            kept.append(known or _kept(session, acting, record, new))
            standing[digest, name] = kept[-1]
    return Added(kept=tuple(kept), faults=faults)


def withdraw(installation: Installation, request: RequestId, file: FileId, agent: str, now: datetime) -> None:
    """Take an added file from a request: who added it, or who does its work. One that is gone stays gone.

    Raises NotFoundError, ForbiddenError.
    """
    with installation.database.write() as session:
        record, found, acting = _found(installation, session, request, file, (agent, now))
        added_files.withdraw(session, found.id, now)
        acting.write_down(session, record, WITHDRAWN, {"file": found.id})


def share(installation: Installation, request: RequestId, file: FileId, agent: str, now: datetime, *, is_shareable: bool) -> None:
    """Say whether an added file may go along with letters. Raises as `withdraw`."""
    with installation.database.write() as session:
        record, found, acting = _found(installation, session, request, file, (agent, now))
        if found.is_shareable is not is_shareable:
            added_files.share(session, found.id, is_shareable=is_shareable)
            acting.write_down(session, record, SHARED if is_shareable else UNSHARED, {"file": found.id})


def _found(
    installation: Installation, session: Session, request: RequestId, file: FileId, who: tuple[str, datetime]
) -> tuple[RequestRecord, AddedFile, Acting]:
    record = requests.get(session, requests.hold(session, request))
    acting = _acting(installation, session, record, *who)
    shows = as_read_by(session, installation.towns, record.line.town, acting.agent)
    found = next((one for one in files_of(session, record.line.id, shows) if one.id == file), None)
    if found is None or request not in {record.line.id, found.request}:
        raise NotFoundError(say("Request {id} has no such file.", id=record.line.id))
    if found.author != acting.agent:
        try:
            find_acting(session, record, *who, Purpose(towns=installation.towns, to=Permission.TREAT))
        except ForbiddenError as error:
            raise ForbiddenError(say("Another agent added this file: he, or who works on the request, may do this.")) from error
    return record, found, acting


def _acting(installation: Installation, session: Session, record: RequestRecord, agent: str, now: datetime) -> Acting:
    return find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=Permission.CREATE))


def _kept(session: Session, acting: Acting, record: RequestRecord, new: AddedFile) -> AddedFile:
    file = added_files.add(session, new)
    acting.write_down(session, record, ADDED, {"file": file})
    found = added_files.find(session, record.line.id, file)
    if found is None:
        raise NotFoundError(say("Request {id} has no such file.", id=record.line.id))
    return found


def _name(typed: str, digest: Sha256) -> str:
    """Return what a file is called: the last part of what the browser says; of one without a name, pasted, a name of its own."""
    name = typed.replace("\\", "/").rpartition("/")[2].strip()[-LONGEST_NAME:]
    return name or digest[:8]


def _named(one: FormFile) -> FormFile:
    """Return a file under a name: without one, by what lies in it; without that nobody could open it."""
    if one.filename.strip() or not one.content:
        return one
    name = hashlib.sha256(one.content).hexdigest()[:8]
    ending = ending_of(one.content)
    return replace(one, filename=f"{name}.{ending}" if ending else name)
