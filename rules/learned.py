"""What agents' confirmations teach: one more named piece of evidence for a subject, with a ceiling."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.evidence import Evidence
from domain.ids import SubjectCode
from rules.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """Counts of words by confirmed subject, up to a step."""

    step: int = 0

    def evidence(self, parts: Iterable[Words]) -> tuple[Evidence[SubjectCode], ...]:
        """Return what the words of a draft's parts speak for; nothing where nothing was learned."""
        return () if not self.step else tuple(evidence for _ in parts for evidence in ())


NOTHING_LEARNED = Learned()
