"""The opinion on a draft: subjects, places and the rules that hold, all with their evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.draft import Draft
from domain.evidence import READ_CHARACTERS, Candidate, Classification, Evidence, Part, Span
from domain.ids import RuleId, SubjectCode
from domain.place import NO_PLACE, Place, Places, PlaceStatus
from domain.ruleset import RuleSet, Subject
from domain.town import Moment
from rules.candidates import Passage
from rules.context import names_of, read_meaning
from rules.forms import Target
from rules.learned import NOTHING_LEARNED, Learned
from rules.mentions import Role
from rules.place import Locator
from rules.rule_index import RuleIndex
from rules.rule_text import RuleText, real_words
from rules.situation import Situation
from rules.split import split_draft
from rules.subject import Reading, score_subjects, unclassified
from rules.vocabulary import Vocabulary
from rules.words import Words, read_words

_STREET_WORTH = 0.0
_LANDMARK_WORTH = 0.35
_HINT_WEIGHT = 0.25
HINT = RuleId("catégorie-cochée")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A draft with its parts read."""

    passages: tuple[Passage, ...]
    subjects: tuple[Candidate[SubjectCode], ...]


class Classifier:
    """Gives an opinion on drafts by one rule set and one town's places; immutable, compiled once a version.

    Only the first READ_CHARACTERS of heading and text are looked at for evidence, so that no message takes long; the draft keeps the
    whole, and the decision sends one that goes beyond to people.
    """

    def __init__(self, ruleset: RuleSet, places: Places, learned: Learned = NOTHING_LEARNED) -> None:
        """Compile vocabulary, place names and rules."""
        self._learned = learned
        self._subjects: Mapping[SubjectCode, Subject] = {subject.code: subject for subject in ruleset.subjects}
        self._vocabulary = Vocabulary(ruleset.subjects)
        self._locator = Locator(places)
        self._rule_text = RuleText(ruleset.rules, real_words(ruleset.subjects))
        self._rules = RuleIndex(ruleset.rules)

    def split(self, draft: Draft) -> tuple[Draft, ...]:
        """Return one draft a request asked, the draft itself where it asks one thing; parts keep their offset in the whole text."""
        return split_draft(draft, lambda text: self._read(replace(draft, heading=None, text=text)).subjects)

    def classify(self, draft: Draft, moment: Moment, entrances: tuple[str, ...] = ()) -> Classification:
        """Return what the draft seems to be about and where, best first, and the routing rules as they were found.

        ``entrances`` are the address and the name of the mailbox, scanner or form it came in at.
        """
        read = self._read(draft, self._learned)
        subjects = read.subjects
        best = self._subjects.get(subjects[0].answer) if subjects else None
        places: tuple[Candidate[Place], ...] = ()
        if best is None or best.wants_place:
            focus = tuple(item.where for item in subjects[0].evidence if item.weight > 0) if subjects else ()
            places = self._locator.locate(draft, read.passages, focus)
        if not subjects:
            subjects = (unclassified(read.passages[-1].words),)
        place = places[0].answer if places else NO_PLACE
        said, matched = self._rule_text.find(read.passages)
        situation = Situation(
            draft=draft,
            subject=subjects[0].answer,
            theme=best.theme if best is not None else None,
            said=said,
            matched=matched,
            place=place,
            street_names=self._locator.aliases_of(place.street) if place.street is not None else (),
            landmarks=self._locator.landmarks_of(place) if place.status is not PlaceStatus.OUTSIDE else (),
            moment=moment,
            entrances=entrances,
        )
        return Classification(subjects=subjects, places=places, findings=self._rules.find(situation))

    def _read(self, draft: Draft, learned: Learned = NOTHING_LEARNED) -> _Read:
        """Return the parts of a draft with their places and the subjects they speak of."""
        names = names_of(draft.requester.name)
        parts: list[Words] = []
        if draft.heading:
            parts.append(read_words(draft.heading[:READ_CHARACTERS], Part.HEADING))
        parts.append(read_words(draft.text[:READ_CHARACTERS], Part.BODY, draft.offset))
        passages = tuple(self._locator.read(words, read_meaning(words, names)) for words in parts)
        readings = [Reading(words=one.words, meaning=one.meaning, place_words=_place_words(one)) for one in passages]
        facts = (*self._hinted(draft), *learned.evidence(parts))
        subjects = score_subjects(self._vocabulary, readings, facts)
        return _Read(passages=passages, subjects=subjects)

    def _hinted(self, draft: Draft) -> tuple[Evidence[SubjectCode], ...]:
        """Return the weak evidence of the category that the sender ticked: he often ticks the wrong one."""
        if not draft.hint:
            return ()
        found = score_subjects(self._vocabulary, [_plain_reading(read_words(draft.hint))], ())
        where = Span(part=Part.SETTING, start=0, end=0)
        return tuple(
            Evidence(
                rule=HINT, answer=one.answer, weight=round(_HINT_WEIGHT * one.score, 4), ceiling=_HINT_WEIGHT, quote=draft.hint, where=where
            )
            for one in found[:2]
        )


def _plain_reading(words: Words) -> Reading:
    return Reading(words=words, meaning=read_meaning(words), place_words={})


def _place_words(passage: Passage) -> Mapping[int, float]:
    """Return the words that name places, with what they are worth as words of a subject: nothing in a street's name."""
    worth: dict[int, float] = {}
    for mention in passage.mentions:
        if mention.role is Role.DENIED:
            continue
        level = _LANDMARK_WORTH if mention.naming.form.target is Target.LANDMARK else _STREET_WORTH
        for index in range(mention.start, mention.end + 1):
            if mention.naming.first <= index <= mention.naming.last:
                worth[index] = max(level, worth.get(index, 0.0))
    return worth
