"""What does not fit in a query, in words."""

from collections.abc import Mapping

from domain.errors import Mistake
from domain.query import DEEPEST, LONGEST, MOST_CRITERIA, MOST_DAYS, MOST_VALUES
from domain.query_wire import Fault, Wrong
from flows.wording import Message, say


def words_of_fault(fault: Fault) -> tuple[Message, Message]:
    """Return what is wrong, and what to do."""
    value = fault.value
    words: Mapping[Wrong, tuple[Message, Message]] = {
        Wrong.FORM: (say("This is not of the form that is expected."), say("See docs/queries.md.")),
        Wrong.UNKNOWN: (say("There is no criterion “{value}”.", value=value), say("See docs/queries.md.")),
        Wrong.NO_VALUE: (say("Nothing is chosen."), say("Choose at least one value, or remove this criterion.")),
        Wrong.BAD_VALUE: (say("“{value}” is no value of this criterion.", value=value), say("Choose one of its values.")),
        Wrong.MANY_VALUES: (say("Too many values are chosen."), say("Choose {most} at most.", most=MOST_VALUES)),
        Wrong.NO_TEXT: (say("There is no word in it."), say("Write at least one word, or remove this criterion.")),
        Wrong.LONG: (say("This is too long."), say("Write {most} characters at most.", most=LONGEST)),
        Wrong.NO_DAY: (say("No day is given."), say("Give a first day, a last day, or both.")),
        Wrong.BAD_DAY: (say("“{value}” is no day.", value=value), say("Write it 2026-03-31.")),
        Wrong.UPSIDE_DOWN: (say("The last day is before the first one."), say("Exchange the two days.")),
        Wrong.BAD_COUNT: (say("“{value}” is no number of days.", value=value), say("Write a number from 1 to {most}.", most=MOST_DAYS)),
        Wrong.EMPTY_GROUP: (say("There is nothing in this group."), say("Add a criterion, or remove the group.")),
        Wrong.DEEP: (say("Groups lie too deep within each other."), say("Keep to {most} levels.", most=DEEPEST)),
        Wrong.MANY: (say("There are too many criteria."), say("Keep to {most} criteria and groups.", most=MOST_CRITERIA)),
    }
    return words[fault.wrong]


def mistakes_of(faults: tuple[Fault, ...]) -> tuple[Mistake, ...]:
    """Return what does not fit as mistakes, each at its place in the query."""
    found = []
    for one in faults:
        what, remedy = words_of_fault(one)
        found.append(Mistake(where=".".join(("criteria", *(str(place + 1) for place in one.path))), what=what, remedy=remedy))
    return tuple(found)
