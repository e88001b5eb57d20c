"""Versions of towns' rule sets: drafts, the published one, the retired ones."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, defer

from domain.errors import ConflictError, NotFoundError
from domain.ids import TownId
from domain.ruleset import RuleSet
from domain.version import Version, VersionState
from domain.wording import say
from store.mapping import dump, load
from store.schema import RuleSetRow, TownRow

Findings = dict[str, Any]  # Any: a JSON document, made and read by the flows
"""What linter and examples said of a revision."""


def get(session: Session, town: TownId, number: int | None = None) -> RuleSet:
    """Return a version of the town's rule set, by default the published one. Raises NotFoundError."""
    document = session.scalar(select(RuleSetRow.document).where(_is(town, published(session, town).number if number is None else number)))
    if document is None:
        raise _no_version(town, number)
    return load(RuleSet, document)


def version(session: Session, town: TownId, number: int) -> Version:
    """Return what is known of a version beside its content. Raises NotFoundError."""
    row = session.scalar(_VERSIONS.where(_is(town, number)))
    if row is None:
        raise _no_version(town, number)
    return _version(row)


def versions(session: Session, town: TownId) -> tuple[Version, ...]:
    """Return all versions of a town's rule set, newest first."""
    return tuple(_version(row) for row in session.scalars(_VERSIONS.where(RuleSetRow.town == town).order_by(RuleSetRow.number.desc())))


def published(session: Session, town: TownId) -> Version:
    """Return the version a town works with. Raises NotFoundError."""
    found = find_published(session, town)
    if found is None:
        raise _no_version(town, None)
    return found


def find_published(session: Session, town: TownId) -> Version | None:
    """Return the version a town works with; None for a town that has none yet."""
    row = session.scalar(_VERSIONS.where(RuleSetRow.town == town, RuleSetRow.state == VersionState.PUBLISHED))
    return None if row is None else _version(row)


def last_retired(session: Session, town: TownId) -> Version | None:
    """Return the version the town worked with before the published one, if any."""
    retired = _VERSIONS.where(RuleSetRow.town == town, RuleSetRow.state == VersionState.RETIRED)
    row = session.scalar(retired.order_by(RuleSetRow.retired_at.desc(), RuleSetRow.number.desc()).limit(1))
    return None if row is None else _version(row)


def due(session: Session, now: datetime) -> tuple[Version, ...]:
    """Return the drafts whose day has come, in the order of their days."""
    waiting = _VERSIONS.where(RuleSetRow.publish_at <= now).order_by(RuleSetRow.publish_at, RuleSetRow.town, RuleSetRow.number)
    return tuple(_version(row) for row in session.scalars(waiting))


def waiting(session: Session, town: TownId) -> tuple[Version, ...]:
    """Return the town's drafts that wait for their day, the next first."""
    found = _VERSIONS.where(RuleSetRow.town == town, RuleSetRow.publish_at.is_not(None)).order_by(RuleSetRow.publish_at)
    return tuple(_version(row) for row in session.scalars(found))


def in_vain(session: Session) -> tuple[Version, ...]:
    """Return the drafts whose day has passed without their being published."""
    return tuple(_version(row) for row in session.scalars(_VERSIONS.where(RuleSetRow.publish_fault.is_not(None)).order_by(RuleSetRow.town)))


def findings(session: Session, town: TownId, number: int) -> Findings | None:
    """Return what linter and examples said of a version; None where they were not asked. Raises NotFoundError."""
    row = session.execute(select(RuleSetRow.findings).where(_is(town, number))).one_or_none()
    if row is None:
        raise _no_version(town, number)
    found: Findings | None = row[0]
    return found


def lock(session: Session, town: TownId) -> None:
    """Make all others who would change the town's rule sets wait until this transaction ends. Raises NotFoundError."""
    if session.scalar(select(TownRow.id).where(TownRow.id == town).with_for_update()) is None:
        raise NotFoundError(say("This installation serves no town {town}.", town=town))


def add_draft(session: Session, ruleset: RuleSet, *, based_on: int | None, note: str | None, author: str, now: datetime) -> Version:
    """Write a rule set as a new draft under the town's next number."""
    giving = update(TownRow).where(TownRow.id == ruleset.town).values(ruleset_last=TownRow.ruleset_last + 1)
    number = session.scalar(giving.returning(TownRow.ruleset_last))
    if number is None:
        raise NotFoundError(say("This installation serves no town {town}.", town=ruleset.town))
    row = RuleSetRow(
        town=ruleset.town,
        number=number,
        document=dump(replace(ruleset, number=number)),
        state=VersionState.DRAFT,
        revision=1,
        based_on=based_on,
        note=note,
        created_at=now,
        created_by=author,
        changed_at=now,
        changed_by=author,
    )
    session.add(row)
    session.flush()
    return _version(row)


def save_draft(session: Session, ruleset: RuleSet, *, seen: int, author: str, now: datetime, findings: Findings | None) -> Version:
    """Write a draft's new content, if its revision is still the one ``seen``.

    Raises ConflictError where it is not, or where the version is no open draft; then nothing has changed.
    """
    changes = {"document": dump(ruleset), "revision": seen + 1, "changed_at": now, "changed_by": author, "findings": findings}
    saving = update(RuleSetRow).where(_is(ruleset.town, ruleset.number), _IS_OPEN, RuleSetRow.revision == seen)
    if not session.execute(saving.values(**changes, publish_fault=None).returning(RuleSetRow.number)).all():
        raise ConflictError(f"Rule set {ruleset.number} of {ruleset.town} is no longer the open draft at revision {seen}.")
    return version(session, ruleset.town, ruleset.number)


def set_findings(session: Session, version: Version, findings: Findings) -> None:
    """Keep what linter and examples said of a revision, if it is still the newest."""
    session.execute(update(RuleSetRow).where(_same(version)).values(findings=findings))


def publish(session: Session, version: Version, now: datetime) -> None:
    """Make a version the one its town works with; the one before is retired.

    Raises ConflictError where the version is not as it was seen any more.
    """
    lock(session, version.town)
    others = (RuleSetRow.town == version.town) & (RuleSetRow.number != version.number)
    retiring = update(RuleSetRow).where(others, RuleSetRow.state == VersionState.PUBLISHED)
    session.execute(retiring.values(state=VersionState.RETIRED, retired_at=now))
    facts = {"published_at": now, "retired_at": None, "publish_at": None, "publish_by": None, "publish_reason": None, "publish_fault": None}
    _change(session, version, state=VersionState.PUBLISHED, **facts)
    session.execute(update(TownRow).where(TownRow.id == version.town).values(ruleset_number=version.number))


def schedule(session: Session, version: Version, *, at: datetime, author: str, reason: str | None) -> None:
    """Let a draft wait for its day; until then it cannot be edited. Raises ConflictError as `publish`."""
    _change(session, version, publish_at=at, publish_by=author, publish_reason=reason, publish_fault=None)


def unschedule(session: Session, version: Version, fault: str | None = None) -> None:
    """Open a waiting draft again; ``fault`` says why its day passed in vain. Raises ConflictError as `publish`."""
    _change(session, version, publish_at=None, publish_by=None, publish_reason=None, publish_fault=fault)


def discard(session: Session, version: Version) -> None:
    """Remove a draft. Raises ConflictError as `publish`."""
    if not session.execute(delete(RuleSetRow).where(_same(version), _IS_DRAFT).returning(RuleSetRow.number)).all():
        raise _changed(version)


def _change(session: Session, version: Version, **values: object) -> None:
    if not session.execute(update(RuleSetRow).where(_same(version)).values(**values).returning(RuleSetRow.number)).all():
        raise _changed(version)


_IS_DRAFT = RuleSetRow.state == VersionState.DRAFT
_IS_OPEN = _IS_DRAFT & RuleSetRow.publish_at.is_(None)
_VERSIONS = select(RuleSetRow).options(*(defer(column, raiseload=True) for column in (RuleSetRow.document, RuleSetRow.findings)))
"""What is known of a version: its content may be megabytes and would be decoded for nothing."""


def _is(town: TownId, number: int) -> Any:  # Any: SQLAlchemy's condition
    return (RuleSetRow.town == town) & (RuleSetRow.number == number)


def _same(version: Version) -> Any:  # Any: as above
    """Return the condition that nobody has touched a version since it was read."""
    is_it = _is(version.town, version.number) & (RuleSetRow.state == version.state) & (RuleSetRow.revision == version.revision)
    return is_it & RuleSetRow.publish_at.is_not_distinct_from(version.publish_at)


def _version(row: RuleSetRow) -> Version:
    return Version(
        town=TownId(row.town),
        number=row.number,
        state=VersionState(row.state),
        revision=row.revision,
        based_on=row.based_on,
        note=row.note,
        created_at=row.created_at,
        created_by=row.created_by,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        publish_at=row.publish_at,
        publish_by=row.publish_by,
        publish_reason=row.publish_reason,
        publish_fault=row.publish_fault,
        published_at=row.published_at,
        retired_at=row.retired_at,
    )


def _no_version(town: TownId, number: int | None) -> NotFoundError:
    if number is None:
        return NotFoundError(say("The town {town} has no published rule set.", town=town))
    return NotFoundError(say("The town {town} has no rule set {number}.", town=town, number=number))


def _changed(version: Version) -> ConflictError:
    return ConflictError(f"Rule set {version.number} of {version.town} was changed meanwhile.")
