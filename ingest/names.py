"""Names of persons: read from display names, signatures and introductions, written ``NOM Prénom``."""

import re
from dataclasses import dataclass

from ingest.given_names import GIVEN_NAMES
from ingest.plain import fold

CIVILITY = re.compile(
    r"^(?:(?:m\.|m|mr|mr\.|mrs\.?|ms\.?|mme|mme\.|mmes|mlle|mlle\.|monsieur|madame|mademoiselle|messieurs|mesdames|dr\.?|"
    r"docteur|me|maitre|maître|pr|professeur|herr|frau|mister|sr\.?|sra\.?|vve|veuve|sœur|soeur|père|abbé|rabbin|imam|"
    r"adjudante?(?:-chef)?|gendarme|capitaine|lieutenante?(?:-colonel)?|major|brigadi[eè]re?(?:-chef)?|commandante?|"
    r"colonel(?:le)?|sergente?(?:-chef)?|"
    r"maréchal des logis(?:-chef)?|gardien de la paix|"
    r"famille|la famille|consorts)(?:\s+(?:et|&|ou|/)\s+|\s*/\s*|\s+|$))+",
    re.IGNORECASE,
)
_RELIGIOUS = re.compile(r"(?:s(?:œ|oe)ur|père|frère|abbé)\b", re.IGNORECASE)
"""They go by a given name."""
PARTICLES = frozenset(
    [
        "de",
        "du",
        "des",
        "d'",
        "d’",
        "le",
        "la",
        "les",
        "l'",
        "l’",
        "da",
        "dos",
        "do",
        "di",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "ben",
        "el",
        "al",
        "ait",
        "abou",
        "o'",
        "mc",
        "mac",
        "saint",
        "sainte",
        "st",
        "ste",
    ]
)
TRADES = frozenset(["mjpm", "idel", "ide", "mkde", "dplg", "hmonp", "opj", "ext"])
"""What people write behind their names of their trade: « Bellamy MJPM » is Bellamy."""
_AND = frozenset(["et", "&", "and", "und"])
_ARTICLES = frozenset(["le", "la", "les", "au", "aux"])
_OF = frozenset(["de", "du", "des", "au", "aux"])
_SHORTENED = re.compile(r"[^\W\d_]{2,3}\.")
_TWO_LETTERS = re.compile(r"[^\W\d_]['’]?[^\W\d_]")
_NAME_WORD = re.compile(r"(?:[^\W\d_]|['’.\-])+")
_ORGANISATION_WORDS = (
    r"sarl|s\.a\.r\.l|sas|sasu|eurl|sci|scp|selarl|scop|s\.?a\.?|ets|etablissements?|societe|ste|entreprises?|association|"
    r"asso|amicale|comite|club|cercle|collectif|syndic|syndicat|cabinet|agence|atelier|garage|"
    r"boulangerie|boucherie|pharmacie|restaurant|hotel|cafe|brasserie|bar|lycee|college|ecole|universite|copropriete|"
    r"coproprietaires|immobilier|immobiliere|groupe|groupement|mairie|commune|communaute|ville|departement|prefecture|"
    r"federation|union|fondation|mutuelle|creche|clinique|hopital|office|etude|camping|gite|transports?|travaux|construction|"
    r"batiment|maconnerie|plomberie|electricite|menuiserie|couverture|paysagiste|"
    r"services?|conseil|foncia|nexity|citya|habitat|bailleur|logement|assurances?|banque|notaires?|avocats?|architectes?|"
    r"auto-ecole|salon|institut|editions|presse|journal|redaction|laboratoire|maison|centre|"
    r"conseil syndical|apel|fcpe|peep|ape|usep|gmbh|ltd|inc|llc|ltd\.|corp|company|& fils|et fils|& cie|secretariat|accueil|"
    r"contact|administration|direction|comptabilite|commercial|webmaster|support|equipe|team|newsletter|"
    r"lettre|info|infos|noreply|no-reply|cabinet du maire|adjoint|maire|police|gendarmerie|tresor|scanner|copieur|imprimante|"
    r"formulaire|site|portail|residence|lotissement|riverains|habitants|parents d'eleves|as|us|fc|sc|rc|brigade|commissariat|"
    r"ferme|gaec|earl|scea|haras|"
    r"paroisse|chorale|harmonie|fanfare|theatre|compagnie|classe|eleves|bureau|asl|aful|asa|z\.?a\.?c?|z\.?i\.?|zone|regie|"
    r"placier|facilities|reception|"
    r"ipad|iphone|samsung|galaxy|huawei|android|tablette|ordinateur|pc|portable|boite|messagerie|gestion|compta|facturation|"
    r"locataires|voisins|voisinage|familles|habitantes|citoyens|amis|ehpad|sdis|caserne|theatre|cinema|musee|mediatheque|"
    r"bibliotheque|magasin|boutique|librairie"
)
_ORGANISATION = re.compile(rf"(?<![\w'])(?:{_ORGANISATION_WORDS})(?![\w'])")
LEAD = re.compile(
    r"^(?:pour )?(?:l[ea]s? |l['’])?(?:vice-)?(?:conseil syndical|collectif|comit[ée]|bureau|association|pr[ée]sidente?|"
    r"secr[ée]taire|tr[ée]sori[eè]re?|"
    r"g[ée]rante?|direct(?:eur|rice)|responsable|gestionnaire|propri[ée]taire|locataire|syndic|maire|chef(?:fe)?|familles|"
    r"riverains|habitants|voisins|parents|signataires|copropri[ée]taires|locataires|commer[çc]ants|[ée]l[èe]ves|classe|[ée]quipe)"
    r"[^,:]{0,40}[,:]\s*",
    re.IGNORECASE,
)
"""What leads to the name in « La présidente, Jeanne Roussel », « Pour le collectif : Jeanne Roussel »."""
ROLE = re.compile(
    r"^(?:le |la |l'|un |une |votre )?(?:vice-)?(?:entraineu(?:re?|se)|coach|professeure?|enseignante?|institutrice|instituteur|"
    r"journaliste|redact(?:eur|rice)|"
    r"architecte|infirmiere?|medecin|pharmacienne?|educat(?:eur|rice)|animat(?:eur|rice)|coordinat(?:eur|rice)|"
    r"coordonnat(?:eur|rice)|collaborat(?:eur|rice)|"
    r"attachee?|juriste|huissier|commissaire|boulangere?|artisane?|agricult(?:eur|rice)|exploitante?|restaurat(?:eur|rice)|"
    r"commercante?|officiere?|benevole|"
    r"referente?|porte-parole|administrat(?:eur|rice)|correspondante?|etudiante?|capitaine|kinesitherapeute|veterinaire|"
    r"psychologue|conseil(?! (?:departemental|regional|general|municipal))|mandataire|syndic benevole|"
    r"tutrice|tuteur|curatrice|curateur|facilities|(?:supply|project|account|sales|general) \w+|"
    r"office (?:manager|assistant|clerk|administrator)|manager|director|owner|"
    r"secretary|chair\w*|president|presidente|tresorier|tresoriere|secretaire|directeur|directrice|"
    r"gerant|gerante|co-?gerante?|responsable|representante?|parents? d'eleves?|chargee?|assistante?|adjointe?|conseiller|"
    r"conseillere|maire|elue?|"
    r"deleguee?|gestionnaire|avocate?|notaire|proprietaire|locataire|riveraine?|habitante?|citoyenne?|citoyen|ingenieure?|"
    r"technicien|technicienne|commerciale?|comptable|retraitee?|membre|conducteur|conductrice|chef|cheffe|pour le|pour la|"
    r"service|fondateur|fondatrice|manager|un administre|une administree)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person's name as written: surname (NOM) and given names, either of them perhaps missing."""

    surname: str | None
    given: str | None

    def written(self) -> str | None:
        """Return ``NOM Prénom``."""
        return " ".join(part for part in ((self.surname or "").upper(), self.given or "") if part) or None


def person(text: str | None) -> Person | None:
    """Return the person a display name or a signature line names, None where it names nobody or a firm."""
    bare = _bare_name(text or "")
    if not bare or "@" in bare or any(character.isdigit() for character in bare) or len(bare) > 60:  # noqa: PLR2004 - no name is longer
        return None
    words = [_one_case(word) for word in _words(bare)]
    words = [word for word in words if not (word.isupper() and word.lower() in TRADES)] if len(words) > 1 else words
    if not words or len(words) > 6 or bare[:4].lower() == "les " or _ORGANISATION.search(fold(bare)) or ROLE.match(fold(bare)):  # noqa: PLR2004 - a bound read off real signatures and letters
        return None
    if not all(_NAME_WORD.fullmatch(word) or word.lower() in _AND for word in words) or _is_shop(words):
        return None
    if not any(word[0].isupper() for word in words):
        had_civility = bare != (text or "").strip()
        if not had_civility and not all(fold(word) in GIVEN_NAMES or len(words) == 2 for word in words):  # noqa: PLR2004 - a bound read off real signatures and letters
            return None
    found = _ordered(words, text or "")
    if found is not None and found.surname is not None and not _TWO_LETTERS.search(found.surname):  # « Kevin D. », « J-F L »
        return Person(surname=None, given=found.given) if fold(found.given or "") in GIVEN_NAMES else None
    return found


def _is_shop(words: list[str]) -> bool:
    """Whether words with no given name among them go like a shop's: « Le Fournil de la Gare », « Aux Fleurs des Halles »."""
    if words[0].lower() not in _ARTICLES or not any(word.lower() in _OF for word in words[2:-1]):
        return False
    return not any(fold(word).split("-")[0] in GIVEN_NAMES for word in words)


def _bare_name(text: str) -> str:
    text = re.sub(r"\((?:[^()]{0,80})\)|\[[^\[\]]{0,80}\]", " ", text)
    text = re.split(r"\s+(?:n[ée]e|via|par l'intermédiaire de|chez|pour|from)\s+|\s[-–—|/:]\s|\s*[|;]\s*", text, maxsplit=1)[0]
    text = text.strip(" \t\"'’«»<>,;:._-*~•")
    return CIVILITY.sub("", text).strip(" ,")


def _words(bare: str) -> list[str]:
    if bare.count(",") == 1:  # « Dupont, Jean »: surname first
        surname, _, given = bare.partition(",")
        return [word.upper() for word in surname.split()] + given.split()
    return [word for word in re.split(r"[\s,]+", bare) if word]


def _one_case(word: str) -> str:
    return word.strip('"*_')


def _ordered(words: list[str], original: str) -> Person | None:
    words = _without_second_person(words)
    if not words:
        return None
    if len(words) == 1:
        return _single(words[0], original.strip())
    capitals = [is_capitals(word) for word in words]
    if any(capitals) and not all(capitals) and not (len(words) == 2 and is_shortened(words[0])):  # noqa: PLR2004 - « AL. Colin »
        return _by_capitals(words, capitals)
    split = _by_initial(words) or _by_particle(words)
    if split is not None:
        return split
    if fold(words[0]).split("-")[0] not in GIVEN_NAMES and fold(words[-1]).split("-")[0] in GIVEN_NAMES:
        return Person(surname=" ".join(words[:-1]), given=title(words[-1]))
    given_count = 1
    while given_count < len(words) - 1 and fold(words[given_count]).split("-")[0] in GIVEN_NAMES:
        given_count += 1
    return Person(surname=" ".join(words[given_count:]), given=" ".join(title(word) for word in words[:given_count]))


def _without_second_person(words: list[str]) -> list[str]:
    """Keep the first of « Élodie et Karim Saïdi »: given name, then what follows the second."""
    for index, word in enumerate(words):
        if word.lower() in _AND and 0 < index < len(words) - 1:
            if 1 < index < len(words) - 2 and fold(words[index - 1]).split("-")[0] not in GIVEN_NAMES:
                return words[:index]  # « Bruno Travers et Martine Lecaplain »
            return words[:index] + words[index + 2 :] if index + 2 < len(words) else words[:index]
    return words


def _single(word: str, original: str) -> Person | None:
    if len(word) < 2:  # noqa: PLR2004 - an initial names nobody
        return None
    has_civility = CIVILITY.match(original) is not None
    if has_civility and fold(word).split("-")[0] in GIVEN_NAMES and _RELIGIOUS.match(original):
        return Person(surname=None, given=title(word))
    if has_civility or (is_capitals(word) and fold(word) not in GIVEN_NAMES):
        return Person(surname=word, given=None)
    if fold(word).split("-")[0] in GIVEN_NAMES:
        return Person(surname=None, given=title(word))
    return None


def is_capitals(word: str) -> bool:
    """Whether a word is written in capitals; an initial is not."""
    if not word.isupper():
        return False
    return _TWO_LETTERS.search(word) is not None and all(character.isupper() for character in word if character.isalpha())


def _by_capitals(words: list[str], capitals: list[bool]) -> Person:
    first = capitals.index(True)
    last = len(capitals) - 1 - capitals[::-1].index(True)
    while first > 0 and fold(words[first - 1]) in PARTICLES:
        first -= 1
    given = words[:first] + words[last + 1 :]
    return Person(surname=" ".join(words[first : last + 1]), given=" ".join(title(word) for word in given) or None)


def _by_initial(words: list[str]) -> Person | None:
    """Take « A. Colin » apart, whose surname may be a given name as well; « AL. Colin » is Anne-Laure, read without its first point."""
    if len(words) == 2 and (re.fullmatch(r"[^\W\d_]\.?", words[0]) or is_shortened(words[0])):  # noqa: PLR2004 - initial and surname
        return Person(surname=words[1], given=words[0])
    return None


def is_shortened(given: str) -> bool:
    """Return whether a given name is cut short by a point: « Ph. », « Th. », « AL. »; « St. » is none."""
    return _SHORTENED.fullmatch(given) is not None and fold(given) not in {"st.", "ste."}


def _by_particle(words: list[str]) -> Person | None:
    """Take « Ronan Le Goff », « Paulo Da Costa » apart before the particle."""
    for index, word in enumerate(words):
        if fold(word) in PARTICLES and 0 < index < len(words) - 1:
            return Person(surname=" ".join(words[index:]), given=" ".join(title(other) for other in words[:index]))
        if index == 0 and fold(word) in PARTICLES and len(words) > 2 and fold(words[-1]).split("-")[0] in GIVEN_NAMES:  # noqa: PLR2004 - a bound read off real signatures and letters
            return Person(surname=" ".join(words[:-1]), given=title(words[-1]))
    return None


def title(word: str) -> str:
    """Return a word in one case, « JEAN-YVES » or « jean-yves », as a name is written."""
    if is_capitals(word) or word.islower():
        return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))
    return word
