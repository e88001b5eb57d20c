"""Several requests in one message: numbered points, « par ailleurs », paragraphs that speak of different things."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from domain.draft import Draft
from domain.evidence import READ_CHARACTERS, Candidate
from domain.ids import SubjectCode
from domain.ruleset import SPEECH_ACTS

Subjects = Callable[[str], Sequence[Candidate[SubjectCode]]]
"""Gives the subjects of a text, best first."""

_POINT = re.compile(
    r"(?:(?<=^)|(?<=\n)|(?<=\s))(?:\(?\d{1,2}\s?(?:\)|°|/|\.(?=\s)|[-–](?=\s))|[a-d]\)|[-–•*·](?=\s)(?<=[\n]-|[\n]–|[\n]•|[\n]\*|[\n]·))\s*"
    r"|(?:(?<=^)|(?<=\n)|(?<=\s))(?:premi[eè]rement|deuxi[eè]mement|secondement|troisi[eè]mement|d.une part|d.autre part)\b",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"(?:(?<=^)|(?<=\n)|(?<=[.!?;…]\s)|(?<=[.!?;…]\n))[^\S\n]*(?:par ailleurs|d.autre part|autre (?:chose|point|sujet|question|demande)|"
    r"(?:une |ma )?(?:deuxi[eè]me|seconde|derni[eè]re) (?:chose|demande|question|point)|second point|j.en profite|je profite|profitant|"
    r"de plus|en outre|sinon|et aussi|aussi|[eé]galement|enfin|pour finir|ensuite|puis|et puis|en plus|au passage|et pour|"
    r"je (?:voulais|voudrais) aussi|je souhaite [eé]galement|rien [aà] voir|(?:et )?tant que j.y suis|pendant que j.y suis)\b",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"\n[ \t]*\n+")
_SURE_POINT = 0.34
_SURE_TURN = 0.5
_SURE_PARAGRAPH = 0.6
_SHORTEST = 12
_TWO_PARTS = 3
_MOST_CUTS = 60
"""No letter asks more things; each piece costs a reading."""


def split_draft(draft: Draft, subjects: Subjects) -> tuple[Draft, ...]:
    """Return the drafts of a message, one for each thing it asks; the draft itself where it asks one.

    Only the first READ_CHARACTERS are looked at; what comes after them belongs to the last part.
    """
    looked_at = draft.text[:READ_CHARACTERS]
    for cuts, sure in (
        (_points(looked_at), _SURE_POINT),
        ([match.start() for match in _TURN.finditer(looked_at)], _SURE_TURN),
        ([match.end() for match in _PARAGRAPH.finditer(looked_at)], _SURE_PARAGRAPH),
    ):
        parts = _parts(draft.text, cuts[:_MOST_CUTS], subjects, sure)
        if len(parts) > 1:
            return tuple(_part(draft, start, end, code, subjects) for start, end, code in parts)
    return (draft,)


def _points(text: str) -> list[int]:
    """Return where numbered or dashed points begin; none for a single one."""
    found = [match.start() for match in _POINT.finditer(text)]
    return found if len(found) > 1 else []


def _parts(text: str, cuts: Iterable[int], subjects: Subjects, sure: float) -> list[tuple[int, int, SubjectCode]]:
    """Return the parts with their subjects: pieces with no subject of their own join the one before."""
    borders = sorted({0, *cuts, len(text)})
    if len(borders) < _TWO_PARTS:
        return []
    parts: list[tuple[int, int, SubjectCode | None]] = []
    for start, end in pairwise(borders):
        best = next(iter(subjects(text[start:end])), None) if end - start >= _SHORTEST else None
        code = best.answer if best is not None and best.score >= sure else None
        if parts and (code is None or parts[-1][2] in (None, code)):
            before = parts.pop()
            parts.append((before[0], end, before[2] if before[2] is not None else code))
        else:
            parts.append((start, end, code))
    settled = [(start, end, code) for start, end, code in parts if code is not None]
    distinct = {code for _, _, code in settled}
    if len(distinct) != len(settled) or len(settled) == 1 or (sure > _SURE_POINT and not distinct.isdisjoint(SPEECH_ACTS)):
        return []
    return settled


def _part(draft: Draft, start: int, end: int, code: SubjectCode, subjects: Subjects) -> Draft:
    """Return the draft of one part. The heading goes with the parts whose subject it speaks of."""
    text = draft.text[start:end]
    lead = len(text) - len(text.lstrip())
    heading = draft.heading
    if heading:
        said = next(iter(subjects(heading)), None)
        heading = heading if said is not None and said.answer == code else None
    return replace(draft, heading=heading, text=text.strip(), offset=draft.offset + start + lead)
