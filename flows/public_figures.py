"""Figures for everybody: which questions may be open to them, and the answer as everybody may have it.

What is asked must not tell of a person: no agent is told apart. What stands for fewer than five is masked always (`flows.figures.PUBLIC`),
streets with it, and nothing leads from a figure to a request.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qsl

from domain.errors import InvalidError, Mistake
from domain.figures import Axis
from domain.saved_question import SavedQuestion
from figures.asking import from_pairs
from figures.faults import check
from figures.question import Question, View
from figures.table import Table
from flows.figures import LINKED, answer, today_in
from flows.wiring import Installation
from flows.wording import say

SECRET = frozenset({Axis.AGENT, Axis.RULE})
"""Axes that tell of those who work for the town, or of how it sorts: nobody's business outside."""


def secrets_of(question: Question) -> tuple[Mistake, ...]:
    """Return why a question must not be open to everybody; nothing where it may."""
    if question.query is not None:
        what = say("A question by a saved query is not made public.")
        return (Mistake(where="query", what=what, remedy=say("Take the query out of the filters.")),)
    asked: Iterable[Axis | None] = (question.rows, question.columns, *question.filters)
    if not SECRET & set(asked):
        return ()
    what = say("A question by agent or by rule is not made public.")
    return (Mistake(where="query", what=what, remedy=say("Take this axis out of the rows, the columns and the filters.")),)


def public_question(saved: SavedQuestion, today: date) -> Question:
    """Return what a saved question asks on a day, as everybody sees it: it ends with the last month that is over.

    So nobody sees from day to day what came: a period that goes on, such as twelve months, is that of the last day of that month; one that
    is over, such as last year, is as on the desk. A map, which needs the desk, becomes bars. Raises InvalidError, also of days of this
    month.
    """
    until = today.replace(day=1) - timedelta(days=1)
    asked = parse_qsl(saved.query)
    now = from_pairs(asked, today)
    question = now if now.period.last <= until else from_pairs(asked, until)
    question = replace(question, period=replace(question.period, last=min(question.period.last, until)))
    check(question)
    if faults := secrets_of(question):
        raise InvalidError(*faults)
    return replace(question, view=View.BARS) if question.view is View.MAP else question


def next_told_on(today: date) -> date:
    """Return the day on which public links tell one month more: the first of the next one."""
    return (today.replace(day=1) + timedelta(days=31)).replace(day=1)


def is_yet_to_come(saved: SavedQuestion, today: date) -> bool:
    """Tell whether a public link asks only of days whose month is not over, so that there is nothing to tell yet. Raises InvalidError."""
    question = from_pairs(parse_qsl(saved.query), today)
    if faults := secrets_of(question):
        raise InvalidError(*faults)
    return question.named is None and question.period.first >= today.replace(day=1)


def public_answer(installation: Installation, saved: SavedQuestion, language: str) -> tuple[Question, Table]:
    """Return what a public link shows now: the question with its present days, and the answer. Raises InvalidError."""
    question = public_question(saved, today_in(installation, saved.town))
    return question, answer(installation, LINKED, saved.town, question, language)
