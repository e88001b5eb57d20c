"""Webhooks, for administrators: which software is told of what, its secret, what it answered, and trying it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError, InvalidError
from domain.ids import DepartmentCode, SubjectCode, TownId
from domain.rights import Permission, may_in_town
from domain.webhook import CHOICE, Content, Event, Webhook, WebhookDeliveryId, WebhookId, WebhookState, WebhookTerms
from flows.webhooks import keeping, sending
from flows.webhooks.keeping import Made, Seen
from store import webhooks
from web.access import LARGEST_ID, RowId
from web.desk import desk_of
from web.pages.figures import told_faults
from web.translations import Language, said
from web.visitor import Admin, Member, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, CONFLICT, WRONG = 303, 409, 422
_LINES = 50
_START = frozenset({Event.CREATED, Event.ROUTED, Event.STATUS, Event.CLOSED, Event.REOPENED, Event.MERGED})
Seenable = Annotated[int | None, Form(ge=1, le=2**31 - 1)]
Short = Annotated[str, Form(max_length=200)]
Codes = Annotated[list[str] | None, Form()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A webhook as somebody fills it in; ``version`` is the one he looked at."""

    name: str = ""
    url: str = ""
    town: str = ""
    events: frozenset[str] = frozenset(_START)
    subjects: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    is_whole: bool = False
    version: int | None = None

    @property
    def terms(self) -> WebhookTerms:
        """Return it as terms; events nobody knows are passed over."""
        return WebhookTerms(
            name=self.name,
            url=self.url,
            events=frozenset(event for event in CHOICE if event in self.events),
            subjects=frozenset(map(SubjectCode, self.subjects)),
            departments=frozenset(map(DepartmentCode, self.departments)),
            content=Content.WHOLE if self.is_whole else Content.STATES,
        )


def typed(  # noqa: PLR0913, PLR0917 — what the form brings
    name: Short = "",
    url: Annotated[str, Form(max_length=2000)] = "",
    town: Annotated[str, Form(max_length=64)] = "",
    events: Codes = None,
    subjects: Codes = None,
    departments: Codes = None,
    whole: Short = "",
    version: Seenable = None,
) -> Typed:
    """Return what was filled in."""
    return Typed(
        name=name,
        url=url,
        town=town,
        events=frozenset(events or ()),
        subjects=frozenset(subjects or ()),
        departments=frozenset(departments or ()),
        is_whole=bool(whole),
        version=version,
    )


FilledIn = Annotated[Typed, Depends(typed)]


@pages.get("/webhooks")
def list_page(http: HttpRequest, who: Admin) -> Response:
    """List the webhooks, with a form for another one."""
    return _list(http, who, Typed(town=who.town_id or ""))


@posts.post("/webhooks")
def add(http: HttpRequest, who: Admin, filled: FilledIn) -> Response:
    """Keep a new webhook and show its secret, once."""
    desk, now = desk_of(http), datetime.now(UTC)
    town = who.agent.town or who.named_town(filled.town)
    if town is None:
        raise HTTPException(404)
    try:
        made = keeping.add(desk.installation, town, _allowed(who, town, filled.terms, None), who.agent.login, now)
    except InvalidError as error:
        return _list(http, who, filled, told_faults(error, desk.languages[who.language]), WRONG)
    except ConflictError as error:
        return _list(http, who, filled, (_said(error, desk.languages[who.language]),), CONFLICT)
    return _secret(http, who, made)


@pages.get("/webhooks/{webhook}")
def one_page(
    http: HttpRequest, who: Admin, webhook: RowId, before: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None, done: str = ""
) -> Response:
    """Show a webhook with what it was told."""
    found = _found(http, who, webhook)
    return _one(http, who, found, _typed_of(found), before=before, done=done[:20])


@posts.post("/webhooks/{webhook}")
def change(http: HttpRequest, who: Admin, webhook: RowId, filled: FilledIn) -> Response:
    """Keep a webhook as it is written now."""
    desk, found = desk_of(http), _found(http, who, webhook)
    language = desk.languages[who.language]
    seen = Seen(id=found.id, town=who.agent.town, version=filled.version)
    try:
        keeping.change(desk.installation, seen, _allowed(who, found.town, filled.terms, found), who.agent.login, datetime.now(UTC))
    except InvalidError as error:
        return _one(http, who, found, filled, faults=told_faults(error, language), status=WRONG)
    except ConflictError as error:
        return _one(http, who, found, filled, faults=(_said(error, language),), status=CONFLICT)
    return RedirectResponse(f"/webhooks/{found.id}?done=saved", SEE_OTHER)


@posts.post("/webhooks/{webhook}/ping")
def ping(http: HttpRequest, who: Admin, webhook: RowId) -> Response:
    """Try the address now; what it answered stands in the log."""
    installation, found = desk_of(http).installation, _found(http, who, webhook)
    sending.ping(installation, Seen(id=found.id, town=who.agent.town), who.agent.login, sending.line_of(installation))
    return RedirectResponse(f"/webhooks/{found.id}?done=tried#log", SEE_OTHER)


@posts.post("/webhooks/{webhook}/switch")
def switch(http: HttpRequest, who: Admin, webhook: RowId, to: Annotated[WebhookState, Form()], version: Seenable = None) -> Response:
    """Switch a webhook on or off."""
    if to is WebhookState.FAILED:
        raise HTTPException(WRONG)
    found, installation = _found(http, who, webhook), desk_of(http).installation
    seen = Seen(id=found.id, town=who.agent.town, version=version)
    try:
        keeping.switch(installation, seen, to, who.agent.login, datetime.now(UTC))
    except ConflictError as error:
        return _conflict(http, who, found, error)
    return RedirectResponse(f"/webhooks/{found.id}?done={to.value}", SEE_OTHER)


@posts.post("/webhooks/{webhook}/secret")
def rotate(http: HttpRequest, who: Admin, webhook: RowId, version: Seenable = None) -> Response:
    """Give a webhook another secret and show it, once."""
    found, installation = _found(http, who, webhook), desk_of(http).installation
    seen = Seen(id=found.id, town=who.agent.town, version=version)
    try:
        made = keeping.rotate(installation, seen, who.agent.login, datetime.now(UTC))
    except ConflictError as error:
        return _conflict(http, who, found, error)
    return _secret(http, who, made)


@posts.post("/webhooks/{webhook}/remove")
def remove(http: HttpRequest, who: Admin, webhook: RowId, version: Seenable = None) -> Response:
    """Remove a webhook."""
    found, installation = _found(http, who, webhook), desk_of(http).installation
    try:
        keeping.remove(installation, Seen(id=found.id, town=who.agent.town, version=version), who.agent.login, datetime.now(UTC))
    except ConflictError as error:
        return _conflict(http, who, found, error)
    return RedirectResponse("/webhooks", SEE_OTHER)


@posts.post("/webhooks/{webhook}/deliveries/{delivery}/again")
def send_again(http: HttpRequest, who: Admin, webhook: RowId, delivery: RowId) -> Response:
    """Let a delivery leave again."""
    found, installation = _found(http, who, webhook), desk_of(http).installation
    seen = Seen(id=found.id, town=who.agent.town)
    try:
        keeping.send_again(installation, seen, WebhookDeliveryId(delivery), who.agent.login, datetime.now(UTC))
    except ConflictError as error:
        return _conflict(http, who, found, error)
    return RedirectResponse(f"/webhooks/{found.id}?done=again#log", SEE_OTHER)


def _found(http: HttpRequest, who: Member, webhook: int) -> Webhook:
    """Return a webhook of the visitor's town. Raises NotFoundError."""
    return keeping.find(desk_of(http).installation, Seen(id=WebhookId(webhook), town=who.agent.town))


def _allowed(who: Member, town: TownId, terms: WebhookTerms, before: Webhook | None) -> WebhookTerms:
    """Return the terms as far as they are his to write: words and persons leave only by who may take them out, wherever they go."""
    if terms.content is Content.STATES or may_in_town(who.standing, Permission.EXPORT, town):
        return terms
    if before is not None and before.terms.content is Content.WHOLE and before.terms.url == terms.url.strip():
        return terms
    raise HTTPException(403)


def _typed_of(one: Webhook) -> Typed:
    return Typed(
        name=one.terms.name,
        url=one.terms.url,
        town=one.town,
        events=frozenset(one.terms.events),
        subjects=frozenset(one.terms.subjects),
        departments=frozenset(one.terms.departments),
        is_whole=one.terms.content is Content.WHOLE,
        version=one.version,
    )


def _list(http: HttpRequest, who: Member, filled: Typed, faults: tuple[str, ...] = (), status: int = 200) -> Response:
    installation = desk_of(http).installation
    with installation.database.read() as session:
        found, waiting = webhooks.all_of(session, who.town_id), webhooks.waiting(session, who.town_id)
    values = {
        "webhooks": [(one, waiting.get(one.id, 0)) for one in found],
        "towns": {town.id: town.name for town in who.towns},
        "is_of_all": who.agent.town is None,
        "zone": who.zone,
        **_form(http, who, TownId(filled.town) if filled.town else who.town_id, filled, faults),
    }
    return show(http, who, "webhooks.html", values, status)


def _one(  # noqa: PLR0913 — what the page shows
    http: HttpRequest,
    who: Member,
    one: Webhook,
    filled: Typed,
    *,
    before: int | None = None,
    done: str = "",
    faults: tuple[str, ...] = (),
    status: int = 200,
) -> Response:
    with desk_of(http).installation.database.read() as session:
        log = webhooks.deliveries(session, one.id, before=before, limit=_LINES + 1)
    values = {
        "one": one,
        "log": log[:_LINES],
        "next": log[_LINES - 1].id if len(log) > _LINES else None,
        "is_first": before is None,
        "done": done,
        "zone": who.zone,
        "both_until": one.old_until if one.old_until is not None and one.old_until > datetime.now(UTC) else None,
        **_form(http, who, one.town, filled, faults),
    }
    return show(http, who, "webhook.html", values, status)


def _form(http: HttpRequest, who: Member, town: TownId | None, filled: Typed, faults: tuple[str, ...]) -> dict[str, object]:
    installation = desk_of(http).installation
    known = town if town in {one.id for one in who.towns} else None
    rules = None if known is None else installation.towns.get(known).ruleset
    may_whole = known is not None and may_in_town(who.standing, Permission.EXPORT, known)
    return {
        "typed": filled,
        "faults": faults,
        "events": CHOICE,
        "subjects": () if rules is None else rules.subjects,
        "departments": () if rules is None else rules.departments,
        "may_whole": may_whole or filled.is_whole,
        "needs_https": not installation.settings.webhook_ways,
    }


def _secret(http: HttpRequest, who: Member, made: Made) -> Response:
    return show(http, who, "webhook_secret.html", {"one": made.webhook, "secret": made.secret, "zone": who.zone})


def _conflict(http: HttpRequest, who: Member, found: Webhook, error: ConflictError) -> Response:
    fresh = _found(http, who, found.id)
    told = _said(error, desk_of(http).languages[who.language])
    return _one(http, who, fresh, replace(_typed_of(fresh)), faults=(told,), status=CONFLICT)


def _said(error: ConflictError, language: Language) -> str:
    return said(error.args[0], language)
