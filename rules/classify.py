"""The opinion on a draft: subjects, places and the rules that hold, all with their evidence."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from domain.draft import Draft
from domain.evidence import Candidate, Classification, Finding
from domain.ids import SubjectCode
from domain.place import NO_PLACE, Place, Places, PlaceStatus, Point
from domain.ruleset import TOP_PRIORITY, RuleSet, Subject
from domain.town import Moment
from rules.address_query import AddressFound, find_addresses
from rules.learned import NOTHING_LEARNED, Learned
from rules.place import Locator
from rules.positions import place_at
from rules.reading import ReadDraft, Reader
from rules.rule_index import RuleIndex
from rules.rule_text import RuleText, real_words
from rules.situation import Situation
from rules.split import split_draft
from rules.subject import unclassified
from rules.usage import Usage, shipped_usage
from rules.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """A draft that asks one thing, and the opinion on it."""

    draft: Draft
    classification: Classification


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Let the collector of cycles rest: all that is made meanwhile stays, and looking through it again and again is a fourth of the time.

    Of two threads that do so at once, the first to come in wakes it again.
    """
    was_awake = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_awake:
            gc.enable()


class Classifier:
    """Gives an opinion on drafts by one rule set and one town's places; immutable, compiled once a version.

    Only the first READ_CHARACTERS of heading and text are looked at for evidence, so that no message takes long; the draft keeps the
    whole, and the decision sends one that goes beyond to people.
    """

    def __init__(self, ruleset: RuleSet, places: Places, learned: Learned = NOTHING_LEARNED, usage: Usage | None = None) -> None:
        """Compile vocabulary, place names and rules. ``usage`` is what comes with the product unless another is given."""
        self._learned = learned
        self._subjects: Mapping[SubjectCode, Subject] = {subject.code: subject for subject in ruleset.subjects}
        self._urgent = frozenset(subject.code for subject in ruleset.subjects if subject.priority == TOP_PRIORITY)
        with _collector_at_rest():
            self._vocabulary = Vocabulary(ruleset.subjects)
            self._usage = usage if usage is not None else shipped_usage()
            self._locator = Locator(places)
            self._rule_text = RuleText(ruleset.rules, real_words(ruleset.subjects))
            self._rules = RuleIndex(ruleset.rules)

    @property
    def places(self) -> Places:
        """The places it knows."""
        return self._locator.places

    def find_addresses(self, text: str) -> tuple[AddressFound, ...]:
        """Return the streets that one address may name, best first."""
        return find_addresses(self._locator.gazetteer, self._locator.places, text)

    def find_named(self, name: str, number: str | None) -> Place | None:
        """Return the place of exactly this official name, as lists and maps offer it: street and house, place of interest, or sector."""
        return self._locator.named(name, number)

    def place_at(self, point: Point) -> Place | None:
        """Return the place at a position: the address, street or place of interest next to it, else its sector, else outside."""
        return place_at(point, self._locator.map, self._locator.places)

    def names_a_place(self, text: str, least: float) -> bool:
        """Return whether a street, a place of interest or a part of the town is named, at least so surely."""
        return any(naming.score >= least for naming in self._locator.gazetteer.find(text))

    def split(self, draft: Draft) -> tuple[Draft, ...]:
        """Return one draft a request asked, the draft itself where it asks one thing; parts keep their offset in the whole text."""
        return split_draft(draft, self._reader(draft))

    def classify_each(self, draft: Draft, moment: Moment, entrances: tuple[str, ...] = ()) -> tuple[Classified, ...]:
        """Return each request a draft asks with what `classify` says of it: the same as after `split`, but words are read once."""
        reader = self._reader(draft)
        return tuple(
            Classified(
                draft=part,
                classification=self._judge(
                    part, reader.whole(self._learned) if part is draft else reader.part(part, self._learned), moment, entrances
                ),
            )
            for part in split_draft(draft, reader)
        )

    def classify(self, draft: Draft, moment: Moment, entrances: tuple[str, ...] = ()) -> Classification:
        """Return what the draft seems to be about and where, best first, and the routing rules as they were found.

        ``entrances`` are the address and the name of the mailbox, scanner or form it came in at.
        """
        return self._judge(draft, self._read(draft), moment, entrances)

    def _reader(self, draft: Draft) -> Reader:
        return Reader(self._vocabulary, self._usage, self._locator, self._urgent, draft)

    def _read(self, draft: Draft) -> ReadDraft:
        """Return a draft read by what was learned too."""
        return self._reader(draft).whole(self._learned)

    def find_rules(
        self, draft: Draft, subject: SubjectCode, place: Place, moment: Moment, entrances: tuple[str, ...] = ()
    ) -> tuple[Finding, ...]:
        """Return the routing rules as they are found for a draft of which a person has said the subject and the place."""
        return self._find_rules(draft, self._read(draft), subject, place, moment, entrances)

    def _judge(self, draft: Draft, read: ReadDraft, moment: Moment, entrances: tuple[str, ...]) -> Classification:
        """Return the opinion on a draft that was read."""
        subjects = read.subjects or (unclassified(read.passages[-1].words),)
        places = self._find_places(draft, read)
        place = places[0].answer if places else NO_PLACE
        findings = self._find_rules(draft, read, subjects[0].answer, place, moment, entrances)
        return Classification(subjects=subjects, places=places, findings=findings)

    def _find_rules(
        self, draft: Draft, read: ReadDraft, subject: SubjectCode, place: Place, moment: Moment, entrances: tuple[str, ...]
    ) -> tuple[Finding, ...]:
        known = self._subjects.get(subject)
        said, matched = self._rule_text.find(read.passages)
        situation = Situation(
            draft=draft,
            subject=subject,
            theme=known.theme if known is not None else None,
            said=said,
            matched=matched,
            place=place,
            street_names=self._locator.aliases_of(place.street) if place.street is not None else (),
            landmarks=self._locator.landmarks_of(place) if place.status is not PlaceStatus.OUTSIDE else (),
            moment=moment,
            entrances=entrances,
        )
        return self._rules.find(situation)

    def _best(self, read: ReadDraft) -> Subject | None:
        """Return the subject that a draft most likely is about, if the rule set has it."""
        return self._subjects.get(read.subjects[0].answer) if read.subjects else None

    def _find_places(self, draft: Draft, read: ReadDraft) -> tuple[Candidate[Place], ...]:
        """Return where the problem may be, best first; nothing for a subject that has no place."""
        best = self._best(read)
        if best is not None and not best.wants_place:
            return ()
        focus = tuple(item.where for item in read.subjects[0].evidence if item.weight > 0) if read.subjects else ()
        return self._locator.locate(draft, read.passages, focus)
