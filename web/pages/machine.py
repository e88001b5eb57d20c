"""What became no request: mail of machines and why, files nothing could be made of, letters that did not arrive."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from domain.draft import Kind
from domain.errors import NotFoundError
from domain.ids import InboundId, RequestId, TownId
from domain.inbound import Channel, Outcome
from domain.machine import Fault, Witness
from flows.addresses import trust
from flows.undelivered import OWN_LETTER
from flows.want import want
from ingest.danger import danger_of
from store import aside, deliveries, inbounds, journal, outbox, requests
from store.aside import AsideMail, Quarantined
from store.outbox import Held
from web.access import LARGEST_ID, Eyes, RowId, eyes_of
from web.desk import Desk, desk_of
from web.downloads import HEAD_BYTES, KEPT_APART, NAMELESS, download_headers
from web.downloads import original as named_original
from web.secrecy import is_secret
from web.visitor import Member, Receptionist, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
LIMIT = 50
MOST_LETTERS = 50
MOST_SET_ASIDE = 50
MOST_TEXT = 4_000
SEE_OTHER = 303


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A mail set aside. ``is_hidden``: it came in at a mailbox whose mail is not for everybody; nothing but that it exists is shown."""

    id: InboundId
    town: str | None
    zone: str
    received_at: datetime
    kind: Kind
    is_own: bool
    witness: Witness | None
    sender: str | None
    heading: str | None
    text: str
    is_hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LostLetter:
    """A letter that is not where it should be. ``why`` says it in a word of the tables; ``reference`` is its request as people call it."""

    request: RequestId | None
    reference: str | None
    recipient: str
    at: datetime
    zone: str
    fault: Fault | None
    code: str | None
    held: Held | None
    is_proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An arrival nothing could be made of. ``is_hidden`` as for `Row`: nothing but that it exists is shown."""

    id: InboundId
    town: str | None
    zone: str
    received_at: datetime
    channel: Channel
    size: int
    filename: str | None
    scanner: str | None
    reason: str | None
    is_hidden: bool


@pages.get("/machine")
def machine_page(http: HttpRequest, who: Receptionist, after: str = "") -> Response:
    """Show what machines sent, the last first."""
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        found = aside.page(session, who.town_id, after=_cursor(after), limit=LIMIT + 1)
        lost = tuple(_lost(desk, session, who.town_id, eyes_of(who))) if not after else ()
        flagged = deliveries.flagged(session, who.town_id) if not after else ()
        unread = aside.quarantined(session, who.town_id, limit=MOST_SET_ASIDE) if not after else ()
    values = {
        "lines": tuple(_row(desk, who, mail) for mail in found[:LIMIT]),
        "next": str(found[LIMIT - 1].id) if len(found) > LIMIT else None,
        "is_first": not after,
        "lost": lost,
        "flagged": tuple((fault, desk.book.town(fault.town)) for fault in flagged),
        "set_aside": tuple(_set_aside(desk, who, one) for one in unread),
        "is_cut": len(unread) == MOST_SET_ASIDE,
        "has_towns": who.town is None,
    }
    return show(http, who, "machine.html", values)


@posts.post("/machine/{inbound_id}/want")
def make_request(http: HttpRequest, who: Receptionist, inbound_id: RowId) -> Response:
    """Make a request of a mail that was set aside."""
    want(desk_of(http).installation, InboundId(inbound_id), who.agent.login, datetime.now(UTC), town=who.agent.town)
    return RedirectResponse("/machine", SEE_OTHER)


@posts.post("/machine/{inbound_id}/original")
def take_set_aside(http: HttpRequest, who: Receptionist, inbound_id: RowId) -> Response:
    """Hand out the original of an arrival that is in quarantine; nobody knows what it is, so that is written down."""
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        record = inbounds.get(session, InboundId(inbound_id))
    inbound = record.inbound
    is_open = who.may_see(inbound.town) and record.outcome is Outcome.QUARANTINED
    if not is_open or is_secret(desk, inbound):
        raise NotFoundError(f"There is no arrival {inbound_id} in quarantine.")
    content = desk.installation.blobs.read(inbound.sha256)
    name, media_type = named_original(inbound, content[:HEAD_BYTES], str(inbound_id))
    danger = danger_of(content, name, media_type)
    with desk.installation.database.write() as session:
        journal.append(
            session,
            at=datetime.now(UTC),
            town=inbound.town,
            actor=who.agent.login,
            action="took_dangerous" if danger else "took_set_aside",
            object=f"arrival {inbound_id}",
            details={"what": "original", "sha256": inbound.sha256, **({"danger": danger} if danger else {})},
        )
    # A double click must not start what may be a program.
    return Response(content, media_type=NAMELESS, headers=download_headers(f"{name}{KEPT_APART}" if danger else name))


@posts.post("/machine/addresses/trust")
def trust_address(
    http: HttpRequest,
    who: Receptionist,
    town: Annotated[str, Form(max_length=64)] = "",
    address: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """Take the mark off an address: somebody has made sure that it takes letters again."""
    if not who.may_see(TownId(town)):
        raise HTTPException(404)
    trust(desk_of(http).installation, TownId(town), address, who.agent.login, datetime.now(UTC))
    return RedirectResponse("/machine", SEE_OTHER)


def _cursor(text: str) -> InboundId | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > len(str(LARGEST_ID)) or int(text) > LARGEST_ID:
        raise HTTPException(404)
    return InboundId(int(text))


def _row(desk: Desk, who: Member, mail: AsideMail) -> Row:
    town = desk.book.town(mail.inbound.town)
    is_hidden = is_secret(desk, mail.inbound)
    return Row(
        id=mail.id,
        town=town.name if who.town is None else None,
        zone=town.timezone,
        received_at=mail.inbound.received_at,
        kind=mail.draft.kind,
        is_own=mail.reason == OWN_LETTER,
        witness=None if is_hidden else mail.draft.witness,
        sender=None if is_hidden else mail.draft.sender,
        heading=None if is_hidden else mail.draft.heading,
        text="" if is_hidden else mail.draft.text[:MOST_TEXT],
        is_hidden=is_hidden,
    )


def _set_aside(desk: Desk, who: Member, one: Quarantined) -> SetAside:
    inbound = one.inbound
    town = desk.book.town(inbound.town)
    is_hidden = is_secret(desk, inbound)
    is_file = inbound.channel is not Channel.EMAIL and not is_hidden
    return SetAside(
        id=one.id,
        town=town.name if who.town is None else None,
        zone=town.timezone,
        received_at=inbound.received_at,
        channel=inbound.channel,
        size=inbound.size,
        filename=inbound.source_id if is_file else None,
        scanner=inbound.envelope.drop.scanner if is_file and inbound.envelope.drop is not None else None,
        reason=one.reason,
        is_hidden=is_hidden,
    )


def _lost(desk: Desk, session: Session, town: TownId | None, eyes: Eyes) -> list[LostLetter]:
    failed = deliveries.failed(session, town, limit=MOST_LETTERS)
    held = [
        record
        for record in outbox.held(session, after=None, limit=MOST_LETTERS, town=town)
        if record.held_why is not None and record.held_why is not Held.NO_RELAY
    ]
    lost = [
        LostLetter(
            request=one.request,
            **_named(session, one.request, one.recipient, eyes),
            at=one.at,
            zone=desk.book.town(one.town).timezone,
            fault=one.fault,
            code=one.status,
            held=None,
            is_proven=one.is_proven,
        )
        for one in failed
    ]
    kept = [
        LostLetter(
            request=record.letter.request,
            **_named(session, record.letter.request, record.letter.recipient, eyes),
            at=record.created_at,
            zone=desk.book.town(record.letter.town).timezone,
            fault=None,
            code=None,
            held=record.held_why,
            is_proven=True,
        )
        for record in held
    ]
    return sorted((*lost, *kept), key=lambda one: one.at, reverse=True)


def _named(session: Session, request: RequestId | None, recipient: str, eyes: Eyes) -> dict[str, Any]:
    """Return what a request is called and to whom its letter goes; of one that is not the reader's, not to whom."""
    if request is None:
        return {"reference": None, "recipient": recipient}
    line = requests.get(session, request).line
    if not eyes.shows(line):
        # A tracking code opens its request to who knows it.
        return {"reference": str(line.number or "…"), "recipient": "…"}
    return {"reference": str(line.number or line.tracking), "recipient": recipient}
