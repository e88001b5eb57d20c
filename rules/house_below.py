"""The house that a text tells of in the street that only its heading names: « Rue Thiers », then « Face au n° 14, … »."""

from collections.abc import Sequence

from domain.evidence import Part
from rules.houses import House, houses_told
from rules.mentions import Mention
from rules.words import Words, word_set

_BESIDE = word_set("habite habitons demeure demeurons reside residons vis vivons loge suis sommes domicilie domiciliee autre autres")
_REACH = 3


def house_below_heading(named: Sequence[Mention], parts: Sequence[Words]) -> tuple[Words, House] | None:
    """Return the one house of the text with the words that tell of it; None where it tells of several, or the heading has a number.

    ``named`` are all streets that the message names, at least one.
    """
    street = named[0].naming.form.entry
    is_sure = all(_is_in_heading(mention) and mention.naming.form.entry == street for mention in named)
    text = next((words for words in parts if words.part is Part.BODY), None)
    if text is None or not is_sure:
        return None
    houses = [house for house in houses_told(text) if not _is_beside(text, house)]
    return (text, houses[0]) if len({house.number for house in houses}) == 1 else None


def _is_in_heading(mention: Mention) -> bool:
    """Return whether a mention stands in the heading, with no number of a house and no other street that may be meant."""
    return mention.words.part is Part.HEADING and mention.number is None and mention.between is None and not mention.others


def _is_beside(words: Words, house: House) -> bool:
    """Return whether somebody only says that he lives there, « j'habite au 14 », or one of two things is: « un autre devant le 8 »."""
    near = range(max(0, house.first - _REACH), house.last)
    return any(words.forms[at] in _BESIDE for at in near if words.sentences[at] == words.sentences[house.first])
