"""Templates of Word and LibreOffice: checked before they are kept, filled for a request, and the file kept with its letters.

What is kept of a filled file is the version of its template and the values: the same two make the same file again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.errors import ConflictError, InvalidError, Mistake, NotFoundError
from domain.ids import RequestId, TownId
from domain.rights import Permission
from flows import notice
from flows.acting import Purpose, find_acting, refuse_unless
from flows.correspondence.facts import fields_of, reference
from flows.correspondence.models import fault_words
from flows.correspondence.occasion import Occasion
from flows.correspondence.recipient import ByPost, written_to
from flows.correspondence.sample import so_far
from flows.correspondence.writing import BY_HAND, Writing
from flows.post import BY_POST
from flows.wiring import Installation
from flows.wording import Message, say
from letters.kinds import ModelKey
from letters.model import BoundlessError, UnresolvedError, UnwritableError
from letters.office import fill, office_faults, values, words_of
from letters.office_package import MEDIA_TYPES, MOST_BYTES, Danger, Office, Package, RefusedFileError, opened
from store import journal, office_templates, outbox, requests
from store.mapping import dump
from store.office_templates import TemplateVersion
from store.outbox import Held, Letter, LetterRecord, OutboxId
from store.requests import RequestRecord

FILLED = "document_filled"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_DANGERS: Mapping[Danger, Message] = {
    Danger.KIND: say("It is no file of Word (.docx) or LibreOffice (.odt), or it is damaged."),
    Danger.SIZE: say("It is larger than {most} MB, or holds more than that packed.", most=MOST_BYTES // 2**20),
    Danger.MACRO: say("There are macros in it."),
    Danger.EXTERNAL: say("It fetches something from elsewhere: a linked picture, template, section or field."),
    Danger.EMBEDDED: say("Another document or program is embedded in it."),
    Danger.ENTITIES: say("It declares entities, by which files are made to grow without end."),
    Danger.ENCRYPTED: say("It is protected by a password."),
}
_REMEDIES: Mapping[Danger, Message] = {
    Danger.MACRO: say("Save it without macros, as .docx or .odt."),
    Danger.EXTERNAL: say("Put the picture or the text itself into the document."),
    Danger.EMBEDDED: say("Put a picture of it in its place."),
    Danger.ENCRYPTED: say("Save it without a password."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledFile:
    """A filled template as a file."""

    filename: str
    media_type: str
    content: bytes


def check(name: str, content: bytes) -> Package:
    """Return a template taken apart. Raises InvalidError with all that is wrong with it and with its name, paragraph by paragraph."""
    if not _NAME.fullmatch(name):
        what = say("“{name}” is no name of a template.", name=name)
        raise InvalidError(Mistake(where="name", what=what, remedy=say("Write small letters, figures and hyphens, at most 40.")))
    try:
        package = opened(content)
        found = office_faults(package)
    except RefusedFileError as error:
        remedy = _REMEDIES.get(error.danger, say("Save it anew as .docx or .odt."))
        raise InvalidError(Mistake(where=error.where or name, what=_DANGERS[error.danger], remedy=remedy)) from error
    if found:
        mistakes = []
        for one in found:
            what, remedy = fault_words(one)
            mistakes.append(Mistake(where=name, what=what, remedy=remedy, line=one.line))
        raise InvalidError(*mistakes)
    return package


def keep(  # noqa: PLR0913, PLR0917 - who gives which file under which name
    installation: Installation, town: TownId, name: str, filename: str, content: bytes, agent: str, now: datetime
) -> TemplateVersion:
    """Keep a template as a new version, which counts from now on; the same file is no new version.

    Raises InvalidError with all that is wrong with it, ForbiddenError for an agent who writes no models.
    """
    package = check(name, content)
    with installation.database.write() as session:
        refuse_unless(session, installation.towns, town, agent, Permission.TEMPLATES)
        before = office_templates.find(session, town, name)
        if before is not None and before.content == content:
            return before
        made = TemplateVersion(
            name=name,
            number=office_templates.last_number(session, town, name) + 1,
            kind=package.kind.value,
            filename=_bare(filename) or f"{name}.{package.kind}",
            content=content,
            author=agent,
            at=now,
        )
        _add(session, town, made)
        return made


def withdraw(installation: Installation, town: TownId, name: str, agent: str, now: datetime) -> None:
    """Let a template be filled no more; its versions are kept, and so is what was filled. Raises NotFoundError, ForbiddenError."""
    with installation.database.write() as session:
        refuse_unless(session, installation.towns, town, agent, Permission.TEMPLATES)
        before = _current(session, town, name)
        number = office_templates.last_number(session, town, name) + 1
        gone = TemplateVersion(name=name, number=number, kind=None, filename=before.filename, content=None, author=agent, at=now)
        _add(session, town, gone)


def made_of(installation: Installation, request: RequestId, name: str, now: datetime) -> FilledFile:
    """Return the file of a template for a request; nothing is kept. Raises NotFoundError; InvalidError with the field that is not there."""
    with installation.database.read() as session:
        record = requests.get(session, request)
        version = _current(session, record.line.town, name)
        package = _package(version)
        return _file(record, version, _made(package, _values(installation, session, record, package, None, now), name))


def prepare(installation: Installation, request: RequestId, name: str, agent: str, now: datetime) -> OutboxId:
    """Fill a template for a request and keep the file as a letter of it, to be printed.

    The same template with the same values is the same letter. Raises NotFoundError; ForbiddenError for who may not write to its
    requester; InvalidError with the field the request does not have.
    """
    with installation.database.write() as session:
        record = requests.get(session, requests.hold(session, request))
        acting = find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=(Permission.TREAT, Permission.REQUALIFY)))
        version = _current(session, record.line.town, name)
        package = _package(version)
        known = _values(installation, session, record, package, acting.agent, now)
        content = _made(package, known, name)
        before = _same(session, record, version, known)
        if before is not None:
            return before
        address = written_to(record).address
        letter = Letter(
            town=record.line.town,
            request=record.line.id,
            kind=notice.LETTER,
            recipient=address or BY_HAND,
            payload={
                "occasion": dump(Occasion(model=ModelKey.MESSAGE, event=FILLED, agent=acting.agent)),
                "way": BY_POST,
                "model": ModelKey.MESSAGE.value,
                "name": name,
                "version": version.number,
                "subject": f"{name} – {reference(record)}",
                "body": words_of(opened(content)),
                "office": {"name": name, "number": version.number, "values": known},
            },
            held=Held.PRINT,
        )
        made = outbox.add(session, letter, now)
        outbox.keep_here(session, made, Held.PRINT)
        acting.write_down(session, record, FILLED, {"name": name, "number": version.number, "letter": made})
        return made


def file_of(session: Session, letter: LetterRecord) -> FilledFile:
    """Return the file of a letter that was prepared by a template, the same as then. Raises NotFoundError for any other letter."""
    kept = letter.letter.payload.get("office")
    if not isinstance(kept, dict) or letter.letter.request is None or letter.letter.town is None:
        raise NotFoundError(say("Letter {id} has no file.", id=letter.id))
    version = office_templates.find(session, letter.letter.town, str(kept["name"]), int(kept["number"]))
    if version is None:
        raise NotFoundError(say("There is no template “{name}”.", name=str(kept["name"])))
    known = kept["values"]
    return _file(requests.get(session, letter.letter.request), version, fill(_package(version), known))


def _add(session: Session, town: TownId, version: TemplateVersion) -> None:
    office_templates.add(session, town, version)
    facts: dict[str, object] = {"number": version.number, "is_gone": version.content is None}
    name = f"office_template:{version.name}"
    journal.append(session, at=version.at, town=town, actor=version.author, action="office_template.set", object=name, details=facts)


def _current(session: Session, town: TownId, name: str) -> TemplateVersion:
    found = office_templates.find(session, town, name)
    if found is None or found.content is None:
        raise NotFoundError(say("There is no template “{name}”.", name=name))
    return found


def _package(version: TemplateVersion) -> Package:
    return opened(version.content or b"")


def _values(
    installation: Installation, session: Session, record: RequestRecord, package: Package, agent: str | None, now: datetime
) -> dict[str, dict[str, object]]:
    view = installation.towns.get(record.line.town)
    writing = Writing(settings=installation.settings, view=view, session=session, now=now)
    occasion = so_far(record, ModelKey.MESSAGE, FILLED, agent)
    # It stays in the house and goes out on paper: what a mail must not tell of may stand in it.
    known = writing.known(record, occasion, None, ByPost(address=None), is_discreet=False)
    try:
        return values(package, fields_of(known))
    except BoundlessError as error:
        raise _boundless(error) from error
    except UnwritableError as error:
        raise ConflictError(say("The template was kept when less was checked: give it anew.")) from error


def _made(package: Package, known: Mapping[str, object], name: str) -> bytes:
    try:
        return fill(package, known)
    except UnresolvedError as error:
        what = say("The request has no {field}, and the model {model} names it.", field=error.field, model=name)
        remedy = say("Enter it, or put the field into a condition: {condition}", condition="{% if " + error.field + " %}…{% endif %}")
        raise InvalidError(Mistake(where=error.field, what=what, remedy=remedy)) from error
    except BoundlessError as error:
        raise _boundless(error) from error
    except UnwritableError as error:
        raise ConflictError(say("The template was kept when less was checked: give it anew.")) from error


def _boundless(error: BoundlessError) -> InvalidError:
    what = say("The document would grow beyond {most}: it was stopped.", most=error.most)
    return InvalidError(Mistake(where=error.field or "size", what=what, remedy=say("Name long texts once in the model.")))


def _same(session: Session, record: RequestRecord, version: TemplateVersion, known: object) -> OutboxId | None:
    """Return the letter that holds the same file already: two clicks are one letter."""
    kept = {"name": version.name, "number": version.number, "values": known}
    return next(
        (one.id for one in outbox.of_request(session, record.line.id) if _plain(one.letter.payload.get("office")) == _plain(kept)), None
    )


def _plain(value: object) -> object:
    """Return a value as JSON has it: lists are no tuples there."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _file(record: RequestRecord, version: TemplateVersion, content: bytes) -> FilledFile:
    kind = Office(str(version.kind))
    return FilledFile(
        filename=f"{version.name}-{reference(record).replace('/', '-')}.{kind}", media_type=MEDIA_TYPES[kind], content=content
    )


def _bare(filename: str) -> str:
    return re.sub(r"[^\w. ()-]", "_", filename.replace("\\", "/").rpartition("/")[2])[-120:]
