"""Words of figures, in French and in English.

A document is written where there is no screen and no catalogue, and its table says the same as the screen's; so both languages stand here.
French writes U+00A0 before « : » and inside « », U+202F before « ; » (Imprimerie nationale, Lexique).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """Something said in both languages."""

    french: str
    english: str

    def told(self, language: str) -> str:
        """Return it in French, or in English for any other language."""
        return self.french if language == "fr" else self.english

    def filled(self, language: str, **values: object) -> str:
        """Return it with its values filled in."""
        return self.told(language).format(**values)


def sentence(text: str) -> str:
    """Return a text with its first letter as a capital, the others as they are."""
    return text[:1].upper() + text[1:]
