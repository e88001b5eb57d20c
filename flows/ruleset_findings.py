"""What is said of a rule set before anybody works with it: its mistakes, what the linter finds, which of its own examples it breaks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.ids import TownId
from domain.ruleset import RuleSet
from flows.correspondence import models
from flows.examples import ExampleResult, run_examples
from flows.linting import LintLine, check, folder_context, left_behind
from flows.ruleset_text import read_ruleset, write_ruleset
from flows.town_views import view_with
from flows.wiring import Installation
from flows.wording import say
from routing.calendar import calendar_of
from routing.directory import gone
from rules.lint import Severity
from store import departments, places, towns


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What linter and examples say of one revision of a rule set that can be read."""

    lint: tuple[LintLine, ...]
    examples: tuple[ExampleResult, ...]

    @property
    def errors(self) -> tuple[LintLine, ...]:
        """Return what keeps it from being published."""
        return tuple(line for line in self.lint if line.severity is Severity.ERROR)

    @property
    def broken(self) -> tuple[str, ...]:
        """Return the examples that are not decided as they say, by id."""
        return tuple(result.example.id for result in self.examples if not result.passed)

    def counts(self) -> dict[str, object]:
        """Return what is kept of them, beside the version and in the journal: the words come again with every check."""
        by_severity = {severity: sum(line.severity is severity for line in self.lint) for severity in Severity}
        return {
            "errors": by_severity[Severity.ERROR],
            "warnings": by_severity[Severity.WARNING],
            "notices": by_severity[Severity.NOTICE],
            "examples": len(self.examples),
            "broken": list(self.broken),
        }


def examine(installation: Installation, ruleset: RuleSet, now: datetime) -> Findings:
    """Return what is to be said of a rule set, with today's places and mailboxes. Raises ConfigurationError with all its mistakes.

    How often its rules held is left out here: counting that takes seconds in a town with many requests.
    """
    with installation.database.read() as session:
        known = places.get(session, ruleset.town)
        entrances = _entrances(session, ruleset.town)
        # Whatever made it, it is held to the rules of its text form: those are the whole of what may be said.
        read_ruleset(write_ruleset(ruleset), say("rule set {number}", number=ruleset.number), known, entrances)
        view = view_with(session, ruleset)
        lint = linted(session, ruleset, now)
    return Findings(lint=lint, examples=run_examples(view))


def linted(session: Session, ruleset: RuleSet, now: datetime) -> tuple[LintLine, ...]:
    """Return what the linter says of a rule set, with today's places, mailboxes and open requests, the worst first."""
    town = ruleset.town
    letters = models.names(session, town)
    lying = departments.open_in(session, town, gone(ruleset, departments.occupied(session, town)))
    today = calendar_of(towns.town(session, town)).local(now).date()
    context = folder_context(_entrances(session, town), now.date(), letters)
    lint = (*left_behind(ruleset, lying, today), *check(ruleset, places.get(session, town), context))
    return tuple(sorted(lint, key=lambda line: tuple(Severity).index(line.severity)))


def _entrances(session: Session, town: TownId) -> list[str]:
    return [mailbox.address for mailbox in towns.mailboxes(session) if mailbox.town == town]
