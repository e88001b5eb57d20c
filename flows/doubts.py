"""What speaks against a rule set that could be published: examples it breaks, and what agents decided otherwise, with what changes.

A person may publish it all the same, and says why. The same is asked of a draft and of a town's folder.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.backtest import BacktestReport, Outcome, Replayed
from domain.department import Confidentiality
from flows.backtest import within
from flows.examples import ExampleResult
from flows.wording import Message, say

MOST_TOLD = 10
"""Examples, and requests, of which it is told what becomes of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """What speaks against a rule set, in sentences, and what changes, one by one."""

    against: tuple[Message, ...] = ()
    changes: tuple[Message, ...] = ()

    def __add__(self, other: "Doubts") -> "Doubts":
        return Doubts(against=(*self.against, *other.against), changes=(*self.changes, *other.changes))


NO_DOUBTS = Doubts()


def of_examples(results: Sequence[ExampleResult]) -> Doubts:
    """Return what speaks against a rule set by its own examples: which it breaks, and how."""
    broken = [one for one in results if not one.passed]
    if not broken:
        return NO_DOUBTS
    names = ", ".join(one.example.id for one in broken)
    told = say("Not decided as they say: examples {names}.", names=names)
    return Doubts(against=(told,), changes=tuple(_differences(broken[:MOST_TOLD])))


def of_backtest(report: BacktestReport | None, most: Confidentiality = Confidentiality.SOCIAL) -> Doubts:
    """Return what speaks against a rule set by what agents decided: that it agrees less often than the published one, and where.

    Of requests more confidential than ``most`` nothing is told, however many they are: somebody who tries one rule after the other would
    learn from what is in them.
    """
    told = None if report is None else within(report, most)
    return _worse(told) if told is not None and told.lowers_agreement else NO_DOUBTS


def _worse(report: BacktestReport) -> Doubts:
    before, after = report.comparison.overall.before, report.comparison.overall.after
    told = say(
        "Agents agree with it on {after} of {count} requests, with rule set {published} on {before}.",
        after=after.right,
        count=after.requests,
        published=report.published,
        before=before.right,
    )
    worse = [one for one in report.comparison.changes if one.is_right(one.before) and not one.is_right(one.after)]
    more = len(worse) - MOST_TOLD
    rest = (say("And {count} requests more.", count=more),) if more > 0 else ()
    return Doubts(against=(told,), changes=(*map(_changed, worse[:MOST_TOLD]), *rest))


def _differences(broken: Sequence[ExampleResult]) -> Iterator[Message]:
    for one in broken:
        for found in one.differences:
            told = {"example": one.example.id, "field": found.field, "expected": found.expected}
            if found.found is None:
                yield say("{example}: {field}: {expected} expected, nothing found.", **told)
            else:
                yield say("{example}: {field}: {expected} expected, {found} found.", found=found.found, **told)


def _changed(one: Replayed) -> Message:
    return say(
        "{reference}: {before}, as agents decided; with it {after}.",
        reference=one.reference,
        before=_told(one.before),
        after=_told(one.after),
    )


def _told(outcome: Outcome) -> str:
    return f"{outcome.subject} {outcome.department}"
