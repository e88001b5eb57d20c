"""Tone and wishes that change how a message is handled: anonymity, insults, mere courtesy."""

import re

from ingest.expressions import compiled
from ingest.plain import fold

_NO_NAME = compiled(
    r"(?:rester|reste|demeurer|etre|demande|garder|conserver|garantir|respecter|souhaite|prefere|"
    r"requiers?)\b.{0,40}\b(?:anonymes?|anonymat)|anonymat (?:svp|s'il vous plait|merci)|(?:lettre|message|signalement|"
    r"courrier) anonyme|"
    r"(?:ne (?:donne|donnerai|souhaite|veux|desire|prefere|communique|dirai) pas|sans)\b.{0,30}\b(?:mon nom|mon identite|"
    r"m'identifier|etre identifiee?|etre citee?)|(?:mon nom|mon identite) (?:ne (?:soit|doit|sera)|reste)\b.{0,30}(?:pas|"
    r"secrete?|confidentiel)|"
    r"(?:stay|remain|be kept) anonymous|anonym bleiben"
)
_NOT_ANONYMOUS = re.compile(r"(?:individus?|voisins?|appels?|coups? de fil|personnes?|lettres?|menaces?|mails?) anonymes?")
_INSULTS = compiled(
    r"\b(?:abrutis?|connards?|connasses?|(?:gros|pauvres?|sales?|vrais?|petits?|etes des|des gros|tous des) cons?|salauds?|"
    r"salopes?|salops?|encules?|batards?|fdp|fils de pute|putes?|ordures de|debiles?|cretins?|imbeciles?|idiots?|incapables|"
    r"incompetents|fai[gn]+(?:e|i)?ants|faignants|feignasses?|"
    r"bouffons?|pourris|ripoux|trous? du cul|tocards?|minables|guignols|branleurs?|branquignols|merdeux|va te faire|"
    r"allez vous faire|nique|ntm|ta gueule|fermez-la|bande de (?:nuls|voleurs|bons a rien|c\.\.\.|cons?|clowns|rats|pourris|"
    r"incapables)|des c\.\.\.|foutre de (?:la|notre) gueule|assholes?|fuck(?:ing)?|bastards?|arschloch)\b"
)
_COURTESY = re.compile(
    r"\b(?:bonjour|bonsoir|hello|salut|monsieur|madame|mesdames|messieurs|cher collegue|chers collegues|cordialement|"
    r"merci(?: d'avance| beaucoup| par avance)?|bien a (?:vous|toi)|bonne (?:journee|reception|soiree)|"
    r"pour (?:info(?:rmation)?|suite a donner|traitement|attribution|action|suite|avis)|"
    r"fyi|voir (?:ci-?dessous|message ci-dessous|le mail ci-dessous|plus bas|ci-?joint)|ci-?dessous|je vous (?:transmets|"
    r"transfere|fais suivre)|transmis|a (?:transmettre|traiter|suivre)|merci de (?:voir ca|traiter|faire le necessaire|"
    r"transmettre|repondre)|message recu|suite|vous|trouverez|le|la|les|ce|un|une|mail|message|courriel|de|par|svp|please|"
    r"see below|d'un|d'une|administree?)\b"
)


def wants_no_name(text: str) -> bool:
    """Whether the writer asks not to be named."""
    folded = fold(text[:10_000])
    return bool(_NO_NAME.search(_NOT_ANONYMOUS.sub(" ", folded) if "anonyme" in folded else folded))


def insults(text: str) -> bool:
    """Whether a text insults."""
    return bool(_INSULTS.search(fold(text[:10_000])))


def without_courtesy(text: str) -> str:
    """Return a text without greetings and words that only hand something on."""
    return _COURTESY.sub(" ", fold(text[:2_000]))
