"""One message as it is read: each part, and each stretch of it that may be a request of its own, once."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from domain.draft import Draft
from domain.evidence import HINT, READ_CHARACTERS, Candidate, Evidence, Part, Span
from domain.ids import SubjectCode
from rules.candidates import Passage
from rules.clause_cuts import Spoken, Turn
from rules.context import names_of, read_meaning
from rules.forms import Target
from rules.learned import Learned
from rules.mentions import Mention
from rules.place import Locator
from rules.roles import Role
from rules.speech_acts import Heard
from rules.subject import best_subject, danger_in, score_subjects, spoken_subjects, told_plainly
from rules.tone import announces_several
from rules.usage import Sums, Term, Usage
from rules.vocabulary import Vocabulary
from rules.weighing import Reading, hear, hear_between, read_phrases
from rules.words import Words, read_words

_STREET_WORTH = 0.0
_LANDMARK_WORTH = 0.35
_HINT_WEIGHT = 0.25
_SURE_DANGER = 0.45
"""Share of evidence from which a sentence is about a danger."""
_MOST_DANGERS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDraft:
    """A draft with its parts read, and the subjects it speaks of, best first."""

    passages: tuple[Passage, ...]
    subjects: tuple[Candidate[SubjectCode], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _ReadPart:
    """A part, or a stretch of one, with its places, its phrases, its terms and what speaks for each subject."""

    passage: Passage
    reading: Reading
    heard: Heard
    terms: Sequence[Term]


class Reader:
    """Reads the parts of one draft by a vocabulary and a town's places. Made for one message and one thread, and dropped after it."""

    def __init__(self, vocabulary: Vocabulary, usage: Usage, locator: Locator, urgent: Set[SubjectCode], draft: Draft) -> None:
        """Read nothing yet. ``urgent`` are the subjects that are a danger."""
        self._urgent = urgent
        self._vocabulary = vocabulary
        self._usage = usage
        self._locator = locator
        self._draft = draft
        self._stretches: dict[tuple[int, int], _ReadPart] = {}
        self._sums: dict[_ReadPart, Sums] = {}

    def whole(self, learned: Learned) -> ReadDraft:
        """Return the draft read."""
        return self._read(self._draft.heading, self._text, learned)

    def part(self, part: Draft, learned: Learned) -> ReadDraft:
        """Return a draft read that is a stretch of this one's text or the whole of it, with this one's heading or none."""
        start = part.offset - self._draft.offset
        is_whole = len(part.text) == len(self._draft.text)
        return self._read(part.heading, self._text if is_whole else self._stretch(start, start + len(part.text)), learned)

    def spoken(self) -> Spoken:
        """Return where turns of phrase of the text stand that speak for each subject."""
        words = self._words
        return {
            code: [
                Turn(words.starts[one.match.indices[0]], words.ends[one.match.indices[-1]], one.weight) for one in found if one.weight > 0
            ]
            for code, found in spoken_subjects(self._text.heard).items()
        }

    def subject_of(self, start: int, end: int) -> tuple[SubjectCode, float] | None:
        """Return the best subject of the characters from ``start`` to before ``end`` of the text, with its share of evidence.

        It is heard out of what was found in the whole: to tell requests apart that is enough.
        """
        start, end = self._without_blanks(start, end)
        if end > len(self._words.source):
            part = self._stretch(start, end)
            return best_subject([part.heard], (*self._hinted, *self._usual([part])))
        is_letter = self._text.passage.meaning.is_letter
        heard, usual = self._between(self._text, self._words.after(start), self._words.after(end), is_letter=is_letter)
        best = best_subject([heard], (*self._hinted, *usual))
        if best is None or is_letter or not usual:
            return best
        by_turns = best_subject([heard], self._hinted)
        return by_turns if by_turns is not None and by_turns[0] == best[0] and by_turns[1] > best[1] else best

    def asks(self, start: int, end: int) -> bool:
        """Return whether the characters from ``start`` to before ``end`` of the text ask for something; those of no letter always do.

        What only says that something is well asks for nothing.
        """
        words, meaning = self._words, self._text.passage.meaning
        if not meaning.asking or self._announces_several:
            return True
        first, stop = words.after(start), words.after(end)
        return any(words.sentences[index] in meaning.asking and index not in meaning.well for index in range(first, stop))

    def subject_of_heading(self) -> SubjectCode | None:
        """Return the best subject of the heading, which counts as a text here."""
        best = best_subject([self._listen(read_words((self._draft.heading or "")[:READ_CHARACTERS])).heard], self._hinted)
        return best[0] if best is not None else None

    @cached_property
    def _words(self) -> Words:
        return read_words(self._draft.text[:READ_CHARACTERS], Part.BODY, self._draft.offset)

    @cached_property
    def _announces_several(self) -> bool:
        return announces_several(self._words)

    @cached_property
    def _text(self) -> _ReadPart:
        return self._listen(self._words)

    @cached_property
    def _subjects(self) -> tuple[Candidate[SubjectCode], ...]:
        return score_subjects([self._text.heard], (*self._hinted, *self._usual([self._text])))

    def _usual(self, parts: Sequence[_ReadPart]) -> tuple[Evidence[SubjectCode], ...]:
        """Return what the words speak for as citizens use them."""
        terms = [term for part in parts for term in part.terms]
        return self._usage.subjects(terms, self._vocabulary.codes, is_letter=parts[-1].passage.meaning.is_letter)

    @cached_property
    def _names(self) -> frozenset[str]:
        return names_of(self._draft.requester.name)

    @cached_property
    def _hinted(self) -> tuple[Evidence[SubjectCode], ...]:
        """Return the weak evidence of the category that the sender ticked: he often ticks the wrong one."""
        hint = self._draft.hint
        if not hint:
            return ()
        words = read_words(hint)
        found = score_subjects([hear(read_phrases(self._vocabulary, words, read_meaning(words), {}))])
        where = Span(part=Part.SETTING, start=0, end=0)
        return tuple(
            Evidence(rule=HINT, answer=one.answer, weight=round(_HINT_WEIGHT * one.score, 4), ceiling=_HINT_WEIGHT, quote=hint, where=where)
            for one in found[:2]
        )

    def _read(self, heading: str | None, text: _ReadPart, learned: Learned) -> ReadDraft:
        parts = [self._listen(read_words(heading[:READ_CHARACTERS], Part.HEADING)), text] if heading else [text]
        learnt = learned.evidence([part.passage.words for part in parts])
        is_known = not heading and not learnt and text is self._text
        subjects = (
            self._subjects if is_known else score_subjects([part.heard for part in parts], (*self._hinted, *self._usual(parts), *learnt))
        )
        if text.passage.meaning.is_letter and subjects and subjects[0].answer not in self._urgent:
            # Safety goes before what is asked: people see both.
            danger = self._danger(text)
            subjects = (danger, *(one for one in subjects if one.answer != danger.answer)) if danger is not None else subjects
        return ReadDraft(passages=tuple(part.passage for part in parts), subjects=subjects)

    def _danger(self, text: _ReadPart) -> Candidate[SubjectCode] | None:
        """Return the danger that a sentence of a letter is about, if there is one: what only sounds like it in another matter is none."""
        words = text.passage.words
        for match in told_plainly(text.reading, self._urgent)[:_MOST_DANGERS]:
            first = bisect_left(words.sentences, words.sentences[match.indices[0]])
            last = bisect_right(words.sentences, words.sentences[match.indices[-1]]) - 1
            best = self._subject_of_words(text, first, last + 1)
            if best is not None and best[0] in self._urgent and best[1] >= _SURE_DANGER:
                return danger_in(text.reading, match, best[1])
        return None

    def _subject_of_words(self, part: _ReadPart, first: int, end: int) -> tuple[SubjectCode, float] | None:
        """Return the best subject of some words of a letter, with its share of evidence; its frame is read like any text."""
        words, frame = part.passage.words, part.passage.meaning.frame
        if first < frame.body or end > frame.closing:
            part = self._listen(words.cut(words.starts[first], words.ends[end - 1]))
            return best_subject([part.heard], self._usual([part]))
        heard, usual = self._between(part, first, end, is_letter=False)
        return best_subject([heard], usual)

    def _between(self, part: _ReadPart, first: int, end: int, *, is_letter: bool) -> tuple[Heard, tuple[Evidence[SubjectCode], ...]]:
        """Return what some words of a part speak for, by turns of phrase and by usage, out of what was found in the whole part."""
        codes = self._vocabulary.codes
        if part not in self._sums:
            self._sums[part] = self._usage.sums(part.terms, codes)
        usual = self._usage.hunches(self._sums[part], codes, range(first, end), is_letter=is_letter)
        return hear_between(part.reading, first, end), usual

    def _without_blanks(self, start: int, end: int) -> tuple[int, int]:
        text = self._draft.text[start:end]
        return start + len(text) - len(text.lstrip()), start + len(text.rstrip())

    def _stretch(self, start: int, end: int) -> _ReadPart:
        """Return a stretch of the text read, without the blanks round it, cut from the words of the whole.

        What lies beyond the characters that are looked at of a message is read as a message of its own.
        """
        start, end = self._without_blanks(start, end)
        if (start, end) not in self._stretches:
            is_beyond = end > len(self._words.source)
            words = (
                read_words(self._draft.text[start:end][:READ_CHARACTERS], Part.BODY, self._draft.offset + start)
                if is_beyond
                else self._words.cut(start, end)
            )
            self._stretches[start, end] = self._listen(words)
        return self._stretches[start, end]

    def _listen(self, words: Words) -> _ReadPart:
        """Return words with the places they name and what they speak for."""
        passage = self._locator.read(words, read_meaning(words, self._names))
        reading = read_phrases(self._vocabulary, words, passage.meaning, _place_words(passage.mentions))
        in_streets = {index for index, worth in reading.place_words.items() if worth == _STREET_WORTH}
        terms = self._usage.listen(words, passage.meaning, in_streets)
        return _ReadPart(passage=passage, reading=reading, heard=hear(reading), terms=terms)


def _place_words(mentions: Iterable[Mention]) -> Mapping[int, float]:
    """Return the words that name places, with what they are worth as words of a subject: nothing in a street's name."""
    worth: dict[int, float] = {}
    for mention in mentions:
        if mention.role is Role.DENIED:
            continue
        level = _LANDMARK_WORTH if mention.naming.form.target is Target.LANDMARK else _STREET_WORTH
        for index in range(mention.start, mention.end + 1):
            if mention.naming.first <= index <= mention.naming.last:
                worth[index] = max(level, worth.get(index, 0.0))
    return worth
