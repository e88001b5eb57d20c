"""Mere thanks: a message after which nobody has to do anything. In doubt it is none, and people hear of it."""

import re
from collections.abc import Sequence

from ingest.plain import fold

_MOST_CHARACTERS = 700
"""Who only thanks is brief; what is longer is read by somebody."""
_MOST_WORDS = 70
_THANKS = re.compile(
    r"\b(?:(?:un )?(?:tres |tout )?(?:grand |gros |immense )?m[ae]rc[iy]{1,9}s?|mrc|remerci(?:e|er|ons|ements?|ant)|thanks?(?: you| u)?|"
    r"thx|tks|thks|ty|cheers|"
    r"bravo|felicitations?|"
    r"chapeau|reconnaissante?s?|(?:muchas )?graci?as|danke(?: schon)?|vielen dank|obrigad[oa]|grazie(?: mille)?)\b"
    r"|[\U0001f44d\U0001f64f\U0001f44f\U0001f600-\U0001f60a\U0001f60d\u263a\u2764]"
)
_ASKS_WITH_THANKS = re.compile(
    r"\bmerc[iy]s? (?:beaucoup |bien )?(?:d'avance|par avance|a l'avance|de (?!votre|vos|ta|ton|tes|cette|cet|ce |la |le |l'|tout|rien|"
    r"m'avoir|"
    r"nous avoir|l'avoir|les avoir)|d'(?!avoir|etre (?:intervenue?s?|passee?s?|venue?s?)))|\bthanks? (?:you )?in advance|"
    r"\bremerci\w* (?:vous )?"
    r"(?:d'avance|par avance|de bien vouloir|de (?:me|nous|faire|prendre))|\ben vous remerciant|\bmerci (?:donc|alors)? ?(?:de|"
    r"d') ?(?:me|nous|faire|"
    r"prendre|revenir|repondre|passer|confirmer|transmettre|indiquer|preciser)\b"
)
_MORE = re.compile(
    r"\?|\b(?:mais|cependant|toutefois|neanmoins|par contre|en revanche|malheureusement|helas|sauf|pourtant|hormis|excepte|"
    r"toujours|tjs|tjrs|encore|jamais|rien|aucune?s?|personne|pas|plus (?!de probleme|rien a|aucun)|ni|non|manque|aussi|egalement|"
    r"autre(?:s|ment)?|ailleurs|de plus|en outre|profite|ajoute|rajoute|complement|precision|ci-?joints?|pj|piece jointe|photos?|"
    r"pou(?:vez|rriez|rrait|rrais|vons|r quand)|puis-je|peut-on|est-ce|voul(?:ez|oir)|veuillez|souhait\w*|voudrais|aimerais|"
    r"demande (?:de|que|si|a)|"
    r"s'il vous plait|svp|stp|please|sans (?!faute|souci|soucis|hesit\w+|attendre)|automatique|refus\w*|silence|indifference|attente|"
    r"il (?:y a|faut|faudrait|reste)|faudrait|reste(?:nt)?|attend\w*|quand|combien|comment|pourquoi|"
    r"urgent\w*|danger\w*|bless\w*|accident\w*|pire|aggrav\w*|empir\w*|degrad\w*|recommenc\w*|revenue?s?|reapparu\w*|a nouveau|"
    r"de nouveau|"
    r"casse\w*|fuites?|fuit|trop|honte|ironi\w*|scandal\w*|plaint\w*|plainte|avocat|recours|contest\w*|rappel\w*|relanc\w*|signal(?:e|er|"
    r"ons)|"
    r"however|but|still|not|again|can you|could|would|also|another|when|question)\b|n'(?:est|a|ont|etait|avez|y)\b"
)
_GOOD = re.compile(
    r"\b(?:repare\w*|regle\w*|resolu\w*|rebouche\w*|nettoye\w*|enleve\w*|ramasse\w*|remplace\w*|retire\w*|coupe\w*|taille\w*|vide\w*|"
    r"efface\w*|refait\w*|"
    r"fait|faite?s|remis\w*|retabli\w*|remarche|marche (?:bien|parfaitement|tres bien)|(?:re)?fonctionne|"
    r"(?:est|sont|etes|etre|etait|etaient) (?:\w+ )?(?:intervenue?s?|passee?s?|venue?s?)|efficac\w*|rapid\w*|reactiv\w*|"
    r"genial\w*|formidables?|gentil\w*|content\w*|satisfait\w*|ravie?s?|beau travail|bon travail|"
    r"fixed|solved|well done|plus (?:de probleme|rien a signaler))\b"
)
_APPROVES = re.compile(
    r"\b(?:(?:c'est |tout est )?(?:parfait|impeccable|nickel|super|excellent|top|tres bien|bon|parfaite?s?)|c'est (?:bien )?(?:bon|note)|"
    r"(?:bien )?(?:note|recu)|(?:bien )?pris (?:bonne )?note|entendu|compris|d'accord|ok|okay|noted|received|perfect|great)\b"
)
"""What is approved must be nothing more: « ok pour jeudi » tells somebody when."""
_DEEDS = re.compile(
    r"(?:(?:votre|vos|ton|tes|la|le|les|l'|cette|cet|ce|ces|tout|toute|toutes|tous|un|une|des|du|d'|si|tres|bonne?|belle|beau|prompte?|"
    r"rapide|excellente?|precieu\w+|efficace|nouvelle|super|grande?|aimable|reponse|envoi)\s?)*(?:reponses?|retours?|messages?|e?-?mails?|"
    r"courriels?|courriers?|mots?|appels?|aides?|interventions?|travail|travaux|reactivite|rapidite|efficacite|attentions?|suivi|ecoute|"
    r"prises?|informations?|infos?|renseignements?|explications?|precisions?|conseils?|nouvelles?|diligence|reparations?|nettoyages?|"
    r"enlevements?|ramassages?|remplacements?|rebouchages?|tailles?|elagages?|debouchages?|remises?|resolutions?|solutions?|gentillesse|"
    r"disponibilite|patience|professionnalisme|comprehension|amabilite|accueil|temps|documents?|attestations?|actes?|certificats?|copies?|"
    r"lien|confirmation|coup de main|deplacement|passage|effort\w*|c(?:oe|o)eur|tout|everything|help|your (?:help|reply|answer|work))\b"
)
"""For what people thank, and mean it; « merci pour votre silence » is no thanks."""
_COURTESY = re.compile(
    r"\b(?:bonjour|bonsoir|salut|hello|hi|dear|cher(?:e|s)?|madame|monsieur|mesdames|messieurs|mme|mr|m|le maire|la maire|maire|"
    r"a (?:tous|toutes|"
    r"vous|toi|toute l'equipe|tout le monde|l'equipe)|(?:bien )?(?:cordialement|cdlt|cdt|sincerement|respectueusement|amicalement)|"
    r"bonne? (?:journee|soiree|continuation|fin de "
    r"(?:journee|semaine)|week-?end|semaine|fetes|annee)|belle journee|salutations(?: distinguees)?|sinceres|meilleures|mes|nos|regards|"
    r"best|"
    r"kind|beaucoup|bien|infiniment|encore (?:une fois|merci)?|sincerement|vivement|chaleureusement|mille fois|tout|tous|toute|toutes|"
    r"l'equipe|les equipes|"
    r"equipes?|services?|agents?|mairie|ville|technique|techniques|je|vous|nous|tiens|tenais|voulais|voulions|a|et|de|pour|votre|vos|"
    r"vous|par|so|very|much|"
    r"you|reponse|retour|message|aide|intervention|travail|reactivite|rapidite|efficacite|attention|suivi|ecoute|prise en charge|"
    r"information|"
    r"explications?|diligence|envoye de mon \w+|sent from my \w+|avec|mon|ma|la|le|les|l'|du|des|d'|en|cette|ce|cet|chaleureux|bcp|"
    r"mille|un|etes|est|c'est|moi|gracieuse|"
    r"veuillez agreer[^.!;\n]{0,120}|je vous prie d'agreer[^.!;\n]{0,120}|l'expression[^.!;\n]{0,80})\b"
)
_AGAIN = re.compile(
    r"\b(?:encore (?=(?:un (?:grand )?)?merci\b|une fois\b|bravo\b)|(?<=merci )encore\b)|\b(?:non )?plus de probleme\b|"
    r"veuillez (?:agreer|recevoir)[^.!;\n]{0,160}"
)
"""Words of courtesy that would otherwise tell that there is more."""
_ADDRESSED = re.compile(r"\b(?:mme|mlle|madame|monsieur|mr|m\.) (?!le |la |l')[a-z'-]{2,24}\s*$")
_FOR = re.compile(r"(?:pour|de|d'|for)\s?")
_CLAUSE_END = re.compile(r"[.!;,\n:()…]+|\s[-–—]\s|\bet que\b|\bqui\b")


def is_thanks(text: str, names: Sequence[str] = ()) -> bool:
    """Tell whether a text does nothing but thank, or say that all is well; ``names`` are those it may be signed with."""
    folded = fold(text.strip())
    if not folded or len(folded) > _MOST_CHARACTERS or len(folded.split()) > _MOST_WORDS:
        return False
    if not _THANKS.search(folded) and not _APPROVES.search(folded):
        return False
    told = _AGAIN.sub(" ", folded)
    if _ASKS_WITH_THANKS.search(told) or _MORE.search(told):
        return False
    own = {word for name in names for word in re.findall(r"\w+", fold(name))}
    return all(_is_harmless(clause, own) for clause in _CLAUSE_END.split(told))


def _is_harmless(clause: str, own: set[str]) -> bool:
    """Tell whether a clause thanks, approves, or is only courtesy and names."""
    clause = _ADDRESSED.sub(" ", clause)
    words = _courtesy_apart(clause) - own
    if not words or _GOOD.search(clause):
        return True
    if _APPROVES.search(clause) and not _courtesy_apart(_APPROVES.sub(" ", _THANKS.sub(" ", clause))) - own:
        return True
    return bool(_THANKS.search(clause)) and _says_nothing_else(clause, own)


def _courtesy_apart(clause: str) -> set[str]:
    """Return the words of a clause that are no courtesy."""
    return set(re.findall(r"\w+", _COURTESY.sub(" ", clause)))


def _says_nothing_else(clause: str, own: set[str]) -> bool:
    """Tell whether a clause of thanks says what for, and nothing beside: « merci le trou est revenu » does."""
    rest = _THANKS.split(clause, maxsplit=1)[-1].strip()
    rest = re.sub(r"^(?:(?:beaucoup|bcp|bien|infiniment|encore|a (?:vous|tous)) )*", "", rest)
    is_deed = bool((named := _FOR.match(rest)) and _DEEDS.match(rest, named.end()))
    is_named = is_deed or bool(re.match(r"(?:d'(?:avoir|etre)|de (?:m'avoir|nous avoir|l'avoir|les avoir)|a|aux?|to)\b", rest))
    return is_named or not _courtesy_apart(_THANKS.sub(" ", clause)) - own
