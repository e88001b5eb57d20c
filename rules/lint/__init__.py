"""The linter: what a rule set says that can hardly be meant. Pure; words for people are in `flows.linting`."""

from rules.lint.findings import Context, Fault, LintFinding, Owner, Severity
from rules.lint.whole import lint

__all__ = ["Context", "Fault", "LintFinding", "Owner", "Severity", "lint"]
