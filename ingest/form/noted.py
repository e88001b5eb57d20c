"""What an agent notes of who calls or comes: the name before all, a number or an address of mail behind « port », « mail »."""

import re

from ingest import names, phones
from ingest.form.fields import word_set
from ingest.form.one_answer import MAIL
from ingest.found import Found, in_text
from ingest.given_names import GIVEN_NAMES
from ingest.names import CIVILITY, Person
from ingest.plain import fold

LONGEST_NAME = 80
PARTICLES = word_set("de du des d' le la les da dos di van von")
_NOTED = re.compile(
    r"^\W*(?i:(?:appel|visite|rdv|message|passage)\s+(?:de|d['’]|:)\s*)?"
    r"(?P<name>(?i:m\.|mr\.?|mme|mlle|monsieur|madame|mademoiselle|dr\.?|docteur|maître|m(?= ))\s+[A-ZÀ-Ý][\w'’-]*"
    r"(?:\s+(?:[A-ZÀ-Ý][\w'’-]+|d[eu]|la|le)){0,3})"
)
_NOTED_SMALL = re.compile(
    r"^\W*(?:(?:appel|visite|rdv|message|passage|vu|recu|reçu)\s+(?:de |d['’]|: ?)?)?"
    r"(?P<name>(?:m\.|mr\.?|mme\.?|mlle|monsieur|madame|mademoiselle|m(?= ))\s+(?P<words>[^\W\d_][\w'’-]+(?:\s+[^\W\d_][\w'’-]+){0,2}))"
    r"(?=\s*[:(]|\s*,\s|\s+[-–]\s)",
    re.IGNORECASE,
)
"""The same in small letters, where a sign ends the name."""
_NO_NAMES = re.compile(
    r"\b(?:agee?|enervee?|mecontente?|furieu(?:x|se)|inquiete?|agressi(?:f|ve)|tres|anglaise?|sourde?|perdue?|veut|vt|pas|qui|demande|dde|"
    r"signale|rappelle|habite|le|est|a|se|dit|en|du|bourg|voisine?|maire|handicapee?|aveugle|malvoyante?|seule?|etrangere?|presente?|"
    r"anonyme|inconnue?|nouvelle|nouveau)\b"
)
"""Whom an agent names before all: « Mme Quesnel (asst mat) - … », « Appel de M. Le Goff : … »."""
_BEHIND_NAME = re.compile(r"[^\w+]{0,4}(?:t[ée]l\.?|portable|port\.?)?[^\w+]{0,3}((?:\+|0)\d(?:[ .\-]?\d){8,11})", re.IGNORECASE)
LONGEST_NOTE, _NEAR = 10_000, 40
_LABELLED = re.compile(
    r"\b(?:t[ée]l\w*|port(?:able)?|mob(?:ile)?|gsm|n[°o]|num(?:[ée]ro)?|fixe|rappel\w*|joi(?:ndre|gnable)|contact|laiss\w+|sms|au)[.:]?\W{0,3}"
    r"((?:\+|0)\d(?:[ .\-]?\d){8,11})(?!\d)",
    re.IGNORECASE,
)
_THEIR_PHONE = re.compile(
    r"\b(?:voisine?|proprietaire|proprio|syndic|agence|bailleur|fils|fille|mere|pere|mari|femme|entreprise|artisan|a appele|ont appele)\b"
)
_REACHED_BY = re.compile(
    r"\b(?:mon|mel|ma|notre|me|mail|e-mail|courriel|adresse|joindre|joignable|repondre|reponse|contacter|ecrire|renvoyer|laisse)\b[^.!?\n]{0,30}$"
)
_THEIR_MAIL = re.compile(
    r"\b(?:voisine?|mairie|service|agglo|syndic|agence|bailleur|transmis a|transfere a|envoye a|a ecrit a|prefecture)\b"
)


def noted_name(text: str) -> Found | None:
    """Return the name that a note begins with; None for « mr veut pas… », « mme agee, … »."""
    match = _NOTED.match(text)
    person = read_name(match["name"]) if match is not None else None
    if match is None and (match := _NOTED_SMALL.match(text)) is not None and not _NO_NAMES.search(_behind_particle(match["words"])):
        person = _small_name(match["words"])
    written = person.written() if person is not None else None
    return in_text(written, text, match.start("name"), match.end("name")) if match is not None and written else None


def noted_mail(text: str, *, is_agents: bool) -> Found | None:
    """Return the one address of mail in a text that is told as the requester's; in an agent's note any that is not said to be another's."""
    found = list(MAIL.finditer(text[:LONGEST_NOTE]))
    if len(found) != 1:
        return None
    before = fold(text[max(0, found[0].start() - _NEAR) : found[0].start()])
    if not _REACHED_BY.search(before) and (not is_agents or _THEIR_MAIL.search(before)):
        return None
    return in_text(found[0][0].rstrip(".").lower(), text, found[0].start(), found[0].end())


def noted_phone(text: str, region: str, *, is_only: bool) -> Found | None:
    """Return the number right behind the name in a note, else, where no other is known, the one that « port » or « tel » stands before."""
    name = _NOTED.match(text)
    match = _BEHIND_NAME.match(text, name.end()) if name is not None else None
    number = phones.e164(match[1], region) if match is not None else None
    if match is not None and number is not None:
        return in_text(number, text, match.start(1), match.end(1))
    return _labelled_phone(text, region) if is_only else None


def _labelled_phone(text: str, region: str) -> Found | None:
    """Return the one number in an agent's note, where he writes before it what it is: « port 06 39 98 41 11 »."""
    matches = list(_LABELLED.finditer(text[:LONGEST_NOTE]))
    if len(matches) != 1 or _THEIR_PHONE.search(fold(text[max(0, matches[0].start() - _NEAR) : matches[0].start()])):
        return None
    number = phones.e164(matches[0][1], region)
    return in_text(number, text, matches[0].start(1), matches[0].end(1)) if number is not None else None


def read_name(text: str) -> Person | None:
    """Return the person of a whole name; « Mme Le Goff » is a surname with its particle."""
    words = CIVILITY.sub("", text).split()
    is_surname = len(words) > 1 and fold(words[0]) in PARTICLES and fold(words[-1]).split("-")[0] not in GIVEN_NAMES
    return Person(surname=" ".join(words), given=None) if is_surname and is_name(" ".join(words)) else names.person(text)


def is_name(text: str) -> bool:
    """Whether a value may be a person's name at all: no figures, no marks of a program."""
    return 0 < len(text) <= LONGEST_NAME and re.fullmatch(r"(?:[^\W\d_]|['’.\- ,])+", text) is not None


def _behind_particle(words: str) -> str:
    """Return folded words of a name without the particle it begins with: « le goff »."""
    first, _, rest = fold(words).partition(" ")
    return rest if first in PARTICLES and rest else fold(words)


def _small_name(words: str) -> Person:
    """Return the person of a name in small letters: the given name is the one that is known as one."""
    parts = words.split()
    if len(parts) > 1 and fold(parts[-1]).split("-")[0] in GIVEN_NAMES:
        return Person(surname=" ".join(parts[:-1]), given=names.title(parts[-1]))
    if len(parts) > 1 and fold(parts[0]).split("-")[0] in GIVEN_NAMES:
        return Person(surname=" ".join(parts[1:]), given=names.title(parts[0]))
    return Person(surname=words, given=None)
