"""The pictures towns print on what they send."""

import hashlib

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.ids import TownId
from domain.town import Logo
from store.schema import TownLogoRow
from store.upsert import dialect_of, insert_into

_MARK = 12
"""Characters of its SHA-256 by which a picture is told from the one before."""


def put(session: Session, town: TownId, logo: Logo | None) -> None:
    """Keep a town's logo in place of the one before; None: it has none."""
    if logo is None:
        session.execute(delete(TownLogoRow).where(TownLogoRow.town == town))
        return
    values = {"media_type": logo.media_type, "content": logo.content, "sha256": hashlib.sha256(logo.content).hexdigest()}
    putting = insert_into(dialect_of(session), TownLogoRow).on_conflict_do_update(index_elements=["town"], set_=values)
    session.execute(putting, {"town": town, **values})


def find(session: Session, town: TownId) -> Logo | None:
    """Return a town's logo."""
    row = session.get(TownLogoRow, town)
    return None if row is None else Logo(media_type=row.media_type, content=row.content)


def find_mark(session: Session, town: TownId) -> str | None:
    """Return what tells a town's logo from the one before, None where it has none."""
    found = session.scalar(select(TownLogoRow.sha256).where(TownLogoRow.town == town))
    return None if found is None else found[:_MARK]
