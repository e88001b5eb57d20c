"""The town's figures: who may ask what, and the answer as a table."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.errors import ForbiddenError, NotFoundError
from domain.figures import Asked, Axis, Counts, Sight
from domain.ids import DepartmentCode, TownId
from domain.member import Post
from domain.query import Choice, SavedQuery, asks_for
from domain.rights import MATRIX, Extent, Permission, Role, Standing, may_anywhere, read_level
from figures import answers, asking
from figures.answers import Discretion, Wanted
from figures.faults import UnaskableError, check
from figures.question import Question
from figures.table import Table
from figures.words import Said
from flows.facts import catch_up
from flows.figure_names import guarded, names_of
from flows.queries import Asker, meant_by, used
from flows.rights import lacking
from flows.wiring import Installation
from flows.wording import say
from routing.calendar import calendar_of
from store import facts
from store.query_conditions import Condition, readable

_BATCHES = 4
"""Of facts that are caught up with before an answer; what has not come by then, comes with the sweep."""
_OF_QUERY = Said(
    "Seulement\u00a0: demandes de la requête «\u00a0{name}\u00a0» que vous pouvez lire.",
    "Only: requests of the query “{name}” that you may read.",
)
_OF_THE_TOWN = frozenset({Role.RECEPTION, Role.REGULATOR, Role.ELECTED, Role.ADMIN, Role.DPO})
"""Roles that see the figures of all departments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads figures. ``departments`` None: of all; ``headed``: whose agents he may tell apart, None: of all.

    ``is_masked``: what stands for fewer than five requests is kept from him. ``level``: up to which confidentiality he may learn of a
    single request, outside ``own``, the departments he is a member of. ``is_reading``: whether he reads any there, or knows of them alone.
    """

    departments: frozenset[DepartmentCode] | None
    headed: frozenset[DepartmentCode] | None
    is_masked: bool = False
    level: Confidentiality = Confidentiality.NORMAL
    own: frozenset[DepartmentCode] = frozenset()
    is_reading: bool = True
    step: int = 1
    """Numbers are told to the nearest of its multiples."""


OPERATOR = Reader(departments=None, headed=None, level=Confidentiality.SOCIAL)
"""Who runs the installation, and has its database."""
PUBLIC = Reader(departments=None, headed=frozenset(), is_masked=True, is_reading=False)
"""Anybody: the annual report and, with numbers rounded, public links."""
LINKED = replace(PUBLIC, step=5)
"""Anybody who has a public link: two of them, or one on two days, are not to be subtracted."""


def reader_of(standing: Standing, town: TownId) -> Reader:
    """Return what somebody may be told of a town's figures (docs/figures.md).

    Whoever only follows the town (élu) is told nothing small. Raises ForbiddenError.
    """
    own = standing.departments(town)
    sees_town = standing.is_of(town) and bool(standing.roles & _OF_THE_TOWN)
    if not sees_town and not own:
        raise lacking(Permission.STATISTICS)
    extents = {MATRIX[Permission.STATISTICS].get(role) for role in standing.roles}
    headed = frozenset(one.department for one in standing.members if one.town == town and one.post is Post.HEAD)
    return Reader(
        departments=None if sees_town else own,
        headed=None if Role.ADMIN in standing.roles else headed,
        is_masked=sees_town and extents <= {Extent.AGGREGATED},
        level=read_level(standing) or Confidentiality.NORMAL,
        own=own,
        is_reading=not sees_town or read_level(standing) is not None,
    )


def may_ask(standing: Standing) -> bool:
    """Tell whether a menu leads somebody to figures."""
    return may_anywhere(standing, Permission.STATISTICS)


def today_in(installation: Installation, town: TownId) -> date:
    """Return the day it is in a town. Raises NotFoundError."""
    return calendar_of(installation.towns.get(town).town).local(datetime.now(UTC)).date()


def asked_in(installation: Installation, town: TownId, pairs: Iterable[tuple[str, str]], language: str) -> Question:
    """Return the question that a query asks today. Raises UnaskableError, told in the language, and NotFoundError."""
    try:
        return asking.from_pairs(pairs, today_in(installation, town))
    except UnaskableError as error:
        raise error.told(language) from None


def answer(
    installation: Installation, reader: Reader, town: TownId, question: Question, language: str, asker: Asker | None = None
) -> Table:
    """Return the answer to a question, of what a reader may be told, in ``fr`` or ``en``, the latest changes with it.

    Days that have not come are not counted, nor is the year before beyond today's day. ``asker`` uses saved queries; without, none may be
    asked with: what a query finds is his to read, and so it is all that is counted. Raises UnaskableError, ForbiddenError where the
    reader may not tell agents apart, or not use the query, NotFoundError for no town, UnavailableError.
    """
    catch_up(installation, batches=_BATCHES)
    with installation.database.read() as session:
        return answer_in(session, installation, reader, town, question, language, asker)


def answer_in(  # noqa: PLR0913, PLR0917 - as above
    session: Session,
    installation: Installation,
    reader: Reader,
    town: TownId,
    question: Question,
    language: str,
    asker: Asker | None = None,
) -> Table:
    """Return the same in a session that is open, of the facts as they are: several answers of one document are of one moment."""
    try:
        check(question)
    except UnaskableError as error:
        raise error.told(language) from None
    view, today = installation.towns.get(town), today_in(installation, town)
    saved, among = _among(session, installation, reader, town, question, asker)
    # Who may not tell agents apart does not by a query either.
    by_agent = {Axis.AGENT: frozenset[str]()} if saved is not None and asks_for(saved.criteria, Choice.AGENT) else {}
    sight = sight_of(reader, replace(question, filters={**question.filters, **by_agent}))
    if question.period.first <= today < question.period.last:
        question = replace(question, period=replace(question.period, last=today))

    def count(wanted: Wanted) -> Counts:
        if wanted.period.first > today:
            return Counts(counts={}, spreads={})
        return facts.count(
            session,
            Asked(
                town=town,
                period=wanted.period,
                axes=wanted.axes,
                measures=wanted.measures,
                durations=wanted.durations,
                filters=wanted.filters,
                sight=sight,
            ),
            among,
        )

    asked = frozenset({*filter(None, (question.rows, question.columns)), *question.filters})
    discretion = Discretion(is_all=reader.is_masked, step=reader.step, guarded=guarded(view.ruleset, reader.level, reader.own))
    table = answers.answer(question, count, names_of(session, view.ruleset, asked, language), discretion, language)
    return table if saved is None else replace(table, notes=(*table.notes, _OF_QUERY.filled(language, name=saved.name)))


def _among(
    session: Session, installation: Installation, reader: Reader, town: TownId, question: Question, asker: Asker | None
) -> tuple[SavedQuery | None, Condition | None]:
    """Return the query that a question asks with, and what it means of requests its reader reads. Raises ForbiddenError."""
    if question.query is None:
        return None, None
    if asker is None or reader.is_masked or not reader.is_reading:
        raise ForbiddenError(say("Saved queries filter figures for those who read requests."))
    try:
        saved = used(session, asker, town, question.query)
    except NotFoundError as error:
        raise ForbiddenError(say("The saved query that these figures are of is not there for you any more.")) from error
    found = meant_by(session, installation, town, saved.criteria, asker, datetime.now(UTC))
    return saved, readable(found, asker.reach)


def sight_of(reader: Reader, question: Question) -> Sight:
    """Return of which departments a reader is told what he asks. Raises ForbiddenError where he may not tell agents apart."""
    if Axis.AGENT not in {question.rows, question.columns, *question.filters} or reader.headed is None:
        return Sight(departments=reader.departments)
    if not reader.headed:
        raise ForbiddenError(say("Figures by agent are for the head of a department and for administrators."))
    return Sight(departments=reader.headed if reader.departments is None else reader.headed & reader.departments)
