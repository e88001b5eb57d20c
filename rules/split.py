"""Several requests in one message: numbered points, « par ailleurs », paragraphs that speak of different things."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from domain.draft import Draft
from domain.evidence import READ_CHARACTERS, Candidate
from domain.ids import SubjectCode
from domain.ruleset import SPEECH_ACTS
from rules.subject import share_of

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
_SURE_POINT = 0.34
_SURE_TURN = 0.5
_SURE_PARAGRAPH = 0.6
_SHORTEST = 12
_TWO_PARTS = 3
_MOST_CUTS = 60
"""No letter asks more things; each piece costs a reading."""
_ANOTHER = 0.2
"""Evidence from which a second subject may be a second request."""


def split_draft(draft: Draft, subjects: Subjects) -> tuple[Draft, ...]:
    """Return the drafts of a message, one for each thing it asks; the draft itself where it asks one.

    Only the first READ_CHARACTERS are looked at; what comes after them belongs to the last part. Greeting and closing belong to none.
    A message without a place to cut is not read at all, one that speaks of a single subject once.
    """
    looked_at = draft.text[:READ_CHARACTERS]
    plans = [(cuts[:_MOST_CUTS], sure) for cuts, sure in _plans(looked_at) if cuts]
    if not plans:
        return (draft,)
    mentions = _mentions(subjects(looked_at), draft.offset)
    for cuts, sure in plans:
        if not _lie_apart(mentions, cuts):
            continue
        parts = _parts(draft.text, cuts, subjects, sure)
        if len(parts) > 1:
            return tuple(_part(draft, start, end, code, subjects) for start, end, code in _trimmed(draft.text, parts))
    return (draft,)


def _plans(text: str) -> tuple[tuple[list[int], float], ...]:
    """Return the ways to cut a text, the plainest first, each with how sure of its subject a piece must be."""
    return (
        (_points(text), _SURE_POINT),
        ([match.start() for match in _TURN.finditer(text)], _SURE_TURN),
        ([match.end() for match in _PARAGRAPH.finditer(text)], _SURE_PARAGRAPH),
    )


def _mentions(candidates: Sequence[Candidate[SubjectCode]], offset: int) -> list[set[int]]:
    """Return where in the text the words stand that speak for each subject that may be a request of its own."""
    spoken = [[item for item in candidate.evidence if item.weight > 0] for candidate in candidates]
    return [{item.where.start - offset for item in items} for items in spoken if sum(item.weight for item in items) >= _ANOTHER]


def _lie_apart(mentions: Sequence[set[int]], cuts: Sequence[int]) -> bool:
    """Return whether words of different subjects stand in different pieces: without that no cut can part them."""
    pieces = [{bisect_right(cuts, position) for position in positions} for positions in mentions]
    return any(one != other for one, other in combinations(pieces, 2)) or any(len(one) > 1 for one in pieces[:1] if len(pieces) > 1)


def _trimmed(text: str, parts: Sequence[tuple[int, int, SubjectCode]]) -> Iterable[tuple[int, int, SubjectCode]]:
    """Yield the parts without the greeting before the first and the closing after the last."""
    greeting, closing = _GREETING.match(text), _CLOSING.search(text)
    for start, end, code in parts:
        begins = max(start, greeting.end()) if greeting is not None and greeting.end() < end else start
        ends = min(end, closing.start()) if closing is not None and closing.start() > begins else end
        yield begins, ends, code


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
        code = best.answer if best is not None and share_of(best.evidence) >= sure else None
        if parts and (code is None or parts[-1][2] in (None, code)):
            before = parts.pop()
            parts.append((before[0], end, before[2] if before[2] is not None else code))
        else:
            parts.append((start, end, code))
    settled = [(start, end, code) for start, end, code in parts if code is not None]
    distinct = {code for _, _, code in settled}
    if len(distinct) != len(settled) or len(settled) == 1 or (sure > _SURE_POINT and not distinct.isdisjoint(SPEECH_ACTS)):
        return []
    if sure >= _SURE_PARAGRAPH and len({code.partition("-")[0] for code in distinct}) < len(distinct):
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
