"""How words are meant: set aside, past, supposed, or part of a name. Such words do not count, or count less."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Set
from dataclasses import dataclass

from rules.automaton import Automaton, Hit
from rules.cues import (
    ANOTHER_ONE,
    AUXILIARIES,
    CLITICS,
    CONTRASTS,
    DEFECTS,
    DENIALS,
    DETERMINERS,
    HYPOTHETICAL,
    NEEDS_DETERMINER,
    NOT_A_NAME,
    NOT_DENIED,
    PAST,
    PAST_TIMES,
    POLITE,
    STILL,
    THANKED_TO,
    TITLES,
    UNDONE,
)
from rules.letter import Frame, frame_of
from rules.tone import TONES, tone_of
from rules.words import Words, fold

DENIED = -0.3
"""A word set aside speaks a little against its subject."""
_PAST_WORTH = 0.2
_CLOSING_WORTH = 0.3
_LETTER = 600
"""Characters from which a message tells much beside what it asks."""
_SUPPOSED_WORTH = 0.4
_DENIAL_REACH = 8
_SUPPOSED_REACH = 5
_SENTENCE_HEAD = 4
_PAST_BEFORE = 2
_BEFORE = 3
_EXCLUDING = frozenset({"pas", "aucun", "aucune", "sans", "ni"})
_CLAUSE_END = frozenset(",;.:!?()")
_INFINITIVE = ("er", "ir", "re")
_TURNS = frozenset({"mais", "car", "c", "cependant", "seulement", "plutot", "juste", "uniquement"})

_DENIALS, _PAST, _HYPOTHETICAL = frozenset(DENIALS), frozenset(PAST), frozenset(HYPOTHETICAL)
_POLITE = frozenset(POLITE)
_THANKS = _POLITE.union(THANKED_TO)
_CUES = Automaton([*DENIALS, *PAST, *HYPOTHETICAL, *POLITE, *THANKED_TO, *TONES])


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What each word of a part is worth: 1 as it stands, less where it is past or supposed, negative where it is denied."""

    worth: tuple[float, ...]
    frame: Frame
    told: tuple[float, ...]
    """The same for a subject, of which the frame of a letter tells nothing, but for the line that says what it is about.

    Rules ask for words wherever they stand: danger may be in a postscript.
    """
    is_letter: bool = False
    """Whether the part is so long that it tells much beside what it asks."""
    asking: Set[int] = frozenset()
    """The sentences of a letter that ask for something."""
    well: Set[int] = frozenset()
    """The words of a letter that say that something is well."""

    def of(self, indices: Iterable[int]) -> float:
        """Return what the words together are worth: the least of them."""
        return min((self.worth[index] for index in indices), default=1.0)


def read_meaning(words: Words, names: frozenset[str] = frozenset()) -> Meaning:
    """Return what the words are worth. ``names`` are folded names of persons in the message."""
    worth = [1.0] * len(words)
    denied_in: set[int] = set()
    past_in: set[int] = set()
    hits = _CUES.find(words)
    past = {index for hit in hits if hit.literal in _PAST for index in range(hit.first, hit.last + 1)}
    for hit in hits:
        if hit.literal in _THANKS:
            _lower(worth, range(hit.first, hit.last + 1) if _is_polite(words, hit) else (), 0.0)
        elif hit.literal in _PAST:
            _apply_past(words, hit, worth, past_in, past)
        elif hit.literal in _HYPOTHETICAL:
            _lower(worth, range(hit.last + 1, _clause_end(words, hit.last, _SUPPOSED_REACH)), _SUPPOSED_WORTH)
        elif (
            hit.literal in _DENIALS
            and _denies(words, hit)
            and (hit.literal != "ni" or words.sentences[hit.first] in denied_in or _is_repeated(words, hit))
        ):
            denied_in.add(words.sentences[hit.first])
            _lower(worth, range(hit.last + 1, _clause_end(words, hit.last, _DENIAL_REACH)), DENIED)
    _apply_pas(words, worth)
    forms = words.forms
    named = [at for at, form in enumerate(forms) if form in names or forms[at - 1] in TITLES]
    _lower(worth, (at for at in named if words.written[at][0].isupper() and _is_person(words, at, names)), 0.0)
    frame, as_said = frame_of(words), tuple(worth)
    if len(words.source) < _LETTER:
        return Meaning(worth=as_said, frame=frame, told=as_said)
    _lower_frame(worth, frame)
    tone = tone_of(words, hits)
    return Meaning(worth=as_said, frame=frame, told=tuple(worth), is_letter=True, asking=tone.asking, well=tone.well)


def _lower_frame(worth: list[float], frame: Frame) -> None:
    """Lower the words of the frame of a letter, but for the line that says what it is about."""
    _lower(worth, (index for index in range(frame.body) if index not in frame.subject), 0.0)
    _lower(worth, range(frame.closing, frame.formula), _CLOSING_WORTH)
    _lower(worth, range(frame.formula, frame.end), 0.0)


def plain_meaning(words: Words) -> Meaning:
    """Return the meaning of words that stand for what they say, such as those of an address."""
    count = len(words)
    worth = (1.0,) * count
    return Meaning(worth=worth, frame=Frame(0, range(0), count, count, count), told=worth)


def _is_repeated(words: Words, hit: Hit) -> bool:
    """Return whether a cue stands in its sentence again: « ni … ni »."""
    sentence = words.sentences[hit.first]
    reach = words.forms[max(0, hit.first - _DENIAL_REACH) : hit.last + 1 + _DENIAL_REACH]
    return reach.count(hit.literal) > 1 and words.sentences[min(len(words) - 1, hit.last + 1)] == sentence


def _apply_pas(words: Words, worth: list[float]) -> None:
    """Set aside a defect that a thing does not have, and what somebody does not do."""
    if " pas " not in words.joined:
        return
    forms = words.forms
    for index, form in enumerate(forms):
        if form != "pas":
            continue
        if index + 1 < len(forms) and forms[index + 1] in DEFECTS:
            worth[index + 1] = DENIED
        if index and forms[index - 1] in UNDONE:
            worth[index - 1] = DENIED


def is_plainly_said(words: Words, meaning: Meaning, first: int, last: int) -> bool:
    """Return whether the words stand for what is so now: not denied, past, nor after « pas de », « aucun », « sans »."""
    if meaning.of(range(first, last + 1)) < 1:
        return False
    for position in range(max(0, first - _BEFORE), first):
        if words.forms[position] not in _EXCLUDING or words.sentences[position] != words.sentences[first]:
            continue
        if all(_CLAUSE_END.isdisjoint(words.gap(index)) for index in range(position, first)):
            return False
    return True


def _is_polite(words: Words, hit: Hit) -> bool:
    """Return whether a cue thanks for nothing that was done: « avoir » follows what was, an infinitive what is asked."""
    verb = next((form for form in words.forms[hit.last + 1 :] if form not in CLITICS), "")
    return verb not in AUXILIARIES and (hit.literal in _POLITE or verb.endswith(_INFINITIVE))


def _denies(words: Words, hit: Hit) -> bool:
    """Return whether a denial cue is followed by what it can deny."""
    following = words.forms[hit.last + 1 : hit.last + 4]
    if not following or NOT_DENIED & set(following[:2]):
        return False
    return hit.literal not in NEEDS_DETERMINER or following[0] in DETERMINERS


def _clause_end(words: Words, start: int, reach: int) -> int:
    """Return the index after the last word of the clause that begins after ``start``."""
    index = start
    while index + 1 < len(words) and index - start < reach:
        if index > start and set(words.gap(index)) & _CLAUSE_END:
            return index + 1
        index += 1
        if index > start + 1 and words.forms[index] in _TURNS:
            return index
    return index + 1


def _apply_past(words: Words, hit: Hit, worth: list[float], seen: set[int], cues: Set[int]) -> None:
    """Lower the sentence of a past cue, unless it says that the thing is so still. ``seen`` are the sentences looked at already.

    ``cues`` are the words of all past cues: « fonctionne à nouveau » does not say that it is so still.
    """
    sentence = words.sentences[hit.first]
    adverbial = hit.literal in PAST_TIMES and hit.first > _SENTENCE_HEAD and words.sentences[hit.first - _SENTENCE_HEAD] == sentence
    if adverbial:
        _lower(worth, range(max(0, hit.first - _PAST_BEFORE), min(len(words), hit.last + 2)), _PAST_WORTH)
        return
    if sentence in seen:
        return
    seen.add(sentence)
    indices = _told(words, hit, range(bisect_left(words.sentences, sentence), bisect_right(words.sentences, sentence)))
    thanked = any(words.forms[index].startswith(("remerci", "merci")) for index in indices)
    rest = words.forms[indices.stop : bisect_right(words.sentences, sentence)]
    if not ANOTHER_ONE.isdisjoint(rest):
        return  # « le lampadaire du 5 est réparé mais celui du 7 … »: the noun is that of both
    others = (words.forms[index] for index in indices if index not in cues)
    if not any(form in STILL and not (thanked and form == "encore") for form in others):
        _lower(worth, indices, _PAST_WORTH)


def _told(words: Words, hit: Hit, indices: range) -> range:
    """Return the words of a sentence that tell of what was: from the contrast before the cue to the one after it."""
    first = max((index for index in indices if index < hit.first and words.forms[index] in CONTRASTS), default=indices.start)
    last = min((index for index in indices if index > hit.last and words.forms[index] in CONTRASTS), default=indices.stop)
    return range(first, last)


def _lower(worth: list[float], indices: Iterable[int], level: float) -> None:
    """Lower the words to a level."""
    for index in indices:
        worth[index] = min(worth[index], level)


def _is_person(words: Words, index: int, names: frozenset[str]) -> bool:
    """Return whether a word written with a capital is a person's name: after a title, or one of the names given."""
    written = words.original(index)
    if words.forms[index] in names:
        return True
    if index == 0 or words.forms[index] in NOT_A_NAME:
        return False
    after_title = words.forms[index - 1] in TITLES and "\n" not in words.gap(index - 1) and "," not in words.gap(index - 1)
    return after_title and not (written.isupper() and len(written) > 1 and words.source.isupper())


def names_of(name: str | None) -> frozenset[str]:
    """Return the folded words of a person's name."""
    return frozenset(fold(part) for part in (name or "").replace("-", " ").split() if len(part) > 1)
