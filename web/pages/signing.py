"""Letters to sign: for who signs them, one by one or many at once; and back to who prepared those that were not signed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from domain.rights import Permission
from domain.signing import Delegation
from domain.town import Town
from flows.correspondence import signing
from flows.correspondence.hand import SIGNING
from flows.correspondence.signatories import FORMULA
from flows.correspondence.signing import Outcome, ToSign
from flows.printing.letters import pdf_to_sign
from store import agents, outbox, requests, signatures
from store.outbox import Held, LetterRecord, OutboxId
from web.access import LARGEST_ID, RowId, eyes_of, note_list
from web.desk import desk_of
from web.pages.letter_papers import pdf_page
from web.town_wanted import asked_for_town
from web.translations import said
from web.visitor import Member, SignedInMember, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG = 303, 422
Chosen = Annotated[list[str] | None, Form(max_length=signing.MOST_AT_ONCE)]
Reason = Annotated[str, Form(max_length=20_000)]
Version = Annotated[int, Form(ge=1, le=2**31 - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A letter that waits for a signature, or was refused one. ``is_readable``: its request is the visitor's to open."""

    id: OutboxId
    version: int
    request: int
    reference: str
    is_readable: bool
    model: str
    subject: str
    recipient: str
    signatory: str
    by: str
    at: datetime
    text: str
    formula: str | None = None
    reason: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a letter that was to be signed: why it was not, None where it was."""

    id: OutboxId
    why: str | None


@pages.get("/letters/to-sign")
def signing_page(http: HttpRequest, who: SignedInMember) -> Response:
    """Show the letters the visitor is to sign, and those he works on that wait, or were not signed."""
    if (asked := asked_for_town(http, who)) is not None:
        return asked
    return _show(http, who)


@pages.get("/letters/{letter}/to-sign.pdf")
def letter_pdf(http: HttpRequest, who: SignedInMember, letter: RowId) -> Response:
    """Show a letter as it leaves if the visitor signs it now. Raises NotFoundError for one that is not his to sign."""
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        found = outbox.get(session, OutboxId(letter))
    if not who.may_see(found.letter.town):
        raise NotFoundError(f"There is no letter {letter}.")
    name, login = f"courrier-{letter}.pdf", who.agent.login
    return pdf_page(http, who, name, lambda: pdf_to_sign(desk.installation, OutboxId(letter), login, datetime.now(UTC)))


@posts.post("/letters/to-sign")
def sign(http: HttpRequest, who: SignedInMember, letters: Chosen = None) -> Response:
    """Sign the letters that are ticked, each in the version that was shown, and say what became of each."""
    chosen = dict(_chosen(one) for one in letters or ())
    outcomes = signing.sign_all(desk_of(http).installation, chosen, who.agent.login, datetime.now(UTC))
    return _show(http, who, outcomes=outcomes)


@posts.post("/letters/{letter}/unsigned")
def refuse(http: HttpRequest, who: SignedInMember, letter: RowId, seen: Version, reason: Reason = "") -> Response:
    """Refuse to sign a letter, with a reason."""
    installation = desk_of(http).installation
    return _done(http, who, lambda: signing.refuse(installation, OutboxId(letter), reason, who.agent.login, datetime.now(UTC), seen))


@posts.post("/letters/{letter}/prepared")
def prepare(
    http: HttpRequest,
    who: SignedInMember,
    letter: RowId,
    seen: Version,
    do: Annotated[str, Form(max_length=10)],
    words: Annotated[str | None, Form(max_length=50_000)] = None,
) -> Response:
    """Put a letter that was not signed to sign again, with other words, or drop it."""
    installation, one, now = desk_of(http).installation, OutboxId(letter), datetime.now(UTC)
    if do == "drop":
        return _done(http, who, lambda: signing.drop(installation, one, who.agent.login, now))
    if do != "again":
        raise HTTPException(404)
    text = None if words is None else words.replace("\r\n", "\n")
    return _done(http, who, lambda: signing.put_again(installation, one, who.agent.login, now, text, seen))


def _done(http: HttpRequest, who: Member, do: Callable[[], object]) -> Response:
    """Do it, and show the page again; where it was refused with what is wrong."""
    language = desk_of(http).languages[who.language]
    try:
        do()
    except InvalidError as error:
        words = " ".join(f"{said(one.what, language)} {said(one.remedy, language)}" for one in error.mistakes)
        return _show(http, who, told=words, status=WRONG)
    except ConflictError as error:
        return _show(http, who, told=said(error.args[0], language), status=409)
    except ForbiddenError as error:
        return _show(http, who, told=said(error.args[0], language), status=403)
    return RedirectResponse("/letters/to-sign", SEE_OTHER)


def _show(http: HttpRequest, who: Member, *, outcomes: Sequence[Outcome] = (), told: str = "", status: int = 200) -> Response:
    desk, now = desk_of(http), datetime.now(UTC)
    town, language = _town(who), desk.languages[who.language]
    with desk.installation.database.read() as session:
        towns, login = desk.installation.towns, who.agent.login
        mine = signing.to_sign(session, towns, town.id, login, now)
        found = signing.back(session, towns, town.id, login) if who.may(Permission.TREAT) or who.may(Permission.REVIEW) else ()
        own = {one.letter.id for one in mine}
        rows = tuple(_to_sign(who, one) for one in mine)
        unsigned = tuple(_back(session, one) for one in found if one.held_why is Held.UNSIGNED)
        waiting = tuple(_back(session, one) for one in found if one.held_why is Held.TO_SIGN and one.id not in own)
        circuit, version = signatures.find(session, town.id)
        signs = [one.name for one in circuit.accounts if one.login == login]
        delegations = tuple(one for one in signatures.delegations(session, town.id) if _concerns(one, login, signs))
        people = [one for one in agents.all_agents(session) if one.closed_at is None and one.town in {None, town.id} and one.login != login]
        names = agents.names(session, {*(one.delegate for one in delegations), *(one.by for one in (*rows, *unsigned, *waiting))})
    note_list(desk, eyes_of(who), [one.record.line for one in mine], "letters to sign")
    results = tuple(Result(id=one.letter, why=None if one.fault is None else said(one.fault, language)) for one in outcomes)
    values = {
        "town": town,
        "zone": town.timezone,
        "is_on": bool(version),
        "rows": rows,
        "unsigned": unsigned,
        "waiting": waiting,
        "signs": signs,
        "delegations": delegations,
        "people": people if signs else [],
        "names": names,
        "formula": FORMULA,
        "today": now.astimezone(ZoneInfo(town.timezone)).date(),
        "results": results,
        "told": told,
    }
    return show(http, who, "signing.html", values, status)


def _concerns(one: Delegation, login: str, signs: Sequence[str]) -> bool:
    return one.ended_at is None and (one.delegate == login or one.signatory in signs)


def _to_sign(who: Member, one: ToSign) -> Row:
    row = _row(one.letter, str(one.record.line.number or one.record.line.tracking), is_readable=eyes_of(who).shows(one.record.line))
    return replace(row, formula=one.signer.formula)


def _back(session: Session, one: LetterRecord) -> Row:
    (line,) = requests.lines(session, () if one.letter.request is None else (one.letter.request,))
    return _row(one, str(line.number or line.tracking), is_readable=True)


def _row(one: LetterRecord, reference: str, *, is_readable: bool) -> Row:
    payload = one.letter.payload
    waiting, occasion = payload.get(SIGNING), payload.get("occasion")
    kept = waiting if isinstance(waiting, dict) else {}
    words = (occasion.get("answer") or occasion.get("reason")) if isinstance(occasion, dict) else None
    return Row(
        id=one.id,
        version=int(kept.get("version", 1)),
        request=one.letter.request or 0,
        reference=reference,
        is_readable=is_readable,
        model=str(payload.get("name") or payload.get("model") or ""),
        subject=str(payload.get("subject", "")),
        recipient=one.letter.recipient,
        signatory=str(kept.get("signatory", "")),
        by=str(kept.get("by") or ""),
        at=one.created_at,
        text=str(payload.get("body", "")),
        reason=kept.get("reason"),
        words=words,
    )


def _chosen(one: str) -> tuple[OutboxId, int]:
    """Return a letter and the version of it that was shown, from what a tick says. Raises HTTPException (404)."""
    letter, _, version = one.partition(":")
    if not (letter.isdecimal() and version.isdecimal()) or len(one) > len(str(LARGEST_ID)) or int(letter) > LARGEST_ID:
        raise HTTPException(404)
    return OutboxId(int(letter)), int(version)


def _town(who: Member) -> Town:
    town = who.town or next(iter(who.towns), None)
    if town is None:
        raise HTTPException(404)
    return town
