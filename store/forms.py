"""Forms of towns in their versions, the secrets of their webhooks, and what was handed in by them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session, defer
from sqlalchemy.sql.dml import ReturningInsert

from domain.errors import ConflictError, NotFoundError
from domain.form import FormCode, FormDefinition
from domain.ids import InboundId, TownId, TrackingCode
from domain.version import VersionState
from domain.wording import say
from store import quick
from store.mapping import dump, load
from store.quick import Lookup
from store.schema import FormSecretRow, FormSubmissionRow, FormVersionRow, ReceiptRow, TownRow, table_of
from store.upsert import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class FormVersion:
    """A version of a form, without its content. Of a form at most one is published and at most one a draft."""

    town: TownId
    code: FormCode
    number: int
    state: VersionState
    revision: int
    based_on: int | None
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    published_at: datetime | None = None
    published_by: str | None = None
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published form with its number."""

    town: TownId
    number: int
    definition: FormDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Something handed in before, with the code of its receipt."""

    inbound_id: InboundId
    town: TownId
    code: FormCode
    at: datetime
    tracking: TrackingCode | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubmission:
    """What was handed in, to be written down: ``digest`` is equal for the same answers, ``person`` for the same sender.

    ``privacy`` is the number of what its sender was told of his data.
    """

    inbound_id: InboundId
    town: TownId
    code: FormCode
    digest: str
    person: str | None
    at: datetime
    privacy: int | None = None


def versions(session: Session, town: TownId, code: FormCode | None = None) -> tuple[FormVersion, ...]:
    """Return all versions of a town's forms, or of one, by code, the newest first."""
    statement = _VERSIONS.where(FormVersionRow.town == town).order_by(FormVersionRow.code, FormVersionRow.number.desc())
    if code is not None:
        statement = statement.where(FormVersionRow.code == code)
    return tuple(map(_version, session.scalars(statement)))


def version(session: Session, town: TownId, code: FormCode, number: int) -> FormVersion:
    """Return a version. Raises NotFoundError."""
    row = session.scalar(_VERSIONS.where(_is(town, code, number)))
    if row is None:
        raise _missing(town, code, number)
    return _version(row)


def find_draft(session: Session, town: TownId, code: FormCode) -> FormVersion | None:
    """Return the draft of a form."""
    return _find(session, town, code, VersionState.DRAFT)


def find_published(session: Session, town: TownId, code: FormCode) -> FormVersion | None:
    """Return the published version of a form."""
    return _find(session, town, code, VersionState.PUBLISHED)


def get(session: Session, town: TownId, code: FormCode, number: int) -> FormDefinition:
    """Return the content of a version. Raises NotFoundError."""
    document = session.scalar(select(FormVersionRow.document).where(_is(town, code, number)))
    if document is None:
        raise _missing(town, code, number)
    return load(FormDefinition, document)


def all_published(session: Session) -> tuple[Published, ...]:
    """Return the published forms of all towns."""
    rows = session.scalars(select(FormVersionRow).where(FormVersionRow.state == VersionState.PUBLISHED))
    return tuple(Published(town=TownId(row.town), number=row.number, definition=load(FormDefinition, row.document)) for row in rows)


def stamp(session: Session) -> tuple[object, ...]:
    """Return what differs where other forms are published than before."""
    asked = select(func.count(), func.max(FormVersionRow.published_at)).where(FormVersionRow.published_at.is_not(None))
    return tuple(session.execute(asked).one())


def lock(session: Session, town: TownId) -> None:
    """Make all others who would change the town's forms wait until this transaction ends. Raises NotFoundError."""
    if session.scalar(select(TownRow.id).where(TownRow.id == town).with_for_update()) is None:
        raise NotFoundError(say("This installation serves no town {town}.", town=town))


def add_draft(
    session: Session, town: TownId, definition: FormDefinition, *, based_on: int | None, author: str, now: datetime
) -> FormVersion:
    """Write a form as a draft under its next number; the caller holds `lock`. Raises ConflictError where it has a draft."""
    code = definition.code
    if find_draft(session, town, code) is not None:
        raise ConflictError(f"The form {code} of {town} has a draft already.")
    last = session.scalar(select(func.max(FormVersionRow.number)).where(FormVersionRow.town == town, FormVersionRow.code == code)) or 0
    row = FormVersionRow(
        town=town,
        code=code,
        number=last + 1,
        document=dump(definition),
        state=VersionState.DRAFT,
        revision=1,
        based_on=based_on,
        created_at=now,
        created_by=author,
        changed_at=now,
        changed_by=author,
    )
    session.add(row)
    session.flush()
    return _version(row)


def save_draft(session: Session, seen: FormVersion, definition: FormDefinition, *, author: str, now: datetime) -> FormVersion:
    """Write a draft's new content, if nobody has saved it since it was ``seen``. Raises ConflictError; then nothing has changed."""
    changes = {"document": dump(definition), "revision": seen.revision + 1, "changed_at": now, "changed_by": author}
    _change(session, seen, **changes)
    return version(session, seen.town, seen.code, seen.number)


def publish(session: Session, seen: FormVersion, *, author: str, now: datetime) -> FormVersion:
    """Make a draft the version that citizens see; the one before is retired. Raises ConflictError where it is not as it was seen."""
    others = (FormVersionRow.town == seen.town) & (FormVersionRow.code == seen.code)
    retiring = update(FormVersionRow).where(others, FormVersionRow.state == VersionState.PUBLISHED)
    session.execute(retiring.values(state=VersionState.RETIRED, retired_at=now))
    _change(session, seen, state=VersionState.PUBLISHED, published_at=now, published_by=author)
    return version(session, seen.town, seen.code, seen.number)


def discard(session: Session, seen: FormVersion) -> None:
    """Remove a draft. Raises ConflictError where it is not as it was seen."""
    if not session.execute(delete(FormVersionRow).where(_same(seen)).returning(FormVersionRow.number)).all():
        raise _changed(seen)


# --- secrets --------------------------------------------------------------------------------------------------------------------------


def find_secret(session: Session, town: TownId, code: FormCode) -> str | None:
    """Return the secret that webhooks of a form are signed with, sealed as it was written."""
    return session.scalar(select(FormSecretRow.secret).where(FormSecretRow.town == town, FormSecretRow.code == code))


def set_secret(session: Session, town: TownId, code: FormCode, secret: str, *, author: str, now: datetime) -> None:
    """Write the secret of a form, in place of an earlier one."""
    session.execute(delete(FormSecretRow).where(FormSecretRow.town == town, FormSecretRow.code == code))
    session.execute(insert(FormSecretRow).values(town=town, code=code, secret=secret, changed_at=now, changed_by=author))


# --- what was handed in ---------------------------------------------------------------------------------------------------------------


def find_same(session: Session, digests: Sequence[str], since: datetime) -> Mapping[str, Sequence[Earlier]]:
    """Return what was handed in with the same content since a moment, by digest."""
    return _earlier(session, _SAME, digests, since)


def find_of_persons(session: Session, persons: Sequence[str], since: datetime) -> Mapping[str, Sequence[Earlier]]:
    """Return what the same persons have handed in since a moment, by person."""
    return _earlier(session, _OF_PERSONS, persons, since) if persons else {}


def add_submissions(session: Session, new: Sequence[NewSubmission]) -> None:
    """Write down what was handed in, in one statement; the same arrival again changes nothing."""
    values = [
        {
            "inbound_id": one.inbound_id,
            "town": one.town,
            "code": one.code,
            "digest": one.digest,
            "person": one.person,
            "at": one.at,
            "privacy": one.privacy,
        }
        for one in new
    ]
    quick.insert(session, _adding(dialect_of(session)), values)


@cache
def _adding(dialect: str) -> ReturningInsert[int]:
    # What returns something is one statement for all rows, and not one for each.
    return insert_into(dialect, FormSubmissionRow).on_conflict_do_nothing().returning(FormSubmissionRow.inbound_id)


_SUBMISSIONS, _RECEIPTS = table_of(FormSubmissionRow), table_of(ReceiptRow)


def _asked(column: str) -> Lookup:
    rows = _SUBMISSIONS.outerjoin(_RECEIPTS, _RECEIPTS.c.inbound_id == _SUBMISSIONS.c.inbound_id)
    wanted = (_SUBMISSIONS.c[column], _SUBMISSIONS.c.inbound_id, _SUBMISSIONS.c.town, _SUBMISSIONS.c.code, _SUBMISSIONS.c.at)
    statement = select(*wanted, _RECEIPTS.c.tracking).select_from(rows).where(_SUBMISSIONS.c.at >= bindparam("since"))
    return Lookup(statement, _SUBMISSIONS.c[column])


_SAME, _OF_PERSONS = _asked("digest"), _asked("person")


def _earlier(session: Session, asked: Lookup, ones: Sequence[str], since: datetime) -> Mapping[str, Sequence[Earlier]]:
    found: defaultdict[str, list[Earlier]] = defaultdict(list)
    for one, inbound_id, town, code, at, tracking in asked.rows(session, ones, since=since):
        earlier = Earlier(
            inbound_id=InboundId(inbound_id),
            town=TownId(town),
            code=FormCode(code),
            at=at,
            tracking=None if tracking is None else TrackingCode(tracking),
        )
        found[one].append(earlier)
    return found


_VERSIONS = select(FormVersionRow).options(defer(FormVersionRow.document, raiseload=True))


def _find(session: Session, town: TownId, code: FormCode, state: VersionState) -> FormVersion | None:
    row = session.scalar(_VERSIONS.where(FormVersionRow.town == town, FormVersionRow.code == code, FormVersionRow.state == state))
    return None if row is None else _version(row)


def _is(town: TownId, code: FormCode, number: int) -> Any:  # Any: SQLAlchemy's condition
    return (FormVersionRow.town == town) & (FormVersionRow.code == code) & (FormVersionRow.number == number)


def _same(seen: FormVersion) -> Any:  # Any: as above
    """Return the condition that a draft is as it was seen."""
    is_it = _is(seen.town, seen.code, seen.number)
    return is_it & (FormVersionRow.state == VersionState.DRAFT) & (FormVersionRow.revision == seen.revision)


def _change(session: Session, seen: FormVersion, **values: object) -> None:
    if not session.execute(update(FormVersionRow).where(_same(seen)).values(**values).returning(FormVersionRow.number)).all():
        raise _changed(seen)


def _version(row: FormVersionRow) -> FormVersion:
    return FormVersion(
        town=TownId(row.town),
        code=FormCode(row.code),
        number=row.number,
        state=VersionState(row.state),
        revision=row.revision,
        based_on=row.based_on,
        created_at=row.created_at,
        created_by=row.created_by,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        published_at=row.published_at,
        published_by=row.published_by,
        retired_at=row.retired_at,
    )


def _missing(town: TownId, code: FormCode, number: int) -> NotFoundError:
    return NotFoundError(say("The town {town} has no version {number} of a form {code}.", town=town, number=number, code=code))


def _changed(seen: FormVersion) -> ConflictError:
    return ConflictError(f"The draft {seen.number} of the form {seen.code} of {seen.town} was changed meanwhile.")
