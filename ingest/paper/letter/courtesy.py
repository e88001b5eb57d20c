"""Greetings and closing formulas of which a letter or two were misread: « Mensieur le Maire, », « Cordintement »."""

from difflib import get_close_matches

from ingest.closings import is_closing, is_salutation
from ingest.plain import fold

_GREETINGS = (
    "monsieur le maire",
    "madame le maire",
    "madame la maire",
    "madame, monsieur",
    "madame monsieur",
    "mesdames, messieurs",
    "messieurs",
    "monsieur",
    "madame",
    "bonjour",
)
_CLOSINGS = (
    "cordialement",
    "bien cordialement",
    "salutations",
    "salutations distinguees",
    "sinceres salutations",
    "meilleures salutations",
    "avec mes salutations",
    "respectueusement",
    "mes respects",
    "merci",
    "merci d'avance",
    "bien a vous",
    "mes sentiments respectueux",
)
_ALIKE = 0.78
_LONGEST, _LONGEST_FORMULA = 30, 240
_OPENING = ("veuillez", "recevez", "agreez", "croyez", "daignez")
_WISHES = ("salutations", "sentiments", "consideration", "respects")


def greets(text: str) -> bool:
    """Whether a line greets and says nothing else, a letter or two perhaps misread."""
    return is_salutation(text) or (len(text) <= _LONGEST and _near(text, _GREETINGS) is not None)


def closing_meant(text: str) -> str | None:
    """Return the closing formula that a short line is a misreading of, None where it is one as it stands or none at all."""
    if is_closing(text):
        return None
    words = fold(text[:_LONGEST_FORMULA]).split()
    opens = bool(words) and bool(get_close_matches(words[0], _OPENING, n=1, cutoff=_ALIKE))
    if opens and any(get_close_matches(word, _WISHES, n=1, cutoff=_ALIKE) for word in words):
        return "Veuillez agréer mes salutations"
    return _near(text, _CLOSINGS) if len(text) <= _LONGEST else None


def _near(text: str, known: tuple[str, ...]) -> str | None:
    bare = fold(text).strip(" ,.!:;|-_~'")
    return next(iter(get_close_matches(bare, known, n=1, cutoff=_ALIKE)), None)
