"""Several requests in one message: numbered points, « par ailleurs », paragraphs and clauses that speak of different things."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Protocol

from domain.draft import Draft, Flag
from domain.evidence import READ_CHARACTERS
from domain.ids import UNCLASSIFIED, SubjectCode
from domain.ruleset import SPEECH_ACTS
from rules.beside_request import said_beside
from rules.clause_cuts import SHORTEST, Asked, Spoken, StretchReader, cut_by_clauses, family
from rules.clauses import Borders
from rules.guarded import Guarded
from rules.ordered import ordered_points, postscript


class Reader(StretchReader, Protocol):
    """Tells what a message is about."""

    def spoken(self) -> Spoken:
        """Return where turns of phrase of its text stand that speak for each subject."""

    def subject_of_heading(self) -> SubjectCode | None:
        """Return the best subject of its heading."""


class _Asking:
    """A reader to which what stands beside the request asks nothing."""

    def __init__(self, reader: Reader, text: str, beside: Sequence[tuple[int, int]]) -> None:
        self._reader, self._text, self._beside = reader, text, beside

    def spoken(self) -> Spoken:
        return self._reader.spoken()

    def subject_of_heading(self) -> SubjectCode | None:
        return self._reader.subject_of_heading()

    def subject_of(self, start: int, end: int) -> tuple[SubjectCode, float] | None:
        borders = [start, *(min(max(at, start), end) for stretch in self._beside for at in stretch), end]
        pieces = [(first, last) for first, last in zip(borders[::2], borders[1::2], strict=True) if last - first >= SHORTEST]
        found = [told for first, last in pieces if (told := self._reader.subject_of(first, last)) is not None]
        return max(found, key=lambda told: told[1], default=None)

    def asks(self, start: int, end: int) -> bool:
        return self._reader.asks(start, end)


class _Counted:
    """A reader to which every piece asks for something."""

    def __init__(self, reader: StretchReader) -> None:
        self._reader = reader

    def subject_of(self, start: int, end: int) -> tuple[SubjectCode, float] | None:
        return self._reader.subject_of(start, end)

    def asks(self, start: int, end: int) -> bool:
        return True


_POINT = re.compile(
    r"(?:(?<=^)|(?<=\n)|(?<=\s))(?:\(?\d{1,2}\s?(?:\)|°|/|\.(?=\s)|[-–](?=\s))|[a-d]\)|[-–•*·](?=\s)(?<=[\n]-|[\n]–|[\n]•|[\n]\*|[\n]·))\s*"
    r"|(?:(?<=^)|(?<=\n)|(?<=\s))(?:premi[eè]rement|deuxi[eè]mement|secondement|troisi[eè]mement|d.une part|d.autre part)\b",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[(\d–•*·-](?:(?<=[-–•*·])(?<=\n.)(?=\s)|(?<!\S.)(?:(?<=\()\d{1,2}|(?<=\d)\d?)\s?(?:[)°/]|\.(?=\s)|[-–](?=\s)))")
"""The points of which the first character alone shows that they may be one: the engine leaps from one such to the next."""
_SPELT_OUT = ("a)", "b)", "c)", "d)", "èmement", "emement", "èrement", "erement", "ondement", "une part", "autre part")
"""Without one of these all points are signs."""
_TURN = Guarded(
    r"(?:(?<=^)|(?<=\n)|(?<=[.!?;…]\s)|(?<=[.!?;…]\n))[^\S\n]*(?:par ailleurs|d.autre part|autre (?:chose|point|sujet|question|demande)|"
    r"(?:une |ma )?(?:deuxi[eè]me|seconde|derni[eè]re) (?:chose|demande|question|point)|second point|j.en profite|je profite|profitant|"
    r"de plus|en outre|sinon|et aussi|aussi|[eé]galement|enfin|pour finir|ensuite|puis|et puis|en plus|au passage|et pour|"
    r"je (?:voulais|voudrais) aussi|je souhaite [eé]galement|rien [aà] voir|(?:et )?tant que j.y suis|pendant que j.y suis)\b",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"\n[ \t]*\n+")
_GREETING = re.compile(
    r"\s*(?:(?:bonjour|bonsoir|salut|hello|madame|monsieur|mesdames|messieurs|mme|mr|m\.|ch[eè]re?)\b[^\n.!?:;,]{0,40}(?:[,!]\s*|\n\s*))+",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\n\s*(?:(?:avec |en )?(?:vous )?(?:merci|remerci)|(?:bien |tr[eè]s )?(?:cordialement|respectueusement|sinc[eè]rement)|bien [aà] vous|"
    r"salutations|veuillez|(?:je|nous) vous prie|dans l.attente|cdlt|cdt|bonne (?:journ[eé]e|soir[eé]e|r[eé]ception))\b[^\n]{0,160}"
    r"(?:\n[^\n]{0,60}){0,4}\Z",
    re.IGNORECASE,
)
_SURE_POINT, _SURE_COUNTED = 0.34, 0.2
_SURE_INTRO = 0.7
"""What stands before the first point mostly says where all of them are, or who writes."""
_SURE_TURN = 0.5
_SURE_PARAGRAPH = 0.6
_SEVERAL = 2
_TWO_PARTS = 3
_MOST_CUTS = 60
"""No letter asks more things; each piece costs a reading."""
_ANOTHER = 0.2
"""Evidence from which a second subject may be a second request."""


def split_draft(draft: Draft, reader: Reader) -> tuple[Draft, ...]:
    """Return the drafts of a message, one for each thing it asks; the draft itself where it asks one.

    Only the first READ_CHARACTERS are looked at; what comes after them belongs to the last part. Greeting and closing belong to none.
    A message that speaks of a single subject is read once. One that seems to ask several things but cannot be cut without doubt stays
    whole and bears the flag MULTI, so that it does not go out alone with the other thing lost in it.
    """
    heard = reader.spoken()
    beside = said_beside(draft.text) if len(heard) >= _SEVERAL else ()
    asked = {code: [turn for turn in turns if not _lies_in(beside, turn.start, turn.end)] for code, turns in heard.items()}
    spoken = {code: turns for code, turns in asked.items() if sum(turn.weight for turn in turns) >= _ANOTHER}
    if len(spoken) < _SEVERAL:
        return (draft,)
    parts, is_doubtful = _cut(draft.text, spoken, _Asking(reader, draft.text, beside) if beside else reader)
    if len(parts) < _SEVERAL:
        return (replace(draft, flags=draft.flags | {Flag.MULTI}) if is_doubtful else draft,)
    headed = _heading_code(draft, reader)
    return tuple(_part(draft, start, end, has_heading=headed in (None, code)) for start, end, code in _trimmed(draft.text, parts))


def _lies_in(stretches: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Return whether something lies at least in part in one of some stretches."""
    return any(start < last and first < end for first, last in stretches)


def _cut(text: str, spoken: Spoken, reader: Reader) -> tuple[Sequence[Asked], bool]:
    """Return the parts of a text by the plainest way to cut it, each cut again by its clauses.

    No part where it asks one thing; and whether that is in doubt.
    """
    looked_at = text[:READ_CHARACTERS]
    clauses = Borders(looked_at)
    for cuts, sure, counted in _plans(looked_at):
        if not cuts or not _lie_apart(spoken, cuts[:_MOST_CUTS]):
            continue
        parts = _parts(text, cuts[:_MOST_CUTS], _Counted(reader) if counted else reader, sure)
        if len(parts) > 1:
            return _cut_again(text, parts, clauses, spoken, reader), False
    return cut_by_clauses(text, (0, len(text)), clauses, spoken, reader)


def _cut_again(text: str, parts: Sequence[Asked], clauses: Borders, spoken: Spoken, reader: Reader) -> Sequence[Asked]:
    """Return the parts with those cut by their clauses that ask what no other part asks."""
    codes = {part.code for part in parts}
    again: list[Asked] = []
    for part in parts:
        inner, _ = cut_by_clauses(text, (part.start, part.end), clauses, spoken, reader)
        found = {one.code for one in inner}
        is_several = len(inner) > 1 and found.isdisjoint(codes - {part.code})
        again += inner if is_several else (part,)
        codes |= found if is_several else set()
    return again


def _plans(text: str) -> Iterator[tuple[Sequence[int], float, bool]]:
    """Yield the ways to cut a text, the plainest first: where, how sure of its subject a piece must be, and whether each piece asks.

    Who counts his points in words, and who adds a postscript, asks in each, be it only told.
    """
    yield _points(text), _SURE_POINT, False
    yield ordered_points(text), _SURE_COUNTED, True
    yield postscript(text), _SURE_TURN, True
    yield [match.start() for match in _TURN.finditer(text)], _SURE_TURN, False
    yield [match.end() for match in _PARAGRAPH.finditer(text)], _SURE_PARAGRAPH, False


def _lie_apart(spoken: Spoken, cuts: Sequence[int]) -> bool:
    """Return whether words of different subjects stand in different pieces: without that no cut can part them."""
    pieces = [{bisect_right(cuts, turn.start) for turn in turns} for turns in spoken.values()]
    return any(one != other for one, other in combinations(pieces, 2)) or any(len(one) > 1 for one in pieces[:1])


def _trimmed(text: str, parts: Sequence[Asked]) -> Iterable[tuple[int, int, SubjectCode]]:
    """Yield the parts without the greeting before the first and the closing after the last."""
    greeting, closing = _GREETING.match(text), _CLOSING.search(text)
    for start, end, code in parts:
        begins = max(start, greeting.end()) if greeting is not None and greeting.end() < end else start
        ends = min(end, closing.start()) if closing is not None and closing.start() > begins else end
        yield begins, ends, code


def _points(text: str) -> list[int]:
    """Return where numbered or dashed points begin; none for a single one."""
    lowered = text.lower()
    point = _POINT if any([sign in lowered for sign in _SPELT_OUT]) else _SIGN
    found = [match.start() for match in point.finditer(text)]
    return found if len(found) > 1 else []


def _parts(text: str, cuts: Iterable[int], reader: StretchReader, sure: float) -> list[Asked]:
    """Return the parts with their subjects: pieces with no subject of their own join the one before.

    Empty where the pieces ask no several things, which the first of them that tells so ends.
    """
    borders = sorted({0, *cuts, len(text)})
    if len(borders) < _TWO_PARTS:
        return []
    parts: list[tuple[int, int, SubjectCode | None]] = []
    codes: list[SubjectCode] = []
    for start, end in pairwise(borders):
        best = reader.subject_of(start, end) if end - start >= SHORTEST and reader.asks(start, end) else None
        is_intro = start == 0 and sure <= _SURE_POINT
        code = best[0] if best is not None and best[1] >= (_SURE_INTRO if is_intro else sure) else None
        if parts and (code is None or parts[-1][2] in (None, code)):
            before = parts.pop()
            parts.append((before[0], end, before[2] if before[2] is not None else code))
        else:
            parts.append((start, end, code))
        if code is not None and code not in codes[-1:]:
            if not _may_stand_beside(code, codes, sure):
                return []
            codes.append(code)
    return [Asked(start, end, code) for start, end, code in parts if code is not None] if len(codes) > 1 else []


def _may_stand_beside(code: SubjectCode, codes: Sequence[SubjectCode], sure: float) -> bool:
    """Return whether a subject may be a request beside others: none that stood before, and the less plain the cuts the less like them."""
    if code in codes or (sure > _SURE_POINT and code in SPEECH_ACTS):
        return False
    return sure < _SURE_PARAGRAPH or family(code) not in map(family, codes)


def _heading_code(draft: Draft, reader: Reader) -> SubjectCode | None:
    """Return the subject that the heading speaks of; None where there is no heading."""
    if not draft.heading:
        return None
    return reader.subject_of_heading() or UNCLASSIFIED


def _part(draft: Draft, start: int, end: int, *, has_heading: bool) -> Draft:
    """Return the draft of one part. The heading goes with the parts whose subject it speaks of."""
    text = draft.text[start:end]
    lead = len(text) - len(text.lstrip())
    heading = draft.heading if has_heading else None
    return replace(draft, heading=heading, text=text.strip(), offset=draft.offset + start + lead)
