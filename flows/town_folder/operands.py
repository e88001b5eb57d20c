"""What stands behind the key of a condition: lists of names, words, hours, seasons. Readers report what does not fit."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, time

from domain.place import Parity
from domain.ruleset import InSeason, OnStreet, ReceivedDuring, Weekday, YearDay
from flows.town_folder.tree import Tree
from flows.wording import Message, say
from rules.expressions import Refusal, refusal

Value = str | int | float | bool | date | Sequence["Value"] | Mapping[str, "Value"]
"""What a text form is written from."""

REFUSALS: Mapping[Refusal, Message] = {
    Refusal.EMPTY: say("it is empty, or it also matches a message in which nothing is written"),
    Refusal.TOO_LONG: say("it is too long"),
    Refusal.TOO_LARGE: say("it needs too much memory, or repeats something too often (1,000 times at most, the smaller number first)"),
    Refusal.LOOKS_AROUND: say("it looks ahead or behind ((?=…), (?!…), (?<=…)), which no linear-time engine can do"),
    Refusal.REFERS_BACK: say("it refers back to a group (\\1, (?P=name)), which no linear-time engine can do"),
    Refusal.PARENTHESIS: say("a parenthesis is not closed, or closed without being opened"),
    Refusal.BRACKET: say("a square bracket is not closed, or what stands in it is no range of characters"),
    Refusal.REPETITION: say("a repetition (*, + or ?) repeats nothing, or another repetition"),
    Refusal.ESCAPE: say("a backslash stands before something that it cannot escape"),
    Refusal.OTHER: say("RE2 does not know this way of writing"),
}

ANY_LEAP_YEAR = 2024
HIGHEST_NUMBER = 99999
YEAR_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")
MEDIA_TYPE = re.compile(r"\*|[a-z]+/(\*|[a-z0-9][a-z0-9.+-]*)")


def read_several(tree: Tree, known: Collection[str], elsewhere: str) -> tuple[str, ...]:
    """Return the members of a list that are in ``known``; report the others."""
    found = []
    for item in tree.items():
        value = item.exact()
        if value is None:
            continue
        if (name := value if value in known else value.strip()) in known:
            found.append(name)
        else:
            listed_in = tree.document.called(elsewhere)
            item.unknown(say("“{value}” is not in {elsewhere}.", value=value, elsewhere=listed_in), value, known, elsewhere)
    return tuple(found)


def read_some(tree: Tree, known: Collection[str], elsewhere: str) -> tuple[str, ...]:
    """Return the members of a list that must not be empty."""
    if tree.value == []:
        tree.wrong(say("an empty list would never hold."), say("Name at least one, or remove the line."))
    return read_several(tree, known, elsewhere)


def read_entrances(tree: Tree, addresses: Collection[str]) -> tuple[str, ...]:
    """Return mailboxes, scanners, lines and forms: addresses the town has, any other name as it stands."""
    return _read_texts(tree, lambda item, text: read_entrance(item, addresses) is not None)


def read_entrance(tree: Tree, addresses: Collection[str]) -> str | None:
    """Return the address of a mailbox, or the name of another entrance."""
    value = tree.exact()
    if value is None or "@" not in value or value.lower() in addresses:
        return value
    listed_in = tree.document.called("boites.csv")
    tree.unknown(say("“{value}” is not in {elsewhere}.", value=value, elsewhere=listed_in), value, addresses, "boites.csv")
    return None


def read_words(tree: Tree) -> tuple[str, ...]:
    """Return words and phrases; a star may end one."""
    return _read_texts(tree, _is_pattern)


def read_media_types(tree: Tree) -> tuple[str, ...]:
    """Return media types."""
    return _read_texts(tree, _is_media_type)


def _read_texts(tree: Tree, fits: Callable[[Tree, str], bool]) -> tuple[str, ...]:
    if tree.value == []:
        tree.wrong(say("an empty list would never hold."), say("Name at least one, or remove the line."))
    return tuple(text for item in tree.items() if (text := item.exact()) is not None and fits(item, text))


def _is_pattern(item: Tree, word: str) -> bool:
    if "*" not in word[:-1] and word != "*":
        return True
    item.wrong(say("“{value}”: the star stands for the end of the last word only.", value=word), say("Write the beginning, then *."))
    return False


def _is_media_type(item: Tree, text: str) -> bool:
    if MEDIA_TYPE.fullmatch(text):
        return True
    item.wrong(say("“{value}” is not a type of file.", value=text), say('Write "image/*", "application/pdf" or "*".'))
    return False


def read_expression(tree: Tree) -> str | None:
    """Return a regular expression that the engine takes."""
    expression = tree.exact()
    reason = None if expression is None else refusal(expression)
    if reason is None:
        return expression
    what = say("“{value}” is not used: {reason}.", value=expression, reason=REFUSALS[reason])
    tree.wrong(what, say("Correct it; docs/rules.md says what may stand in one."))
    return None


def read_streets(tree: Tree, streets: Collection[str]) -> OnStreet | None:
    """Return streets, alone or with numbers: ``{noms: [Rue Carnot], de: 1, a: 35, cote: impair}``."""
    if isinstance(tree.value, list):
        return OnStreet(streets=read_some(tree, streets, "voies.csv"))
    if not tree.has_only(("noms", "de", "a", "cote"), ("noms",)):
        return None
    names, low, high, side = (tree.find(key) for key in ("noms", "de", "a", "cote"))
    chosen = side.choice([parity.value for parity in Parity]) if side else None
    return OnStreet(
        streets=read_some(names, streets, "voies.csv") if names else (),
        low=low.number(0, HIGHEST_NUMBER) if low else None,
        high=high.number(0, HIGHEST_NUMBER) if high else None,
        parity=Parity(chosen) if chosen else Parity.ALL,
    )


def write_streets(condition: OnStreet) -> Value:
    """Return streets as `read_streets` reads them."""
    names = list(condition.streets)
    numbers: dict[str, Value] = {}
    if condition.low is not None:
        numbers["de"] = condition.low
    if condition.high is not None:
        numbers["a"] = condition.high
    if condition.parity is not Parity.ALL:
        numbers["cote"] = condition.parity.value
    return {"noms": names, **numbers} if numbers else names


def read_during(tree: Tree) -> ReceivedDuring | None:
    """Return hours and days of reception."""
    if not tree.has_only(("heures", "ou_jours")):
        return None
    hours, days = tree.find("heures"), tree.find("ou_jours")
    if hours is None and days is None:
        tree.wrong(say("neither hours nor days."), say("Give heures, ou_jours or both."))
    start = end = None
    if hours is not None and hours.has_only(("de", "a"), ("de", "a")):
        first, last = hours.find("de"), hours.find("a")
        start, end = (first.clock() if first else None), (last.clock() if last else None)
    named = read_some(days, [day.value for day in Weekday], "lundi … dimanche, férié") if days else ()
    return ReceivedDuring(start=start, end=end, days=tuple(Weekday(day) for day in named))


def write_during(condition: ReceivedDuring) -> Value:
    """Return hours and days as `read_during` reads them."""
    written: dict[str, Value] = {}
    if condition.start is not None and condition.end is not None:
        written["heures"] = {"de": _clock(condition.start), "a": _clock(condition.end)}
    if condition.days:
        written["ou_jours"] = [day.value for day in condition.days]
    return written


def _clock(at: time) -> str:
    return at.strftime("%H:%M")


def read_season(tree: Tree) -> InSeason | None:
    """Return a season, ``{du: "01-11", au: "15-03"}``."""
    if not tree.has_only(("du", "au"), ("du", "au")):
        return None
    first, last = tree.find("du"), tree.find("au")
    begins, ends = (_year_day(first) if first else None), (_year_day(last) if last else None)
    return InSeason(first_day=begins, last_day=ends) if begins and ends else None


def _year_day(tree: Tree) -> YearDay | None:
    found = YEAR_DAY.fullmatch(tree.value.strip()) if isinstance(tree.value, str) else None
    try:
        day = date(ANY_LEAP_YEAR, int(found[2]), int(found[1])) if found else None
    except ValueError:
        day = None
    if day is None:
        tree.wrong(say("“{value}” is not a day of the year.", value=tree.value), say('Write day and month in quotes: "15-03".'))
        return None
    return YearDay(month=day.month, day=day.day)


def write_season(condition: InSeason) -> Value:
    """Return a season as `read_season` reads it."""
    return {"du": _day_text(condition.first_day), "au": _day_text(condition.last_day)}


def _day_text(day: YearDay) -> str:
    return f"{day.day:02}-{day.month:02}"
