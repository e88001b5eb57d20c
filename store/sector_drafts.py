"""Drafts of sectors, at most one of a town; of two who change one, the second is told."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from domain.errors import ConflictError, NotFoundError
from domain.ids import TownId
from domain.sector_draft import KeptDraft, SectorDraft
from domain.wording import say
from store.columns import storable_document
from store.mapping import dump, load
from store.schema import SectorDraftRow


class StaleSectorsError(ConflictError):
    """Somebody has changed the draft since it was read: nothing was overwritten."""


def find(session: Session, town: TownId) -> KeptDraft | None:
    """Return the draft of a town, None where there is none."""
    row = session.get(SectorDraftRow, town)
    return None if row is None else _kept(row)


def begin(session: Session, town: TownId, draft: SectorDraft, *, based_on: int, author: str, now: datetime) -> KeptDraft:
    """Begin the draft of a town whose row is held; one that was begun before stays as it is and is returned."""
    if (known := session.get(SectorDraftRow, town)) is not None:
        return _kept(known)
    row = SectorDraftRow(
        town=town,
        based_on=based_on,
        revision=1,
        document=storable_document(dump(draft)),
        begun_by=author,
        begun_at=now,
        changed_by=author,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    return _kept(row)


def get_for_change(session: Session, town: TownId, seen: int) -> KeptDraft:
    """Return the draft of a town as somebody has seen it; until the transaction ends nobody else changes it.

    Raises NotFoundError where it is gone, StaleSectorsError where it was changed since.
    """
    statement = select(SectorDraftRow).where(SectorDraftRow.town == town).with_for_update().execution_options(populate_existing=True)
    row = session.scalar(statement)
    if row is None:
        raise NotFoundError(say("The draft of the sectors is gone: it was published, or thrown away."))
    if row.revision != seen:
        raise StaleSectorsError(
            say(
                "{author} has changed the draft since you looked. Nothing of it was overwritten: look, then do it once more.",
                author=row.changed_by,
            )
        )
    return _kept(row)


def save(session: Session, kept: KeptDraft, draft: SectorDraft, *, author: str, now: datetime) -> int:
    """Write a draft that is held with a change, and return its new revision."""
    revision = kept.revision + 1
    written = {"document": storable_document(dump(draft)), "revision": revision, "changed_by": author, "changed_at": now}
    session.execute(update(SectorDraftRow).where(SectorDraftRow.town == kept.town).values(**written))
    return revision


def drop(session: Session, town: TownId) -> None:
    """Remove the draft of a town."""
    session.execute(delete(SectorDraftRow).where(SectorDraftRow.town == town))


def _kept(row: SectorDraftRow) -> KeptDraft:
    return KeptDraft(
        town=TownId(row.town),
        based_on=row.based_on,
        revision=row.revision,
        draft=load(SectorDraft, row.document),
        begun_by=row.begun_by,
        begun_at=row.begun_at,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )
