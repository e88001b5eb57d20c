"""Many requests of the review queue at once: chosen in the list, confirmed, rejected or put off, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, assert_never

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConfigurationError, ConflictError, InvalidError, NotFoundError
from domain.ids import RequestId, TownId
from domain.request import Status
from domain.rights import Permission
from flows.bulk import MOST, Confirming, Doing, Done, Item, PuttingOff, Rejecting, Result, bulk
from flows.confirm import Correction
from flows.rights import lacking
from store import requests
from store.request_lines import RequestLine
from web.access import LARGEST_ID
from web.desk import Desk, desk_of
from web.hold import moment_of, plainly
from web.translations import Language, said
from web.visitor import Member, SignedInMember, checked_post, show
from web.words import N_

posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG = 303, 422
_MOST_VERSION = 2**31 - 1
Text = Annotated[str, Form(max_length=2_000)]


class Manifold(StrEnum):
    """What is done to all that were chosen."""

    CONFIRM = "confirm"
    REJECT = "reject"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownResult:
    """What became of one request; ``line`` is it as it was before, ``why`` what spoke against it, ``way`` takes it back."""

    line: RequestLine
    subject: str
    result: Result
    why: str
    way: str | None


_WAYS = {Manifold.CONFIRM: "undo", Manifold.REJECT: "restore", Manifold.LATER: "back"}
TITLES = {
    Manifold.CONFIRM: N_("What became of what you confirmed"),
    Manifold.REJECT: N_("What became of what you rejected"),
    Manifold.LATER: N_("What became of what you put off"),
}
RESULTS = {
    Result.DONE: N_("Done"),
    Result.CONFLICT: N_("Not done: it does not stand so any more"),
    Result.FORBIDDEN: N_("Not done: your rights do not allow it"),
    Result.REFUSED: N_("Not done"),
}

_DONE_WORDS = {
    Manifold.CONFIRM: N_("The request is confirmed"),
    Manifold.REJECT: N_("The request is rejected"),
    Manifold.LATER: N_("The request is put off"),
}


@posts.post("/review/many")
def many(  # noqa: PLR0913, PLR0917 — what the form brings
    http: HttpRequest,
    who: SignedInMember,
    do: Annotated[Manifold, Form()],
    item: Annotated[list[str] | None, Form()] = None,
    reject_reason: Text = "",
    day: Annotated[str, Form(max_length=10)] = "",
    hour: Annotated[str, Form(max_length=8)] = "",
    later_reason: Text = "",
) -> Response:
    """Do the same to all requests that were chosen, each by itself, and tell what became of each."""
    desk = desk_of(http)
    if not who.may(Permission.REVIEW):
        raise lacking(Permission.REVIEW)
    chosen = dict(filter(None, map(_parsed, (item or ())[:MOST])))
    if not chosen:
        return RedirectResponse("/review?chosen=none", SEE_OTHER)
    with desk.installation.database.read() as session:
        lines = [
            one
            for one in requests.lines(session, tuple(chosen))
            if who.may_see(one.town) and who.reach.shows(one.town, one.department, one.confidentiality)
        ]
    shown = []
    for town in dict.fromkeys(one.town for one in lines):
        until = moment_of(day, hour, desk.book.town(town).timezone)
        if do is Manifold.LATER and until is None:
            return RedirectResponse("/review?chosen=day", SEE_OTHER)
        doing = _doing(do, reject_reason, until or datetime.now(UTC), later_reason)
        shown += _done(
            desk, who, town, [Item(request=one.id, doing=doing, version=chosen[one.id]) for one in lines if one.town == town], do
        )
    told = {one.line.id: one for one in shown}
    values = {
        "title": desk.languages[who.language].gettext(TITLES[do]),
        "results": tuple(told[one.id] for one in lines),
        "names": {**RESULTS, Result.DONE: _DONE_WORDS[do]},
        "done": sum(one.result is Result.DONE for one in shown),
    }
    return show(http, who, "many.html", values)


def _done(desk: Desk, who: Member, town: TownId, items: Sequence[Item], do: Manifold) -> list[ShownResult]:
    language = desk.languages[who.language]
    with desk.installation.database.read() as session:
        before = {one.id: one for one in requests.lines(session, [one.request for one in items])}
        labels = desk.book.labels(session, town, desk.installation.towns.get(town).basis.ruleset)
    results = bulk(desk.installation, town, items, who.agent.login, datetime.now(UTC))
    return [
        ShownResult(
            line=(line := before[one.item.request]),
            subject=labels.subject(line.subject),
            result=one.result,
            why=_why(desk, one, line, language),
            way=_WAYS[do] if one.result is Result.DONE and line.status is Status.REVIEW else None,
        )
        for one in results
    ]


def _why(desk: Desk, one: Done, line: RequestLine, language: Language) -> str:
    match one.error:
        case None:
            return ""
        case InvalidError(mistakes=mistakes) | ConfigurationError(mistakes=mistakes):
            return " ".join(part for found in mistakes for part in (said(found.what, language), said(found.remedy, language)) if part)
        case ConflictError() | NotFoundError():
            return plainly(desk, one.error, line, language)
        case _:
            assert_never(one.error)


def _doing(do: Manifold, reason: str, until: datetime, later_reason: str) -> Doing:
    match do:
        case Manifold.CONFIRM:
            return Confirming(correction=Correction())
        case Manifold.REJECT:
            return Rejecting(reason=reason)
        case Manifold.LATER:
            return PuttingOff(until=until, reason=later_reason)
        case _:
            assert_never(do)


def _parsed(text: str) -> tuple[RequestId, int] | None:
    """Return the request and the version an item of the form names; None for what names none."""
    row, _, version = text.partition(".")
    if not (row.isdecimal() and version.isdecimal() and len(text) < len(str(LARGEST_ID))):
        return None
    return RequestId(int(row)), min(int(version), _MOST_VERSION)
