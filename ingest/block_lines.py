"""What a line of a signature block looks like: a name, a role, a way to reach somebody."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.closings import is_closing, is_salutation
from ingest.expressions import compiled
from ingest.given_names import GIVEN_NAMES
from ingest.names import LEAD, TRADES
from ingest.plain import fold

_NO_LETTERS = re.compile(r"[^a-z]+")
POSTSCRIPT = re.compile(r"\W{0,3}(?:p\.?\s?-?s\.?|nb|n\.b\.|post-scriptum)\s?[:\-. ]", re.IGNORECASE)


CONTACT = re.compile(
    r"\+?\d[\d .()/-]{7,}|\S@\S|https?://|www\.|\b\d{5}\b|^(?:tel|telephone|port|portable|mob|mobile|fax|mail|e-mail|courriel|"
    r"fixe|gsm|ligne directe|standard|siret|siren|rcs|n° siret)\b",
    re.IGNORECASE,
)


BARE_CONTACT = re.compile(
    r"\W*(?:\d|tel|port|mob|fax|mail|e-?mail|courriel|fixe|gsm|ligne|standard|siret|siren|rcs|n°|adresse|\S+@|https?:|www\.|whatsapp|"
    r"(?:rue|avenue|boulevard|place|impasse|allee|chemin|route|quai|residence|hameau|lieu-?dit|lotissement|z\.?[ai]|bp|cs|bat|appt)\b)"
)


_STREET = re.compile(
    r"\b(?:rue|r\.|avenue|av\.?|boulevard|bd|bld|blvd|place|pl\.|impasse|imp\.|allee|allees|chemin|ch\.|route|rte|quai|cours|"
    r"square|sente|sentier|venelle|chasse|passage|residence|lotissement|lot\.|hameau|lieu-?dit|cite|faubourg|fg|"
    r"esplanade|promenade|villa|clos|ruelle|traverse|mail|rond-point|zone|z\.?a\.?|z\.?i\.?|bp|cs|appt|appartement|batiment|"
    r"bat\.?|etage|escalier|esc\.?|cedex|parvis|montee|cote|domaine|quartier|parc|porte|village|voie)\b",
)


_ROLE = re.compile(
    r"\b(?:president|presidente|vice-president|tresorier|tresoriere|secretaire|directeur|directrice|gerant|gerante|"
    r"responsable|representant|representante|parent d'eleve|parents d'eleves|charge|chargee|assistant|assistante|adjoint|"
    r"adjointe|"
    r"conseiller|conseillere|maire|elu|elue|delegue|deleguee|gestionnaire|syndic|avocat|avocate|notaire|proprietaire|"
    r"locataire|riverain|riveraine|habitant|habitante|citoyen|citoyenne|ingenieur|technicien|commercial|comptable|retraite|"
    r"pour le|pour la|au nom|membre|conducteur|chef|service)\b"
)


MAX_ROLE_WORDS = 8
_LEGAL = compiled(
    r"\bau capital (?:social )?(?:variable )?de\b|\bregie?s? par (?:le |la |les |l')|\brcs\b|\bsiret\b|\bsiren\b|\borias\b|"
    r"\btva (?:intra|fr)|\bacpr\b|\bcode (?:ape|naf)\b|^(?:n|v|nos?|vos?|notre|votre)\W{0,3}ref|^toque\b|"
    r"^membre d'une association agreee"
)
"""What firms and lawyers must say of themselves, and the number of their own file."""
_LONGEST_LEGAL = 240
_SPEAKS = re.compile(r"\b(?:je|j'[a-z]+|nous|vous|votre|mon|ma|merci|pouvez|est|sont|faut)\b|\?")
_ABBREVIATION = re.compile(r"\b(b[âa]t|appt?|r[ée]s|esc|av|bd|r[ée]f|t[ée]l|port|mob|fax|imp|[ée]t)\.", re.IGNORECASE)
"""Ends no sentence."""


_MAX_PHRASE_WORDS = 5
_SHORT = 40


SENTENCE_END = re.compile(r"(?<!\b\w)[.!?…]+(?:\s+(?=\S)|(?=[A-ZÀ-Ý]))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A written line: its place among all, its text, and the text folded."""

    index: int
    text: str
    folded: str


def is_block_line(text: str) -> bool:
    """Whether a line below a mere rule can belong to a signature: no item of a list, no sentence."""
    return not re.match(r"[-•*–]\s|\d{1,2}[.)]\s", text) and may_sign(Line(index=0, text=text, folded=fold(text)))


def is_phrase(line: Line) -> bool:
    """Whether a line with a comma above a name only leads to it: « Le gestionnaire, », « Votre lecteur fidèle, »."""
    return (
        line.text[0].isupper()
        and not is_salutation(line.text)
        and not VERB.search(line.folded)
        and (has_role(line) or len(line.text.split()) <= _MAX_PHRASE_WORDS)
    )


def has_role(line: Line) -> bool:
    """Whether a line names what somebody is: « Présidente »."""
    return bool(_ROLE.search(line.folded))


def is_title(line: Line) -> bool:
    """Whether a line is two to four words with capitals, as a name of persons nobody has on a list."""
    head = re.split(r"\s[-–—|]\s|[,(]", line.text, maxsplit=1)[0].strip(" .")
    words = head.split()
    return (
        2 <= len(words) <= 4  # noqa: PLR2004 - given name and surname, either of two words
        and all(word[0].isupper() or fold(word) in _SMALL for word in words)
        and all(character.isalpha() or character in " '’.-" for character in head)
        and not NO_NAME.search(fold(head))
        and not is_salutation(line.text)
    )


def is_legal(line: Line) -> bool:
    """Whether a line is what firms and lawyers must say of themselves: capital, register, law, their own file's number."""
    return len(line.text) <= _LONGEST_LEGAL and bool(_LEGAL.search(line.folded)) and not _SPEAKS.search(line.folded)


def stands_in_block(line: Line) -> bool:
    """Whether a line is a role, a firm or the like: few words, a capital first, no verb."""
    return bool(_ROLE.search(line.folded)) or (
        len(line.folded.split()) <= MAX_ROLE_WORDS and not line.text[0].islower() and not VERB.search(line.folded)
    )


def may_sign(line: Line) -> bool:
    """Whether a line can stand in a signature block: short, and no sentence."""
    if POSTSCRIPT.match(line.text) or is_closing(line.text):
        return True
    return _may_be_of_a_block(line) or is_legal(line)


def _may_be_of_a_block(line: Line) -> bool:
    has_contact = bool(CONTACT.search(line.folded))
    text = _ABBREVIATION.sub(r"\1", line.text)
    return len(line.text) <= (160 if has_contact else 90) and (
        has_contact
        or (
            not line.text.endswith(("?", "!", ":"))
            # « Hauptstr. 12 », « Rés. Les Tilleuls, bât. C » are no sentences.
            and (
                not SENTENCE_END.search(text) or (len(line.text) <= _SHORT and not line.text.endswith(".") and not VERB.search(line.folded))
            )
        )
    )


def is_contact_line(line: Line) -> bool:
    """Whether a line is nothing but an address, a telephone or the like."""
    words = [word for word in _NO_LETTERS.split(line.folded) if word]
    if len(line.text) > 120 or len(words) > 12 or VERB.search(line.folded):  # noqa: PLR2004 - the longest one-line address block seen is about 100
        return False
    if CONTACT.search(line.folded):
        return True
    return bool(_STREET.search(line.folded)) and bool(re.match(r"\d{1,4}\b|(?:residence|hameau|lieu-?dit|z\.?a|bat)", line.folded))


VERB = re.compile(
    r"\b(?:est|sont|suis|etes|avez|avons|ont|j'ai|je|nous|vous|il|elle|on|y a|merci|pouvez|pourriez|devant|depuis|car|mais|"
    r"qui|que|c'est|faut|fait|please|the|is|are|toujours|encore|quand|pas|plus|rappeler|joindre)\b"
)


_HAS = re.compile(r"[\s,]a (?:[a-zà-ÿ]|l')")
"""« Mme Klein, au 9, a de l'eau dans son garage » is a sentence. Before folding: « à » is another word."""


def is_name_line(line: Line, names: Sequence[str]) -> bool:
    """Whether a line is, or begins with, the sender's name; « La présidente, Jeanne Roussel » is one too."""
    if len(line.text) > 120 or VERB.search(line.folded) or _HAS.search(line.text):  # noqa: PLR2004 - name, role and telephone in one line
        return False
    head = re.split(r"\s[-–—|/]\s", line.text, maxsplit=1)[0]
    if head != line.text and CONTACT.search(line.folded) and is_known(Line(index=0, text=head, folded=fold(head)), names):
        return True  # « Jeanne – Fleurs du Val – 06 39 … »
    before = re.split(r"\d", line.text, maxsplit=1)[0]
    if before != line.text and CONTACT.search(line.folded) and is_small_name(Line(index=0, text=before, folded=fold(before))):
        return True  # « jeanne roussel 3 rue thiers tel … »
    return is_known(line, names) or _has_name_shape(LEAD.sub("", line.text))


def is_known(line: Line, names: Sequence[str]) -> bool:
    """Whether a line holds a name the sender is known by."""
    words = _name_words(line.folded)
    for name in names:
        wanted = _name_words(fold(re.sub(r"\([^()]*\)", " ", name)))
        if _INITIALS.fullmatch(line.text) and sorted(re.findall(r"\w", line.folded)) == sorted(word[0] for word in wanted):
            return True
        if words and wanted and len(set(wanted) & set(words[:6])) >= min(2, len(wanted)):
            return True
        if words and len(words) <= 4 and (set(words) <= set(wanted) or (len(wanted) > 1 and wanted[-1] in words)):  # noqa: PLR2004 - M. Ba; J. Michel; Jean
            return True
    return False


def _has_name_shape(text: str) -> bool:
    """Whether a line looks like a person's name whoever sent it: civility and name, initial and name, or a known given name and more."""
    head = re.split(r"\s[-–—|/]\s|[,;|(]|\s\+?\d|\s{2,}", text, maxsplit=1)[0].strip(" .")
    if len(head) > 50 or NO_NAME.search(fold(head)):  # noqa: PLR2004 - no name is longer
        return False
    if _CIVIL_NAME.fullmatch(head):
        return True
    words = [word for word in re.split(r"[\s-]+", head) if word]
    if not 2 <= len(words) <= 5 or not all(word[0].isupper() or fold(word) in _SMALL for word in words):  # noqa: PLR2004 - given name and surname
        return False
    return (
        any(fold(word) in GIVEN_NAMES for word in words)
        or re.fullmatch(r"[A-Z]\. [A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+)?", head) is not None
    )


def is_small_name(line: Line) -> bool:
    """Whether a line above an address is a name written without capitals."""
    words = line.folded.split()
    return (
        len(words) in {2, 3}
        and any(word in GIVEN_NAMES for word in words)
        and not NO_NAME.search(line.folded)
        and not VERB.search(line.folded)
    )


_SMALL = frozenset(["de", "du", "des", "d'", "le", "la", "et", "&", "da", "dos", "di", "van", "von", "der"])


_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?){2,4}|[A-ZÀ-Ý]{2,4}")


_CIVIL_NAME = re.compile(
    r"(?:(?:M\.|MM\.|Mr\.?|Mme\.?|Mlle\.?|Monsieur|Madame|Mademoiselle|Dr\.?|Me|Famille|Vve|Veuve|Mrs\.?|Ms\.?)\s+(?:et\s+|"
    r"&\s+)?){1,3}(?:[^\W\d_][\w'’.-]*\s?){1,5}",
    re.IGNORECASE,
)


NO_NAME = re.compile(
    r"\b(?:rue|place|avenue|boulevard|impasse|allee|chemin|route|quai|square|parc|jardin|ecole|college|lycee|stade|gymnase|"
    r"salle|parking|residence|hameau|lotissement|maire|maires|adjoint|eglise|gare|pont|cite|quartier|cours|passage|bonjour|"
    r"bonsoir|merci|cordialement|monsieur le|madame la|objet)\b"
)


def _name_words(folded: str) -> list[str]:
    return [
        word
        for word in _NO_LETTERS.split(folded)
        if len(word) > 1
        and word not in TRADES
        and word not in {"mme", "mr", "mlle", "monsieur", "madame", "mademoiselle", "de", "du", "la", "le", "et", "dr", "me"}
    ]
