"""What towns told citizens of their data: each text by its number, never changed, never deleted."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from domain.ids import InboundId, TownId
from domain.privacy import PrivacyText, PrivacyVersion
from domain.wording import say
from store.mapping import dump, load
from store.schema import FormSubmissionRow, PrivacyTextRow, TownRow


def last(session: Session, town: TownId) -> tuple[int, str, datetime] | None:
    """Return number, SHA-256 and moment of the last text of a town; None where none was shown yet."""
    own = select(PrivacyTextRow.number, PrivacyTextRow.sha256, PrivacyTextRow.at).where(PrivacyTextRow.town == town)
    row = session.execute(own.order_by(PrivacyTextRow.number.desc()).limit(1)).one_or_none()
    return None if row is None else (row.number, row.sha256, row.at)


def lock(session: Session, town: TownId) -> None:
    """Make all others who would write a text of the town wait until this transaction ends."""
    session.scalar(select(TownRow.id).where(TownRow.id == town).with_for_update())


def add(session: Session, new: PrivacyVersion, sha256: str) -> None:
    """Write a text down under its number; the caller holds `lock`."""
    values = {"town": new.town, "number": new.number, "document": dump(new.text), "sha256": sha256, "at": new.at}
    session.execute(insert(PrivacyTextRow).values(values))


def get(session: Session, town: TownId, number: int) -> PrivacyVersion:
    """Return a text by its number. Raises NotFoundError."""
    row = session.get(PrivacyTextRow, (town, number))
    if row is None:
        raise NotFoundError(say("The town {town} has told nothing under number {number}.", town=town, number=number))
    return PrivacyVersion(town=town, number=row.number, at=row.at, text=load(PrivacyText, row.document))


def numbers(session: Session, town: TownId) -> tuple[tuple[int, datetime], ...]:
    """Return the numbers of a town's texts, each with since when it was shown, the newest first."""
    own = select(PrivacyTextRow.number, PrivacyTextRow.at).where(PrivacyTextRow.town == town)
    return tuple((row.number, row.at) for row in session.execute(own.order_by(PrivacyTextRow.number.desc())))


def shown_with(session: Session, inbound: InboundId) -> int | None:
    """Return the number of what the sender of a form was told; None where it is not known, or it came in otherwise."""
    return session.scalar(select(FormSubmissionRow.privacy).where(FormSubmissionRow.inbound_id == inbound))
