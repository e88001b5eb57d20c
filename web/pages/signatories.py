"""Who signs letters of a town: which wait for a signature, by which account, and who signs in whose place."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import zip_longest
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError, ForbiddenError, InvalidError, MistakesError, NotFoundError
from domain.ids import TownId
from domain.rights import Permission
from domain.signing import Circuit, DelegationId, SignatoryAccount
from domain.town import Signatory, Town
from flows.correspondence import signatories, signers
from flows.correspondence.signatories import SIGNABLE, Wanted
from store import agents, signatures
from web.access import RowId
from web.desk import desk_of
from web.town_wanted import asked_for_town
from web.translations import said
from web.visitor import Member, SignedInMember, checked_post, permitted, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
Keeper = Annotated[Member, Depends(permitted(Permission.TEMPLATES))]
TownCode = Annotated[str, InPath(min_length=1, max_length=64)]
Several = Annotated[list[str] | None, Form(max_length=100)]
BLANK_ROWS = 2
SEE_OTHER, FORBIDDEN, CONFLICT, WRONG = 303, 403, 409, 422


@pages.get("/letters/signing")
def circuit_page(http: HttpRequest, who: Keeper, saved: int = 0) -> Response:
    """Show who signs, and which letters wait for a signature, as forms."""
    if (asked := asked_for_town(http, who)) is not None:
        return asked
    return _show(http, who, _town(who, None), is_saved=bool(saved))


@posts.post("/letters/signing/{town}")
def save(
    http: HttpRequest,
    who: Keeper,
    town: TownCode,
    seen: Annotated[int, Form(ge=0, le=2**31 - 1)],
    models: Annotated[list[str] | None, Form(max_length=100)] = None,
    accounts: Annotated[list[str] | None, Form(max_length=100)] = None,
) -> Response:
    """Keep which letters wait for a signature, and by which account each signatory signs, in the order of the town's list."""
    of, desk = _town(who, town), desk_of(http)
    language = desk.languages[who.language]
    pairs = zip(of.signatories, accounts or (), strict=False)
    wanted = Circuit(
        models=tuple(models or ()), accounts=tuple(SignatoryAccount(name=one.name, login=login) for one, login in pairs if login.strip())
    )
    try:
        signatories.keep_circuit(desk.installation, of.id, wanted, who.agent.login, datetime.now(UTC), seen=seen)
    except MistakesError as error:
        told = tuple(f"{said(one.what, language)} {said(one.remedy, language)}" for one in error.mistakes)
        return _show(http, who, of, typed=wanted, told=told, status=WRONG)
    except (ConflictError, NotFoundError) as error:
        return _show(http, who, of, typed=wanted, told=(said(error.args[0], language),), status=CONFLICT)
    return RedirectResponse("/letters/signing?saved=1", SEE_OTHER)


@posts.post("/letters/signatories/{town}")
def save_signatories(  # noqa: PLR0913, PLR0917 - a parameter for each field
    http: HttpRequest,
    who: Keeper,
    town: TownCode,
    revision: Annotated[int, Form(ge=0, le=2**31 - 1)],
    name: Several = None,
    quality: Several = None,
    whose: Several = None,
    delegation: Several = None,
) -> Response:
    """Keep who signs letters: a row for each, empty ones left out."""
    of, desk = _town(who, town), desk_of(http)
    language = desk.languages[who.language]
    rows = zip_longest(name or (), quality or (), whose or (), delegation or (), fillvalue="")
    wanted = tuple(Signatory(name=one, quality=of_what, agent=login or None, delegation=by or None) for one, of_what, login, by in rows)
    try:
        signers.keep_signatories(desk.installation, of.id, wanted, who.agent.login, datetime.now(UTC), seen=revision)
    except MistakesError as error:
        told = tuple(f"{said(one.what, language)} {said(one.remedy, language)}" for one in error.mistakes)
        return _show(http, who, of, rows=wanted, told=told, status=WRONG)
    except ConflictError as error:
        return _show(http, who, of, rows=wanted, told=(said(error.args[0], language),), status=CONFLICT)
    return RedirectResponse("/letters/signing?saved=1", SEE_OTHER)


@posts.post("/letters/delegations/{town}")
def delegate(  # noqa: PLR0913, PLR0917 - a parameter for each field
    http: HttpRequest,
    who: SignedInMember,
    town: TownCode,
    signatory: Annotated[str, Form(max_length=200)],
    delegate: Annotated[str, Form(max_length=200)],
    quality: Annotated[str, Form(max_length=500)],
    formula: Annotated[str, Form(max_length=500)],
    first_day: Annotated[date, Form()],
    last_day: Annotated[date, Form()],
) -> Response:
    """Let another agent sign in the visitor's place."""
    of, installation = _town(who, town), desk_of(http).installation
    wanted = Wanted(signatory=signatory, delegate=delegate, quality=quality, formula=formula, first_day=first_day, last_day=last_day)
    language = desk_of(http).languages[who.language]
    try:
        signatories.delegate(installation, of.id, wanted, who.agent.login, datetime.now(UTC))
    except InvalidError as error:
        words = " ".join(f"{said(one.what, language)} {said(one.remedy, language)}" for one in error.mistakes)
        return _refused(http, who, words, WRONG)
    except ForbiddenError as error:
        return _refused(http, who, said(error.args[0], language), FORBIDDEN)
    return RedirectResponse("/letters/to-sign", SEE_OTHER)


@posts.post("/letters/delegations/{delegation}/end")
def end(http: HttpRequest, who: SignedInMember, delegation: RowId) -> Response:
    """Say that a delegation is over."""
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        found = signatures.delegation(session, DelegationId(delegation))
    if not who.may_see(found.town):
        raise NotFoundError(f"There is no delegation {delegation}.")
    signatories.end_delegation(desk.installation, DelegationId(delegation), who.agent.login, datetime.now(UTC))
    return RedirectResponse("/letters/to-sign", SEE_OTHER)


def _refused(http: HttpRequest, who: Member, words: str, status: int) -> Response:
    title = desk_of(http).languages[who.language].gettext("This delegation was not given")
    return show(http, who, "error.html", {"status": status, "title": title, "advice": words, "reference": None}, status)


def _show(  # noqa: PLR0913 - what the page shows
    http: HttpRequest,
    who: Member,
    town: Town,
    *,
    typed: Circuit | None = None,
    rows: Sequence[Signatory] | None = None,
    told: Sequence[str] = (),
    is_saved: bool = False,
    status: int = 200,
) -> Response:
    with desk_of(http).installation.database.read() as session:
        kept, revision = signers.known(session, town.id)
        circuit, version = signatures.find(session, town.id)
        people = [one for one in agents.all_agents(session) if one.closed_at is None and one.town in {None, town.id}]
    shown = typed or circuit
    named = {one.name: one.login for one in shown.accounts}
    blank = (Signatory(name="", quality=""),) * BLANK_ROWS
    filled = kept.signatories if rows is None else tuple(one for one in rows if one.name or one.quality or one.delegation)
    values = {
        "town": kept,
        "revision": revision,
        "rows": (*filled, *blank),
        "most_words": signers.MOST_WORDS,
        "lacking": [one.name for one in kept.signatories if circuit.models and circuit.account_of(one.name) is None],
        "circuit": shown,
        "named": named,
        "version": version,
        "models": [one.value for one in SIGNABLE],
        "people": people,
        "told": told,
        "is_saved": is_saved,
    }
    return show(http, who, "signatories.html", values, status)


def _town(who: Member, code: str | None) -> Town:
    """Return the town meant, by default the visitor's. Raises HTTPException (404) for one that is not his."""
    found = (who.town or next(iter(who.towns), None)) if code is None else next((one for one in who.towns if one.id == TownId(code)), None)
    if found is None:
        raise HTTPException(404)
    return found
