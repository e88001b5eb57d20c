"""Call logs, for administrators: hand one over, see what became of it, describe the columns of one that is not understood."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, UploadFile
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConfigurationError, NotFoundError, UnreadableInputError
from domain.town import Town
from flows import call_mappings
from flows.call_backs import follow
from flows.call_faults import source_mistake
from flows.call_mappings import Look, Trial
from flows.calls import Kept, keep_blob, kept_report, read_log
from flows.calls_options import mappings_of
from flows.rulesets import Author
from ingest.drop.names import shown
from ingest.phone.mapping import ColumnMapping
from ingest.phone.outcomes import Fate, Outcome
from ingest.phone.words import Role
from store import call_logs as stored
from store.call_logs import CallLog, FaultyRow, Origin
from store.calls import CallLogId
from web import call_mapping
from web.access import RowId
from web.call_mapping import CHOICES, Draft
from web.desk import Desk, desk_of
from web.form_editor import Posted
from web.translations import said
from web.visitor import Admin, Member, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, UNPROCESSABLE = 303, 422
LISTED = 50
MOST_FAULTS_SHOWN = 20
MOST_ROWS_SHOWN = 100
AT_ONCE_BYTES = 8 * 2**20
"""A log of so many bytes is read before the answer; a larger one by a worker."""
MOST_BYTES = 2 * 2**30
_SOON = timedelta(minutes=5)
"""Should the process end while it reads a small one, a worker finds it so much later."""
_CHUNK = 2**20
_MOST_FIELDS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLog:
    """A log in the list: its rows by what became of them, and the first that could not be read."""

    log: CallLog
    counts: Mapping[str, int]
    unreadable: tuple[FaultyRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the page of a mapping shows. ``sample`` is text; ``mapping`` is what is chosen, None before anything was looked at."""

    name: str = ""
    sample: str = ""
    mapping: ColumnMapping | None = None
    typed: Mapping[str, str] | None = None
    faults: tuple[str, ...] = ()


@pages.get("/calls/logs")
def logs_page(http: HttpRequest, who: Admin) -> Response:
    """List the logs of the town, its mappings, and the form to hand one over."""
    return _logs(http, who)


@posts.post("/calls/logs")
def hand_over(http: HttpRequest, who: Admin, file: UploadFile) -> Response:
    """Keep a log and read it; one that is none stays in the list with what to do."""
    desk, town, now = desk_of(http), _town(who), datetime.now(UTC)
    gettext = desk.languages[who.language].gettext
    if not file.size:
        return _logs(http, who, fault=gettext("Choose a file first."), status=UNPROCESSABLE)
    if file.size > MOST_BYTES:
        return _logs(
            http, who, fault=gettext("A log may have 2 GB. Hand it over in parts, or lay it into the folder of call logs."), status=413
        )
    source = shown((file.filename or "").replace("\\", "/").rpartition("/")[2]) or "call-log"
    with desk.installation.blobs.incoming() as incoming:
        while chunk := file.file.read(_CHUNK):
            incoming.write(chunk)
        is_small = incoming.size <= AT_ONCE_BYTES
        kept = Kept(digest=incoming.keep(), size=incoming.size, read_in=_SOON if is_small else timedelta())
    log = keep_blob(desk.installation, town.id, Origin(source=source, actor=who.agent.login), kept, now)
    if is_small:
        _read(desk, log)
    return RedirectResponse(f"/calls/logs#log-{log.id}", SEE_OTHER)


@posts.post("/calls/logs/{log_id}/read")
def read_again(http: HttpRequest, who: Admin, log_id: RowId) -> Response:
    """Read a log once more that could not be read: its columns may be described by now."""
    desk = desk_of(http)
    _read(desk, _log(desk, who, log_id))
    return RedirectResponse(f"/calls/logs#log-{log_id}", SEE_OTHER)


@pages.get("/calls/mapping")
def mapping_page(http: HttpRequest, who: Admin, name: str = "", log: int = 0) -> Response:
    """Begin to describe a log: one that was handed over, or one of which a sample is to come."""
    desk = desk_of(http)
    sample = _beginning(desk, who, log) if log else ""
    return _mapping(http, who, _looked_at(desk, who, Sheet(name=name[: call_mappings.NAME_CHARACTERS], sample=sample)))


@posts.post("/calls/mapping")
async def look_at(http: HttpRequest, who: Admin) -> Response:
    """Look at a sample, try a mapping on it, or keep the mapping."""
    form = await http.form(max_files=1, max_fields=_MOST_FIELDS)
    posted = Posted(values={name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form})
    file = form.get("file")
    raw = await file.read(call_mappings.MOST_SAMPLE_BYTES * 2) if file is not None and not isinstance(file, str) else b""
    return await run_in_threadpool(_worked, http, who, posted, raw)


@posts.post("/calls/mapping/forget")
def forget(http: HttpRequest, who: Admin, name: Annotated[str, Form(max_length=200)]) -> Response:
    """Forget a mapping."""
    if not call_mappings.drop_mapping(desk_of(http).installation, _town(who).id, name, _author(who)):
        raise HTTPException(404)
    return RedirectResponse("/calls/logs#mappings", SEE_OTHER)


# --- logs -----------------------------------------------------------------------------------------------------------------------------


def _logs(http: HttpRequest, who: Member, *, fault: str = "", status: int = 200) -> Response:
    desk, town = desk_of(http), _town(who)
    language = desk.languages[who.language]
    with desk.installation.database.read() as session:
        found = stored.page(session, town.id, LISTED)
        logs = tuple(ShownLog(log=one, counts=_counts(one), unreadable=stored.faults(session, one.id, MOST_FAULTS_SHOWN)) for one in found)
        sources = tuple(stored.sources(session, town.id))
    wrong = [source_mistake(one.path, one.fault, one.detail or "") for one in sources if one.fault is not None]
    values = {
        "town": town,
        "zone": town.timezone,
        "logs": logs,
        "mappings": tuple(mappings_of(desk.installation, town.id).items()),
        "wrong": tuple(f"{one.where} – {said(one.what, language)} {said(one.remedy, language)}" for one in wrong),
        "fault": fault,
    }
    return show(http, who, "calls_logs.html", values, status)


def _counts(log: CallLog) -> dict[str, int]:
    report = kept_report(log)
    found = {
        Fate.CALL_BACK: report.drafts,
        Fate.CARD: report.cards,
        Fate.JOINED: report.joined,
        Fate.INTERNAL: report.internal,
        Fate.OUTGOING: report.outgoing,
        Fate.IGNORED: report.ignored.total(),
        Fate.UNREADABLE: report.unreadable_count,
        Fate.OPEN: report.open_rows,
    }
    return {fate.value: count for fate, count in found.items() if count}


def _read(desk: Desk, log: CallLog) -> None:
    """Read a log; that it is none is written in the log itself."""
    try:
        read_log(desk.installation, log.id, lambda: datetime.now(UTC), lambda _done: None)
    except UnreadableInputError:
        return
    follow(desk.installation, datetime.now(UTC))


def _log(desk: Desk, who: Member, log_id: int) -> CallLog:
    """Return a whole log of the town. Raises NotFoundError for every other."""
    with desk.installation.database.read() as session:
        log = stored.get(session, CallLogId(log_id))
    if log.town != _town(who).id or log.digest is None:
        raise NotFoundError(f"Call log {log_id} is not open to {who.agent.login}.")
    return log


def _beginning(desk: Desk, who: Member, log_id: int) -> str:
    log = _log(desk, who, log_id)
    if log.digest is None:
        raise NotFoundError(f"Call log {log_id} is not kept.")
    with closing(desk.installation.blobs.path(log.digest).open("rb")) as stream:
        return call_mappings.sample_of(stream)


# --- mappings -------------------------------------------------------------------------------------------------------------------------


def _worked(http: HttpRequest, who: Member, posted: Posted, raw: bytes) -> Response:
    desk = desk_of(http)
    name = posted.text("name")[: call_mappings.NAME_CHARACTERS]
    if posted.text("action") == "look":
        typed = next(iter(posted.values.get("pasted", ())), "")
        sample = call_mappings.sample_of(BytesIO(raw or typed.encode()))
        if not sample.strip():
            fault = desk.languages[who.language].gettext("Choose a file, or put some lines of it into the field.")
            return _mapping(http, who, Sheet(name=name, faults=(fault,)), UNPROCESSABLE)
        return _mapping(http, who, _looked_at(desk, who, Sheet(name=name, sample=sample)))
    sample = next(iter(posted.values.get("sample", ())), "").replace("\r\n", "\n")
    draft = call_mapping.draft_of(posted, sample)
    sheet = Sheet(name=name, sample=sample, mapping=draft.mapping, typed=_typed(posted), faults=_faults(desk, who, draft))
    if draft.mapping is None:
        return _mapping(http, who, sheet, UNPROCESSABLE)
    if posted.text("action") == "save":
        return _saved(http, who, sheet, draft)
    return _mapping(http, who, sheet)


def _looked_at(desk: Desk, who: Member, sheet: Sheet) -> Sheet:
    """Return a sheet with the mapping that was saved under its name, else with what the sample seems to be."""
    if not sheet.sample:
        return sheet
    town = _town(who)
    known = mappings_of(desk.installation, town.id).get(sheet.name)
    if known is None:
        view = desk.installation.towns.get(town.id)
        known = call_mappings.look_at(view, desk.installation.settings, sheet.sample, datetime.now(UTC)).proposal.mapping
    return Sheet(name=sheet.name, sample=sheet.sample, mapping=known)


def _saved(http: HttpRequest, who: Member, sheet: Sheet, draft: Draft) -> Response:
    """Keep a mapping by which at least one row of the sample can be read."""
    desk, town = desk_of(http), _town(who)
    language = desk.languages[who.language]
    trial = _trial(desk, town, sheet)
    if not isinstance(trial, Trial) or not trial.has_calls:
        fault = language.gettext("No row of the sample can be read by it; it was not saved.")
        return _mapping(http, who, _with_fault(sheet, fault), UNPROCESSABLE)
    try:
        call_mappings.save_mapping(desk.installation, town.id, sheet.name, draft.document, _author(who))
    except ConfigurationError as error:
        faults = [f"{said(one.what, language)} {said(one.remedy, language)}" for one in error.mistakes]
        return _mapping(http, who, _with_fault(sheet, " ".join(faults)), UNPROCESSABLE)
    return RedirectResponse("/calls/logs#mappings", SEE_OTHER)


def _with_fault(sheet: Sheet, fault: str) -> Sheet:
    return Sheet(name=sheet.name, sample=sheet.sample, mapping=sheet.mapping, typed=sheet.typed, faults=(*sheet.faults, fault))


def _mapping(http: HttpRequest, who: Member, sheet: Sheet, status: int = 200) -> Response:
    desk, town = desk_of(http), _town(who)
    values: dict[str, object] = {
        "town": town,
        "zone": town.timezone,
        "sheet": sheet,
        "choices": CHOICES,
        "look": None,
        "trial": None,
        "misfits": (),
    }
    if sheet.sample:
        look = _look(desk, town, sheet)
        trial = _trial(desk, town, sheet)
        mapping = sheet.mapping or look.proposal.mapping
        faults = trial if isinstance(trial, tuple) else ()
        values |= {
            "look": look,
            "chosen": _chosen(sheet, mapping, look),
            "typed": sheet.typed or _as_typed(mapping),
            "ends": call_mapping.words_of(mapping, sheet.sample, Role.STATUS),
            "ways": call_mapping.words_of(mapping, sheet.sample, Role.WAY),
            "trial": trial if isinstance(trial, Trial) else None,
            "rows": trial.outcomes[:MOST_ROWS_SHOWN] if isinstance(trial, Trial) else (),
            "summary": _summary(trial.outcomes) if isinstance(trial, Trial) else {},
            "misfits": faults,
        }
    return show(http, who, "calls_mapping.html", values, status)


def _look(desk: Desk, town: Town, sheet: Sheet) -> Look:
    view = desk.installation.towns.get(town.id)
    return call_mappings.look_at(view, desk.installation.settings, sheet.sample, datetime.now(UTC), sheet.mapping)


def _trial(desk: Desk, town: Town, sheet: Sheet) -> Trial | tuple[object, ...] | None:
    """Return what the sample becomes by what is chosen; None where that cannot be tried."""
    mapping = sheet.mapping
    if mapping is None or not mapping.columns:
        return None
    view = desk.installation.towns.get(town.id)
    return call_mappings.try_mapping(view, desk.installation.settings, sheet.sample, datetime.now(UTC), mapping)


def _chosen(sheet: Sheet, mapping: ColumnMapping, look: Look) -> dict[int, str]:
    """Return what is chosen for each column: as it was typed where it cannot be taken."""
    if sheet.typed is not None:
        prefix = "column-"
        return {int(key.removeprefix(prefix)): value for key, value in sheet.typed.items() if key.startswith(prefix) and value}
    return call_mapping.chosen(mapping, look)


def _typed(posted: Posted) -> dict[str, str]:
    about = {key: posted.text(key) for key in ("separator", "other_separator", "positions", "base", "order", "skip")}
    return about | {key: posted.text(key) for key in posted.values if key.startswith("column-") and key.removeprefix("column-").isdecimal()}


def _as_typed(mapping: ColumnMapping) -> dict[str, str]:
    separator = call_mapping.separator_of(mapping)
    return {
        "separator": separator,
        "other_separator": (mapping.separator or "") if separator == call_mapping.OTHER else "",
        "positions": ", ".join(str(place + 1) for place in mapping.cuts),
        "base": mapping.base.value if mapping.base is not None else "",
        "order": mapping.order.value if mapping.order is not None else "",
        "skip": str(mapping.skip or ""),
    }


def _summary(found: Sequence[Outcome]) -> dict[str, int]:
    counts = {fate.value: sum(1 for one in found if one.fate is fate) for fate in Fate}
    return {fate: count for fate, count in counts.items() if count}


def _faults(desk: Desk, who: Member, draft: Draft) -> tuple[str, ...]:
    language = desk.languages[who.language]
    words = desk.environments[who.language].filters["word"]
    twice = language.gettext("Two columns are said to hold the same: %(what)s. Choose one of them.")
    said_twice = tuple(twice % {"what": words(role.value, "CALL_COLUMNS")} for role in draft.twice)
    return said_twice + tuple(words(one.reason.value, "CALL_MAPPING_FAULTS") for one in draft.faults)


def _author(who: Member) -> Author:
    return Author(name=who.agent.login, now=datetime.now(UTC))


def _town(who: Member) -> Town:
    town = who.town or next(iter(who.towns), None)
    if town is None:
        raise HTTPException(404)
    return town
