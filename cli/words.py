"""Words of the command line: message ids are plain English; French, from the catalogue, unless English is asked for."""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from domain.errors import CitoyenError, Mistake
from flows.wording import Message

CATALOGUE = Path(__file__).parent / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""In the order POSIX gives them (Base Definitions, 8.2)."""


def N_(message: str) -> str:  # noqa: N802, RUF100 - the name by which extractors know a message that is translated later
    """Mark a message for the catalogue that is said elsewhere."""
    return message


def tr(message: str, **values: object) -> str:
    """Return the message in the language of whoever typed the command, its values filled in."""
    words = messages().get(message, message)
    return words.format(**values) if values else words


def translated(text: str) -> str:
    """Return a sentence of a town folder's reader in that language; others come through as they are."""
    if not isinstance(text, Message):
        return text
    return tr(text.template, **{name: translated(value) if isinstance(value, str) else value for name, value in text.values.items()})


def decimal(number: float, digits: int) -> str:
    """Return a number with so many digits behind the comma, or the point where English is read."""
    shown = f"{number:.{digits}f}"
    return shown if language(os.environ) == "en" else shown.replace(".", ",")


def percent(share: float, digits: int = 0) -> str:
    """Return a share of one in per cent."""
    shown = decimal(share * 100, digits)
    return f"{shown}%" if language(os.environ) == "en" else f"{shown} %"


def error_words(error: CitoyenError) -> str:
    """Return what an error says."""
    return translated(error.args[0]) if error.args and isinstance(error.args[0], str) else str(error)


def mistake_line(mistake: Mistake) -> str:
    """Return a mistake as one line: place, what is wrong, what to do."""
    whole = Mistake(
        where=translated(mistake.where),
        what=translated(mistake.what),
        remedy=translated(mistake.remedy),
        line=mistake.line,
        column=mistake.column,
    )
    return str(whole)


def language(environment: Mapping[str, str]) -> str:
    """Return ``en`` or ``fr``; no language at all, or C, means French."""
    chosen = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    return "en" if chosen.lower().startswith("en") else "fr"


@cache
def messages() -> Mapping[str, str]:
    """Return the translations; none where the ids themselves are read."""
    return french() if language(os.environ) == "fr" else {}


def french() -> dict[str, str]:
    """Return the French catalogue."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string and not message.fuzzy}
