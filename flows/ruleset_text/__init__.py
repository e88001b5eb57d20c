"""The text form of a rule set: readable YAML that is read back exactly, and what differs between two."""

from flows.ruleset_text.difference import Change, changes, diff
from flows.ruleset_text.reader import HIGHEST_NUMBER, read_ruleset
from flows.ruleset_text.writer import write_ruleset

__all__ = ["HIGHEST_NUMBER", "Change", "changes", "diff", "read_ruleset", "write_ruleset"]
