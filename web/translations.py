"""French and English: catalogues read once from their .po files; message ids are plain English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel import Locale
from babel.core import negotiate_locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from flows.wording import Message

FOLDER = Path(__file__).resolve().parent / "translations"
LANGUAGES = ("fr", "en")
"""The first is what a browser gets that asks for none of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language of the desk with all its messages."""

    code: str
    locale: Locale
    messages: Mapping[str, tuple[str, ...]]

    def gettext(self, message: str) -> str:
        """Return the message in this language; the English id where the catalogue lacks it (a test forbids that)."""
        return self.messages.get(message, (message,))[0]

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return the form that fits the count."""
        forms = self.messages.get(singular, (singular, plural))
        # French counts 0 and 1 as one, English only 1: the two languages there are.
        is_one = count in (0, 1) if self.code == "fr" else count == 1
        return forms[0] if is_one or len(forms) == 1 else forms[1]


def read_catalogue(code: str) -> Catalog:
    """Return a language's catalogue as Babel reads it."""
    with (FOLDER / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=code)


def languages() -> Mapping[str, Language]:
    """Return every language by its code."""
    return MappingProxyType({code: _language(code) for code in LANGUAGES})


def negotiate(accept_language: str | None) -> str:
    """Return the language of ours that an Accept-Language header likes best (RFC 9110, 12.5.4)."""
    wanted: list[tuple[float, int, str]] = []
    for place, item in enumerate((accept_language or "").split(",")[:20]):
        tag, _, parameters = item.partition(";")
        quality = _quality(parameters)
        if tag.strip() and quality > 0:
            wanted.append((-quality, place, tag.strip()))
    found = negotiate_locale([tag.split("-")[0].lower() for _, _, tag in sorted(wanted)], list(LANGUAGES), sep="-")
    return found or LANGUAGES[0]


def said(text: str, language: Language) -> str:
    """Return a sentence of a flow in the reader's language, those within it too; others come through as they are."""
    if not isinstance(text, Message):
        return text
    values = {name: said(value, language) if isinstance(value, str) else value for name, value in text.values.items()}
    return language.gettext(text.template).format(**values)


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


@cache
def _language(code: str) -> Language:
    catalogue = read_catalogue(code)
    messages = {_first(message.id): _forms(message.string) for message in catalogue if message.id and message.string}
    return Language(code=code, locale=Locale(code), messages=MappingProxyType(messages))


def _first(identity: str | Sequence[str]) -> str:
    return identity if isinstance(identity, str) else identity[0]


def _forms(text: str | Sequence[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)
