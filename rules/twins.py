"""Classifiers that read a draft once for two rule sets: a back-test asks both about the same draft."""

from domain.draft import Draft
from domain.place import Places
from domain.ruleset import RuleSet
from rules.classify import Classifier, _Read
from rules.learned import NOTHING_LEARNED, Learned

_LAST = "last"


class Twin(Classifier):
    """A classifier that gives the same opinions as any other, and shares what it reads with its twin.

    Two rule sets with equal subjects read alike; only their rules differ. Then a draft that both look at, one after the other, is read
    once. Nothing was learned. Not safe to share between threads.
    """

    def __init__(self, ruleset: RuleSet, places: Places, twin: "Twin | None" = None) -> None:
        """Compile the rule set; ``twin`` has the same places."""
        super().__init__(ruleset, places)
        is_alike = twin is not None and twin._subjects == self._subjects
        self._last: dict[str, tuple[Draft, _Read]] = twin._last if twin is not None and is_alike else {}

    def _read(self, draft: Draft, learned: Learned = NOTHING_LEARNED) -> _Read:
        last = self._last.get(_LAST)
        if last is None or last[0] is not draft:
            last = self._last[_LAST] = draft, super()._read(draft, learned)
        return last[1]
