"""Words that no program takes for a formula where it reads a file without types (OWASP, CSV Injection). Pure."""

_FORMULAS = frozenset("=+-@\t\r\n＝＋－＠|%")
"""What programs take for the beginning of one."""


def guarded(words: str) -> str:
    """Return words with an apostrophe before what would begin a formula, also behind spaces."""
    return f"'{words}" if words and words.lstrip(" \u00a0")[:1] in _FORMULAS else words
