"""What a town decides of its portal: whether it is open, what it looks like, what it says of itself."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

DEFAULT_COLOUR = "#1f4e9e"
"""The blue of the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilingual:
    """A text a town writes in French and, where it wants to, in English. Paragraphs are parted by blank lines; nothing is markup."""

    fr: str = ""
    en: str = ""

    def said_in(self, language: str) -> str:
        """Return the text in a language, in French where it has no other."""
        return (self.en if language == "en" else "") or self.fr


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalLink:
    """A link of the portal to another site (lien)."""

    label: Bilingual
    address: str
    """Begins with https:// or http://, or is mailto: or tel:."""


class Conformity(StrEnum):
    """How far the portal keeps RGAA (état de conformité), as declarations name it."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"
    """Not conforming, or never examined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessibilityFacts:
    """What the town states of the accessibility of its portal (déclaration d'accessibilité); ``percent`` are criteria of RGAA 4.1 kept."""

    conformity: Conformity = Conformity.NONE
    percent: int | None = None
    audited_on: date | None = None
    audited_by: str = ""
    faults: Bilingual = field(default_factory=Bilingual)
    """What does not conform, one a line."""
    exemptions: Bilingual = field(default_factory=Bilingual)
    """What need not conform, one a line: disproportionate burden, content that is not bound."""
    contact: str = ""
    """E-mail address or site by which to report what bars somebody; empty: the town's e-mail address."""
    stated_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """What a town decides of its portal (portail). ``accounts``: citizens may have one. ``map``: reports are shown in public."""

    open: bool = True
    accounts: bool = True
    map: bool = False
    reopen_days: int = 61
    """So many days after its closing a citizen may ask for his request to be opened again: two months, as for an appeal. 0: he may not."""
    colour: str = DEFAULT_COLOUR
    """``#rrggbb``."""
    welcome: Bilingual = field(default_factory=Bilingual)
    contact: Bilingual = field(default_factory=Bilingual)
    """How to reach the town beside the portal; empty: its address, telephone and e-mail address."""
    links: tuple[PortalLink, ...] = ()
    legal: Bilingual = field(default_factory=Bilingual)
    """What the legal notice says beside what is known: host, director of publication."""
    privacy: Bilingual = field(default_factory=Bilingual)
    """What is added to the privacy page."""
    accessibility: AccessibilityFacts = field(default_factory=AccessibilityFacts)
    frames: tuple[str, ...] = ()
    """Sites that may show the portal in a frame, as forms have theirs (`https://www.ville.example`)."""
