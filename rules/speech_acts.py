"""Thanks, claims, requests for documents, appeals: what a message does, and what it then only speaks about."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import NamedTuple

from domain.evidence import Part
from domain.ids import SubjectCode
from domain.ruleset import SPEECH_ACTS, SpeechAct
from rules.cues import BUT, IMPERFECT, PRESENT, THANKING
from rules.matching import Match
from rules.words import Words

_PLAIN_ACT = 0.54
"""Weight of evidence from which a speech act is plain: that of its own turns of phrase, not of words it shares."""
SPOKEN_ABOUT = 0.5
"""Worth of what a message only speaks about where it plainly does something else."""
_BESIDE_A_REQUEST = 0.4
"""Worth of thanks beside a request."""


class Found(NamedTuple):
    """One match of a subject, weighed."""

    weight: float
    ceiling: float
    match: Match
    words: Words


Heard = Mapping[SubjectCode, Sequence[Found]]
"""What the words of a part speak for, by subject."""


def plain_acts(found: Heard) -> set[SubjectCode]:
    """Return the speech acts that a message plainly is."""
    if SPEECH_ACTS.keys().isdisjoint(found):
        return set()
    return {code for code in SPEECH_ACTS if code in found and any(one[0] >= _PLAIN_ACT for one in found[code])}


def subordinate(said: dict[SubjectCode, list[Found]]) -> None:
    """Lower what a message only speaks about where it plainly does something else: thanks, claims damages, appeals.

    Whether that is past does not matter then: thanks are for what was done. What stands apart from thanks, in other sentences and the
    present, stays a request; it goes before the thanks.
    """
    acts = plain_acts(said)
    if not acts:
        return
    thanks = {code for code in acts if SPEECH_ACTS[code] is SpeechAct.THANKS and any(_thanks(one) for one in said[code])}
    thanked = _sentences_of(one for code in thanks for one in said[code]) if thanks == acts else None
    asks = any(not BUT.isdisjoint(one.words.forms) for code in thanks for one in said[code])
    for code in said.keys() - acts:
        apart = [thanked is not None and _is_present(one) and thanked.isdisjoint(_sentences_of((one,))) for one in said[code]]
        asks = asks or any(alone and one.weight >= _PLAIN_ACT for one, alone in zip(said[code], apart, strict=True))
        said[code] = [one if alone else _spoken_about(one) for one, alone in zip(said[code], apart, strict=True)]
    if asks:
        for code in thanks:
            said[code] = [one._replace(weight=_BESIDE_A_REQUEST * one.weight) for one in said[code]]


def _spoken_about(one: Found) -> Found:
    """Return a match that is not what the message asks for; that it is past does not matter."""
    return one._replace(weight=round(SPOKEN_ABOUT * (one.ceiling if one.weight > 0 else one.weight), 4))


def _thanks(one: Found) -> bool:
    """Return whether a match plainly thanks or praises: it neither proposes anything nor asks to be received."""
    return one.weight >= _PLAIN_ACT and any(one.words.forms[index].startswith(THANKING) for index in one.match.indices)


def _sentences_of(found: Iterable[Found]) -> Set[tuple[Part, int]]:
    """Return the sentences that matches stand in."""
    return {(one.words.part, one.words.sentences[index]) for one in found for index in one.match.indices}


def _is_present(one: Found) -> bool:
    """Return whether the sentence of a match complains of what is so now, or asks; a heading is neither past nor present."""
    forms = _sentence_of(one)
    return one.words.part is Part.HEADING or (not PRESENT.isdisjoint(forms) and IMPERFECT.isdisjoint(forms))


def _sentence_of(one: Found) -> Sequence[str]:
    """Return the words of the sentence that a match begins in."""
    sentences, sentence = one.words.sentences, one.words.sentences[one.match.indices[0]]
    return one.words.forms[bisect_left(sentences, sentence) : bisect_right(sentences, sentence)]
