"""Files of requesters: found by what they share, written, merged and taken apart again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, delete, insert, or_, select, tuple_, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Insert

from domain.dossier import Contact, ContactKind, Dossier, DossierId, Identity
from domain.draft import Requester, RequesterKind
from domain.errors import NotFoundError
from domain.ids import RequestId, TownId
from domain.wording import say
from store import quick
from store.mapping import dump, load
from store.moment import once
from store.request_lines import Cursor, RequestLine, line
from store.schema import DossierContactRow, DossierMergeRow, DossierNameRow, DossierRow, RequestRow, table_of
from store.upsert import dialect_of, insert_into
from store.worded import page as worded_page

MOST_ALIKE = 50
"""Files looked at for one requester: a town hall's own number may stand in thousands."""
_MOST_WORDS, _LONGEST = 16, 200
"""Words by which a file is found, and characters of its names from one of them on; an index takes no more than some thousand bytes."""
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDossier:
    """A file to open. ``name_key`` is the folded names, for looking up."""

    town: TownId
    kind: RequesterKind
    requester: Requester
    name_key: str
    contacts: tuple[Contact, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a merge moved: requests, contacts the kept file did not have, and files that had been merged into the gone one before."""

    requests: tuple[int, ...]
    contacts: tuple[Contact, ...]
    dossiers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeRecord:
    """One merge. ``before`` is the requester of the kept file as he was."""

    id: int
    town: TownId
    kept: DossierId
    gone: DossierId
    at: datetime
    agent: str
    moved: Moved
    before: Requester
    undone_at: datetime | None


def add(session: Session, new: NewDossier) -> DossierId:
    """Open a file and return its id."""
    values = {
        "town": new.town,
        "kind": new.kind,
        "requester": dump(new.requester),
        "name_key": new.name_key,
        "created_at": new.created_at,
    }
    ((opened,),) = quick.insert(session, _OPENING, (values,))
    dossier = DossierId(opened)
    _name(session, new.town, dossier, new.name_key)
    add_contacts(session, new.town, dossier, new.contacts, new.created_at)
    return dossier


def add_contacts(session: Session, town: TownId, dossier: DossierId, contacts: Sequence[Contact], now: datetime) -> None:
    """Write by what a requester is known; what is there already stays."""
    rows = [{"dossier_id": dossier, "kind": one.kind, "value": one.value, "town": town, "since": now} for one in contacts]
    if rows:
        quick.add(session, _adding_contacts(dialect_of(session)), rows)


@once
def get(session: Session, dossier: DossierId) -> Dossier:
    """Return a file, a merged one too. Raises NotFoundError."""
    found = _load(session, session.scalars(select(DossierRow).where(DossierRow.id == dossier)).all())
    if not found:
        raise NotFoundError(say("There is no requester {dossier}.", dossier=dossier))
    return found[0]


def hold(session: Session, dossier: DossierId) -> Dossier:
    """Make all others who would change a file wait until this transaction ends; return it. Raises NotFoundError."""
    session.execute(select(DossierRow.id).where(DossierRow.id == dossier).with_for_update())
    return get(session, dossier)


def sharing(
    session: Session, town: TownId, contacts: Sequence[Contact], *, after: DossierId | None = None, limit: int = MOST_ALIKE
) -> tuple[Dossier, ...]:
    """Return the files of a town that share a contact, the eldest first, behind ``after``; those merged into others are left out."""
    if not contacts:
        return ()
    asked = {"of_town": town, "behind": after or 0, "at_most": limit}
    found = {own for one in contacts for (own,) in quick.rows(session, _SHARING, **asked, of_kind=one.kind, of_value=one.value)}
    chosen = select(DossierRow).where(DossierRow.id.in_(sorted(found)[:limit])).order_by(DossierRow.id)
    return _load(session, session.scalars(chosen).all()) if found else ()


def named(session: Session, town: TownId, key: str, *, after: DossierId | None = None, limit: int = MOST_ALIKE) -> tuple[Dossier, ...]:
    """Return the files of a town whose folded names begin so, by name; those behind a file, ``after``, where one is given."""
    order = (DossierRow.name_key, DossierRow.id)
    rows = select(DossierRow).where(DossierRow.town == town, DossierRow.name_key < key + _LAST, DossierRow.merged_into.is_(None))
    last = None if after is None else session.scalar(select(DossierRow.name_key).where(DossierRow.id == after))
    # SQLite goes into an index by one bound: by that of the beginning, it would read all that lies above the page.
    rows = rows.where(DossierRow.name_key >= key) if last is None or last < key else rows.where(tuple_(*order) > tuple_(last, after))
    return _load(session, session.scalars(rows.order_by(*order).limit(limit)).all())


def worded(
    session: Session, town: TownId, words: Sequence[str], *, after: DossierId | None = None, limit: int = MOST_ALIKE
) -> tuple[Dossier, ...]:
    """Return the files of a town whose names have words that begin so, each of them, by the name from the longest one on.

    Those behind a file, ``after``, where one is given; those merged into others are left out.
    """
    found = worded_page(session, town, words, after=after, limit=limit)
    files = {one.id: one for one in _load(session, session.scalars(select(DossierRow).where(DossierRow.id.in_(found))).all())}
    return tuple(files[one] for one in found)


def write(session: Session, dossier: DossierId, requester: Requester, name_key: str) -> None:
    """Write what is known of a requester by now."""
    values = {"requester": dump(requester), "name_key": name_key, "version": DossierRow.version + 1}
    written = update(DossierRow).where(DossierRow.id == dossier).values(values).returning(DossierRow.town)
    town = TownId(session.scalars(written.execution_options(synchronize_session=False)).one())
    session.execute(delete(DossierNameRow).where(DossierNameRow.dossier_id == dossier).execution_options(synchronize_session=False))
    _name(session, town, dossier, name_key)


@once
def of_request(session: Session, request: RequestId) -> DossierId | None:
    """Return the file of a request's requester."""
    found = quick.rows(session, _OF_REQUEST, of_request=request)
    return next((DossierId(dossier) for (dossier,) in found if dossier is not None), None)


def assign(session: Session, request: RequestId, dossier: DossierId | None) -> None:
    """Say whose a request is."""
    quick.change(session, _ASSIGNING, of_request=request, to_dossier=dossier)


def told(session: Session, dossier: DossierId) -> tuple[Requester, ...]:
    """Return what each request of a file tells of its requester, the oldest first."""
    own = select(RequestRow.requester).where(RequestRow.dossier_id == dossier).order_by(RequestRow.received_at, RequestRow.id)
    return tuple(load(Requester, document) for document in session.scalars(own))


def keep_contacts(session: Session, dossier: Dossier, contacts: Sequence[Contact]) -> None:
    """Let a requester be known by these contacts and no others; those he has had keep since when."""
    for gone in set(dossier.contacts) - set(contacts):
        _drop_contact(session, dossier.id, gone)
    add_contacts(session, dossier.town, dossier.id, contacts, dossier.created_at)


def unassigned(session: Session, town: TownId, *, after: int, limit: int) -> tuple[tuple[RequestId, Requester], ...]:
    """Return requests of a town behind one, which have no file, with their requesters."""
    rows = (
        select(RequestRow.id, RequestRow.requester)
        .where(RequestRow.town == town, RequestRow.id > after, RequestRow.dossier_id.is_(None))
        .order_by(RequestRow.id)
        .limit(limit)
    )
    return tuple((RequestId(row.id), load(Requester, row.requester)) for row in session.execute(rows))


def requests_page(session: Session, dossier: DossierId, *, after: Cursor | None, limit: int) -> tuple[RequestLine, ...]:
    """Return what a requester sent, the newest first."""
    page = select(RequestRow).where(RequestRow.dossier_id == dossier)
    if after is not None:
        page = page.where(
            or_(RequestRow.received_at < after.received_at, (RequestRow.received_at == after.received_at) & (RequestRow.id < after.id))
        )
    return tuple(map(line, session.scalars(page.order_by(RequestRow.received_at.desc(), RequestRow.id.desc()).limit(limit))))


def merge(session: Session, kept: Dossier, gone: Dossier, requester: Requester, name_key: str, agent: str, now: datetime) -> int:  # noqa: PLR0913, PLR0917 - who, into whom, as what, by whom, when
    """Move all of one file into another and return the id of the merge; both are held."""
    new = tuple(contact for contact in gone.contacts if contact not in kept.contacts)
    own = tuple(session.scalars(select(RequestRow.id).where(RequestRow.dossier_id == gone.id).order_by(RequestRow.id)))
    earlier = tuple(session.scalars(select(DossierRow.id).where(DossierRow.merged_into == gone.id).order_by(DossierRow.id)))
    _move(session, own, kept.id)
    add_contacts(session, kept.town, kept.id, new, now)
    _point(session, (gone.id, *earlier), kept.id)
    write(session, kept.id, requester, name_key)
    values = {
        "town": kept.town,
        "kept_id": kept.id,
        "gone_id": gone.id,
        "at": now,
        "agent": agent,
        "moved": dump(Moved(requests=own, contacts=new, dossiers=earlier)),
        "before": dump(kept.requester),
    }
    return session.scalars(insert(DossierMergeRow).values(values).returning(DossierMergeRow.id)).one()


def find_merge(session: Session, gone: DossierId) -> MergeRecord | None:
    """Return the merge by which a file went into another, unless it was taken back."""
    row = session.scalar(
        select(DossierMergeRow)
        .where(DossierMergeRow.gone_id == gone, DossierMergeRow.undone_at.is_(None))
        .order_by(DossierMergeRow.id.desc())
        .limit(1)
    )
    return None if row is None else _merge(row)


def take_apart(session: Session, done: MergeRecord, requester: Requester, name_key: str, now: datetime) -> None:
    """Undo a merge: what it moved goes back, as far as it is still where it was moved to."""
    still = session.scalars(select(RequestRow.id).where(RequestRow.id.in_(done.moved.requests), RequestRow.dossier_id == done.kept))
    _move(session, tuple(still), done.gone)
    _point(session, (done.gone,), None)
    _point(session, done.moved.dossiers, done.gone)
    for contact in done.moved.contacts:
        _drop_contact(session, done.kept, contact)
    write(session, done.kept, requester, name_key)
    session.execute(update(DossierMergeRow).where(DossierMergeRow.id == done.id).values(undone_at=now))


def count_requests(session: Session, dossiers: Collection[DossierId]) -> dict[DossierId, int]:
    """Return how many requests each of some files has."""
    rows = session.execute(select(RequestRow.dossier_id).where(RequestRow.dossier_id.in_(dossiers))).scalars()
    counted = dict.fromkeys(dossiers, 0)
    for dossier in rows:
        if dossier is not None:
            counted[DossierId(dossier)] += 1
    return counted


def _drop_contact(session: Session, dossier: DossierId, contact: Contact) -> None:
    own = (DossierContactRow.dossier_id == dossier, DossierContactRow.kind == contact.kind, DossierContactRow.value == contact.value)
    session.execute(delete(DossierContactRow).where(*own).execution_options(synchronize_session="fetch"))


def _name(session: Session, town: TownId, dossier: DossierId, name_key: str) -> None:
    """Write by which words a file is found."""
    words = name_key.split()
    keys = dict.fromkeys(" ".join(words[number:])[:_LONGEST] for number in range(min(len(words), _MOST_WORDS)))
    if keys:
        quick.add(session, _NAMING, [{"dossier_id": dossier, "key": key, "town": town} for key in keys])


_AT_ONCE = 500


def _move(session: Session, own: Sequence[int], dossier: DossierId) -> None:
    for first in range(0, len(own), _AT_ONCE):
        moving = update(RequestRow).where(RequestRow.id.in_(own[first : first + _AT_ONCE])).values(dossier_id=dossier)
        session.execute(moving.execution_options(synchronize_session=False))


def _point(session: Session, dossiers: Sequence[int], target: DossierId | None) -> None:
    if dossiers:
        pointing = update(DossierRow).where(DossierRow.id.in_(dossiers)).values(merged_into=target, version=DossierRow.version + 1)
        session.execute(pointing.execution_options(synchronize_session=False))


_CONTACTS, _DOSSIERS, _REQUEST = table_of(DossierContactRow).c, table_of(DossierRow), table_of(RequestRow)
_OPENING = insert(_DOSSIERS).returning(_DOSSIERS.c.id)
_NAMING = insert(table_of(DossierNameRow))
_OF_REQUEST = select(_REQUEST.c.dossier_id).where(_REQUEST.c.id == bindparam("of_request"))
_ASSIGNING = update(_REQUEST).where(_REQUEST.c.id == bindparam("of_request")).values(dossier_id=bindparam("to_dossier"))
_SHARING = (
    select(_CONTACTS.dossier_id)
    .join(_DOSSIERS, _DOSSIERS.c.id == _CONTACTS.dossier_id)
    .where(
        _CONTACTS.town == bindparam("of_town"),
        _CONTACTS.kind == bindparam("of_kind"),
        _CONTACTS.value == bindparam("of_value"),
        _CONTACTS.dossier_id > bindparam("behind"),
        _DOSSIERS.c.merged_into.is_(None),
    )
    .order_by(_CONTACTS.dossier_id)
    .limit(bindparam("at_most"))
)


@cache
def _adding_contacts(dialect: str) -> Insert:
    return insert_into(dialect, DossierContactRow).on_conflict_do_nothing()


def _load(session: Session, rows: Sequence[DossierRow]) -> tuple[Dossier, ...]:
    contacts: dict[int, list[Contact]] = {row.id: [] for row in rows}
    chosen = select(DossierContactRow).where(DossierContactRow.dossier_id.in_(contacts)).order_by(DossierContactRow.since)
    for contact in session.scalars(chosen) if contacts else ():
        contacts[contact.dossier_id].append(Contact(kind=ContactKind(contact.kind), value=contact.value))
    return tuple(
        Dossier(
            id=DossierId(row.id),
            town=TownId(row.town),
            kind=RequesterKind(row.kind),
            identity=Identity(requester=load(Requester, row.requester), contacts=tuple(contacts[row.id])),
            merged_into=None if row.merged_into is None else DossierId(row.merged_into),
            version=row.version,
            created_at=row.created_at,
        )
        for row in rows
    )


def _merge(row: DossierMergeRow) -> MergeRecord:
    return MergeRecord(
        id=row.id,
        town=TownId(row.town),
        kept=DossierId(row.kept_id),
        gone=DossierId(row.gone_id),
        at=row.at,
        agent=row.agent,
        moved=load(Moved, row.moved),
        before=load(Requester, row.before),
        undone_at=row.undone_at,
    )
