"""Figures through the API: what can be asked, and answers as tables. No call names anybody."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from domain.figures import Axis
from figures.axis_words import AXES
from figures.faults import UnaskableError
from figures.presets import pairs_of
from figures.table import Unit
from figures.wire import offered, table_object
from flows.figures import Reader, answer, asked_in, reader_of, today_in
from flows.queries import Asker, asker_of
from store import agents
from web.api.caller import Caller, CallerOfReads
from web.api.problems import WRONG, ProblemError, Wrong, language_of
from web.api.refusals import as_problems
from web.api.requests import FAULTS, most_of
from web.desk import desk_of

routes = APIRouter(prefix="/api/v1/figures", tags=["figures"])
_WHO = frozenset({"town", "agent", "preset"})
_TEXT = 10_000
_PRESET = "A question that is ready; what else is given replaces its own."


class ClassBody(BaseModel):
    """A class of days, of a histogram."""

    code: str = Field(examples=["0-2"])
    label: str


class IndicatorBody(BaseModel):
    """What can be counted, and by which axes."""

    code: str = Field(examples=["received"])
    label: str
    unit: Unit
    axes: list[Axis]
    classes: list[ClassBody] = Field(description="By which a histogram (view=histogram) tells it; none of what is no duration.")


class KeyBody(BaseModel):
    """A value of an axis."""

    key: str
    label: str


class AxisBody(BaseModel):
    """What figures can be told apart by. ``keys`` are there where they are the same for every town."""

    code: Axis
    label: str
    keys: list[KeyBody]


class NamedPeriodBody(BaseModel):
    """A period by its name."""

    code: str = Field(examples=["12_months"])
    label: str


class PresetBody(BaseModel):
    """A question that is ready."""

    code: str = Field(examples=["by_department"])
    title: str
    show: list[str]
    by: Axis | None
    and_by: Axis | None
    period: str


class OfferedBody(BaseModel):
    """All that can be asked."""

    indicators: list[IndicatorBody]
    axes: list[AxisBody]
    periods: list[NamedPeriodBody]
    presets: list[PresetBody]


class ColumnBody(BaseModel):
    """A column: its indicator; with a second axis, or of a histogram, its key, null for the whole; whether of the year before."""

    indicator: str
    key: str | None
    label: str
    unit: Unit
    is_before: bool


class CellBody(BaseModel):
    """A figure. Shares are of 1. Null: nothing to count it from, or masked.

    It is masked where fewer than five requests stand behind it, or behind another one that it would give away.
    """

    value: int | float | None
    is_masked: bool


class LineBody(BaseModel):
    """A line: its key on the axis of lines, null for the whole, empty for what has none."""

    key: str | None
    label: str
    cells: list[CellBody]


class TableBody(BaseModel):
    """An answer. ``total`` is counted, not added up; ``notes`` say in words how it was counted."""

    title: str
    row_title: str
    columns: list[ColumnBody]
    lines: list[LineBody]
    total: LineBody
    notes: list[str]


def _parameter(name: str, about: str, example: str | None = None) -> dict[str, Any]:
    schema = {"type": "string", "maxLength": _TEXT} if example is None else {"type": "string", "maxLength": _TEXT, "examples": [example]}
    return {"name": name, "in": "query", "required": False, "description": about, "schema": schema}


_PARAMETERS = [
    _parameter("show", "Codes of indicators, separated by commas.", "received,closed"),
    _parameter("by", "Axis of the lines.", "department"),
    _parameter("and_by", "Axis of the columns: with one indicator only.", "channel"),
    _parameter("period", "A period by its name; without one, and without days, the last twelve months.", "year"),
    _parameter("from", "First day, in the town's time zone.", "2026-01-01"),
    _parameter("to", "Last day; without it today.", "2026-03-31"),
    _parameter("compare", "1: beside the same days of the year before.", "1"),
    _parameter("view", "histogram: a duration by classes of days.", "histogram"),
    _parameter("query", "Only requests of this saved query of the agent, by its number.", "12"),
    _parameter("limit", "So many lines at most, from 1 to 1000.", "10"),
    *(_parameter(axis, f"Only this {AXES[axis].english}; may come several times. “-” is none known.") for axis in Axis),
]


@routes.get(
    "",
    response_model=TableBody,
    summary="Answer a question with figures",
    responses=FAULTS,
    openapi_extra={"parameters": _PARAMETERS},
)
def show_figures(
    http: HttpRequest,
    who: CallerOfReads,
    preset: Annotated[
        str | None, Query(max_length=100, description="A question that is ready; what else is given replaces its own.")
    ] = None,
) -> JSONResponse:
    """Return a table. With ``agent`` it has what he may be told; figures by agent are for heads of departments and administrators."""
    language, installation = language_of(http), desk_of(http).installation
    given = [(name, text) for name, text in http.query_params.multi_items() if name not in _WHO]
    with as_problems(http):
        try:
            pairs = given if preset is None else pairs_of(preset, given, today_in(installation, who.town))
            question = asked_in(installation, who.town, pairs, language)
            table = answer(installation, _reader(who), who.town, question, language, _asker(http, who))
        except UnaskableError as error:
            raise ProblemError(WRONG, "invalid", errors=_wrongs(error, language)) from error
    return JSONResponse(TableBody.model_validate(table_object(table)).model_dump(mode="json"))


@routes.get("/indicators", response_model=OfferedBody, summary="List what can be asked", responses=FAULTS)
def list_indicators(http: HttpRequest, who: CallerOfReads) -> JSONResponse:
    """Return the indicators, the axes, the periods and the presets."""
    return JSONResponse(OfferedBody.model_validate(offered(language_of(http))).model_dump(mode="json"))


def _reader(who: Caller) -> Reader:
    """Return what a call may be told: no more than its agent may, nor of confidential requests than its key opens."""
    level = most_of(who)
    if who.standing is None:
        return Reader(departments=None, headed=frozenset(), level=level)
    found = reader_of(who.standing, who.town)
    return replace(found, level=min(found.level, level), own=frozenset())


def _asker(http: HttpRequest, who: Caller) -> Asker | None:
    """Return who uses saved queries: the agent in whose name a call is made, as far as its key opens; a key alone uses none."""
    if who.standing is None:
        return None
    with desk_of(http).installation.database.read() as session:
        agent = agents.find_by_login(session, who.standing.login)
    return None if agent is None else replace(asker_of(agent, who.standing), most=most_of(who))


def _wrongs(error: UnaskableError, language: str) -> tuple[Wrong, ...]:
    return tuple(
        Wrong(field=fault.where, code=fault.code, message=f"{mistake.what} {mistake.remedy}".strip())
        for fault, mistake in zip(error.faults, error.told(language).mistakes, strict=True)
    )
