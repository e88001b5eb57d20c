"""The quarantine: what nothing could be made of, of all channels, why, and what to do about it.

Who sets up the town sees what is technical; name and content only who works at the review queue, and of what came in for one department
alone nobody does here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import InvalidError, NotFoundError
from domain.ids import InboundId
from domain.inbound import Channel
from domain.rights import Permission
from flows import quarantine as flow
from flows.quarantine import HEADLESS
from flows.quarantine_words import said_of
from ingest.plain_bytes import ShownBytes, shown_bytes
from store import call_logs, jobs, journal, quarantine
from store.call_logs import LogState
from store.quarantine import Chosen, Group, Kept
from web.access import LARGEST_ID, RowId
from web.desk import Desk, desk_of
from web.secrecy import is_secret
from web.translations import said
from web.visitor import Member, Receptionist, SignedInMember, checked_post, intake_troubles, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
LIMIT = 50
HEAD_BYTES = 8_192
"""So much of an original is shown."""
MOST_LOGS = 200
SEE_OTHER = 303
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An arrival in quarantine. ``name`` is what its file is called, where the visitor may know it; ``is_hidden``: nobody here may."""

    kept: Kept
    town: str
    zone: str
    name: str | None
    is_hidden: bool
    why: str
    remedy: str
    is_headless: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGroup:
    """One reason, in words."""

    group: Group
    why: str
    is_headless: bool


def _keeper(who: SignedInMember) -> Member:
    """Return the visitor if he sets up the town or works at its review queue; 403 otherwise."""
    if not (who.works_for_all(Permission.CATALOGUE) or who.works_for_all(Permission.REVIEW)):
        raise HTTPException(403)
    return who


Keeper = Annotated[Member, Depends(_keeper)]


@pages.get("/quarantine")
def quarantine_page(  # noqa: PLR0913, PLR0917 - a parameter for each filter
    http: HttpRequest,
    who: Keeper,
    channel: Annotated[str, Query(max_length=20)] = "",
    reason: Annotated[str, Query(max_length=400)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0,
    done: Annotated[str, Query(max_length=20)] = "",
    count: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0,
) -> Response:
    """Show what is in quarantine, what came in last first, and beside it whatever else keeps messages from coming in."""
    desk = desk_of(http)
    chosen = Chosen(
        town=who.town_id,
        channel=next((one for one in Channel if one == channel), None),
        reason=reason or None,
        is_dismissed=state == "dismissed",
    )
    with desk.installation.database.read() as session:
        found = quarantine.page(session, chosen, before=InboundId(after) if after else None, limit=LIMIT + 1)
        groups = quarantine.groups(session, who.town_id)
        logs = [one for one in call_logs.page(session, who.town_id, MOST_LOGS) if one.state is LogState.FAILED]
        parked = sum(number for (_, at), number in jobs.counts(session, who.town_id).items() if at == "parked")
    language = desk.languages[who.language]
    troubles = [one.mistake for one in intake_troubles(desk, who) if not one.is_of_count]
    values = {
        "tab": "quarantine",
        "rows": tuple(_row(desk, who, one) for one in found[:LIMIT]),
        "next": str(found[LIMIT - 1].id) if len(found) > LIMIT else None,
        "is_first": not after,
        "groups": tuple(
            ShownGroup(group=one, why=said(said_of(one.reason).why, language), is_headless=one.reason in HEADLESS) for one in groups
        ),
        "chosen": chosen,
        "query": _query(chosen),
        "done": done,
        "count": count,
        "logs": logs,
        "parked": parked,
        "troubles": tuple((said(one.where, language), said(one.what, language), said(one.remedy, language)) for one in troubles),
        "has_towns": who.town is None and len(who.towns) > 1,
    }
    return show(http, who, "quarantine.html", values)


@pages.get("/quarantine/{inbound_id}")
def one_page(http: HttpRequest, who: Keeper, inbound_id: RowId, raw: str = "") -> Response:
    """Show one arrival; with ``raw`` its first bytes as well, and that somebody has looked at them is written down."""
    return _one(http, who, inbound_id, is_raw=bool(raw))


@posts.post("/quarantine/retry")
def retry_all(
    http: HttpRequest,
    who: Keeper,
    channel: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """Have all read again that is in quarantine for one reason."""
    of = next((one for one in Channel if one == channel), None)
    if of is None or not reason:
        raise HTTPException(404)
    chosen = Chosen(town=who.town_id, channel=of, reason=reason)
    done = flow.retry_all(desk_of(http).installation, chosen, who.agent.login, datetime.now(UTC))
    return RedirectResponse(f"/quarantine?done=retried&count={done.tried}", SEE_OTHER)


@posts.post("/quarantine/{inbound_id}/retry")
def retry(http: HttpRequest, who: Keeper, inbound_id: RowId) -> Response:
    """Have one read again."""
    done = flow.retry(desk_of(http).installation, (_own(http, who, inbound_id).id,), who.agent.login, datetime.now(UTC))
    return RedirectResponse(f"/quarantine?done=retried&count={done.tried}", SEE_OTHER)


@posts.post("/quarantine/{inbound_id}/dismiss")
def dismiss(http: HttpRequest, who: Keeper, inbound_id: RowId, why: Annotated[str, Form(max_length=5_000)] = "") -> Response:
    """Put one away with a reason; without one the form comes back."""
    kept = _own(http, who, inbound_id)
    try:
        count = flow.dismiss(desk_of(http).installation, (kept.id,), why, who.agent.login, datetime.now(UTC))
    except InvalidError as error:
        language = desk_of(http).languages[who.language]
        wrong = " ".join(f"{said(one.what, language)} {said(one.remedy, language)}" for one in error.mistakes)
        return _one(http, who, inbound_id, wrong=wrong, why=why)
    return RedirectResponse(f"/quarantine?done=dismissed&count={count}", SEE_OTHER)


@posts.post("/quarantine/{inbound_id}/request")
def make_request(http: HttpRequest, who: Receptionist, inbound_id: RowId) -> Response:
    """Make a request of one, by hand: it comes into the review queue with its original."""
    kept = _own(http, who, inbound_id)
    flow.make_request(desk_of(http).installation, kept.id, who.agent.login, datetime.now(UTC))
    return RedirectResponse("/quarantine?done=wanted&count=1", SEE_OTHER)


def _one(http: HttpRequest, who: Member, inbound_id: int, *, is_raw: bool = False, wrong: str = "", why: str = "") -> Response:
    desk = desk_of(http)
    row = _row(desk, who, _own(http, who, inbound_id))
    may_look = _reads(who) and not row.is_hidden
    head = _head(desk, who, row.kept) if is_raw and may_look else None
    values = {
        "tab": "quarantine",
        "row": row,
        "head": head,
        "is_cut": head is not None and row.kept.inbound.size > HEAD_BYTES,
        "shown_bytes": HEAD_BYTES,
        "may_look": may_look,
        "may_make": _reads(who),
        "wrong": wrong,
        "why": why,
    }
    return show(http, who, "quarantine_one.html", values, UNPROCESSABLE if wrong else 200)


def _own(http: HttpRequest, who: Member, inbound_id: int) -> Kept:
    """Return an arrival in quarantine of the visitor's town. Raises NotFoundError."""
    with desk_of(http).installation.database.read() as session:
        kept = quarantine.get(session, InboundId(inbound_id))
    if not who.may_see(kept.inbound.town):
        raise NotFoundError(f"There is no arrival {inbound_id} in quarantine.")
    return kept


def _head(desk: Desk, who: Member, kept: Kept) -> ShownBytes:
    with desk.installation.database.write() as session:
        journal.append(
            session,
            at=datetime.now(UTC),
            town=kept.inbound.town,
            actor=who.agent.login,
            action="looked_set_aside",
            object=f"arrival {kept.id}",
            details={"sha256": kept.inbound.sha256},
        )
    return shown_bytes(desk.installation.blobs.head(kept.inbound.sha256, HEAD_BYTES))


def _reads(who: Member) -> bool:
    """Tell whether what people send is his to read, before anybody knows whose it is."""
    return who.works_for_all(Permission.REVIEW)


def _row(desk: Desk, who: Member, kept: Kept) -> Row:
    town, language = desk.book.town(kept.inbound.town), desk.languages[who.language]
    is_hidden = is_secret(desk, kept.inbound)
    words = said_of(kept.reason)
    return Row(
        kept=kept,
        town=town.name,
        zone=town.timezone,
        name=kept.inbound.source_id if _reads(who) and not is_hidden else None,
        is_hidden=is_hidden,
        why=said(words.why, language),
        remedy=said(words.remedy, language),
        is_headless=kept.reason in HEADLESS,
    )


def _query(chosen: Chosen) -> str:
    asked: Mapping[str, str] = {
        "channel": chosen.channel or "",
        "reason": chosen.reason or "",
        "state": "dismissed" if chosen.is_dismissed else "",
    }
    return f"{urlencode({name: value for name, value in asked.items() if value})}&" if any(asked.values()) else ""
