"""Files of requesters: a request finds its requester's file or opens one; people merge files, look at all of one, and take merges back."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.dossier import Contact, ContactKind, Dossier, DossierId, Identity, Likelihood, Proposal, contacts_of, only_told
from domain.draft import Requester
from domain.errors import ConflictError
from domain.ids import RequestId, TownId
from domain.rights import Permission
from flows.acting import find_worker
from flows.wiring import Installation
from flows.wording import say
from ingest.phones import e164
from rules.acquaintance import likeness
from rules.requesters import requester_kind
from rules.words import folded_words
from store import dossiers, journal
from store.dossiers import NewDossier

_BATCH = 200
_MOST_TYPED = 8
"""Words of a name that are looked for."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_PHONE = re.compile(r"[\s+()\d./-]+")
_REGION = "FR"
"""Where a number without a country's own prefix is dialled; those of overseas regions are known as well."""
Within = Callable[[Session, Dossier], None]
"""What a caller writes in the transaction of a merge, given the file it leads to: an answer that may be asked for again."""


def nothing(_session: Session, _dossier: Dossier) -> None:
    """Write nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a merge would make of two files: the one that stays, as it would be, and how many requests would move."""

    kept: Dossier
    gone: Dossier
    requester: Requester
    moving: int


def acquaint(session: Session, town: TownId, request: RequestId, requester: Requester, now: datetime) -> DossierId | None:
    """Give a request to the file of its requester: the one that is surely his, else a new one; None for somebody without name and contact.

    Of several that are surely his the eldest gets it; the others are proposed for merging. A request that has a file keeps it.
    """
    own = dossiers.of_request(session, request)
    if own is not None:
        return own
    if not (requester.name or requester.organisation or contacts_of(requester)):
        return None
    sure = [one for one, found in _alike(session, town, requester) if found is Likelihood.SURE]
    dossier = _known_better(session, sure[0], requester, now) if sure else _opened(session, town, requester, now)
    dossiers.assign(session, request, dossier)
    return dossier


def leave(session: Session, request: RequestId) -> None:
    """Take a request out of its requester's file, and with it what no other request of the file tells."""
    file = dossiers.of_request(session, request)
    if file is not None:
        dossiers.assign(session, request, None)
        settle(session, file)


def settle(session: Session, file: DossierId) -> None:
    """Let a file know what its own requests tell of its requester, and nothing that only a request tells which went elsewhere.

    What belongs to a message that others may not read must not stay behind where they may read all the rest.
    """
    dossier = dossiers.hold(session, file)
    told = dossiers.told(session, file)
    requester = only_told(dossier.requester, told)
    known = dict.fromkeys(contact for one in told for contact in contacts_of(one))
    dossiers.keep_contacts(session, dossier, tuple(known))
    if requester != dossier.requester:
        dossiers.write(session, file, requester, name_key(requester))


def acquaint_all(installation: Installation, town: TownId, now: datetime) -> int:
    """Give every request of a town that has no file to one, and return how many got one. May be interrupted and run again."""
    given, last = 0, 0
    while True:
        with installation.database.write() as session:
            batch = dossiers.unassigned(session, town, after=last, limit=_BATCH)
            given += sum(acquaint(session, town, request, requester, now) is not None for request, requester in batch)
        if len(batch) < _BATCH:
            return given
        last = batch[-1][0]


def proposals(session: Session, dossier: Dossier) -> tuple[Proposal, ...]:
    """Return the files that may be the same requester's, the likeliest first."""
    found = (
        Proposal(dossier=other, likeness=alike)
        for other in _near(session, dossier.town, dossier.requester, dossier)
        if other.id != dossier.id and (alike := likeness(dossier.identity, other.identity)) is not None
    )
    return tuple(sorted(found, key=lambda one: (-one.likeness.level, one.dossier.id)))


def preview(session: Session, kept: DossierId, gone: DossierId) -> Preview:
    """Return what merging a file into another would do; nothing is written. Raises NotFoundError and ConflictError as `merge`."""
    stays, goes = dossiers.get(session, kept), dossiers.get(session, gone)
    _check(stays, goes)
    return Preview(kept=stays, gone=goes, requester=_united(stays.requester, goes.requester), moving=_count(session, goes))


def merge(installation: Installation, kept: DossierId, gone: DossierId, agent: str, now: datetime, within: Within = nothing) -> Dossier:
    """Make one file of two and return it; `undo` takes it back. Raises NotFoundError for a file or an agent that is not there.

    Raises ForbiddenError for an agent who may not, ConflictError where the two are one, of two towns, or one is a part of another by now.
    """
    with installation.database.write() as session:
        held = {one: dossiers.hold(session, one) for one in sorted((kept, gone))}
        stays, goes = held[kept], held[gone]
        login = find_worker(session, stays.town, agent, Permission.MERGE, installation.towns).login
        _check(stays, goes)
        requester = _united(stays.requester, goes.requester)
        merged = dossiers.merge(session, stays, goes, requester, name_key(requester), login, now)
        facts = {"gone": gone, "merge": merged}
        journal.append(session, at=now, town=stays.town, actor=login, action="requester.merged", object=f"requester:{kept}", details=facts)
        found = dossiers.get(session, kept)
        within(session, found)
        return found


def undo(installation: Installation, gone: DossierId, agent: str, now: datetime, within: Within = nothing) -> Dossier:
    """Take a merge back and return the file that is its own again; what came in since the merge stays where it is.

    Raises NotFoundError for a file or an agent that is not there, ConflictError for a file that was not merged, or whose other went into
    a third one since: that merge is taken back first.
    """
    with installation.database.write() as session:
        done = dossiers.find_merge(session, gone)
        town = dossiers.get(session, gone).town
        login = find_worker(session, town, agent, Permission.MERGE, installation.towns).login
        if done is None:
            raise ConflictError(say("Requester {id} was not merged.", id=gone))
        held = {one: dossiers.hold(session, one) for one in sorted((done.kept, done.gone))}
        if held[done.kept].merged_into is not None:
            raise ConflictError(
                say("Requester {id} is a part of {main} by now. Take that back first.", id=done.kept, main=held[done.kept].merged_into)
            )
        dossiers.take_apart(session, done, done.before, name_key(done.before), now)
        for one in (done.kept, done.gone):
            settle(session, one)
        facts = {"gone": gone, "merge": done.id}
        journal.append(session, at=now, town=town, actor=login, action="requester.unmerged", object=f"requester:{done.kept}", details=facts)
        found = dossiers.get(session, gone)
        within(session, found)
        return found


def find(
    session: Session, town: TownId, typed: str, *, after: DossierId | None = None, limit: int = dossiers.MOST_ALIKE
) -> tuple[Dossier, ...]:
    """Return the files that somebody looks for, behind ``after``: by words of a name or an organisation, a telephone, or an e-mail address.

    Of a word its beginning will do; a telephone may be written in any way, an address of mail is the whole one.
    """
    typed_contacts = contacts_typed(typed)
    if typed_contacts:
        return dossiers.sharing(session, town, typed_contacts, after=after, limit=limit)
    words = folded_words(typed)[:_MOST_TYPED]
    return dossiers.worded(session, town, words, after=after, limit=limit) if words else ()


def contact_of(typed: str) -> Contact | None:
    """Return the telephone or address of mail that was typed, None where it is something else."""
    if _EMAIL.fullmatch(typed.strip()):
        return Contact(kind=ContactKind.EMAIL, value=typed.strip().lower())
    number = e164(typed, _REGION) if _PHONE.fullmatch(typed) else None
    return None if number is None else Contact(kind=ContactKind.PHONE, value=number)


def contacts_typed(typed: str) -> tuple[Contact, ...]:
    """Return all that a telephone or address of mail that was typed may be: of a number nobody sees whether it is a fax's."""
    contact = contact_of(typed)
    if contact is None:
        return ()
    return (contact,) if contact.kind is not ContactKind.PHONE else (contact, replace(contact, kind=ContactKind.FAX))


def name_key(requester: Requester) -> str:
    """Return the folded names by which a file is looked up."""
    return key_of(" ".join(part for part in (requester.name, requester.organisation) if part))


def key_of(name: str) -> str:
    """Return the key of a name as somebody typed it."""
    return " ".join(folded_words(name))


def _alike(session: Session, town: TownId, requester: Requester) -> list[tuple[Dossier, Likelihood]]:
    """Return the files that share a contact with a requester, with how sure it is that they are his."""
    asked = Identity.of(requester)
    near = dossiers.sharing(session, town, asked.contacts)
    return [(one, found.level) for one in near if (found := likeness(asked, one.identity)) is not None]


def _near(session: Session, town: TownId, requester: Requester, dossier: Dossier) -> tuple[Dossier, ...]:
    """Return the files worth comparing: those that share a contact, and those of the same name."""
    found = dossiers.sharing(session, town, dossier.contacts)
    named = dossiers.named(session, town, name_key(requester)) if requester.name else ()
    return tuple({one.id: one for one in (*found, *named)}.values())


def _known_better(session: Session, dossier: Dossier, requester: Requester, now: datetime) -> DossierId:
    """Write what a request tells of a requester that was not known; what is known is never written over."""
    united = _united(dossier.requester, requester)
    if united != dossier.requester:
        dossiers.write(session, dossier.id, united, name_key(united))
    dossiers.add_contacts(session, dossier.town, dossier.id, contacts_of(requester), now)
    return dossier.id


def _opened(session: Session, town: TownId, requester: Requester, now: datetime) -> DossierId:
    kind = requester_kind(requester)
    new = NewDossier(
        town=town, kind=kind, requester=requester, name_key=name_key(requester), contacts=contacts_of(requester), created_at=now
    )
    return dossiers.add(session, new)


def _united(known: Requester, other: Requester) -> Requester:
    """Return a requester with what another request tells of him, where nothing was known; all his telephones are kept."""
    told = {one.name: getattr(other, one.name) for one in fields(Requester) if getattr(known, one.name) is None}
    united = replace(known, **told)
    phones = (united.phone, *known.other_phones, other.phone, *other.other_phones)
    return replace(united, other_phones=tuple(dict.fromkeys(phone for phone in phones if phone and phone != united.phone)))


def _check(stays: Dossier, goes: Dossier) -> None:
    if stays.id == goes.id:
        raise ConflictError(say("Requester {id} cannot be merged with itself.", id=stays.id))
    if stays.town != goes.town:
        raise ConflictError(say("The two requesters are of two towns."))
    for one in (stays, goes):
        if one.merged_into is not None:
            raise ConflictError(say("Requester {id} is a part of {main} by now.", id=one.id, main=one.merged_into))


def _count(session: Session, dossier: Dossier) -> int:
    return dossiers.count_requests(session, (dossier.id,))[dossier.id]
