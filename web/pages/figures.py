"""The figures of a town: asked in a form whose address is the question, answered by a chart and always its table, taken out as files."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from domain.errors import ForbiddenError, InvalidError
from domain.rights import Permission
from domain.town import Town
from figures.axis_words import Names
from figures.faults import UnaskableError
from figures.presets import PRESETS
from figures.question import Question, View
from figures.table import Table
from flows import queries, saved_questions
from flows.figure_exports.export import Format, Taken, take_out
from flows.figures import Reader, answer, may_ask, reader_of, today_in
from flows.printing.pdf import UnprintableError
from flows.rights import lacking
from web.desk import Desk, desk_of
from web.downloads import download_headers
from web.figures_answer import Answer, answer_of
from web.figures_form import asked_of, form_of, presets_of, query_of, wider_query
from web.figures_names import choices_of
from web.figures_points import points_of
from web.figures_table import nowhere
from web.figures_ways import way_to_list
from web.formats import clock, plain_day
from web.place_map import atlas_of, map_headers, town_map
from web.translations import Language, said
from web.visitor import Member, SignedInMember, checked_post, show
from web.words import N_

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
WRONG, FORBIDDEN, UNAVAILABLE = 422, 403, 503
COUNTED = N_("Counted on {day} at {clock}.")
_FIRST = "by_month"
"""The ready question that is answered before anything is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks figures of which town, and how its values are called."""

    desk: Desk
    who: Member
    town: Town
    reader: Reader
    names: Names

    @property
    def language(self) -> Language:
        """Return the language of who asks."""
        return self.desk.languages[self.who.language]

    @property
    def with_agents(self) -> bool:
        """Return whether agents may be told apart."""
        return self.reader.headed is None or bool(self.reader.headed)

    def question(self, pairs: Iterable[tuple[str, str]]) -> Question:
        """Return what an address asks today. Raises UnaskableError."""
        return asked_of(pairs, today_in(self.desk.installation, self.town.id), self.names)

    def answered(self, question: Question) -> Table:
        """Return the answer, as far as it is his to know. Raises UnaskableError, ForbiddenError."""
        asker = queries.asker_of(self.who.agent, self.who.standing)
        return answer(self.desk.installation, self.reader, self.town.id, question, self.language.code, asker)

    @property
    def queries(self) -> tuple[tuple[str, str], ...]:
        """Return the saved queries that figures can be filtered by, by number and name."""
        if self.reader.is_masked or not self.reader.is_reading:
            return ()
        found = queries.of(self.desk.installation, queries.asker_of(self.who.agent, self.who.standing), self.town.id)
        return tuple((str(one.id), one.name) for one in found)


@pages.get("/figures")
def figures(http: HttpRequest, who: SignedInMember) -> Response:
    """Show the form, ready questions, and the answer to what the address asks; to nothing, the requests of twelve months."""
    asking = asking_of(http, who)
    pairs, today = tuple(http.query_params.multi_items()), today_in(asking.desk.installation, asking.town.id)
    question, shown, faults, status = PRESETS[_FIRST].question(today), None, tuple[str, ...](), 200
    try:
        question = asking.question(pairs) if pairs else question
        shown = _shown(http, asking, question)
    except UnaskableError as error:
        faults, status = told_faults(error.told(who.language), asking.language), WRONG
    except ForbiddenError as error:
        faults, status = (said(error.args[0], asking.language),), FORBIDDEN
    query = query_of(question)
    presets = presets_of(today, question if pairs else None, who.language, with_agents=asking.with_agents)
    values = {
        "town": asking.town,
        "is_asked": bool(pairs),
        "presets": presets,
        "saved": saved_questions.of(asking.desk.installation, who.agent, who.standing, asking.town.id),
        "form": form_of(question, asking.names, who.language, with_agents=asking.with_agents),
        "queries": asking.queries,
        "faults": faults,
        "answer": shown,
        "query": query,
        "wider": wider_query(question),
    }
    page = show(http, who, "figures.html", values, status)
    page.headers.update(map_headers(asking.desk.installation.settings.map_tiles if shown and shown.map else None))
    return page


@posts.post("/figures/export")
def export(
    http: HttpRequest,
    who: SignedInMember,
    query: Annotated[str, Form(max_length=4_000)] = "",
    form: Annotated[str, Form(alias="format", max_length=8)] = "",
) -> Response:
    """Give the answer to a question as a file, the same that the screen shows; that it left stands in the journal."""
    if form not in set(Format):
        raise HTTPException(404)
    asking, now = asking_of(http, who), datetime.now(UTC)
    try:
        question = asking.question(parse_qsl(query))
        taken = Taken(
            table=asking.answered(question),
            view=question.view,
            about=about_of(asking.town, asking.language, now),
            language=who.language,
            town=asking.town.id,
            town_name=asking.town.name,
        )
        file = take_out(asking.desk.installation, taken, Format(form), who.agent.login, now)
    except UnaskableError as error:
        return refused(http, who, told_faults(error.told(who.language), asking.language), f"/figures?{query}", WRONG)
    except InvalidError as error:
        return refused(http, who, told_faults(error, asking.language), f"/figures?{query}", WRONG, instead=query)
    except ForbiddenError as error:
        return refused(http, who, (said(error.args[0], asking.language),), f"/figures?{query}", FORBIDDEN)
    except UnprintableError as error:
        return refused(http, who, (said(error.message, asking.language),), f"/figures?{query}", UNAVAILABLE)
    return Response(file.content, media_type=file.media_type, headers=download_headers(file.name))


def asking_of(http: HttpRequest, who: Member) -> Asking:
    """Return who asks, of the town he looks at, else of his first one. Raises ForbiddenError for who sees no figures."""
    desk = desk_of(http)
    town = who.town or next(iter(who.towns), None)
    if town is None:
        raise HTTPException(404)
    if not may_ask(who.standing):
        raise lacking(Permission.STATISTICS)
    reader, view = reader_of(who.standing, town.id), desk.installation.towns.get(town.id)
    with desk.installation.database.read() as session:
        names = choices_of(session, view, reader, who.language)
    return Asking(desk=desk, who=who, town=town, reader=reader, names=names)


def refused(http: HttpRequest, who: Member, reasons: tuple[str, ...], back: str, status: int, *, instead: str = "") -> Response:
    """Return the page that says why nothing was done; ``instead``: the question whose answer may be taken as a spreadsheet."""
    return show(http, who, "figures_refused.html", {"reasons": reasons, "back": back, "instead": instead}, status)


def told_faults(error: InvalidError, language: Language) -> tuple[str, ...]:
    """Return what does not fit and what to do, a sentence or two for each."""
    return tuple(" ".join(part for part in (said(one.what, language), said(one.remedy, language)) if part) for one in error.mistakes)


def about_of(town: Town, language: Language, now: datetime) -> tuple[str, ...]:
    """Return when an answer was counted, in the town's time."""
    day = plain_day(now.astimezone(ZoneInfo(town.timezone)).date(), language.locale)
    return (language.gettext(COUNTED).format(day=day, clock=clock(now, town.timezone, language.locale)),)


def _shown(http: HttpRequest, asking: Asking, question: Question) -> Answer:
    table, installation = asking.answered(question), asking.desk.installation
    today, view = today_in(installation, asking.town.id), installation.towns.get(asking.town.id)
    # Whoever looks at all his towns has a list of all of them: it would tell of more than the figure.
    is_of_town = asking.who.town_id == asking.town.id
    way = way_to_list(question, asking.who.reach, today, is_masked=asking.reader.is_masked) if is_of_town else nowhere
    shown = answer_of(table, question, asking.language, about_of(asking.town, asking.language, datetime.now(UTC)), way)
    if question.view is not View.MAP or shown.is_empty:
        return shown
    atlas, places = atlas_of(http), view.classifier.places
    points = points_of(table, question, places, lambda street: atlas.maps.of(places).find(street, None), asking.language.code)
    return replace(shown, map=town_map(atlas, view, installation.settings), points=points)
