"""Rules tried before anybody works with them: the test box, and the back-test with how far it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from domain.department import Confidentiality
from domain.errors import CitoyenError, ConflictError
from domain.inbound import Channel
from flows import backtest
from flows.rule_operands import Values, plain
from flows.rule_trial import LARGEST_BYTES, Trial, TypedMessage, local_moment, try_file, try_message
from flows.town_folder.conditions import CHANNELS
from flows.town_views import TownView
from store import backtest_runs, confirmations, requests
from web.access import eyes_of, note_list
from web.desk import desk_of, html
from web.rule_room import CONFLICT, SEE_OTHER, UNPROCESSABLE, Room, author_of, language_of, most_told, posted_values, room_of, show_in
from web.rule_shelf import shelf_of
from web.rule_traces import ShownPair, shown_pairs
from web.translations import said
from web.visitor import Member, RuleKeeper, checked_post

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
LONGEST = 100_000
BLANK: Mapping[str, str] = {"objet": "", "texte": "", "canal": "courriel", "boite": "", "recu_le": ""}
MOST_CHANGES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTrial:
    """A message that was tried, and its requests."""

    trial: Trial
    pairs: tuple[ShownPair, ...]


@pages.get("/rules/{number:int}/try")
def try_page(http: HttpRequest, who: RuleKeeper, number: int) -> Response:
    """Show the test box."""
    return _box(http, who, room_of(http, who, number), BLANK)


@posts.post("/rules/{number:int}/try")
async def try_out(http: HttpRequest, who: RuleKeeper, number: int) -> Response:
    """Show what becomes of a message, typed or as a file, by the published rules and by this version. Nothing is kept."""
    values = await posted_values(http)
    file = (await http.form()).get("file")
    name, content = "", b""
    if isinstance(file, UploadFile):
        # One byte more than is taken tells that there is more.
        name, content = file.filename or "", await file.read(LARGEST_BYTES + 1)
    return await run_in_threadpool(_try, http, who, number, values, (name, content))


@pages.get("/rules/{number:int}/backtest")
def backtest_page(http: HttpRequest, who: RuleKeeper, number: int) -> Response:
    """Show how far the back-test is, and what the last one found."""
    return _backtest(http, who, room_of(http, who, number))


@pages.get("/rules/{number:int}/backtest/progress")
def progress(http: HttpRequest, who: RuleKeeper, number: int) -> Response:
    """Give how far the back-test is, for the page that asks every other second; when it ends, the whole page is asked for."""
    desk = desk_of(http)
    room = room_of(http, who, number)
    now = datetime.now(UTC)
    with desk.installation.database.read() as session:
        run = backtest_runs.find_latest(session, room.town.id, number)
    answer = html(desk.page(who.language, "rule_progress.html", run=run, room=room, now=now, zone=room.town.timezone))
    if run is None or not run.is_running(now):
        answer.headers["HX-Refresh"] = "true"
    return answer


@posts.post("/rules/{number:int}/backtest")
def start(http: HttpRequest, who: RuleKeeper, number: int, back: Annotated[str, Form(max_length=20)] = "") -> Response:
    """Start a back-test of a version; it goes on whatever page is open. ``back`` is ``publish`` where publishing waits for it."""
    room = room_of(http, who, number)
    try:
        shelf_of(http).runner.start(room.town.id, number, author_of(who))
    except ConflictError as error:
        return _backtest(http, who, room, told=(said(error.args[0], language_of(http, who)),), status=CONFLICT)
    return RedirectResponse(f"{room.path}/{'publish' if back == 'publish' and room.is_draft else 'backtest'}", SEE_OTHER)


def _try(http: HttpRequest, who: Member, number: int, values: Values, file: tuple[str, bytes]) -> Response:
    room, language = room_of(http, who, number), language_of(http, who)
    typed = {**BLANK, **{name: plain(values, name)[:LONGEST] for name in BLANK if name in values}}
    name, content = file
    if len(content) > LARGEST_BYTES:
        return _box(http, who, room, typed, told=(language.gettext("The file is larger than 25 MB."),), status=UNPROCESSABLE)
    installation = desk_of(http).installation
    published = installation.towns.get(room.town.id)
    other = shelf_of(http).compiled.get(installation, room.town.id, number)
    try:
        trials: Sequence[Trial] = try_file(installation, published, other, name, content) if content else _typed(published, other, typed)
    except CitoyenError as error:
        return _box(http, who, room, typed, told=(said(error.args[0], language),), status=UNPROCESSABLE)
    if not trials:
        return _box(http, who, room, typed, told=(language.gettext("Write or paste a message, or give a file."),), status=UNPROCESSABLE)
    titles = {"place": language.gettext("Place:"), "rule": language.gettext("Rule:"), "subject": language.gettext("Subject:")}
    found = tuple(ShownTrial(trial=one, pairs=shown_pairs(one, published.ruleset, other.ruleset, titles)) for one in trials)
    return _box(http, who, room, typed, trials=found, file=name if content else "", compared=published.ruleset.number)


def _typed(published: TownView, other: TownView, typed: Mapping[str, str]) -> tuple[Trial, ...]:
    """Return what becomes of a message that was typed; nothing where none was."""
    if not typed["texte"] and not typed["objet"]:
        return ()
    message = TypedMessage(
        text=typed["texte"],
        heading=typed["objet"] or None,
        channel=CHANNELS.get(typed["canal"], Channel.EMAIL),
        entrance=typed["boite"] or None,
        received_at=local_moment(published, typed["recu_le"]) or datetime.now(UTC),
    )
    return (try_message(published, other, message),)


def _box(  # noqa: PLR0913 - what the box shows
    http: HttpRequest,
    who: Member,
    room: Room,
    typed: Mapping[str, str],
    *,
    told: tuple[str, ...] = (),
    trials: tuple[ShownTrial, ...] = (),
    file: str = "",
    compared: int | None = None,
    status: int = 200,
) -> Response:
    mailboxes = desk_of(http).installation.towns.get(room.town.id).mailboxes
    values = {
        "tab": "try",
        "told": told,
        "typed": typed,
        "trials": trials,
        "file": file,
        "compared": compared,
        "channels": CHANNELS,
        "entrances": [box.address for box in mailboxes],
        "has_two": not trials or compared != room.version.number,
    }
    return show_in(http, who, "rule_try.html", room, values, status=status)


def _backtest(http: HttpRequest, who: Member, room: Room, *, told: tuple[str, ...] = (), status: int = 200) -> Response:
    now, eyes, most = datetime.now(UTC), eyes_of(who), most_told(who)
    with desk_of(http).installation.database.read() as session:
        run = backtest_runs.find_latest(session, room.town.id, room.version.number)
        whole = backtest.latest(session, room.town.id, room.version.number, room.version.revision)
        report = None if whole is None else backtest.within(whole, most)
        confirmed = confirmations.count(session, room.town.id, most)
        is_any_confirmed = bool(confirmed) or bool(confirmations.count(session, room.town.id, max(Confidentiality)))
        found = () if report is None else report.comparison.changes[:MOST_CHANGES]
        lines = {line.id: line for line in requests.lines(session, [one.request for one in found]) if line.confidentiality <= most}
    mine = {identity for identity, line in lines.items() if eyes.shows(line)}
    note_list(desk_of(http), eyes, [lines[identity] for identity in mine], "backtest")
    values = {
        "tab": "backtest",
        "told": told,
        "run": run,
        "is_running": run is not None and run.is_running(now),
        "fault": language_of(http, who).gettext(run.fault) if run is not None and run.fault else "",
        "now": now,
        "report": report,
        "changes": tuple(one for one in found if one.request in mine),
        "hidden": len(lines) - len(mine),
        "confirmed": confirmed,
        "is_any_confirmed": is_any_confirmed,
        "is_stale": report is not None and report.published != room.published.number,
    }
    return show_in(http, who, "rule_backtest.html", room, values, status=status)
