"""The ways messages come in by, for administrators: how each goes; mailboxes and drop folders are named, tried and taken out here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.channel import ChannelId, ChannelKind, Hand, OwnChannel
from domain.errors import ConflictError, InvalidError, NotFoundError
from domain.ids import TownId
from domain.inbound import Channel
from flows.channel_check import checked_account, is_sound
from flows.channel_list import Way, ways
from flows.channels import (
    add_folder,
    add_mailbox,
    change_mailbox,
    collected_mailboxes,
    drop_root,
    password_of,
    remove_channel,
    tried_account,
)
from flows.first_run.plan import LONGEST
from ingest.email.imap_account import After
from store import channels, towns
from web.access import RowId
from web.desk import Desk, desk_of
from web.setup import ShownTry, Typed, mailbox_document, refused, shown_tries
from web.translations import Language, said
from web.visitor import Admin, Member, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, CONFLICT, WRONG = 303, 409, 422
Text = Annotated[str, Form(max_length=LONGEST)]
Secret = Annotated[str, Form(max_length=1000)]
_EMPTY = {"host": "", "port": "", "tls": "implicit", "user": "", "folders": "INBOX", "after": "leave", "target": "", "town": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWay:
    """A way in, with its faults in words."""

    way: Way
    town: str
    faults: tuple[str, ...]


@pages.get("/channels")
def list_page(http: HttpRequest, who: Admin) -> Response:
    """Show every way in, and how it goes."""
    return _list(http, who)


@pages.get("/channels/mailboxes/new")
def new_page(http: HttpRequest, who: Admin) -> Response:
    """Show the form of a mailbox."""
    return _form(http, who, None, Typed())


@pages.get("/channels/mailboxes/{channel}")
def change_page(http: HttpRequest, who: Admin, channel: RowId) -> Response:
    """Show a mailbox that was named here."""
    return _form(http, who, _own(http, who, channel, ChannelKind.MAILBOX), Typed())


@posts.post("/channels/mailboxes/try")
def try_mailbox(http: HttpRequest, who: Admin, name: Annotated[str, Form(max_length=1_000)] = "") -> Response:
    """Try a mailbox as it is collected, and say how that went."""
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        boxes = towns.mailboxes(session)
        found = [one.account for one in collected_mailboxes(desk.installation.settings, session)]
    account = next((one for one in found if one.name == name and one.town in _towns(who)), None)
    if account is None:
        raise NotFoundError(f"There is no mailbox {name}.")
    return _list(http, who, tried=(name, shown_tries(checked_account(account, boxes), _language(desk, who))))


@posts.post("/channels/mailboxes")
def name_mailbox(  # noqa: PLR0913, PLR0917 — what the form brings
    http: HttpRequest,
    who: Admin,
    channel: Annotated[int, Form(ge=0)] = 0,
    version: Annotated[int, Form(ge=0)] = 0,
    town: Text = "",
    host: Text = "",
    port: Text = "",
    tls: Text = "",
    user: Text = "",
    password: Secret = "",
    folders: Text = "",
    after: Text = "",
    target: Text = "",
    act: Text = "",
) -> Response:
    """Try a mailbox, and keep it where it is sound or is kept all the same."""
    desk = desk_of(http)
    own = _own(http, who, channel, ChannelKind.MAILBOX) if channel else None
    values = {"host": host, "port": port, "tls": tls, "user": user, "folders": folders, "after": after, "target": target, "town": town}
    language, document = _language(desk, who), mailbox_document(values)
    try:
        if own is not None and own.version != version:
            raise ConflictError(f"The mailbox {own.id} was changed meanwhile.")
        chosen = own.town if own is not None else _chosen(who, town)
        secret = password or ("" if own is None else password_of(desk.installation.settings, own))
        tried = _tried(desk, document, secret, chosen, language)
        if any(one.is_wrong for one in tried) and act != "anyway":
            return _form(http, who, own, Typed(values=values), WRONG, tried)
        hand = Hand(by=who.agent.login, at=datetime.now(UTC))
        if own is None:
            add_mailbox(desk.installation, chosen, document, secret, hand)
        else:
            change_mailbox(desk.installation, own, document, password, hand)
    except InvalidError as error:
        return _form(http, who, own, refused(error, values, language), WRONG)
    except ConflictError:
        fault = language.gettext("Somebody else changed this mailbox meanwhile. Open it again.")
        return _form(http, who, own, Typed(values=values, fault=fault), CONFLICT)
    return RedirectResponse("/channels", SEE_OTHER)


@posts.post("/channels/folders")
def name_folder(http: HttpRequest, who: Admin, folder: Text = "", channel: Text = "scan", town: Text = "") -> Response:
    """Make a drop folder and watch it."""
    desk = desk_of(http)
    values = {"folder": folder, "channel": channel, "folder_town": town}
    kind = Channel.FAX if channel == Channel.FAX.value else Channel.SCAN
    try:
        add_folder(desk.installation, _chosen(who, town), folder.strip(), kind, Hand(by=who.agent.login, at=datetime.now(UTC)))
    except InvalidError as error:
        return _list(http, who, typed=refused(error, values, _language(desk, who)), status=WRONG)
    return RedirectResponse("/channels#folders", SEE_OTHER)


@posts.post("/channels/{channel}/remove")
def remove(http: HttpRequest, who: Admin, channel: RowId) -> Response:
    """Collect a mailbox, or watch a folder, no longer."""
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        kind = channels.get(session, ChannelId(channel)).kind
    remove_channel(desk.installation, _own(http, who, channel, kind), Hand(by=who.agent.login, at=datetime.now(UTC)))
    return RedirectResponse("/channels", SEE_OTHER)


def _list(
    http: HttpRequest, who: Member, *, typed: Typed | None = None, tried: tuple[str, tuple[ShownTry, ...]] = ("", ()), status: int = 200
) -> Response:
    desk = desk_of(http)
    settings, language = desk.installation.settings, _language(desk, who)
    with desk.installation.database.read() as session:
        found = ways(settings, session, _towns(who), datetime.now(UTC))
    values = {
        "mailboxes": tuple(_shown(desk, who, one) for one in found.mailboxes),
        "folders": tuple(_shown(desk, who, one) for one in found.folders),
        "logs": tuple(_shown(desk, who, one) for one in found.logs),
        "found": found,
        "shown_towns": tuple(town for town in who.towns if town.id in _towns(who)),
        # Wrong settings may name other towns: who sees all of them may read that.
        "wrong": tuple(" ".join(said(part, language) for part in (one.where, one.what, one.remedy)) for one in found.wrong)
        if who.agent.town is None
        else (),
        "door": f"{settings.smtp_host}:{settings.smtp_port}",
        "root": drop_root(settings),
        "typed": typed or Typed(),
        "tried_name": tried[0],
        "tried": tried[1],
        "zone": who.zone,
    }
    return show(http, who, "channels.html", values, status)


def _form(
    http: HttpRequest, who: Member, own: OwnChannel | None, typed: Typed, status: int = 200, tried: tuple[ShownTry, ...] = ()
) -> Response:
    values = {
        "own": own,
        "kept": _EMPTY if own is None else {**_EMPTY, **_fields(own)},
        "afters": tuple(After),
        "shown_towns": tuple(town for town in who.towns if town.id in _towns(who)),
        "typed": typed,
        "tried": tried,
    }
    return show(http, who, "channels_mailbox.html", values, status)


def _fields(own: OwnChannel) -> Mapping[str, str]:
    """Return what is kept of a mailbox as its form shows it."""
    return {name: ", ".join(value) if isinstance(value, list) else str(value) for name, value in own.document.items() if value is not None}


def _own(http: HttpRequest, who: Member, channel: int, kind: ChannelKind) -> OwnChannel:
    """Return what was named here, of a town of his. Raises NotFoundError."""
    with desk_of(http).installation.database.read() as session:
        found = channels.get(session, ChannelId(channel))
    if found.kind is not kind or not who.may_see(found.town):
        raise NotFoundError(f"There is no channel {channel}.")
    return found


def _tried(desk: Desk, document: dict[str, object], password: str, town: TownId, language: Language) -> tuple[ShownTry, ...]:
    with desk.installation.database.read() as session:
        boxes, whose = towns.mailboxes(session), towns.town(session, town)
    steps = checked_account(tried_account(desk.installation.settings, document, password, whose, boxes), boxes)
    return () if is_sound(steps) else shown_tries(steps, language)


def _towns(who: Member) -> tuple[TownId, ...]:
    return tuple(town.id for town in who.towns if who.town_id in (None, town.id))


def _chosen(who: Member, named: str) -> TownId:
    """Return the town something is for: the one of the form, or the only one. Raises NotFoundError."""
    known = _towns(who)
    found = next((town for town in known if town == named), known[0] if len(known) == 1 and not named else None)
    if found is None:
        raise NotFoundError(f"There is no town {named} for {who.agent.login}.")
    return found


def _shown(desk: Desk, who: Member, way: Way) -> ShownWay:
    language = _language(desk, who)
    return ShownWay(
        way=way,
        town=desk.book.town(way.town).name,
        faults=tuple(" ".join(said(part, language) for part in (one.what, one.remedy) if part) for one in way.mistakes),
    )


def _language(desk: Desk, who: Member) -> Language:
    return desk.languages[who.language]
