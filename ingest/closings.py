"""Closing formulas and salutations: what a letter says out of courtesy, in the languages that people write to a town hall in."""

import re
from functools import lru_cache

from ingest.plain import MAX_ODD_LINE, fold

_WISHED = (
    r"(?:salutations?|sentiments?|remerciements?|respects?|hommages?|considerations?|gratitude|reconnaissance|"
    r"meilleurs voeux|encouragements|amities)"
)
_FOR_WHAT = (
    r" (?:de|pour|a) (?:votre|vos|ton|tes|(?:l'|la )(?!\w+(?:er|ir|re)\b)|toute?s? (?:votre|vos|l')) ?"
    r"[\w'-]+(?: (?!de\b|que\b|si\b|et\b|mais\b)[\w'-]+){0,3}"
)
"""Not « merci de la réparer »: that asks."""
_ADVERBS = (
    r"(?!renouvell|ruissell|amoncell|nivell|morcell)[\w-]{2,16}(?:iv|ell|al|enn|eus|air|iqu|er|abl|ibl|ois|il|ectu|tueus|"
    r"in)ement|cordialement|civilement"
)
_FRENCH = (
    rf"(?:(?:bien|tres|tout|le plus|toujours)\s+)?(?:{_ADVERBS})(?: (?:votre|a vous|a tous|a toutes|votres?|et merci))?|"
    r"votre (?:(?:bien|tres|tout) )?devouee?|vot(?:re)? obligee?|cdlt|cdt|cordlt|crdlt|cord\.?|bien a (?:vous|toi)(?: tous)?|"
    rf"(?:(?:avec|recevez|acceptez) )?(?:(?:toute?s?|mes|nos|ma|notre|l'expression de|l'assurance de|vifs|plus|tres|"
    rf"meilleure?s?|sinceres?|cordiale?s?|respectueu(?:x|ses?)|"
    rf"distinguee?s?|vive|bonnes) ?){{0,6}}{_WISHED}(?: (?!de\b|du\b|des\b|a\b|au\b|aux\b|pour\b|que\b)[\w'-]+){{0,4}}|"
    rf"(?:(?:meilleure?s?|cordiale?s?|sinceres?|bien des|mes|nos) )+(?:salutations|amities|pensees) (?:de|depuis|du|des) "
    rf"(?:la |le |les |l')?[\w'-]+(?: [\w'-]+)?|"
    r"bel?l?e?s?(?:on)? (?:journee|soiree|fin de journee|week-?end|semaine|continuation|annee|fetes|vacances)(?: a (?:vous|"
    r"tous|toute l'equipe))*|"
    r"bonn?e?s? (?:journee|soiree|reception|semaine|fin de (?:journee|semaine)|continuation|week-?end|courage|annee|fetes|"
    r"vacances|apres-midi)"
    r"(?: a (?:vous|tous|toute l'equipe))*|bonnes fetes(?: de fin d'annee)?|"
    r"(?:(?:dans cette attente|en attendant|vous en remerciant|vous remerciant)[^.!?]{0,60}?, )?"
    r"(?:je vous prie|nous vous prions|veuillez|je vous prie de bien vouloir|dans l'attente|restant|en esperant|en restant)[^!?]{0,120}"
    r"(?:agreer|croire|l'expression|l'assurance|l'hommage|salutations|remerciements)[^!?]{0,200}|"
    r"(?:recevez|agreez|croyez|acceptez|daignez)[^.!?]{0,40}(?:expression|assurance|salutations|sentiments|remerciements|"
    r"respects|consideration)[^.!?]{0,120}|"
    r"(?:(?:tout|entierement|toujours) )?a votre (?:entiere )?(?:service|disposition|ecoute)|"
    r"dans l'attente (?:de|d'une?) (?:votre|vous|reponse|retour|suite)[^.!?]{0,60}|"
    r"a bientot|a tres bientot|a plus tard|au plaisir(?: de vous (?:lire|entendre|rencontrer))?|bises?|amities|union de prieres?|"
    r"(?:(?:voila|bref|allez),? )?(?:un |tres |tout )*(?:grand |gros |mille )?mercis?"
    rf"(?: (?:beaucoup|bien|infiniment|d'avance|par avance|encore|a vous|a tous|a toute l'equipe|mille fois|vraiment|"
    rf"tout plein|pour (?:elle|lui|eux|nous|tout)s?)|{_FOR_WHAT}){{0,4}}|"
    rf"(?:en |je |nous )?(?:vous|te) (?:en )?remerci(?:e|ons|ant)(?: (?:d'avance|par avance|beaucoup|vivement|infiniment|sincerement|"
    rf"encore|tous)){{0,3}}(?:{_FOR_WHAT})?|"
    rf"(?:avec )?(?:tous )?(?:mes|nos) (?:\w+ )?remerciements(?: \w+){{0,3}}|(?:d'avance|par avance) (?:merci|je vous remercie|"
    rf"nous vous remercions)|(?:en esperant|esperant|dans l'espoir d'|en attente d[e'])[^.!?]{0, 20}(?:reponse|retour|"
    rf"suite)[^.!?]{0, 30}|l'expression de [^!?]{{0,120}}"
)
_ENGLISH = (
    r"(?:with )?(?:all (?:the |my )?)?(?:kind(?:est)?|best|warm(?:est)?|many|my)? ?(?:personal )?(?:regards|best|best wishes|"
    r"wishes|thanks)|kindest|best|"
    r"yours(?: (?:very )?(?:sincerely|faithfully|truly|respectfully))?|sincerely(?: yours)?|respectfully(?: yours)?|cheers|"
    r"(?:many |with )?(?:thanks?|thank you|thx)(?: (?:so much|very much|a lot|again|in advance|you|for (?:your|the|any|"
    r"all your) (?:\w+ ){0,2}\w+))*|"
    r"(?:i |we )?look(?:ing)? forward to (?:your reply|hearing from you|your answer)|have a (?:nice|good|great|lovely) (?:day|"
    r"evening|week-?end)|take care"
)
_OTHERS = (
    r"(?:mit )?(?:freundlichen?|besten|vielen|herzlichen|liebe|viele|schone) (?:grussen|gruße|grusse|gruss|gruß|dank)|"
    r"hochachtungsvoll|mfg|danke|"
    r"(?:un )?(?:cordial |atento )?saludos?(?: cordial(?:es)?)?|(?:muy )?atentamente|(?:muchas )?gracias|"
    r"(?:cordiali|distinti) saluti|grazie(?: mille)?|(?:com os melhores )?cumprimentos|atenciosamente|obrigad[oa]|"
    r"met vriendelijke groet(?:en)?|"
    r"z powazaniem|cu stima|saygilarimla"
)
_CLOSING = re.compile(rf"(?:{_FRENCH}|{_ENGLISH}|{_OTHERS})")
_WEAK = re.compile(r"(?:merci|thank|d'avance|en remerci|vous remerci|je vous remerci|a bientot|un grand merci)")
_BETWEEN = re.compile(r"[,;/!.…|–—]+|\bet\b|\band\b|\s{2,}|(?<=merci) (?=bonne|belle|bon|cordialement|a bientot)")
_SALUTATION = re.compile(
    r"(?:re-?)?(?:bonjour|bonsoir|salut|hello|hi|dear|good (?:morning|afternoon|evening)|hey|coucou|guten tag|sehr geehrter?|"
    r"hola|buongiorno|"
    r"cher|chere|chers|cheres|madame|monsieur|mesdames|messieurs|mademoiselle|m\. le maire|mme la maire|maitre)\b[^.:;?!]{0,60}[,.!]?"
)


def is_closing(text: str) -> bool:
    """Whether a line or sentence is nothing but closing formulas: « Cordialement », « Merci, bonne journée »."""
    return _closes(text[:MAX_ODD_LINE])


@lru_cache(maxsize=512)
def _closes(text: str) -> bool:
    """Answer ``is_closing``; the last lines of a message are looked at again and again."""
    folded = fold(text).strip(" ,.!;:-–—*_")
    if _CLOSING.fullmatch(folded):
        return True
    pieces = [piece.strip(" ()-:") for piece in _BETWEEN.split(folded)]
    written = [piece for piece in pieces if piece]
    return 1 < len(written) <= 4 and all(_CLOSING.fullmatch(piece) for piece in written)  # noqa: PLR2004 - no one closes more often


def is_weak_closing(text: str) -> bool:
    """Whether a closing formula may as well stand within a message: thanks."""
    return _WEAK.match(fold(text[:MAX_ODD_LINE]).strip(" ,.!;:-")) is not None


def is_salutation(text: str) -> bool:
    """Whether a line greets and says nothing else: « Monsieur le Maire, »."""
    return bool(_SALUTATION.fullmatch(fold(text[:MAX_ODD_LINE]).strip()))
