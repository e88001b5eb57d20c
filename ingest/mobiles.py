"""Which telephone takes text messages, a mobile one, of France, of overseas France, or of abroad; and whether its owner wants them."""

import re

import phonenumbers

from ingest.plain import fold

_FRENCH_MOBILE = range(600_000_000, 800_000_000)
"""06 and 07 (ARCEP, plan national de numérotation), given to an operator yet or not."""
_FRANCE = 33
_MOBILE = frozenset({phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE})
_ASKED = (
    r"repond(?:ez|re)(?: moi| nous)?|preven(?:ez|ir)(?: moi| nous)?|prevenue?s?|inform(?:ez|er)(?: moi| nous)?|informee?s?"
    r"|avert(?:issez|ir)(?: moi| nous)?|avertie?s?|contact(?:ez|er)(?: moi| nous)?|contactee?s?|envo(?:yez|yer)(?: moi| nous)?"
    r"|joindre|joignable|prefere(?:nce)?|souhait\w{1,6}|voudrais"
)
_WANTS = re.compile(rf"\b(?:{_ASKED})\b[^.!?;\n]{{0,60}}\b(?:par|un|des|de|en) (?:sms|textos?)\b")
_WANTS_NOT = re.compile(
    r"\b(?:pas|plus|jamais|aucun|sans|ni)\b[^.!?;\n]{0,40}\b(?:sms|textos?)\b"
    r"|\b(?:avez|ai|avons|ete|etait|suis) (?:\w+ )?\w+e?e?s? (?:par|un|des) (?:sms|textos?)\b"
)
"""Somebody who wants none, and what was told by one before."""


def wants_messages(text: str) -> bool:
    """Tell whether who wrote asks in so many words to be told by text message; ``text`` is his own, without what he quotes."""
    words = fold(text).replace("-", " ").replace("'", " ")
    found = _WANTS.search(words)
    return found is not None and not _WANTS_NOT.search(_sentence(words, found.start()))


def _sentence(words: str, at: int) -> str:
    before = max(words.rfind(mark, 0, at) for mark in ".!?;\n")
    after = min((place for mark in ".!?;\n" if (place := words.find(mark, at)) >= 0), default=len(words))
    return words[before + 1 : after]


def find_mobile(phone: str | None) -> str | None:
    """Return a number in E.164 if it is a mobile one, None for any other, for what is none, and for none.

    ``phone`` is in E.164, as the town hall keeps numbers; one without its country counts as one of mainland France.
    """
    try:
        parsed = phonenumbers.parse(phone or "", "FR")
    except phonenumbers.NumberParseException:
        return None
    is_french = parsed.country_code == _FRANCE and parsed.national_number in _FRENCH_MOBILE and phonenumbers.is_possible_number(parsed)
    if not is_french and phonenumbers.number_type(parsed) not in _MOBILE:
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
