"""Logs of nobody's layout: read by the names of their columns, else by a guess from what the columns hold."""

import re
from collections.abc import Callable, Sequence

from domain.call import CallEnd
from ingest.phone.layouts.table import TableReader
from ingest.phone.numbers import is_extension, is_hidden, outside
from ingest.phone.plan import Doubt, LayoutName, Plan, RowReader, Sample, cell, columns_of, is_date
from ingest.phone.times import Clock
from ingest.phone.words import Role, end_of, header_key, is_of_calls, role_of, seconds_in, way_of

_TIME = re.compile(r"\d{1,2} ?(?:[:h] ?\d{2}(?:[:m]\d{2})?|h)")
_DAY = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}")
_DIGITS = re.compile(r"\d[\d .()/-]*\d")
_ADDRESS = re.compile(r"[^\s:@]+@[\w.-]+\.[a-z]{2,}", re.IGNORECASE)
_NUMBER = re.compile(r"\+?[\d .()-]{2,20}")
_MOSTLY = 0.8
_NAMED, _BARELY, _GUESSED = 75, 55, 30
_ENOUGH = 2
"""Things that must speak for a list being one of calls."""
_NOTE = frozenset({"canal", "recule", "fiche"})
"""Keys of notes of calls and of requests, which are read elsewhere."""
_MOST_WORDS = 12
"""Different words a column of directions or of ends has at most."""
_OUTSIDE_DIGITS = 6
_MILLI = 1000
_SIDES = frozenset({Role.CALLER, Role.CALLED, Role.CLID, Role.DIALLED, Role.EXTENSION, Role.TRUNK_IN, Role.TALK, Role.RING, Role.ANSWER})
"""Columns that only a log of calls has."""
_NUMBERS = (Role.CALLER, Role.CALLED, Role.OTHER, Role.CLID, Role.EXTENSION)


def recognise_names(sample: Sample) -> Plan | None:
    """Return how a log is read whose columns' names say what they hold, None where they do not say when and who."""
    columns = with_words(_by_seconds(_with_numbers(columns_of(sample.names), sample), sample), sample)
    if not ({Role.START} & columns.keys() or {Role.DATE, Role.TIME} <= columns.keys()):
        return None
    if not _holds_numbers(columns, sample) or _evidence(columns, sample) < _ENOUGH:
        return None
    dates = [" ".join(cell(row, columns.get(role)) for role in (Role.START, Role.DATE, Role.TIME)) for row in sample.records]
    if sample.records and sum(map(is_date, dates)) < _MOSTLY / 2 * len(dates):
        return None
    doubts = _doubts(columns)
    unknown = len([name for name in sample.names if name.strip()]) - len(columns)
    return Plan(
        layout=LayoutName.HEADED,
        columns=columns,
        separator=sample.separator,
        fewest=max(columns.get(role, 0) for role in (Role.START, Role.DATE, Role.TIME)) + 1,
        first=(sample.header or 0) + 1,
        names=sample.names,
        confidence=_BARELY if doubts else _NAMED,
        ticks=_ticks(columns, sample),
        doubts=(*doubts, *([Doubt.UNKNOWN_COLUMNS] if unknown > 0 else [])),
    )


def _holds_numbers(columns: dict[Role, int], sample: Sample) -> bool:
    """Whether a column for numbers holds some: From and To of a list of e-mails do not."""
    rows = [[cell(row, columns[role]) for role in _NUMBERS if role in columns] for row in sample.records]
    holding = sum(1 for row in rows if any(_DIGITS.search(one) and not _ADDRESS.search(one) for one in row))
    return any(role in columns for role in _NUMBERS) and holding >= _MOSTLY / 2 * len(rows)


def _with_numbers(columns: dict[Role, int], sample: Sample) -> dict[Role, int]:
    """Return the columns with another one for a side whose best name stands above words: « Destination » may say what kind it was."""
    found = dict(columns)
    for role in (Role.CALLER, Role.CALLED):
        if role not in found or _numbers_in(sample, found[role]):
            continue
        others = [place for place, name in enumerate(sample.names) if role_of(name) is role and place != found[role]]
        if (other := next((place for place in others if _numbers_in(sample, place)), None)) is not None:
            found.setdefault(Role.APP, found[role])
            found[role] = other
    return found


def _numbers_in(sample: Sample, place: int) -> bool:
    """Whether a column holds numbers in some of its cells."""
    return any(map(_DIGITS.search, (cell(row, place) for row in sample.records)))


def _by_seconds(columns: dict[Role, int], sample: Sample) -> dict[Role, int]:
    """Return the columns with the duration as that of the talk where the ringing is no part of it: some rang longer than they took."""
    if Role.TALK in columns or not {Role.RING, Role.DURATION} <= columns.keys():
        return columns
    pairs = [tuple(seconds_in(cell(row, columns[role])) or 0 for role in (Role.RING, Role.DURATION)) for row in sample.records]
    if not any(ring > total for ring, total in pairs):
        return columns
    return {Role.TALK if role is Role.DURATION else role: place for role, place in columns.items()}


def _ticks(columns: dict[Role, int], sample: Sample) -> int:
    """Return how many units of the log's durations are a second: all are whole thousands where they are milliseconds."""
    texts = [one for role in (Role.DURATION, Role.TALK, Role.RING) for row in sample.records if (one := cell(row, columns.get(role)))]
    counts = [int(one) for one in texts if one.isdecimal()]
    is_all = len(counts) == len(texts) and not any(one % _MILLI for one in counts)
    return _MILLI if is_all and sum(1 for one in counts if one) >= _ENOUGH else 1


def with_words(columns: dict[Role, int], sample: Sample) -> dict[Role, int]:
    """Return the columns with those for ends and ways told by their words, where no name tells them or the named one holds none."""
    cells = {place: [one for row in sample.records if (one := cell(row, place))] for place in range(len(sample.names))}
    found = {role: place for role, place in columns.items() if _holds(role, cells[place])}
    for role, holds in ((Role.STATUS, end_of), (Role.WAY, way_of)):
        used = set(found.values())
        if role in found:
            continue
        for place, held in cells.items():
            if (
                place in used
                or "media" in header_key(sample.names[place])  # « Vocal »: neither a chat nor an e-mail
                or len(held) < _ENOUGH
                or len(set(held)) > _MOST_WORDS
                or any(letter.isdigit() for one in held for letter in one)
            ):
                continue
            if _share(_knows(holds), held):
                found[role] = place
                break
    return found


def _holds(role: Role, cells: Sequence[str]) -> bool:
    """Whether a column holds what its name says, as far as that is looked at."""
    if role is Role.PEER:
        return bool(cells)  # a column that is never filled tells nothing of whom it lacks
    # « fin » is when a call ended, or how.
    return role not in (Role.ANSWER, Role.END) or not cells or any(map(is_date, cells))


def _knows(meaning: Callable[[str], object]) -> Callable[[str], bool]:
    return lambda one: meaning(one) is not None


def _evidence(columns: dict[Role, int], sample: Sample) -> int:
    """Return how many things speak for calls: a list of requests or of people has dates and telephone numbers, too."""
    if _is_note(sample):
        return 0

    def known(role: Role, holds: Callable[[str], bool]) -> bool:
        cells = [one for row in sample.records if (one := cell(row, columns.get(role)))]
        return bool(cells) and _share(holds, cells)

    is_of_call = known(Role.WAY, lambda one: way_of(one) is not None) or known(Role.STATUS, is_of_calls)
    if not is_of_call and not _SIDES & columns.keys():
        return 0  # a contact, a duration and a state: works, appointments
    return sum(
        (
            {Role.CALLER, Role.CALLED} <= columns.keys() or {Role.CLID, Role.CALLED} <= columns.keys(),
            bool({Role.CALLER, Role.CLID, Role.DIALLED, Role.TRUNK_IN} & columns.keys()),
            any(known(role, is_duration) for role in (Role.DURATION, Role.TALK, Role.RING)),
            known(Role.WAY, lambda one: way_of(one) is not None),
            known(Role.STATUS, lambda one: end_of(one) is not None),
            known(Role.STATUS, is_of_calls),
            Role.ANSWER in columns or Role.END in columns,
            {Role.OTHER, Role.EXTENSION} <= columns.keys(),
        )
    )


def _is_note(sample: Sample) -> bool:
    return bool(_NOTE & {header_key(name) for name in sample.names})


def _doubts(columns: dict[Role, int]) -> tuple[Doubt, ...]:
    doubts = []
    if Role.STATUS not in columns and Role.TALK not in columns and Role.ANSWER not in columns:
        doubts.append(Doubt.NO_STATUS)
    if Role.WAY not in columns and Role.TRUNK_IN not in columns:
        doubts.append(Doubt.NO_WAY)
    return tuple(doubts)


def recognise_contents(sample: Sample) -> Plan | None:
    """Return a guess of how a log is read by what its columns hold, None where no column holds dates or none holds numbers.

    None, too, where it could only be guessed who called or how calls ended: a missed call taken for an answered one is called back by
    nobody, so that people must say what the columns hold.
    """
    rows = [row for row in sample.records if any(one.strip() for one in row)]
    if len(rows) < _ENOUGH or _is_note(sample):
        return None
    columns = contents_of(sample)
    # A list of days without hours is a list of something else.
    if not ({Role.START} & columns.keys() or {Role.DATE, Role.TIME} <= columns.keys()) or Role.CALLER not in columns:
        return None
    if len({Role.CALLED, Role.DURATION, Role.WAY, Role.STATUS} & columns.keys()) < _ENOUGH:
        return None
    if not _tells_ends(columns, rows) or (sample.header is None and not _tells_sides(columns, rows)):
        return None
    return Plan(
        layout=LayoutName.GUESSED,
        columns=columns,
        separator=sample.separator,
        fewest=max(columns.get(role, 0) for role in (Role.START, Role.DATE, Role.TIME, Role.CALLER)) + 1,
        first=0 if sample.header is None else sample.header + 1,
        names=sample.names,
        confidence=_GUESSED,
        doubts=(Doubt.GUESSED, *_doubts(columns)),
    )


def _tells_ends(columns: dict[Role, int], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a guess has something that tells a missed call from an answered one: a word for it, or durations some of which are none.

    Where all seem answered, what was taken for the end may be anything, and the durations those of the ringing.
    """
    ends = {end_of(cell(row, columns.get(role))) for row in rows for role in (Role.STATUS, Role.WAY)}
    return bool(ends - {None, CallEnd.ANSWERED}) or (
        Role.DURATION in columns and any(not seconds_in(cell(row, columns[Role.DURATION])) for row in rows)
    )


def _tells_sides(columns: dict[Role, int], rows: Sequence[Sequence[str]]) -> bool:
    """Whether no third column without a name holds numbers of telephones: of three nobody can say which two are of who called whom."""
    width = max(map(len, rows))
    cells = [[one for row in rows if (one := cell(row, place))] for place in range(width) if place not in columns.values()]
    return not any(len(held) >= len(rows) / 4 and _share(is_telephone, held) for held in cells)


def contents_of(sample: Sample) -> dict[Role, int]:
    """Return what columns seem to hold by their cells alone."""
    rows = [row for row in sample.records if any(one.strip() for one in row)]
    width = max((len(row) for row in rows), default=0)
    columns: dict[Role, int] = {}
    for place in range(width):
        role = _role_of([one for row in rows if (one := cell(row, place))], len(rows), columns)
        if role is not None:
            columns.setdefault(role, place)
    return columns


def _role_of(cells: Sequence[str], rows: int, known: dict[Role, int]) -> Role | None:
    """Return what a column holds by its cells, given what those to its left hold."""
    if not cells or len(cells) < rows / 4:
        return None
    return _moment_role(cells, known) or _number_role(cells, known) or _word_role(cells, known)


def _moment_role(cells: Sequence[str], known: dict[Role, int]) -> Role | None:
    if Role.START not in known and Role.DATE not in known and _share(is_date, cells):
        return Role.START if any(_TIME.search(one) or not _DAY.search(one) for one in cells) else Role.DATE
    if Role.DATE in known and Role.TIME not in known and _share(lambda one: bool(_TIME.fullmatch(one)), cells):
        return Role.TIME
    return None


def _number_role(cells: Sequence[str], known: dict[Role, int]) -> Role | None:
    has_caller = Role.CALLER in known
    if _share(is_number, cells) and any(sum(letter.isdigit() for letter in one) >= _OUTSIDE_DIGITS for one in cells):
        return Role.CALLED if has_caller else Role.CALLER
    if has_caller and Role.CALLED not in known and _share(is_number, cells) and len(set(cells)) < len(cells):
        return Role.CALLED
    return Role.DURATION if has_caller and Role.DURATION not in known and _share(is_duration, cells) else None


def _word_role(cells: Sequence[str], known: dict[Role, int]) -> Role | None:
    if len(set(cells)) > _MOST_WORDS or any(one.isdigit() for one in cells):
        return None
    # « Manqué » tells the way as well, but a column of ways has words that tell nothing else.
    is_way = _share(lambda one: way_of(one) is not None, cells) and any(end_of(one) is None for one in cells)
    if Role.WAY not in known and is_way:
        return Role.WAY
    return Role.STATUS if Role.STATUS not in known and _share(lambda one: end_of(one) is not None, cells) else None


def is_number(text: str) -> bool:
    """Whether a cell may hold a telephone number, or the word for a withheld one."""
    if not _NUMBER.fullmatch(text) or is_date(text):
        return is_hidden(text)
    return is_extension(text, "FR") or outside(text, "FR") is not None


def is_telephone(text: str) -> bool:
    """Whether a cell holds a telephone number that is more than an extension."""
    return sum(letter.isdigit() for letter in text) >= _OUTSIDE_DIGITS and is_number(text)


def is_duration(text: str) -> bool:
    """Whether a cell may hold how long a call was."""
    seconds = seconds_in(text)
    return seconds is not None and seconds < 24 * 3600


def _share(holds: Callable[[str], bool], cells: Sequence[str]) -> bool:
    return sum(1 for one in cells if holds(one)) >= _MOSTLY * len(cells)


def reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of a log read by names or by a guess."""
    return TableReader(plan, clock)
