"""Names of persons: read from display names, signatures and introductions, written ``NOM Prénom``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.given_names import GIVEN_NAMES
from ingest.plain import fold

_CIVILITY = re.compile(
    r"^(?:(?:m\.|m|mr|mr\.|mrs\.?|ms\.?|mme|mme\.|mmes|mlle|mlle\.|monsieur|madame|mademoiselle|messieurs|mesdames|dr\.?|"
    r"docteur|me|maitre|maître|pr|professeur|herr|frau|mister|sr\.?|sra\.?|vve|veuve|"
    r"famille|la famille|consorts)(?:\s+(?:et|&|ou|/)\s+|\s*/\s*|\s+|$))+",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
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
_NAME_WORD = re.compile(r"(?:[^\W\d_]|['’.\-])+")
_ORGANISATION_WORDS = (
    r"sarl|s\.a\.r\.l|sas|sasu|eurl|sci|scp|selarl|scop|s\.?a\.?|ets|etablissements?|societe|ste|entreprises?|association|"
    r"asso|amicale|comite|club|collectif|syndic|syndicat|cabinet|agence|atelier|garage|"
    r"boulangerie|boucherie|pharmacie|restaurant|hotel|cafe|brasserie|bar|lycee|college|ecole|universite|copropriete|"
    r"coproprietaires|immobilier|immobiliere|groupe|groupement|mairie|commune|communaute|ville|departement|prefecture|"
    r"federation|union|fondation|mutuelle|creche|clinique|hopital|office|etude|camping|gite|transports?|travaux|construction|"
    r"batiment|maconnerie|plomberie|electricite|menuiserie|couverture|paysagiste|"
    r"services?|conseil|foncia|nexity|citya|habitat|bailleur|logement|assurances?|banque|notaires?|avocats?|architectes?|"
    r"auto-ecole|salon|institut|editions|presse|journal|redaction|laboratoire|maison|centre|"
    r"conseil syndical|apel|fcpe|peep|ape|usep|gmbh|ltd|inc|llc|ltd\.|corp|company|& fils|et fils|& cie|secretariat|accueil|"
    r"contact|administration|direction|comptabilite|commercial|webmaster|support|equipe|team|newsletter|"
    r"lettre|info|infos|noreply|no-reply|cabinet du maire|adjoint|maire|police|gendarmerie|tresor|scanner|copieur|imprimante|"
    r"formulaire|site|portail|residence|lotissement|riverains|habitants|parents d'eleves|as|us|fc|sc"
)
_ORGANISATION = re.compile(rf"(?<![\w'])(?:{_ORGANISATION_WORDS})(?![\w'])")
ROLE = re.compile(
    r"^(?:le |la |l'|un |une |votre )?(?:vice-)?(?:president|presidente|tresorier|tresoriere|secretaire|directeur|directrice|"
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
    if not words or len(words) > 6 or _ORGANISATION.search(fold(bare)) or ROLE.match(fold(bare)):  # noqa: PLR2004 - a bound read off real signatures and letters
        return None
    if not all(_NAME_WORD.fullmatch(word) for word in words) or not any(word[0].isupper() for word in words):
        had_civility = bare != (text or "").strip()
        if not had_civility and not all(fold(word) in GIVEN_NAMES or len(words) == 2 for word in words):  # noqa: PLR2004 - a bound read off real signatures and letters
            return None
        if not all(_NAME_WORD.fullmatch(word) for word in words):
            return None
    return _ordered(words, text or "")


def _bare_name(text: str) -> str:
    text = re.sub(r"\((?:[^()]{0,80})\)|\[[^\[\]]{0,80}\]", " ", text)
    text = re.split(r"\s+(?:via|par l'intermédiaire de|chez|pour|from)\s+|\s[-–—|/:]\s|\s*[|;]\s*", text, maxsplit=1)[0]
    text = text.strip(" \t\"'’«»<>,;:._-*")
    return _CIVILITY.sub("", text).strip(" ,")


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
        return _single(words[0], has_civility=bool(_CIVILITY.match(original.strip())))
    capitals = [_is_capitals(word) for word in words]
    if any(capitals) and not all(capitals):
        return _by_capitals(words, capitals)
    split = _by_particle(words)
    if split is not None:
        return split
    if fold(words[0]).split("-")[0] not in GIVEN_NAMES and fold(words[-1]).split("-")[0] in GIVEN_NAMES:
        return Person(surname=" ".join(words[:-1]), given=_title(words[-1]))
    given_count = 1
    while given_count < len(words) - 1 and fold(words[given_count]).split("-")[0] in GIVEN_NAMES:
        given_count += 1
    return Person(surname=" ".join(words[given_count:]), given=" ".join(_title(word) for word in words[:given_count]))


def _without_second_person(words: list[str]) -> list[str]:
    """Keep the first of « Élodie et Karim Saïdi »: given name, then what follows the second."""
    for index, word in enumerate(words):
        if word in {"et", "&", "and", "und"} and 0 < index < len(words) - 1:
            return words[:index] + words[index + 2 :] if index + 2 < len(words) else words[:index]
    return words


def _single(word: str, *, has_civility: bool) -> Person | None:
    if len(word) < 2:  # noqa: PLR2004 - an initial names nobody
        return None
    if has_civility or (_is_capitals(word) and fold(word) not in GIVEN_NAMES):
        return Person(surname=word, given=None)
    if fold(word).split("-")[0] in GIVEN_NAMES:
        return Person(surname=None, given=_title(word))
    return None


def _is_capitals(word: str) -> bool:
    letters = [character for character in word if character.isalpha()]
    return len(letters) > 1 and all(character.isupper() for character in letters)


def _by_capitals(words: list[str], capitals: list[bool]) -> Person:
    first = capitals.index(True)
    last = len(capitals) - 1 - capitals[::-1].index(True)
    while first > 0 and fold(words[first - 1]) in _PARTICLES:
        first -= 1
    given = words[:first] + words[last + 1 :]
    return Person(surname=" ".join(words[first : last + 1]), given=" ".join(_title(word) for word in given) or None)


def _by_particle(words: list[str]) -> Person | None:
    """Take « Ronan Le Goff », « Paulo Da Costa » apart before the particle."""
    for index, word in enumerate(words):
        if fold(word) in _PARTICLES and 0 < index < len(words) - 1:
            return Person(surname=" ".join(words[index:]), given=" ".join(_title(other) for other in words[:index]))
        if index == 0 and fold(word) in _PARTICLES and len(words) > 2 and fold(words[-1]) in GIVEN_NAMES:  # noqa: PLR2004 - a bound read off real signatures and letters
            return Person(surname=" ".join(words[:-1]), given=_title(words[-1]))
    return None


def _title(word: str) -> str:
    if _is_capitals(word) or word.islower():
        return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))
    return word


def best_name(display: str | None, signature: Sequence[str], email: str | None) -> str | None:
    """Return ``NOM Prénom`` of the sender: as signed, completed from the display name where that names the same person."""
    shown = person(display)
    for line in signature:
        signed = _signed(line, shown)
        if signed is None:
            continue
        if shown is None:
            return signed.written() if signed.surname else _with_surname(signed, email)
        return _merged(signed, shown).written()
    return shown.written() if shown else None


_INTRODUCTION = re.compile(
    r"(?:je soussign[ée]e?s?,?|je m['’]appelle|mon nom est|je me nomme|je suis (?=(?:m\.|mr|mme|mlle|monsieur|madame|"
    r"mademoiselle)\s))\s*((?:(?:M\.|Mr|Mme|Mlle|Monsieur|Madame|"
    r"Mademoiselle)\s+)?[^\W\d_][\w'’.-]*(?:\s+[A-ZÀ-Ý][\w'’-]*){0,3})",
    re.IGNORECASE,
)


def introduced_name(text: str) -> str | None:
    """Return the name by which a writer introduces himself in the text: « je soussigné … », « je m'appelle … »."""
    for match in _INTRODUCTION.finditer(text[:5_000]):
        words = match[1].split()
        kept = [word for index, word in enumerate(words) if word[0].isupper() or (index == 0 and _CIVILITY.match(word))]
        found = person(" ".join(kept))
        if found is not None and (found.surname or found.given):
            return found.written()
    return None


def _signed(line: str, shown: Person | None) -> Person | None:
    """Return the person a signature line begins with."""
    head = re.split(r"\s[-–—|/]\s|[,;|]|\s*\(|\+?\d|\b(?:t[ée]l|port|mob|fax)\b", line, maxsplit=1, flags=re.IGNORECASE)[0].strip(" .:")
    found = person(head)
    if found is None or (found.surname is None and found.given is None):
        return None
    count = len(head.split())
    known = shown is not None and _shares(found, shown)
    is_plausible = known or (count >= 2 and _looks_personal(head)) or bool(_CIVILITY.match(head))  # noqa: PLR2004 - given name and surname
    return found if is_plausible else None


def _looks_personal(head: str) -> bool:
    words = [word for word in head.replace(",", " ").split() if fold(word) not in _PARTICLES and word not in {"et", "&"}]
    if head.islower():
        return len(words) == 2 and any(fold(word) in GIVEN_NAMES for word in words)  # noqa: PLR2004 - given name and surname
    return (
        bool(words)
        and all(word[0].isupper() for word in words)
        and (
            any(fold(word).split("-")[0].rstrip(".") in GIVEN_NAMES for word in words)
            or (len(words) in {2, 3} and any(_is_capitals(word) for word in words) and not all(_is_capitals(word) for word in words))
            or (len(words) == 2 and len(words[0].rstrip(".")) == 1)  # noqa: PLR2004 - « J. Michel »
        )
    )


def _letters(text: str | None) -> set[str]:
    return {word for word in re.split(r"[^a-z]+", fold(text or "")) if len(word) > 1}


def _shares(one: Person, other: Person) -> bool:
    return bool((_letters(one.surname) | _letters(one.given)) & (_letters(other.surname) | _letters(other.given)))


def _merged(signed: Person, shown: Person) -> Person:
    """Return the fuller of two names of one person; the signature where they differ and it is whole."""
    if _shares(signed, shown):
        signed_size = len(_letters(signed.surname) | _letters(signed.given))
        shown_size = len(_letters(shown.surname) | _letters(shown.given))
        best = signed if signed_size >= shown_size else shown
        if signed_size == shown_size and signed.written() and not any(_is_capitals(word) for word in (signed.surname or "").split()):
            return shown if any(_is_capitals(word) for word in (shown.surname or "").split()) else signed
        return best
    return signed if signed.surname and signed.given else shown


def _with_surname(signed: Person, email: str | None) -> str | None:
    """Complete a lone given name from an address such as ``jean.dupont@``."""
    local = (email or "").split("@")[0]
    parts = [part for part in re.split(r"[._-]", local) if part.isalpha() and len(part) > 1]
    if len(parts) == 2 and fold(signed.given or "") in parts:  # noqa: PLR2004 - given name and surname
        surname = parts[1] if parts[0] == fold(signed.given or "") else parts[0]
        return Person(surname=surname, given=signed.given).written()
    return signed.written()
