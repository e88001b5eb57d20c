"""Requests within sentences and from one to the next, told apart by what speaks for their subjects in each clause.

One problem told at length names other things too: where it is, what caused it, what came of it. So both sides of a cut need evidence
of their own, the more of it the less plain the place between them.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from domain.ids import SubjectCode
from domain.ruleset import SPEECH_ACTS, SpeechAct
from rules.clauses import ADDED, LISTED, PLAIN, Border, Borders
from rules.guarded import Guarded


class StretchReader(Protocol):
    """Tells what a stretch of a message is about."""

    def subject_of(self, start: int, end: int) -> tuple[SubjectCode, float] | None:
        """Return the best subject of the characters from ``start`` to before ``end`` of its text, with its share of evidence."""

    def asks(self, start: int, end: int) -> bool:
        """Return whether a stretch asks for something; a message too short to tell of other things asks all along."""


class Asked(NamedTuple):
    """A stretch of text that asks one thing."""

    start: int
    end: int
    code: SubjectCode


class Turn(NamedTuple):
    """A turn of phrase that speaks for a subject: where it stands and what it weighs."""

    start: int
    end: int
    weight: float


Spoken = Mapping[SubjectCode, Sequence[Turn]]
"""What speaks for each subject that may be a request of its own."""


class _Piece(NamedTuple):
    """A stretch of text, the subject it may be a request on and its share of evidence.

    ``sure`` is the share that the place where it begins asks of the subjects on both sides; ``asks`` tells it from what is only told;
    ``told`` are the subjects of the pieces it was joined from.
    """

    start: int
    end: int
    code: SubjectCode | None
    share: float
    sure: float
    asks: bool
    told: frozenset[SubjectCode]


SHORTEST = 12
"""Characters below which a stretch of text asks nothing."""
_MOST_PIECES = 8
"""No message asks more things within its sentences; each piece costs a reading."""
_OWNING = 0.5
"""Share of the best subject's evidence in a clause from which another may be what the clause is about."""
_TOLD_ON = 0.1
"""What two subjects must have more where clauses stand between them in one sentence: its end tells what came of its beginning."""
_SAME_FAMILY = 0.1
"""What two subjects of one family must have more: they often tell one thing."""
_NEARLY = 0.08
"""What may fail a clause to be cut off, so that it may be a request all the same."""
_PLAIN_APPEAL = 0.7
"""Share from which a complaint about an agent and what stands beside it may be two things."""
_STANDING_ACTS = frozenset({SpeechAct.DOCUMENT, SpeechAct.DATA})
"""Speech acts that are a request beside another; claims, appeals and most thanks are about what the rest tells."""
_DRAWS = Guarded(
    r"\b(?:je|nous)\s(?:vous\s)?(?:\w+\s){1,2}?(?:donc|en conséquence|par conséquent)\b"
    r"|(?<!\w)(?:en conséquence|par conséquent|c['’]est pourquoi|c['’]est la raison|dans ces conditions|de ce fait|compte tenu),?\s"
    r"[^.!?\n]{0,60}?\b(?:je|nous|j['’])",
    re.IGNORECASE,
)
"""« Je vous demande en conséquence », « c'est pourquoi nous sollicitons »: all before it is why."""
_SUPPOSED = re.compile(
    r"\s*(?:(?:et|mais|car)\s)?s(?:['’]ils?|i\s(?:[çc]a|cela|rien|personne|le|la|les|l['’]|un|une|des))(?:\s|(?<=['’]))"
    r"(?![^.!?\n]{0,60}\bp(?:ouv|our)[a-zé]+)[^.!?\n]{3,90}\b(?:sera|seront|serait|va|vont|aura|auront|risquent?|finir|finira|deviendra)\b"
    r"[^.!?\n]{0,120}[.!?…\s]*\Z",
    re.IGNORECASE,
)
"""A sentence that only says what would come of the rest."""
_THANKS = re.compile(
    r"\W*(?:(?:encore |déjà |d.abord |un (?:grand|immense) )*(?:merci\b(?! de\b| d.(?!avoir))|bravo|f[eé]licit)|\S+ \S+ remerci)",
    re.IGNORECASE,
)


def cut_by_clauses(
    text: str, stretch: tuple[int, int], clauses: Borders, spoken: Spoken, reader: StretchReader
) -> tuple[Sequence[Asked], bool]:
    """Return the parts of a stretch of text whose clauses ask different things; none where they ask one, and whether that is in doubt."""
    pieces: list[_Piece] = []
    is_doubtful = False
    for piece in _pieces(text, stretch, clauses, spoken, reader):
        if pieces and not _is_another(pieces[-1], piece):
            is_doubtful = is_doubtful or (_may_be_another(pieces[-1], piece) and _DRAWS.search(text, piece.start, piece.end) is None)
            pieces.append(_joined(pieces.pop(), piece))
        else:
            pieces.append(piece)
    parts = [Asked(piece.start, piece.end, piece.code) for piece in pieces if piece.code is not None]
    if len({part.code for part in parts}) < len(parts) or (len(parts) > 1 and _comes_back(pieces, reader)):
        return (), True
    return (parts, False) if len(parts) > 1 else ((), is_doubtful)


def _comes_back(pieces: Sequence[_Piece], reader: StretchReader) -> bool:
    """Return whether a piece joined from several is, read as a whole, about the subject of another: then all tell one thing."""
    for piece in pieces:
        if len(piece.told) > 1:
            whole = reader.subject_of(piece.start, piece.end)
            if whole is not None and whole[0] != piece.code and any(other.code == whole[0] for other in pieces if other is not piece):
                return True
    return False


def _pieces(text: str, stretch: tuple[int, int], clauses: Borders, spoken: Spoken, reader: StretchReader) -> Iterable[_Piece]:
    """Yield the pieces between which the whole text hears another subject, each read by itself; none where it hears one throughout.

    Thanks for something are no request to do it, nor is what would come of it: « s'il gèle, ce sera une patinoire ».
    """
    start, end = stretch
    cuts = _changes(clauses, spoken, stretch)[:_MOST_PIECES]
    if not cuts:
        return
    ends = [*(cut.position for cut in cuts), end]
    for (begins, sure, _), stops in zip([Border(start, PLAIN, False), *cuts], ends, strict=True):
        best = reader.subject_of(begins, stops) if stops - begins >= SHORTEST else None
        if best is not None and best[0] not in SPEECH_ACTS and (_THANKS.match(text, begins, stops) or _SUPPOSED.match(text, begins, stops)):
            best = None
        code, share = best or (None, 0.0)
        told = frozenset() if code is None else frozenset({code})
        yield _Piece(begins, stops, code, share, sure, reader.asks(begins, stops), told)


def _changes(clauses: Borders, spoken: Spoken, stretch: tuple[int, int]) -> list[Border]:
    """Return where the words of one subject end and those of another begin: the plainest place between the two."""
    between = clauses.between(*stretch)
    by_clause = _by_clause(clauses.positions[between.start : between.stop], spoken, stretch)
    cuts: list[Border] = []
    last, before = -1, frozenset[SubjectCode]()
    for clause in sorted(by_clause):
        owners = _owners(by_clause[clause])
        if before and before != owners:
            plainest = min(map(clauses.__getitem__, between[last:clause]), key=lambda border: (border.sure, -border.position))
            tells_on = clause - last > 1 and plainest.is_within and plainest.sure > ADDED
            cuts.append(plainest._replace(sure=plainest.sure + _TOLD_ON) if tells_on else plainest)
        last, before = clause, owners
    return cuts


def _by_clause(positions: Sequence[int], spoken: Spoken, stretch: tuple[int, int]) -> Mapping[int, Mapping[SubjectCode, float]]:
    """Return by clause what speaks in it for each subject. What goes over a border counts where nothing else speaks for its subject."""
    weights: dict[int, dict[SubjectCode, float]] = defaultdict(lambda: defaultdict(float))
    for code, turns in spoken.items():
        inside = [(bisect_right(positions, turn.start), turn) for turn in turns if stretch[0] <= turn.start < stretch[1]]
        within = [(clause, turn) for clause, turn in inside if clause == bisect_right(positions, turn.end - 1)]
        for clause, turn in within or inside:
            weights[clause][code] += turn.weight
    return weights


def _owners(weights: Mapping[SubjectCode, float]) -> frozenset[SubjectCode]:
    """Return the subjects that a clause may be about, as the whole text hears it."""
    most = max(weights.values())
    return frozenset(code for code, weight in weights.items() if weight >= _OWNING * most)


def _is_another(before: _Piece, piece: _Piece) -> bool:
    """Return whether a piece asks another thing than the one before it."""
    if before.code is None or piece.code is None or before.code == piece.code or not (before.asks and piece.asks):
        return False
    if not _stands(SPEECH_ACTS.get(before.code), piece.sure, is_after=False):
        return False
    if not _stands(SPEECH_ACTS.get(piece.code), piece.sure, is_after=True):
        return False
    needed = piece.sure + (_SAME_FAMILY if family(before.code) == family(piece.code) else 0.0)
    return min(before.share, piece.share) >= needed


def _stands(act: SpeechAct | None, sure: float, *, is_after: bool) -> bool:
    """Return whether what a piece does is a request beside another: only with a word that says so, and thanks only after it."""
    return act is None or (sure <= ADDED and (act in _STANDING_ACTS or (act is SpeechAct.THANKS and is_after)))


def _may_be_another(before: _Piece, piece: _Piece) -> bool:
    """Return whether a piece that is not sure to ask another thing may do so, for another department.

    What comes back to a subject told of before is the same story.
    """
    if piece.code in before.told:
        return False
    if before.code is None or piece.code is None or family(before.code) == family(piece.code) or piece.sure >= LISTED:
        return False
    weakest = min(before.share, piece.share)
    acts = {SPEECH_ACTS[code] for code in (before.code, piece.code) if code in SPEECH_ACTS} - _STANDING_ACTS
    if acts and piece.sure > PLAIN:
        return SpeechAct.APPEAL in acts and weakest >= _PLAIN_APPEAL
    return weakest >= max(PLAIN, piece.sure - _NEARLY)


def _joined(before: _Piece, piece: _Piece) -> _Piece:
    """Return two pieces as one, on the subject of the plainer."""
    plainer = piece if piece.share > before.share else before
    told = before.told | piece.told
    return _Piece(before.start, piece.end, plainer.code, plainer.share, before.sure, before.asks or piece.asks, told)


def family(code: SubjectCode) -> str:
    """Return the theme of a subject as its code says it."""
    return code.partition("-")[0]
