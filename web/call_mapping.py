"""A column mapping as the desk's page shows it and sends it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.call import CallEnd, Way
from flows.call_mappings import Look
from ingest.phone.fixed import MOST_CUTS
from ingest.phone.mapping import ColumnMapping, MappingFault, mapping_in, named
from ingest.phone.plan import Sample, cell
from ingest.phone.proposal import ROLES, surveyed
from ingest.phone.times import DayOrder, TimeBase
from ingest.phone.words import Role, end_of, header_key, way_of
from web.form_editor import Posted

SEPARATORS: Mapping[str, str] = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
AUTOMATIC, PLACES, OTHER = "automatic", "places", "other"
MOST_WORDS = 40
_NUMBER = re.compile(r"\d{1,5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of the log for how a call ended or which way it went: what it is taken for, and what the mapping says it stands for."""

    text: str
    known: str | None
    said: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A mapping as it was typed: read, or with all its mistakes. ``twice`` are things that two columns are said to hold."""

    mapping: ColumnMapping | None
    faults: tuple[MappingFault, ...]
    twice: tuple[Role, ...]
    document: Mapping[str, object]


def draft_of(posted: Posted, text: str) -> Draft:
    """Return the mapping that was typed beside a sample. Columns are kept by their names in it where these tell."""
    document: dict[str, object] = {}
    separator = posted.text("separator")
    if separator in SEPARATORS:
        document["separator"] = SEPARATORS[separator]
    elif separator == OTHER:
        document["separator"] = posted.text("other_separator")
    elif separator == PLACES:
        document["positions"] = [int(one) for one in _NUMBER.findall(posted.text("positions"))[: MOST_CUTS + 1]]
    document |= {key: value for key in ("base", "order") if (value := posted.text(key))}
    document["skip"] = posted.number("skip") or 0
    document["ends"] = dict(_words(posted, "end"))
    document["ways"] = dict(_words(posted, "way"))
    sample = _sample(text, document)
    columns, twice = _columns(posted, sample)
    document["columns"] = {role.value: place for role, place in named(columns, sample.names).items()}
    kept = {key: value for key, value in document.items() if value}
    mapping = mapping_in(kept)
    faults = mapping if isinstance(mapping, tuple) else ()
    whole = mapping if isinstance(mapping, ColumnMapping) and not twice else None
    return Draft(mapping=whole, faults=faults, twice=twice, document=kept)


def _sample(text: str, document: Mapping[str, object]) -> Sample:
    """Return the sample as the mapping cuts it; where it cannot be cut like that, as it looks."""
    about = {key: document[key] for key in ("separator", "positions") if key in document}
    cutting = mapping_in({**about, "columns": {"start": 1, "caller": 2}})
    if isinstance(cutting, ColumnMapping):
        return surveyed(text.encode(), cutting.separator, cutting.cuts).sample
    return surveyed(text.encode()).sample


def _columns(posted: Posted, sample: Sample) -> tuple[dict[Role, int], tuple[Role, ...]]:
    found: dict[Role, int] = {}
    twice: list[Role] = []
    width = max((len(row) for row in sample.rows), default=0)
    for place in range(width):
        role = posted.one_of(f"column-{place + 1}", Role)
        if role is None or role not in ROLES:
            continue
        if role in found:
            twice.append(role)
        found.setdefault(role, place)
    return found, tuple(dict.fromkeys(twice))


def _words(posted: Posted, kind: str) -> Iterator[tuple[str, str]]:
    for number in range(MOST_WORDS):
        word, meaning = posted.text(f"{kind}-word-{number}"), posted.text(f"{kind}-{number}")
        if word and meaning:
            yield word, meaning


def chosen(mapping: ColumnMapping, look: Look) -> dict[int, str]:
    """Return what each column is said to hold, by its number from 1."""
    by_name = {header_key(column.name): column.place for column in reversed(look.columns) if column.name}
    found: dict[int, str] = {}
    for role, place in mapping.columns.items():
        number = place if isinstance(place, int) else by_name.get(header_key(place), int(place) if place.isdecimal() else 0)
        if number:
            found[number] = role.value
    return found


def separator_of(mapping: ColumnMapping) -> str:
    """Return which choice of the page a mapping's separator is."""
    if mapping.cuts:
        return PLACES
    if mapping.separator is None:
        return AUTOMATIC
    return next((name for name, sign in SEPARATORS.items() if sign == mapping.separator), OTHER)


def words_of(mapping: ColumnMapping, text: str, role: Role) -> tuple[Word, ...]:
    """Return the words that stand in the column of ends or of ways, those first that nobody knows."""
    sample = surveyed(text.encode(), mapping.separator, mapping.cuts).sample
    place = mapping.columns.get(role)
    if isinstance(place, str):
        keys = [header_key(name) for name in sample.names]
        place = keys.index(header_key(place)) + 1 if header_key(place) in keys else None
    if place is None:
        return ()
    held = dict.fromkeys(word for row in sample.records if (word := cell(row, place - 1)))
    said: Mapping[str, str] = mapping.ends if role is Role.STATUS else mapping.ways
    words = [Word(text=word, known=_known(word, role), said=said.get(word.casefold())) for word in held]
    return tuple(sorted(words, key=lambda one: one.known is not None)[:MOST_WORDS])


def _known(word: str, role: Role) -> str | None:
    return end_of(word) if role is Role.STATUS else way_of(word)


CHOICES: Mapping[str, tuple[str, ...]] = {
    "roles": tuple(role.value for role in ROLES),
    "separators": (AUTOMATIC, *SEPARATORS, OTHER, PLACES),
    "bases": tuple(base.value for base in TimeBase),
    "orders": tuple(order.value for order in DayOrder),
    "ends": tuple(end.value for end in CallEnd),
    "ways": tuple(way.value for way in Way),
}
"""What the page lets choose from."""
