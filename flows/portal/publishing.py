"""An agent approves what everybody may read of a report, its words and its photos, or says that nothing is; and takes it back at once.

Nothing is public by itself. What is proposed (`rules.masking`, `ingest.pictures`) is looked at by somebody, and what he leaves stands; a
published photo is a copy of its own, in which what was hidden is not there any more.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from domain.draft import Attachment, Role
from domain.errors import ConflictError, InvalidError, Mistake, NotFoundError, UnreadableInputError
from domain.form import ConsentUse
from domain.ids import InboundId, RequestId, TownId
from domain.publication import LONGEST_TEXT, MOST_BOXES, MOST_PHOTOS, Box, Photo, Publication
from domain.request import Status
from domain.rights import Permission, RequestFacts, Standing, Visibility, may, visibility
from flows.acting import Acting, Purpose, find_acting, keep_acting
from flows.open311.services import Offer, shown_subjects
from flows.open311.shown import Shown, shown_to_all
from flows.rights import facts_of
from flows.wiring import Installation
from flows.wording import say
from ingest.given_names import GIVEN_NAMES
from ingest.pictures.eye import Eye, Seen
from rules.masking import Marked, marked, masked
from store import added_files, consents, following, inbounds, open311, publications, requests
from store.open311 import After, Wanted
from store.publications import NewPhoto
from store.requests import RequestRecord

PERMISSION = Permission.REVIEW
"""Reception and the regulator for all of the town, the head of a department for its own."""
PUBLISHED, HELD_BACK = "published", "unpublished"
"""What history and journal call it."""
LATER = "arrival"
"""How the source of a photo begins that came later, on the portal: the arrival and the part in it follow."""
_PICTURE = "image/"
_NOT_PICTURES = frozenset({"image/svg+xml", "image/vnd.dwg", "image/vnd.dxf"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OPEN = frozenset(Status) - {Status.REVIEW, Status.REJECTED, Status.CLOSED, Status.ARCHIVED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A photo that came with a report: ``source`` names it, ``name`` is what its sender called it.

    ``sent_at`` is when its requester sent it later, on the portal; None for one that came at first, or that an agent added.
    """

    source: str
    name: str
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What an agent looks at before he publishes: how everybody sees the report now, its words, and what is proposed of them.

    ``is_agreed`` False: its form asked whether it may be published, and its requester does not agree, or no longer.
    """

    record: RequestRecord
    shown: Shown
    marks: tuple[Marked, ...]
    text: str
    pictures: tuple[Picture, ...]
    publication: Publication | None
    is_agreed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What an agent approves. ``photos`` are the boxes of each photo that is shown, by its source; the others are not shown.

    ``version`` is that of the publication he saw, 0 for none. ``is_shown`` False: nothing of it is shown.
    """

    request: RequestId
    version: int
    is_shown: bool
    text: str = ""
    photos: Mapping[str, tuple[Box, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A report of which nobody has said what everybody may see: its number and id, its subject and words, how many photos."""

    request: RequestId
    shown: Shown
    text: str
    marks: tuple[Marked, ...]
    photos: int


def may_publish(standing: Standing, facts: RequestFacts) -> bool:
    """Return whether an agent may say what everybody sees of a request."""
    return visibility(standing, facts) is Visibility.WHOLE and may(standing, PERMISSION, facts)


def proposal(installation: Installation, offer: Offer, record: RequestRecord) -> Proposal:
    """Return what may be published of a request. Raises NotFoundError where everybody sees nothing of it, or no more than a label."""
    with installation.database.read() as session:
        publication = publications.find(session, record.line.id)
        shown = _shown(session, offer, record.line.id)
        pictures = tuple(_pictures(session, record))
        is_agreed = not consents.is_refused(session, record.line.id, ConsentUse.PUBLICATION)
    if shown is None or shown.code is None:
        raise NotFoundError(say("Nothing of request {id} is shown in public.", id=record.line.id))
    marks = _marks(record)
    return Proposal(
        record=record,
        shown=shown,
        marks=marks,
        text=masked(record.details, marks)[:LONGEST_TEXT].strip(),
        pictures=pictures,
        publication=publication,
        is_agreed=is_agreed,
    )


def original(installation: Installation, record: RequestRecord, source: str) -> bytes:
    """Return a photo as it came. Raises NotFoundError where it is none of this request's, UnreadableInputError."""
    with installation.database.read() as session:
        if source not in {one.source for one in _pictures(session, record)}:
            raise NotFoundError(say("There is no photo {source}.", source=source))
        kind, _, number = source.partition(":")
        ids = [int(one) for one in number.split(":")]
        added = next((one for one in added_files.of_request(session, record.line.id) if one.id == ids[0]), None)
        sha256 = inbounds.get(session, InboundId(ids[0])).inbound.sha256 if kind == LATER else record.inbound.sha256
    if kind == "added" and added is not None:
        own: bytes = installation.blobs.read(added.sha256)
        return own
    content, _, _ = installation.reader.attachment(installation.blobs.path(sha256), ids[-1])
    return content


def decide(installation: Installation, eye: Eye, offer: Offer, wanted: Approval, agent: str, now: datetime) -> Publication:
    """Publish what was approved in place of what was shown so far, or take it back.

    Raises ForbiddenError, NotFoundError where nothing of the request is public, InvalidError with what is wrong, ConflictError where
    somebody else was faster.
    """
    text = wanted.text.replace("\r\n", "\n").strip()
    if wanted.is_shown:
        _check(wanted, text)
    with installation.database.read() as session:
        record = requests.get(session, wanted.request)
        # Before anything is opened: who may not, costs nothing.
        find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=PERMISSION))
    made = _photos(installation, eye, record, wanted) if wanted.is_shown else ()
    if wanted.is_shown and not text and not made:
        raise InvalidError(_nothing_to_show())
    with installation.database.destroy() as session:
        requests.hold(session, wanted.request)
        record = requests.get(session, wanted.request)
        acting = find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=PERMISSION))
        keep_acting(session, acting)
        shown = _shown(session, offer, wanted.request)
        if wanted.is_shown and (shown is None or shown.code is None):
            raise NotFoundError(say("Nothing of request {id} is shown in public.", id=wanted.request))
        if wanted.is_shown and consents.is_refused(session, wanted.request, ConsentUse.PUBLICATION):
            raise ConflictError(say("Its requester does not agree to its publication: no words or photos of it can be shown."))
        done = _publication(record, wanted, text, made, acting)
        try:
            publications.keep(session, done, made)
        except ConflictError:
            raise ConflictError(say("Somebody else has decided this meanwhile. Look at it again.")) from None
        facts: dict[str, object] = {"characters": len(done.text), "photos": len(done.photos), "version": done.version}
        acting.write_down(session, record, PUBLISHED if done.is_shown else HELD_BACK, facts)
    return done


def waiting(
    installation: Installation, offer: Offer, standing: Standing, after: After | None, limit: int
) -> tuple[tuple[Waiting, ...], After | None]:
    """Return open reports of a town of which nobody has decided yet, newest first, those an agent may decide; and where it goes on."""
    town = offer.town.id
    with installation.database.read() as session:
        wanted = _wanted(offer, after, limit)
        lines = open311.page(session, wanted)
        last = After(received_at=lines[-1].received_at, id=lines[-1].id) if len(lines) == limit else None
        return tuple(_waiting(installation, session, offer, standing, town, [line.id for line in lines])), last


def _waiting(
    installation: Installation, session: Session, offer: Offer, standing: Standing, town: TownId, ids: Sequence[RequestId]
) -> Iterator[Waiting]:
    ruleset = installation.towns.get(town).ruleset
    for one in ids:
        record, shown = requests.get(session, one), _shown(session, offer, one)
        if shown is None or shown.code is None or record.limited_at is not None or not may_publish(standing, facts_of(ruleset, record)):
            continue
        if consents.is_refused(session, one, ConsentUse.PUBLICATION):
            continue
        marks, photos = _marks(record), len(tuple(_pictures(session, record)))
        if record.details.strip() or photos:
            yield Waiting(request=one, shown=shown, text=record.details, marks=marks, photos=photos)


def _wanted(offer: Offer, after: After | None, limit: int) -> Wanted:
    return Wanted(
        town=offer.town.id,
        subjects=shown_subjects(offer.services),
        is_by_subject=True,
        statuses=OPEN,
        start=_EPOCH,
        end=datetime.now(UTC),
        limit=limit,
        after=after,
        is_undecided=True,
    )


def _shown(session: Session, offer: Offer, request: RequestId) -> Shown | None:
    line = open311.lines(session, offer.town.id, (request,)).get(request)
    return None if line is None else shown_to_all(line, offer)


def _marks(record: RequestRecord) -> tuple[Marked, ...]:
    own = tuple(one for one in (record.requester.name, record.draft.requester.name) if one)
    return marked(record.details, own, GIVEN_NAMES)


def _pictures(session: Session, record: RequestRecord) -> Iterator[Picture]:
    for one in filter(_is_picture, record.draft.attachments):
        yield Picture(source=f"part:{one.part}", name=one.filename or str(one.part))
    for act in following.acts_of(session, record.line.id):
        for one in filter(_is_picture, () if act.draft is None else act.draft.attachments):
            name = one.filename or str(one.part)
            yield Picture(source=f"{LATER}:{act.inbound_id}:{one.part}", name=name, sent_at=act.at)
    for file in added_files.of_request(session, record.line.id):
        if file.is_shareable and file.media_type.startswith(_PICTURE) and file.media_type not in _NOT_PICTURES:
            yield Picture(source=f"added:{file.id}", name=file.filename)


def _is_picture(one: Attachment) -> bool:
    is_picture = one.media_type.startswith(_PICTURE) and one.media_type not in _NOT_PICTURES
    return is_picture and one.danger is None and one.role is Role.FILE


def _photos(installation: Installation, eye: Eye, record: RequestRecord, wanted: Approval) -> tuple[NewPhoto, ...]:
    """Return the photos that are approved, each a copy in which what is in its boxes is gone."""
    made: list[NewPhoto] = []
    for source, boxes in wanted.photos.items():
        try:
            seen: Seen = eye.cover(original(installation, record, source), boxes)
        except UnreadableInputError as error:
            what = say("The photo cannot be opened.")
            raise InvalidError(Mistake(where=source, what=what, remedy=say("Publish the report without it."))) from error
        photo = Photo(token=secrets.token_urlsafe(18), source=source, width=seen.width, height=seen.height, boxes=tuple(boxes))
        made.append(NewPhoto(photo=photo, content=seen.content))
    return tuple(made)


def _publication(record: RequestRecord, wanted: Approval, text: str, made: Sequence[NewPhoto], acting: Acting) -> Publication:
    return Publication(
        request=record.line.id,
        town=record.line.town,
        is_shown=wanted.is_shown,
        text=text if wanted.is_shown else "",
        photos=tuple(one.photo for one in made),
        agent=acting.agent,
        at=acting.now,
        version=wanted.version + 1,
    )


def _check(wanted: Approval, text: str) -> None:
    mistakes: list[Mistake] = []
    if len(text) > LONGEST_TEXT:
        mistakes.append(
            Mistake(where="text", what=say("The text is too long."), remedy=say("{most} characters at most.", most=LONGEST_TEXT))
        )
    if len(wanted.photos) > MOST_PHOTOS:
        mistakes.append(Mistake(where="photos", what=say("These are too many photos."), remedy=say("{most} at most.", most=MOST_PHOTOS)))
    for source, boxes in wanted.photos.items():
        if len(boxes) > MOST_BOXES or not all(one.fits() for one in boxes):
            remedy = say("Each lies within the picture, from 0 to 100 %.")
            mistakes.append(Mistake(where=source, what=say("A box is not in the picture."), remedy=remedy))
    if not text and not wanted.photos:
        mistakes.append(_nothing_to_show())
    if mistakes:
        raise InvalidError(*mistakes)


def _nothing_to_show() -> Mistake:
    remedy = say("Write a text or choose a photo, or say that nothing is to be shown.")
    return Mistake(where="text", what=say("There is nothing to publish."), remedy=remedy)
