"""The examples of a rule set, tried on it: what each message was to become, and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from domain.decision import ForReview
from domain.draft import Draft, Kind
from domain.ids import RuleId
from domain.inbound import Mailbox
from domain.ruleset import Example
from flows.opinion import Opinion, opinions
from flows.town_views import TownView
from rules.leaves import name_key

WORKING_DAY = datetime(2026, 3, 10, 10, 0)  # noqa: DTZ001 a time of the town's own
"""When a message came that does not say: a Tuesday at ten, in no holiday calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is not as expected. ``field`` is the word of the text form; ``found`` None: nothing was found."""

    field: str
    expected: str
    found: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleResult:
    """What became of an example: how it differs from what it expects, and the rule that chose the department.

    Where the message asks several things it is about the one that fits best; ``parts`` says how many there are.
    """

    example: Example
    differences: tuple[Difference, ...]
    rule: RuleId
    parts: int

    @property
    def passed(self) -> bool:
        """Whether all is as expected."""
        return not self.differences


def run_examples(view: TownView) -> tuple[ExampleResult, ...]:
    """Return what becomes of each example of the town's rule set, by the function that live work uses."""
    return tuple(run_example(view, example) for example in view.ruleset.examples)


def run_example(view: TownView, example: Example) -> ExampleResult:
    """Return what becomes of one message."""
    draft = Draft(channel=example.channel, kind=Kind.REQUEST, heading=example.heading, text=example.text)
    found = opinions(view, draft, _received_at(view, example), _mailbox(view, example.entrance))
    compared = [(tuple(_differences(example, opinion)), opinion) for opinion in found]
    differences, opinion = min(compared, key=lambda pair: len(pair[0]))
    return ExampleResult(example=example, differences=differences, rule=opinion.decision.orientation.rule, parts=len(found))


def _received_at(view: TownView, example: Example) -> datetime:
    return (example.received_at or WORKING_DAY).replace(tzinfo=ZoneInfo(view.town.timezone)).astimezone(UTC)


def _mailbox(view: TownView, entrance: str | None) -> Mailbox | None:
    """Return the mailbox of that address or name; a scanner or line is an entrance without department."""
    if entrance is None:
        return None
    known = next((box for box in view.mailboxes if entrance.lower() in {box.address.lower(), box.name.lower()}), None)
    return known or Mailbox(address=entrance, town=view.town.id, name=entrance, department=None)


def _differences(example: Example, opinion: Opinion) -> Iterator[Difference]:
    orientation = opinion.decision.orientation
    expected: tuple[tuple[str, str | None, str | None], ...] = (
        ("sujet", example.subject, orientation.subject),
        ("service", example.department, orientation.department),
        ("copies", _listed(example.copies), _listed(orientation.copies)),
        ("priorite", _number(example.priority), _number(orientation.priority)),
        ("numero", example.number, orientation.place.number),
        ("secteur", example.sector, orientation.place.sector),
        ("revue", _truth(example.review), _truth(isinstance(opinion.decision, ForReview))),
    )
    for field, wanted, found in expected:
        if wanted is not None and wanted != found:
            yield Difference(field=field, expected=wanted, found=found or None)
    yield from _street(example.street, orientation.place.street, orientation.place.landmark)
    if example.rule is not None and example.rule not in {orientation.rule, orientation.rule.partition("/")[0]}:
        yield Difference(field="regle", expected=example.rule, found=orientation.rule)


def _street(wanted: str | None, street: str | None, landmark: str | None) -> Iterator[Difference]:
    if wanted is not None and name_key(wanted) not in {name_key(name) for name in (street, landmark) if name}:
        yield Difference(field="voie", expected=wanted, found=street or landmark)


def _listed(codes: tuple[str, ...] | None) -> str | None:
    return None if codes is None else ", ".join(sorted(codes))


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


def _truth(value: bool | None) -> str | None:
    return None if value is None else "true" if value else "false"
