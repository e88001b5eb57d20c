"""Requesters as the desk shows them: nothing of their files that only requests tell which are not the reader's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.dossier import Contact, ContactKind, Dossier, DossierId, Identity, Proposal, contacts_of, only_told
from domain.draft import RequesterKind, Trait
from domain.errors import NotFoundError
from domain.ids import RequestId, TownId
from domain.rights import Permission, Reach, may_in_town
from flows import dossiers as files
from rules.acquaintance import likeness
from rules.requesters import requester_kind
from store import agents, dossiers, requests, tellings, work_list
from store.request_lines import RequestLine
from store.tellings import Telling
from web.visitor import Member

MOST_READ = 20
"""Contact points of which the message is opened to say where it stands."""
MOST_ROUNDS = 10
"""Pages read from the database for one page of names: who may see few of them goes on by hand."""
_TRAITS = {
    ContactKind.EMAIL: Trait.EMAIL,
    ContactKind.PHONE: Trait.PHONE,
    ContactKind.FAX: Trait.FAX,
    ContactKind.SIRET: Trait.SIRET,
    ContactKind.SIREN: Trait.SIREN,
    ContactKind.RNA: Trait.RNA,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownContact:
    """A contact point with the request that told it first, and where in its message it stands; None where no request at hand tells it."""

    contact: Contact
    told: Telling | None
    read_in: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """A file that was merged into another one: when, by whom; ``can_undo``: that merge is the last one and the visitor's to take back."""

    file: Dossier
    at: datetime | None
    agent: str | None
    can_undo: bool


def may_merge(who: Member, town: TownId) -> bool:
    """Return whether somebody makes one file of two."""
    return may_in_town(who.standing, Permission.MERGE, town)


def page_of(
    session: Session, town: TownId, reach: Reach, typed: str, after: DossierId | None, limit: int
) -> tuple[list[Dossier], int | None]:
    """Return the requesters somebody looks for, all where nothing was typed, as he may see them, and behind whom the next page begins."""
    shown = list[Dossier]()
    for _ in range(MOST_ROUNDS):
        if typed:
            found = files.find(session, town, typed, after=after, limit=limit + 1)
        else:
            found = dossiers.named(session, town, "", after=after, limit=limit + 1)
        seen = {one.id: one for one in seen_files(session, reach, found[:limit])}
        for one in found[:limit]:
            after = one.id
            # He is not found by what is not the reader's to know.
            if (own := seen.get(one.id)) is not None and (own.identity is one.identity or _is_known_by(own, typed)):
                shown.append(own)
        if len(found) <= limit:
            return shown, None
        if shown:
            break
    return shown, after


def find_file(session: Session, who: Member, file: int) -> Dossier:
    """Return a requester's file as somebody may see it. Raises NotFoundError, so that nobody learns what files there are."""
    found = dossiers.get(session, DossierId(file))
    root = found.merged_into or found.id
    if not who.may_see(found.town) or not work_list.told_files(session, [root], who.reach):
        raise NotFoundError(f"There is no requester {file} for {who.agent.login}.")
    return as_told(session, who.reach, found)


def as_told(session: Session, reach: Reach, file: Dossier) -> Dossier:
    """Return a file with what the reader's requests tell of its requester and nothing else, be it left from one that went elsewhere.

    Of somebody who has sent nothing, or more than is read, the file says what it knows where none of it is hidden from the reader.
    """
    root = file.merged_into or file.id
    told = tellings.of_file(session, root, reach)
    is_whole = not tellings.partly_readable(session, [root], reach)
    return _known(file) if is_whole and len(told) in {0, tellings.MOST_TOLD} else _only_told(file, told)


def seen_files(session: Session, reach: Reach, found: Sequence[Dossier]) -> tuple[Dossier, ...]:
    """Return those of some files that may be told of, each with no more than the reader's requests tell."""
    roots = {one.merged_into or one.id for one in found}
    told = work_list.told_files(session, list(roots), reach)
    partly = tellings.partly_readable(session, told, reach)
    return tuple(_seen(session, reach, one, partly) for one in found if (one.merged_into or one.id) in told)


def proposals(session: Session, reach: Reach, file: Dossier) -> tuple[Proposal, ...]:
    """Return the files that may be the same requester's, the likeliest first, by what the reader may know of both."""
    near = files.proposals(session, file)
    shown = {one.id: one for one in seen_files(session, reach, [one.dossier for one in near])}
    found = (
        Proposal(dossier=other, likeness=alike)
        for one in near
        if (other := shown.get(one.dossier.id)) is not None and (alike := likeness(file.identity, other.identity)) is not None
    )
    return tuple(sorted(found, key=lambda one: (-one.likeness.level, one.dossier.id)))


def contacts(session: Session, file: Dossier, told: Sequence[Telling]) -> tuple[ShownContact, ...]:
    """Return how a requester is reached, each with where it comes from."""
    first: dict[Contact, Telling] = {}
    for one in told:
        for contact in contacts_of(one.requester):
            first.setdefault(contact, one)
    return tuple(
        ShownContact(
            contact=contact,
            told=first.get(contact),
            read_in=_read_in(session, contact, first[contact].request) if contact in first and place < MOST_READ else None,
        )
        for place, contact in enumerate(file.contacts)
    )


def parts_of(session: Session, who: Member, file: Dossier) -> tuple[ShownPart, ...]:
    """Return the files that were merged into one."""
    own = [dossiers.get(session, one) for one in tellings.merged_files(session, file.id)]
    shown = [as_told(session, who.reach, one) for one in seen_files(session, who.reach, own)]
    merges = {one.id: dossiers.find_merge(session, one.id) for one in shown}
    names = agents.names(session, {done.agent for done in merges.values() if done is not None})
    found: list[ShownPart] = []
    for one in shown:
        done = merges[one.id]
        can_undo = done is not None and done.kept == file.id and may_merge(who, file.town)
        agent = None if done is None else names.get(done.agent, done.agent)
        found.append(ShownPart(file=one, at=None if done is None else done.at, agent=agent, can_undo=can_undo))
    return tuple(found)


def lines_told(session: Session, shown: Sequence[ShownContact]) -> tuple[RequestLine, ...]:
    """Return the requests from which contact points are told."""
    return requests.lines(session, list(dict.fromkeys(one.told.request for one in shown if one.told is not None)))


def _is_known_by(file: Dossier, typed: str) -> bool:
    """Tell whether somebody may find a file, as he sees it, by what he typed."""
    typed_contacts = files.contacts_typed(typed)
    if typed_contacts:
        return not set(typed_contacts).isdisjoint(file.contacts)
    known = files.name_key(file.requester).split()
    return all(any(one.startswith(word) for one in known) for word in files.key_of(typed).split())


def _seen(session: Session, reach: Reach, file: Dossier, partly: frozenset[DossierId]) -> Dossier:
    root = file.merged_into or file.id
    return _only_told(file, tellings.of_file(session, root, reach)) if root in partly else _known(file)


def _known(file: Dossier) -> Dossier:
    """Return a file of which nothing is hidden; of one who gave no name at first more may be known by now."""
    return file if file.kind is not RequesterKind.UNKNOWN else replace(file, kind=requester_kind(file.requester))


def _only_told(file: Dossier, tellings_read: Sequence[Telling]) -> Dossier:
    told = [one.requester for one in tellings_read]
    requester = only_told(file.requester, told)
    known = {contact for one in told for contact in contacts_of(one)}
    own = Identity(requester=requester, contacts=tuple(one for one in file.contacts if one in known))
    return replace(file, kind=requester_kind(requester), identity=own)


def _read_in(session: Session, contact: Contact, request: RequestId) -> str | None:
    return next(_places(session, contact, request), None)


def _places(session: Session, contact: Contact, request: RequestId) -> Iterator[str]:
    for one in requests.get(session, request).draft.provenance:
        value = one.value.strip().lower() if one.trait is Trait.EMAIL else one.value
        if (one.trait, value) == (_TRAITS[contact.kind], contact.value):
            yield one.read_in
