"""What a town tells citizens of their data (GDPR, article 13), each text kept by its number once it was shown."""

from dataclasses import dataclass
from datetime import datetime

from domain.ids import TownId


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyPart:
    """A part of it: its title and its lines."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyWords:
    """It in one language; ``added`` is what the town says beside what is made of its settings, in paragraphs parted by blank lines."""

    parts: tuple[PrivacyPart, ...]
    added: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyText:
    """It in both languages (information des personnes)."""

    fr: PrivacyWords
    en: PrivacyWords

    def said_in(self, language: str) -> PrivacyWords:
        """Return it in a language, in French in any other than English."""
        return self.en if language == "en" else self.fr


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyVersion:
    """A text that was shown: its number in its town, and since when."""

    town: TownId
    number: int
    at: datetime
    text: PrivacyText
