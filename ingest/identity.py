"""For whom a person writes: the firm, association or office in a signature block or a display name."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.found import Found, located, words_of
from ingest.given_names import GIVEN_NAMES
from ingest.names import CIVILITY, ROLE, person
from ingest.plain import fold
from ingest.signers import ON_BEHALF

_ORGANISATION = re.compile(
    r"(?<![\w'])(?:sarl|s\.a\.r\.l\.?|sas|sasu|eurl|sci|scp|selarl|scop|snc|gaec|earl|scea|ets|etablissements?|societe|"
    r"entreprise|association|asso|"
    r"amicale|comite|club|cercle (?:de|du|des)|collectif|syndic|syndicat|cabinet|agence|atelier|garage|boulangerie|boucherie|pharmacie|"
    r"restaurant|hotel|cafe|brasserie|lycee|college|copropriete|groupe|groupement|federation|union|fondation|mutuelle|"
    r"clinique|hopital|ehpad|office|etude|camping|transports|maconnerie|plomberie|menuiserie|couverture|immobilier|gmbh|ltd|"
    r"llp|plc|inc|llc|asociacion|associazione|associacao|\w*verein|stichting|society|foundation|fcpe|apel|peep|"
    r"conseil (?:syndical|departemental|regional)|habitat|assurances?|& fils|et fils|& cie|et cie|& associes|et associes|auto-ecole|mairie|"
    r"communaute de (?:communes|brigades)|institut|paysages?|ecole|creche|universite|brigade|gendarmerie|commissariat|(?:sous-)?prefecture|"
    r"tribunal|caserne|paroisse|diocese|chorale|harmonie|fanfare|compagnie|librairie|ferme|theatre|cinema|musee|regie|"
    r"direction (?:departementale|regionale)|"
    r"cooperative|chambre (?:de|d')|"
    r"centre (?:hospitalier|social|equestre|de secours)|mission locale|croix-rouge|secours (?:populaire|catholique)|"
    r"restos du coeur|banque|caisse|laboratoire|editions|journal|redaction|radio|bailleur)(?![\w'])"
)
_SIGLE = re.compile(
    r"(?<![\w'])(?:A\.?S\.?|U\.?S\.?|F\.?C\.?|A\.?C\.?|R\.?C\.?|S\.?C\.?|J\.?S\.?|E\.?S\.?|B\.?V\.?|N\.?V\.?|S\.?A\.?|AG|ASL|"
    r"AFUL|ASA|MJC|APE|DDTM|DDT|DREAL|ARS|CAF|CPAM|CCAS|CIAS|"
    r"SDIS|SNCF|EDF|ENEDIS|GRDF|RATP|CGT|CFDT|SPA|LPO|UFC|ADMR|UDAF|AMAP|CUMA|PME|TP|BTP|Ltd|Inc|GmbH|SRL|SpA)(?![\w'])"
)
_JOINED_ROLE = re.compile(r"^(?P<role>[^,–—|/]{3,40}?)(?:,\s+|\s+(?:de l['’]|du|de la|des|at|chez)\s*)(?P<name>[^\W\d_].{2,80})$")
_NO_NAME_OF_A_FIRM = re.compile(
    r"\d{2}|https?:|www\.|@|\b(?:rue|avenue|boulevard|place|impasse|allee|chemin|route|quai|hameau|lieu-?dit|residence|"
    r"lotissement|bp|cs|cedex|bat|appt|tel|"
    r"mobile|port(?=\s?[.:]|\s\d)|fax|nee?|envoye|cordialement|merci|je|nous|vous|est|sont)\b"
)
_SMALL = frozenset(["de", "du", "des", "le", "la", "les", "et", "&", "en", "sur", "a", "au", "aux", "par", "pour", "of", "the", "and"])
_REGISTERED = re.compile(
    r"^(?P<name>[^(\n]{3,110}?)\s*(?:\(|\s[-–—|]\s|,\s)[^)\n]{0,60}\b(?:association|loi (?:de )?1901|rna|"
    r"w\d{9}|siret|siren|rcs)\b",
    re.IGNORECASE,
)
"""A name with its registration: « Les Randonneurs du Val (association loi 1901, W…) », « Roque – SIRET … »."""
_GENERIC = re.compile(r"^(?:association|société|entreprise|collectif|compagnie) (?=[A-ZÀ-Ý][\w'’-]+ )")
"""A common noun before the name itself: « secrétaire de l'association Les Foulées du Val »."""
_BRANCH = re.compile(
    r"(?:agence|service|direction|bureau|antenne|succursale|pole|departement|site|"
    r"secteur)\b(?! (?:departemental|regional|immobili))"
)
_LONGEST, _MOST_WORDS = 110, 16
_ELIDED, _MOST_WORDS_OF_A_SHOP = 2, 5
_IN_STREET = re.compile(r"\b(?:de la|de l'|du|des) (?=(?:rue|avenue|boulevard|place|impasse|allee|route|quai)\b)(?:\w+)")
_ACTIVITY = re.compile(
    r"(?:(?:\w{2,10}|foot|hand|basket|volley)-?ball|foot|judo|karate|aikido|taekwondo|tennis|badminton|rugby|petanque|"
    r"boules|gym(?:nastique)?|athletisme|natation|"
    r"danse|cyclo\w*|velo|escrime|escalade|aviron|voile|canoe|equitation|tir a l'arc|basket|volley|hand|patchwork|scrabble|yoga|"
    r"theatre|chorale|orchestre|batterie-fanfare)\b"
)
"""With what people play or practise together begins the name of their club: « Tchoukball Nord-Cotentin »."""


_PRACTICE = re.compile(r"(?:SCP|SELA?RL|SELAS|SCPA|SCM|[ÉE]tude|[Cc]abinet)\s", re.IGNORECASE)
_PROFESSION = re.compile(r"\b(?:notaires?|avocats?|huissiers?|commissaires? de justice|architectes?|geometres?|experts?|medecins?)\b")


def organisation_told(display: str | None, signature: Sequence[str], email: str | None = None) -> Found | None:
    """Return for whom a person writes and the words that name it: a line of the block, else the display name."""
    name = organisation(display, signature, email)
    return None if name is None else located(name, signature) or Found(value=name, quote=display or name)


def organisation(display: str | None, signature: Sequence[str], email: str | None = None) -> str | None:
    """Return the firm, association or office a signature block or a display name gives.

    It is known by a word such as « Association », by a legal form or an acronym, by the role that is held in it (« Gérante, Les Quatre
    Vents »), by the display name that is nobody's name and stands in the block again, by the domain that bears its name, or by its place
    between name and contact lines.
    """
    lines = [line.strip() for line in signature[:8] if line.strip()]
    shown = re.sub(r"\([^()]*\)", "", display or "").strip(" \"'")
    named = _by_its_words(lines) or _by_role(lines)
    if named is None and shown and (person(shown) is None or _is_titled(shown)):
        pieces = [piece.strip() for piece in (shown, *re.split(r"\s[-–—|/]\s", shown))]
        named = next((piece for piece in pieces if any(fold(piece) == fold(line) for line in lines)), None) or next(
            (bare for bare in map(_bare, _pieces(lines)) if person(bare) is None and any(_same(piece, bare) for piece in pieces)), None
        )
        named = named if named is None or (_is_more_than_initials(named) and not _is_nickname(named)) else None
    named = named or _acted_for(lines) or _by_domain(lines, shown, email)
    return named or _in_display(display or "", shown) or _by_place(lines)


def _pieces(lines: Sequence[str]) -> list[str]:
    """Return lines, and what stands in them between dashes and strokes; « Résidence du Parc – chambre 12 » is where somebody lives."""
    parts = (piece for line in lines for piece in re.split(r"\s[-–—|/]\s", line) if piece != line)
    return [*lines, *(piece for piece in parts if not _NO_NAME_OF_A_FIRM.search(fold(piece)))]


def _by_domain(lines: Sequence[str], shown: str, email: str | None) -> str | None:
    """Return the piece of a block whose words make the domain of the sender's address: « Studio Graphik », …@studio-graphik.fr.

    What goes like a person's name is one in the first line, and in the name shown: people have domains too.
    """
    domain = "".join(words_of((email or "").rpartition("@")[2].rpartition(".")[0]))
    if not domain:
        return None
    first = [line for line in (shown, *lines[:1]) if line and person(line) is None]
    for piece in (*_pieces(lines)[len(lines[:1]) :], *first):
        words = [word for word in words_of(piece) if word not in _SMALL and len(word) > _ELIDED]
        if (
            1 < len(words) <= _MOST_WORDS_OF_A_SHOP
            and all(word in domain for word in words)
            and not any(word in GIVEN_NAMES for word in words)
            and piece[:1].isupper()
            and not (CIVILITY.match(piece) or ROLE.match(fold(piece)) or _NO_NAME_OF_A_FIRM.search(fold(piece)))
        ):
            return _bare(piece)
    return None


def _same(piece: str, line: str) -> bool:
    """Whether a display name and a line say the same: « Wouf et Miaou » is « Wouf & Miaou »."""
    one, other = (words_of(text.replace("&", " et ")) for text in (piece, line))
    return one == other and bool(one)


def _is_more_than_initials(name: str) -> bool:
    return any(len(word) > 1 for word in words_of(name))


def _is_nickname(name: str) -> bool:
    """Whether a name is one word in small letters: « steph » above nothing is somebody, a firm would write « Steph »."""
    return name.islower() and len(name.split()) == 1


def _acted_for(lines: Sequence[str]) -> str | None:
    """Return for whom somebody signs « P/o Taxis du Cotentin, Moussa Diarra »."""
    for line in lines:
        head, comma, _ = line.partition(",")
        if comma and (lead := ON_BEHALF.match(head)):
            name = _bare(head[lead.end() :])
            is_person = any(word in GIVEN_NAMES for word in words_of(name)) or CIVILITY.match(name)
            is_firm = len(name.split()) > 1 and name[:1].isupper() and not is_person and not ROLE.match(fold(name))
            if is_firm and not _NO_NAME_OF_A_FIRM.search(fold(name)):
                return name
    return None


def _is_titled(shown: str) -> bool:
    """Whether a display name begins like a shop's and holds no given name: « La Malle aux Fils »."""
    words = fold(shown).replace("'", " ").split()
    return words[0] in {"le", "la", "les", "l", "au", "aux", "chez"} and not any(word in GIVEN_NAMES for word in words)


def _by_its_words(lines: Sequence[str]) -> str | None:
    for line in lines:
        if (
            (match := _REGISTERED.match(line))
            and not (_NO_NAME_OF_A_FIRM.search(fold(match["name"])) or ROLE.match(fold(match["name"])))
            and match["name"][0].isupper()
        ):
            return _bare(match["name"])
        pieces = re.split(r"\s[-–—|/]\s|[;|]", re.sub(r"\([^()]*\)?", " ", line))
        for position, piece in enumerate(pieces):
            name = _bare(re.sub(r"^(?:pour|au nom de|p\.?/?o\.?) (?:l['’]|le |la |les )?", "", piece.strip(), flags=re.IGNORECASE))
            is_led = piece.strip()[:5].lower() in {"pour ", "au no"}
            name = name.partition(", ")[0] if is_led else name  # « Pour le collectif, Jeanne Roussel »
            is_common = len(name.split()) == 1 and (is_led or name.islower())
            if _names_organisation(name[:1].upper() + name[1:]) and not is_common:
                above = _bare(pieces[position - 1]) if position else ""
                if (
                    _BRANCH.match(fold(name))
                    and above
                    and not (_NO_NAME_OF_A_FIRM.search(fold(above)) or ROLE.match(fold(above)) or ((who := person(above)) and who.given))
                ):
                    return above  # « Nexor – Agence de Valognes »
                return _with_partner(name[:1].upper() + name[1:], pieces[position + 1 :])
    return None


def _with_partner(name: str, others: Sequence[str]) -> str:
    """Return the name of a practice with that of the partner behind a dash: « SCP BLIN - ROUSSEL, Notaires »."""
    if not others or not _PRACTICE.match(name) or not _PROFESSION.search(fold(others[0])):
        return name
    partner = others[0].partition(",")[0].strip()
    is_name = all(word[:1].isupper() for word in partner.split()) and _PROFESSION.search(fold(partner)) is None
    return f"{name} - {partner}" if partner and is_name else name


def _bare(piece: str) -> str:
    """Return a name without marks around it and without what only explains it: « SCP Blin, notaires »."""
    name = re.sub(r"\s+", " ", piece).strip(' ,.*_~"«»') if "«" not in piece[1:] else piece.strip(" ,.*_~")
    head, comma, rest = name.partition(", ")
    return head if comma and (rest[:1].islower() or rest[:1].isdigit()) else name


def _is_none_of_a_firm(folded: str) -> bool:
    """Whether words say a street, a number or a sentence; « Office notarial de la place Thiers » is named after where it is."""
    if _NO_NAME_OF_A_FIRM.search(folded) is None:
        return False
    return _ORGANISATION.match(folded) is None or _NO_NAME_OF_A_FIRM.search(_IN_STREET.sub("", folded)) is not None


def _names_organisation(name: str) -> bool:
    folded = fold(name)
    if not 3 <= len(name) <= _LONGEST or " : " in name or _is_none_of_a_firm(folded):  # noqa: PLR2004 - « SNC » is short enough
        return False
    if "fermé" in name.lower():
        return False  # « Fermé le lundi » is no farm
    if not (
        _ORGANISATION.search(folded)
        or (_SIGLE.search(name) and name.upper() != name)
        or (re.fullmatch(r"[A-Z]{4,8}", name) and _SIGLE.search(name))
    ):
        return False
    if folded.startswith(("tel", "siret", "rcs")) or (name.endswith((".", "!", "?")) and not name.isupper()):
        return False
    return not ROLE.match(folded) and (name[0].isupper() or name[0].isdigit()) and len(name.split()) <= _MOST_WORDS


def _by_role(lines: Sequence[str]) -> str | None:
    """Return what stands behind a role: « Entraîneur, Les Foulées du Val », « Présidente de l'Amicale »."""
    for line in lines:
        columns = [piece.strip() for piece in line.split(" | ")]
        for role, name in pairwise(columns[1:]):
            if ROLE.match(fold(role)) and name[:1].isupper() and person(name) is None and not _NO_NAME_OF_A_FIRM.search(fold(name)):
                return name
        for piece in re.split(r"\s[-–—|]\s|;", re.sub(r"\([^()]*\)", " ", line)):
            match = _JOINED_ROLE.match(piece.strip())
            if match is None:
                continue
            is_told = _GENERIC.match(match["name"]) is not None
            name = _bare(_GENERIC.sub("", match["name"]))
            is_person = any(word in GIVEN_NAMES for word in re.split(r"[^a-z]+", fold(name)))
            is_named = _names_organisation(name[:1].upper() + name[1:]) or (
                (is_told or ", " in piece) and name[0].isupper() and len(name.split()) > 1 and not is_person
            )
            if ROLE.match(fold(match["role"])) and is_named and not _NO_NAME_OF_A_FIRM.search(fold(name)):
                return name[:1].upper() + name[1:]
    return None


def _in_display(display: str, shown: str) -> str | None:
    bracket = re.search(r"\(([^()]{3,60})\)", display)
    if bracket and _ORGANISATION.search(fold(bracket[1])):
        return bracket[1].strip()
    if not shown or "@" in shown or len(shown) > _LONGEST:
        return None
    for piece in re.split(r"\s[-–—|/]\s|[|]", shown):
        name = piece.strip()
        if _ORGANISATION.search(fold(name)) or (_SIGLE.search(name) and len(name.split()) > 1):
            return name
    return None


def _is_club(line: str) -> bool:
    """Whether a line goes like the name of a club: what its members do, and a proper name."""
    folded = fold(line)
    is_said = line.endswith((".", ",", ":", "!", "?")) or "," in line
    return bool(_ACTIVITY.match(folded)) and line.rsplit(maxsplit=1)[-1][0].isupper() and not (is_said or _NO_NAME_OF_A_FIRM.search(folded))


def _by_place(lines: Sequence[str]) -> str | None:
    """Return the line between the signer's name, or role, and how to reach him: « Jeanne Roussel / Les Primeurs du Val / 3 rue Thiers »."""
    if len(lines) > 1 and len(lines[1].split()) > 1 and lines[1][0].isupper() and _is_club(lines[1]) and person(lines[0]) is not None:
        return lines[1]
    for above, whole, below in zip(lines, lines[1:], [*lines[2:], ""], strict=False):
        name, dash, branch = re.split(r"(\s[-–—]\s)", whole, maxsplit=1) if re.search(r"\s[-–—]\s", whole) else (whole, "", "")
        line = name if dash and _BRANCH.match(fold(branch)) else whole  # « Aide du Bocage – secteur 4 »
        folded = fold(line)
        if (
            not 2 <= len(line.split()) <= 6  # noqa: PLR2004 - as names of shops go
            or not line[0].isupper()
            or _NO_NAME_OF_A_FIRM.search(folded)
            or line.endswith((".", ",", ":", "!"))
            or ROLE.match(folded)
            or any(word in GIVEN_NAMES for word in re.split(r"[^a-z]+", folded)[:2])
            or "," in line
            or fold(line) == fold(above)
            or not all(word[0].isupper() or fold(word) in _SMALL or word[:2] in {"l'", "d'", "l’", "d’"} for word in line.split())
            or any(len(word.strip(".")) == 1 and word.isupper() for word in line.split())
        ):
            continue
        is_after_role = ROLE.match(fold(above)) is not None
        is_after_name = person(re.split(r",|\s[-–—]\s", above)[0]) is not None
        has_place_below = re.match(r"\W*\d{5}\b", below) is None and (
            re.search(r"\b\d{5}\b", below) is not None or re.match(r"\d{1,4}\b.{0,8}\s[a-z]{2,}", fold(below)) is not None
        )
        is_place = re.match(r"(?:le|la|les|l['’]|au|aux)\b", folded) is not None
        has_number_below = re.search(r"\d\d[ .]?\d\d[ .]?\d\d", below) is not None
        if (is_after_role and (not is_place or has_place_below)) or (
            is_after_name and (has_place_below or (has_number_below and not is_place))
        ):
            return line
    return None
