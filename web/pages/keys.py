"""Keys of the API, for administrators: what there is, made and ended."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.api_key import ApiKey, ApiKeyId, Scope
from domain.errors import NotFoundError
from flows import api_keys as flow
from flows.api_keys import PER_MINUTE, Wanted
from store import api_keys
from web.access import RowId
from web.desk import desk_of
from web.visitor import Admin, Member, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG = 303, 422
MOST_PER_MINUTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTyped:
    """What was typed to make a key."""

    name: str = ""
    town: str = ""
    scopes: frozenset[Scope] = frozenset()
    per_minute: int = PER_MINUTE
    until: str = ""
    fault: str = ""


@pages.get("/keys")
def list_page(http: HttpRequest, who: Admin) -> Response:
    """List the keys."""
    return _list(http, who, KeyTyped(town=who.town_id or ""))


@posts.post("/keys")
def make(  # noqa: PLR0913, PLR0917 — what the form brings
    http: HttpRequest,
    who: Admin,
    name: Annotated[str, Form(max_length=200)] = "",
    town: Annotated[str, Form(max_length=64)] = "",
    scopes: Annotated[list[Scope] | None, Form()] = None,
    per_minute: Annotated[int, Form(ge=1, le=MOST_PER_MINUTE)] = PER_MINUTE,
    until: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Make a key and show its secret, once."""
    desk, now = desk_of(http), datetime.now(UTC)
    chosen, ends = frozenset(scopes or ()), _end(until, who.zone)
    typed = KeyTyped(name=name.strip(), town=town, scopes=chosen, per_minute=per_minute, until=until)
    if not typed.name or not chosen or (until and (ends is None or ends <= now)):
        fault = desk.languages[who.language].gettext("Write what it is for, choose what it allows, and an end that is to come.")
        return _list(http, who, replace(typed, fault=fault), WRONG)
    wanted = Wanted(town=who.named_town(town), name=typed.name, scopes=chosen, per_minute=per_minute, expires_at=ends)
    made = flow.make(desk.installation, wanted, who.agent.login, now)
    return show(http, who, "key_secret.html", {"key": made.key, "secret": made.secret})


@posts.post("/keys/{key_id}/revoke")
def revoke(http: HttpRequest, who: Admin, key_id: RowId) -> Response:
    """End a key at once."""
    installation = desk_of(http).installation
    with installation.database.read() as session:
        found = api_keys.get(session, ApiKeyId(key_id))
    if who.agent.town not in (None, found.town):
        raise NotFoundError(f"There is no key {key_id} for {who.agent.login}.")
    flow.revoke(installation, found.id, who.agent.login, datetime.now(UTC))
    return RedirectResponse("/keys", SEE_OTHER)


def _list(http: HttpRequest, who: Member, typed: KeyTyped, status: int = 200) -> Response:
    desk, now = desk_of(http), datetime.now(UTC)
    with desk.installation.database.read() as session:
        found = api_keys.all_keys(session, who.town_id)
        if who.agent.town is None and who.town_id is not None:
            found += tuple(one for one in api_keys.all_keys(session, None) if one.town is None)
    values = {
        "keys": [(one, _state(one, now)) for one in found],
        "towns": {town.id: town.name for town in who.towns},
        "scopes": tuple(Scope),
        "typed": typed,
        "most": MOST_PER_MINUTE,
        "zone": who.zone,
        "is_of_all": who.agent.town is None,
    }
    return show(http, who, "keys.html", values, status)


def _state(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "valid" if key.is_valid(now) else "expired"


def _end(typed: str, zone: str) -> datetime | None:
    """Return the moment a day begins at in a town; None for what is no day."""
    try:
        return datetime.combine(date.fromisoformat(typed), time(), ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
