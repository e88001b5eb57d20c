"""Values as people meant them: what an editor wrote as HTML without its marks, and fields filled with something that says nothing."""

import re
from html import unescape

from ingest.email.html import html_text
from ingest.form.fields import Field, word_set
from ingest.plain import fold

_HTML = re.compile(r"<(?:p|br|div|ul|ol|li|span|b|strong|em)\b[^>]{0,200}/?>", re.IGNORECASE)
_ENTITY = re.compile(
    r"&(?:#\d{2,5}|#x[0-9a-f]{2,4}|amp|quot|apos|lt|gt|nbsp|[lr][sd]quo|[a-z]{2,6}(?:acute|grave|circ|uml|cedil|lig));", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-z][^<>]{0,300}>", re.IGNORECASE)
_LONGEST_SHORT = 400
"""Characters of what is one value and no text."""
_NAMES = frozenset({Field.NAME, Field.SURNAME, Field.GIVEN_NAME})
_NOTHING = re.compile(
    r"|x{1,5}|n a|n d|n c|n r|s o|neant|aucune?|rien|none|null|nil|undefined|nan|vide|sans objet|unknown|withheld|private|anonymous|"
    r"(?:non|not|pas) (?:\w+ )?(?:communiquee?|renseignee?|preciser?|precisee?|concernee?|applicable|connue?|fournie?|donnee?|"
    r"indiquee?|provided|specified|available|disponible|defini|definie|set|given|souhaitee?)|inconnue?s?|non|no|"
    r"(?:pas|aucune?|sans|n en ai pas|je n ai pas|ne souhaite pas|no) (?:de |d |mon |mes |donner |numero )*(?:telephone|tel|mail|e mail|"
    r"email|courriel|adresse|"
    r"portable|numero|phone|address|nom)|je n en ai pas|n en a pas|ne sait pas|je ne sais pas|masquee?|numero masque|idem"
)
_SHORT_FOR_NOTHING = word_set("na nd nc nr so ras")
"""They are surnames too."""
_UNNAMED = re.compile(r"\banonym(?:es?|at)\b")


def plain(value: str) -> str:
    """Return a value as text: what an editor wrote as HTML without its marks; a script stays as the words it is."""
    text = value
    if _HTML.search(text) and "<script" not in text.lower():
        text = html_text(text)[0].strip()
    if _ENTITY.search(text):
        text = _unescaped(text)
    return text.strip()


def bare(value: str) -> str:
    """Return a value of one line without any marks of HTML around its words."""
    if len(value) > _LONGEST_SHORT or not (_TAG.search(value) or _ENTITY.search(value)):
        return value
    return " ".join(_unescaped(_TAG.sub(" ", value)).split())


def _unescaped(text: str) -> str:
    return unescape(text).replace("\u00a0", " ")


def says_nothing(field: Field, value: str) -> bool:
    """Whether what stands in a field says nothing: « - », « N/A », « non communiqué », « null »."""
    if len(value) > _LONGEST_SHORT:
        return False
    words = " ".join(re.findall(r"[^\W_]+", fold(value)))
    if field in {Field.POSTCODE, Field.PHONE, Field.PLACE_POSTCODE} and words.strip("0 ") == "":
        return True
    return _NOTHING.fullmatch(words) is not None or (field not in _NAMES and words in _SHORT_FOR_NOTHING)


def is_unnamed(value: str) -> bool:
    """Whether somebody writes where a name is asked for that he gives none: « Anonyme »."""
    return len(value) <= _LONGEST_SHORT and _UNNAMED.search(fold(value)) is not None
