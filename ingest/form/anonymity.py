"""Whether who writes, calls or comes wants not to be named, by what he ticked and by what an agent noted of him."""

import re
from collections.abc import Sequence

from domain.inbound import Channel
from ingest.form.fields import Field, all_words
from ingest.form.markup import is_unnamed
from ingest.form.understood import Understood
from ingest.plain import fold

_ASKS = re.compile(r"\banonym(?:es?|at|ement|ous|ously)\b")
_YES = re.compile(r"(?:oui|yes|true|vrai|1|o|y|x|on|coche|checked)\b.{0,40}")
_CHOSEN = re.compile(
    r"(?:(?:je )?(?:souhaite|veux|prefere|desire)? ?(?:rester|demeurer|signaler)? ?(?:de (?:facon|maniere) )?)(?:anonyme|anonymement|"
    r"anonymat)"
)
_CALLS = re.compile(r"\b(?:appelante?|caller|callerid|clip|number|numero|ip)\b")
_NOTED = re.compile(
    r"\b(?:pas|refus\w+|sans|ni)\b[^.!?;\n]{0,25}\b(?:donn\w+|laiss\w+|dire|dit|communiqu\w+|declin\w+|indiqu\w+)\b[^.!?;\n]{0,30}"
    r"\b(?:noms?|identite|coordonnees|qui)\b|"
    r"\b(?:pas|refus\w+)\b[^.!?;\n]{0,20}\b(?:se nommer|se presenter|s ?['’]?identifier|etre (?:citee?|nommee?|identifiee?))\b|"
    r"\b(?:nom|identite) (?:non|pas) (?:donnee?|communiquee?|laissee?|precisee?|indiquee?)\b|"
    r"\b(?:appelante?|usagere?|dame|monsieur|mr|mme|personne|temoin|correspondante?|riveraine?|voisine?|administree?|visiteu(?:r|se)) "
    r"anonyme\b|^\W*(?:appel |signalement |visite )?anonyme(?:ment)?\b|\brest\w+ anonyme\b|\banonymat\b"
)
"""What agents note: « mr veut pas donner son nom », « refuse de laisser son identité », « usagère anonyme »."""


def is_anonymous(found: Sequence[Understood], body: str, channel: Channel) -> bool:
    """Whether who asks wants not to be named. A telephone number that is not shown is no wish."""
    if any(_chooses(one) for one in found):
        return True
    return channel in {Channel.PHONE, Channel.COUNTER} and _NOTED.search(fold(body[:2_000])) is not None


def _chooses(one: Understood) -> bool:
    words, value = all_words(one.answer.key), " ".join(re.findall(r"\w+", fold(one.answer.value[:200])))
    if one.field not in {Field.QUESTION, Field.CATEGORY, Field.IGNORE} or _CALLS.search(words):
        return False
    asked = _ASKS.search(words) is not None and (one.answer.is_ticked or _YES.fullmatch(value) is not None)
    told = re.search(r"\b(?:nom|name|prenom|identite)\b", words) is not None and is_unnamed(one.answer.value)
    return asked or told or _CHOSEN.fullmatch(value) is not None
