"""What sort of line it is by its words: running text, or how to reach somebody."""

import re

from ingest.plain import fold

_CARD = re.compile(
    r"\+?\d[\d .()/-]{8,}|\S@\S|www\.|\b(?:siret|siren|rcs|rna|tva|capital|orias|loi (?:du |de )?1901)\b|(?<!\d)\d{5}(?!\d)|"
    r"^\W*(?:tel|telephone|fax|telecopie|port|mob|courriel|e-?mail|mail|siege)\b"
)
_PROSE = frozenset(
    re.findall(
        r"\S+",
        "je nous vous il elle on qui que est sont a ont ai avons avez suis le la les un une des du de ce cette ces mon ma mes "
        "notre nos votre vos en et pour par sur dans avec depuis pas plus ne se y au aux i we is are the to and of in my our "
        "your has have for",
    )
)
_SPEAKS = frozenset(
    re.findall(
        r"\S+",
        "je nous vous il elle ils elles on qui que est sont ai avons avez suis ont ne pas c'est j'ai i we is are has have could "
        "please you souhaite merci signale demande",
    )
)
FEWEST_PROSE_WORDS = 6


def is_card(text: str) -> bool:
    """Whether a line says how to reach somebody, or under which number he is registered."""
    return _CARD.search(fold(text)) is not None


def is_prose(text: str) -> bool:
    """Whether a line is part of running text: many words, most of them small, some that only sentences have."""
    words = re.findall(r"[\w'’-]+", text)
    folded = [fold(word) for word in words]
    if len(words) < FEWEST_PROSE_WORDS:
        return False
    small = sum(word in _PROSE or re.match(r"[ldnjsc]['’]", word) is not None for word in folded)
    lower = sum(word[0].islower() for word in words)
    speaks = any(word in _SPEAKS or re.match(r"[jn]['’]", word) for word in folded)
    if text.isupper():
        return small * 4 >= len(words) and speaks
    if _CARD.search(fold(text)) and not speaks:
        return False
    return small * 4 >= len(words) and lower * 2 > len(words) and (speaks or len(words) >= 2 * FEWEST_PROSE_WORDS - 2)
