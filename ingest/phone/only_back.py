"""Whether words on an answering machine say nothing but that somebody wants to be called back."""

import re

from ingest.plain import fold

_TOKEN = re.compile(r"\w+|[.!?;:,]")
_LONGEST = 120
"""Words: who says more says something."""
_BACK = re.compile(
    r"\b(?:rappel\w*|recontact\w*|retele?phon\w*|call (?:me|us) back|ring (?:me|us) back|return my call|phone (?:me|us) back)\b"
)
_TITLES = frozenset(
    {
        *("madame", "monsieur", "mademoiselle", "mme", "mlle", "mr", "maitre", "docteur"),
        *("appelle", "nom", "prenom", "name", "mister", "mrs", "miss"),
    }
)
"""Behind these stands a name, whatever its letters are."""
_NAME_WORDS = 3
_PARTICLES = frozenset({"de", "d", "du", "le", "la", "l"})
_NUMBERS = (
    "zero un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts trente quarante "
    "cinquante soixante septante huitante nonante cent cents et plus double triple one two three four five six seven eight nine"
)
_WORDS = (
    "bonjour bonsoir allo oui non ouais euh ah eh ben bon voila alors donc merci beaucoup avance bien cordialement "
    "salutations revoir bonne journee soiree soir apres midi matin matinee au a la le les l de du des d en et ou que qu qui "
    "ce c est ci ca cela s il si vous vs toi tu te t me m moi mon ma mes nous on je j ai suis sera serai serais etre avoir "
    "aurait aurais pourriez pouvez pourrez peux peut pouvoir voudrais voudrait veux souhaite souhaiterais souhaiterait "
    "aimerais aimerait faudrait faut besoin demande demander attends attend attendrai votre vos notre appel appels appele "
    "appelais appelez appeler appelle essaye essaie essayer tente fois plusieurs deja encore toujours hier aujourd hui demain "
    "lundi mardi mercredi jeudi vendredi samedi dimanche heure heures h minute minutes mn avant vers entre jusqu jusque "
    "partir pour par sur ici numero telephone tel portable mobile fixe suivant meme celui mien joindre joignable contacter "
    "rappelez rappeler rappeliez rappelle rappeles rappelerez rappellerez rappelleriez rappel rappels recontacter recontactez "
    "recontactiez retelephoner possible quand vite rapidement plait svp stp message messages laisse laisser messagerie "
    "repondeur important urgent urgence plus tot moment instant tout toute suite mairie maire elu service services accueil "
    "secretariat standard personne quelqu un fin debut semaine prochaine aussi juste y the call back please thank thanks you "
    "hello hi good morning afternoon evening my is this number at to can could would like i am again soon as it bye goodbye "
    "ring phone return mr"
)
_PLAIN = frozenset((*_WORDS.split(), *_NUMBERS.split()))
_DIGITS = re.compile(r"\d+h?\d*")


def asks_only_back(text: str) -> bool:
    """Whether a message asks to be called back and says nothing of what it is about: every word is of greeting, asking, number or hour.

    Names count only behind a title or « je m'appelle », one word, or more with capitals: any other unknown word may be what it is about,
    and is left to those who judge that.
    """
    tokens = _TOKEN.findall(text)
    if not tokens or len(tokens) > _LONGEST or not _BACK.search(fold(text)):
        return False
    has_capitals = not text.isupper()
    names = 0
    for token in tokens:
        word = fold(token)
        if not token[0].isalnum():
            names = 0
        elif word in _TITLES:
            names = _NAME_WORDS
        elif word in _PLAIN or _DIGITS.fullmatch(word):
            names = names if word in _PARTICLES else 0
        elif names and (names == _NAME_WORDS or (has_capitals and token[0].isupper())):
            names -= 1
        else:
            return False
    return True
