"""Classifiers that read a draft once for two rule sets: a back-test asks both about the same draft."""

from dataclasses import dataclass

from domain.draft import Draft
from domain.evidence import Candidate
from domain.place import Place, Places
from domain.ruleset import RuleSet
from rules.classify import Classifier
from rules.reading import ReadDraft


@dataclass(slots=True)
class _Last:
    """The draft that was looked at last, how it was read, and its places."""

    draft: Draft | None = None
    read: ReadDraft | None = None
    places: tuple[Candidate[Place], ...] | None = None


class Twin(Classifier):
    """A classifier that gives the same opinions as any other, and shares what it reads with its twin.

    Two rule sets with equal subjects read alike; only their rules differ. Then a draft that both look at, one after the other, is read
    once. Nothing was learned. Not safe to share between threads.
    """

    def __init__(self, ruleset: RuleSet, places: Places, twin: "Twin | None" = None) -> None:
        """Compile the rule set; ``twin`` has the same places."""
        super().__init__(ruleset, places)
        is_alike = twin is not None and twin._subjects == self._subjects
        self._last: _Last = twin._last if twin is not None and is_alike else _Last()

    def _read(self, draft: Draft) -> ReadDraft:
        last = self._last
        if last.read is None or last.draft is not draft:
            last.draft, last.read, last.places = draft, super()._read(draft), None
        return last.read

    def _find_places(self, draft: Draft, read: ReadDraft) -> tuple[Candidate[Place], ...]:
        last = self._last
        if last.read is not read:
            return super()._find_places(draft, read)
        if last.places is None:
            last.places = super()._find_places(draft, read)
        return last.places
