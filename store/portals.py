"""What towns have decided of their portals, and their host names."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.errors import ConflictError
from domain.ids import TownId
from domain.portal import Portal
from domain.wording import say
from store.mapping import dump, load
from store.schema import PortalRow, TownHostRow


def find(session: Session, town: TownId) -> tuple[Portal, int]:
    """Return what a town has decided, and its version; of one that has decided nothing what is usual, and 0."""
    row = session.get(PortalRow, town, populate_existing=True)
    return (Portal(), 0) if row is None else (load(Portal, row.document), row.version)


def keep(session: Session, town: TownId, wanted: Portal, author: str, now: datetime, *, seen: int) -> None:
    """Write what a town decides. Raises ConflictError where another version counts than was seen."""
    values = {"document": dump(wanted), "version": seen + 1, "author": author, "at": now}
    if seen == 0:
        try:
            with session.begin_nested():
                session.add(PortalRow(town=town, **values))
        except IntegrityError as error:
            raise ConflictError(f"The portal of {town} was set meanwhile.") from error
        return
    changing = update(PortalRow).where(PortalRow.town == town, PortalRow.version == seen).values(values)
    if session.scalar(changing.returning(PortalRow.town).execution_options(synchronize_session=False)) is None:
        raise ConflictError(f"The portal of {town} was set meanwhile.")


def hosts(session: Session, town: TownId) -> tuple[str, ...]:
    """Return the host names of a town, the one that stands in its mails first."""
    return tuple(session.scalars(select(TownHostRow.host).where(TownHostRow.town == town).order_by(TownHostRow.rank, TownHostRow.host)))


def all_hosts(session: Session) -> dict[str, TownId]:
    """Return the town of each host name of the installation."""
    return {host: TownId(town) for host, town in session.execute(select(TownHostRow.host, TownHostRow.town))}


def put_hosts(session: Session, town: TownId, wanted: Sequence[str]) -> None:
    """Give a town host names in place of those before. Raises ConflictError where one is another town's."""
    taken = session.scalars(select(TownHostRow.host).where(TownHostRow.host.in_(wanted), TownHostRow.town != town)).all()
    if taken:
        raise ConflictError(say("The host name {host} is another town’s already.", host=sorted(taken)[0]))
    session.execute(delete(TownHostRow).where(TownHostRow.town == town))
    if wanted:
        rows = [{"host": host, "town": town, "rank": rank} for rank, host in enumerate(wanted)]
        try:
            with session.begin_nested():
                session.execute(insert(TownHostRow), rows)
        except IntegrityError as error:
            raise ConflictError(say("The host name {host} is another town’s already.", host=wanted[0])) from error
