"""The first run on screen: who knows the code makes the first account, then a step a page until there is something to do."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from domain.channel import ChannelKind, Hand
from domain.errors import ConfigurationError, ConflictError, InvalidError
from domain.ids import TownId
from domain.inbound import Channel
from domain.rights import Permission
from flows import accounts
from flows.channel_check import checked_account, is_sound
from flows.channels import add_folder, add_mailbox, drop_root, own_folder, tried_account
from flows.first_run import steps
from flows.first_run.catalogue import EVERYTHING_ELSE, offers, usual
from flows.first_run.code import code_file, ensure_code
from flows.first_run.plan import LONGEST, ZONES, Choice, Step, TownFacts
from flows.first_run.samples import has_demo
from flows.first_run.steps import Newcomer, Progress
from store import channels, first_runs, towns
from web.api.caller import address_of
from web.desk import Desk, desk_of
from web.setup import Typed, mailbox_document, refused, shown_steps, shown_tries
from web.translations import Language, said
from web.visitor import (
    SESSION_COOKIE,
    AnyVisitor,
    Member,
    SettledAgent,
    SignInNeededError,
    Visitor,
    checked_post,
    set_cookie,
    show,
)

SEE_OTHER, FORBIDDEN, CONFLICT, WRONG, TOO_MANY = 303, 403, 409, 422, 429
_SAMPLES_SECONDS = 6.0
"""So long the last step waits for the samples to be read, so that the desk shows them at once."""
_PAUSE_SECONDS = 0.1
Text = Annotated[str, Form(max_length=LONGEST)]
Secret = Annotated[str, Form(max_length=1000)]


def setter(who: SettledAgent) -> Member:
    """Return who may set the installation up: an administrator of all of it."""
    if who.agent.town is not None or not who.works_for_all(Permission.CATALOGUE):
        raise HTTPException(FORBIDDEN)
    return who


Setter = Annotated[Member, Depends(setter)]
pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])


@pages.get("/setup")
def begin(http: HttpRequest, who: AnyVisitor) -> Response:
    """Lead to the step that is to be done."""
    found = steps.progress(desk_of(http).installation)
    if found.is_over:
        return RedirectResponse("/", SEE_OTHER)
    if not found.has_agents:
        return _account_page(http, who, found, Typed())
    if who.agent is None:
        raise SignInNeededError
    return RedirectResponse(f"/setup/{found.next}", SEE_OTHER)


@posts.post("/setup/account")
def make_account(  # noqa: PLR0913, PLR0917 — what the form brings
    http: HttpRequest,
    who: AnyVisitor,
    code: Text = "",
    name: Text = "",
    login: Text = "",
    password: Secret = "",
    again: Secret = "",
) -> Response:
    """Make the first administrator and sign him in."""
    desk = desk_of(http)
    found = steps.progress(desk.installation)
    if found.is_over or found.has_agents:
        return RedirectResponse("/setup", SEE_OTHER)
    values = {"code": code, "name": name, "login": login}
    language = desk.languages[who.language]
    if not http.app.state.throttle.admits(address_of(http)):
        fault = language.gettext("Too many attempts from your address. Wait a minute, then try again.")
        return _account_page(http, who, found, Typed(values=values, fault=fault), TOO_MANY)
    now = datetime.now(UTC)
    new = Newcomer(code=code, name=name, login=login, password=password, again=again)
    try:
        faults = steps.open_account(desk.installation, new, now)
    except ConflictError:
        return RedirectResponse("/setup", SEE_OTHER)
    if faults is not None:
        typed = Typed(values=values, faults={field: said(what, language) for field, what in faults.fields.items()})
        return _account_page(http, who, found, typed, WRONG, faults.password)
    response = RedirectResponse("/setup", SEE_OTHER)
    signed_in = accounts.sign_in(desk.installation, login.strip(), password, now)
    if isinstance(signed_in, accounts.SignedIn):
        set_cookie(desk, response, SESSION_COOKIE, signed_in.token)
        accounts.choose_language(desk.installation, signed_in.agent.id, who.language)
    return response


@pages.get("/setup/{step}")
def step_page(http: HttpRequest, who: Setter, step: Step) -> Response:
    """Show a step; one before whose time it is leads to the one that is to be done."""
    found = steps.progress(desk_of(http).installation)
    if found.is_over or step is Step.ACCOUNT or not found.is_open(step):
        return RedirectResponse("/setup", SEE_OTHER)
    return _step_page(http, who, found, step, Typed())


@posts.post("/setup/town")
def keep_town(  # noqa: PLR0913, PLR0917 — what the form brings
    http: HttpRequest,
    who: Setter,
    name: Text = "",
    insee: Text = "",
    postcode: Text = "",
    street: Text = "",
    email: Text = "",
    phone: Text = "",
    timezone: Text = "",
) -> Response:
    """Keep what the town is."""
    values = {"name": name, "insee": insee, "postcode": postcode, "street": street, "email": email, "phone": phone, "timezone": timezone}
    told = {field: value.strip() for field, value in values.items()}
    facts = TownFacts(**{**told, "insee": told["insee"].upper(), "email": told["email"].lower()})
    return _done(http, who, Step.TOWN, values, lambda desk, now: steps.keep_town(desk.installation, facts, who.agent.login, now))


@posts.post("/setup/example")
def take_example(http: HttpRequest, who: Setter) -> Response:
    """Take the demo town."""
    if not has_demo():
        raise HTTPException(404)
    return _done(http, who, Step.TOWN, {}, lambda desk, now: steps.take_example(desk.installation, who.agent.login, now))


@posts.post("/setup/departments")
async def choose_departments(http: HttpRequest, who: Setter) -> Response:
    """Publish the rule set of the departments chosen."""
    form = await http.form()
    values = {name: value.strip() for name, value in form.multi_items() if isinstance(value, str)}
    codes = tuple(one.code for one in offers() if f"take_{one.code}" in values or one.code == EVERYTHING_ELSE)
    emails = {code: values[f"email_{code}"][:LONGEST] for code in codes if values.get(f"email_{code}")}
    choice = Choice(codes=codes, emails=emails)

    def choose(desk: Desk, now: datetime) -> None:
        steps.choose_departments(desk.installation, choice, who.agent.login, now)

    # A form of any names is read here; what it does takes a second and must not hold up the others.
    return await run_in_threadpool(_done, http, who, Step.DEPARTMENTS, values, choose)


@posts.post("/setup/mailbox")
def keep_mailbox(  # noqa: PLR0913, PLR0917 — what the form brings
    http: HttpRequest,
    who: Setter,
    host: Text = "",
    port: Text = "",
    tls: Text = "",
    user: Text = "",
    password: Secret = "",
    act: Text = "",
) -> Response:
    """Try a mailbox, and keep it where it is sound or is kept all the same."""
    desk, found, now = desk_of(http), steps.progress(desk_of(http).installation), datetime.now(UTC)
    if found.town is None or found.is_over:
        return RedirectResponse("/setup", SEE_OTHER)
    if act == "skip":
        steps.pass_step(desk.installation, Step.MAILBOX, who.agent.login, now)
        return RedirectResponse("/setup", SEE_OTHER)
    values = {"host": host, "port": port, "tls": tls, "user": user}
    document = mailbox_document(values)
    try:
        with desk.installation.database.read() as session:
            boxes = towns.mailboxes(session)
        tried = checked_account(tried_account(desk.installation.settings, document, password, found.town, boxes), boxes)
        if not is_sound(tried) and act != "anyway":
            return _step_page(
                http, who, found, Step.MAILBOX, Typed(values=values), WRONG, {"tried": shown_tries(tried, _language(desk, who))}
            )
        add_mailbox(desk.installation, found.town.id, document, password, Hand(by=who.agent.login, at=now))
    except InvalidError as error:
        return _step_page(http, who, found, Step.MAILBOX, refused(error, values, _language(desk, who)), WRONG)
    steps.pass_step(desk.installation, Step.MAILBOX, who.agent.login, now)
    return RedirectResponse("/setup", SEE_OTHER)


@posts.post("/setup/folder")
def keep_folder(http: HttpRequest, who: Setter, folder: Text = "", act: Text = "") -> Response:
    """Make the folder for the scanner."""

    def keep(desk: Desk, now: datetime) -> None:
        town = steps.progress(desk.installation).town
        if town is not None and act != "skip":
            add_folder(desk.installation, town.id, folder.strip(), Channel.SCAN, Hand(by=who.agent.login, at=now))
        steps.pass_step(desk.installation, Step.FOLDER, who.agent.login, now)

    return _done(http, who, Step.FOLDER, {"folder": folder}, keep)


@posts.post("/setup/samples")
def end(http: HttpRequest, who: Setter, act: Text = "") -> Response:
    """Take the samples in, or not, and lead to the desk."""
    desk, now = desk_of(http), datetime.now(UTC)
    found = steps.progress(desk.installation)
    if found.is_over or not found.is_open(Step.SAMPLES) or found.town is None:
        return RedirectResponse("/setup", SEE_OTHER)
    if act != "skip":
        steps.bring_samples(desk.installation, who.agent.login, now)
        _wait_for_outcomes(desk, found.town.id)
    steps.finish(desk.installation, who.agent.login, now)
    return RedirectResponse("/review", SEE_OTHER)


def _done(http: HttpRequest, who: Member, step: Step, values: Mapping[str, str], act: Callable[[Desk, datetime], None]) -> Response:
    """Do a step and lead on, or show it again with what is wrong and all that was typed."""
    desk = desk_of(http)
    found = steps.progress(desk.installation)
    if found.is_over or not found.is_open(step):
        return RedirectResponse("/setup", SEE_OTHER)
    try:
        act(desk, datetime.now(UTC))
    except (InvalidError, ConfigurationError) as error:
        return _step_page(http, who, found, step, refused(error, values, _language(desk, who)), WRONG)
    except ConflictError as error:
        return _step_page(http, who, found, step, refused(error, values, _language(desk, who)), CONFLICT)
    return RedirectResponse("/setup", SEE_OTHER)


def _account_page(
    http: HttpRequest,
    who: Visitor,
    found: Progress,
    typed: Typed,
    status: int = 200,
    password_faults: tuple[accounts.PasswordFault, ...] = (),
) -> Response:
    desk = desk_of(http)
    ensure_code(desk.installation.settings)
    values = {
        "steps": shown_steps(found, Step.ACCOUNT, desk.languages[who.language]),
        "typed": typed,
        "code_file": code_file(desk.installation.settings).absolute(),
        "password_faults": password_faults,
    }
    return show(http, who, "setup_account.html", values, status)


def _step_page(  # noqa: PLR0913, PLR0917 — where, who, what is there and what was typed
    http: HttpRequest,
    who: Member,
    found: Progress,
    step: Step,
    typed: Typed,
    status: int = 200,
    more: Mapping[str, object] | None = None,
) -> Response:
    desk = desk_of(http)
    own = {"steps": shown_steps(found, step, _language(desk, who)), "typed": typed, "found": found, **_values(desk, found, step)}
    return show(http, who, f"setup_{step}.html", {**own, **(more or {})}, status)


def _values(desk: Desk, found: Progress, step: Step) -> Mapping[str, object]:
    settings = desk.installation.settings
    match step:
        case Step.TOWN:
            return {"facts": found.plan.facts or TownFacts(), "zones": ZONES, "has_demo": has_demo()}
        case Step.DEPARTMENTS:
            return {"offers": offers(), "choice": found.plan.choice or usual(), "always": EVERYTHING_ELSE}
        case Step.MAILBOX:
            return {"tried": (), "named": _named(desk, ChannelKind.MAILBOX)}
        case Step.FOLDER:
            return {"root": drop_root(settings), "named": _named(desk, ChannelKind.FOLDER)}
        case Step.SAMPLES:
            return {"lacks_relay": settings.relay_url is None}
        case Step.ACCOUNT:
            return {}


def _named(desk: Desk, kind: ChannelKind) -> tuple[str, ...]:
    """Return what is there already: mailboxes by account, folders by path."""
    settings = desk.installation.settings
    with desk.installation.database.read() as session:
        own = channels.of_kind(session, kind)
    if kind is ChannelKind.MAILBOX:
        return (
            *(f"{one.user} – {one.host}" for one in settings.every_mailbox),
            *(f"{one.document['user']} – {one.document['host']}" for one in own),
        )
    return (*(str(one.path) for one in settings.every_folder), *(str(own_folder(settings, one).path) for one in own))


def _wait_for_outcomes(desk: Desk, town: TownId) -> None:
    """Wait until what came in is read, at most for some seconds: workers of another process may be away."""
    deadline = time.monotonic() + _SAMPLES_SECONDS
    while time.monotonic() < deadline:
        with desk.installation.database.read() as session:
            if not first_runs.has_pending(session, town):
                return
        time.sleep(_PAUSE_SECONDS)


def _language(desk: Desk, who: Member) -> Language:
    return desk.languages[who.language]
