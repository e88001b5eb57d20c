"""What a message says of earlier ones: reply ids, request numbers and tracking codes."""

import re
from collections.abc import Iterable

from domain.ids import TownId
from domain.inbound import Reception
from ingest.email.headers import Headers
from ingest.plain import fold

_MESSAGE_ID = re.compile(r"<[^<>\s]{1,400}>")
_LETTER = re.compile(r"<citoyen\.([^<>\s@]{1,64})\.([0-9]{1,15})@", re.ASCII)
"""Start of the Message-ID that `flows.send` gives a letter: its town and its id in the outbox."""
_REPLY_PREFIX = r"(?:re|rép|rep|réf|ref|tr|fw|fwd|fwd?s|wg|aw|sv|vs|rv|res|enc|transf|i|r|antw|antwort|reply|réponse|transféré|tr)"
_PREFIX = re.compile(
    rf"^\s*(?:\[[^\[\]]{{1,40}}\]\s*)?{_REPLY_PREFIX}\s?(?:\[\d{{1,3}}\]|\(\d{{1,3}}\)|\^\d{{1,3}})?\s?:\s*", re.IGNORECASE
)
_TAG = re.compile(
    r"^\s*(?:\[(?:mairie|ville|commune|externe?|external|ext|spam|suspect|non sûr)[^\[\]]{0,60}\]|\*{3,}\s?(?:spam|externe?|"
    r"external)[^*]{0,20}\*{3,})\s*",
    re.IGNORECASE,
)
_FORWARD = re.compile(r"^\s*(?:\[[^\[\]]{1,40}\]\s*)?(?:tr|fw|fwd|wg|transf|transféré|rv|enc|i)\s?:", re.IGNORECASE)
_REPLY = re.compile(
    r"^\s*(?:\[[^\[\]]{1,40}\]\s*)?(?:re|ré|rép|aw|antw|sv|réponse|res|r)\s?(?:\[\d{1,3}\]|\(\d{1,3}\))?\s?:", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![\d/.-])(20\d{2})\s?[/-]\s?(\d{1,6})(?![\d/-])")
_CONTEXT = re.compile(
    r"(?:fiche|demande|signalement|dossier|suivi|reference|ref|requete|ticket|reclamation|numero|courrier|"
    r"enregistree?)\W{0,4}(?:de suivi|de demande|numero|num|nr|no|n|nº)?\W{0,6}(?:o|°)?\W{0,4}$"
)
_FOREIGN = re.compile(
    r"(?:arrete|facture|deliberation|permis|devis|titre|marche|decret|loi|article|directive|avis|bulletin|proces-verbal|pv|"
    r"ordonnance|saison|annee|scolaire|exercice|budget|rentree|campagne|promo)\W{0,4}(?:n|no|numero|scolaire)?\W{0,4}$"
)
_TRACKING = re.compile(r"(?<![\w-])([A-Z0-9]{4})-([A-Z0-9]{4})(?![\w-])", re.IGNORECASE)
_TRACKING_CONTEXT = re.compile(
    r"(?:suivi|code|reference|ref|tracking|dossier|demande|fiche|signalement)\W.{0,40}$|(?:suivi|code|reference|ref)\W*$"
)
_CHASER = re.compile(
    r"\b(?:relance|suite a m|suite au|faisant suite|toujours (?:rien|pas|aucun|en attente|sans)|ou en est|ou en etes|"
    r"sans reponse|sans nouvelle|aucune reponse|pas de nouvelle|ma (?:demande|fiche|declaration|requete)|mon (?:signalement|"
    r"dossier|courriel|message)|"
    r"complement|rappel|concernant (?:la|ma|mon|le)|au sujet de (?:la|ma|mon)|en reference|fiche|code de suivi|"
    r"numero de suivi|en reponse|comme demande|vous m'avez demande)\b"
)
_NOISE = re.compile(
    r"\s*[-–—(\[]?\s*(?:fiche|demande|dossier|signalement|réf(?:érence)?(?: de suivi)?\.?|suivi|code de suivi)\s*(?:n[°ºo.]*|"
    r"numéro|:)?\s*(?:20\d{2}\s?/\s?\d{1,6}|[A-Z0-9]{4}-[A-Z0-9]{4})\s*[)\]]?",
    re.IGNORECASE,
)


def heading(subject: str) -> str | None:
    """Return the subject without prefixes of replies and forwards, tags of mail systems and request numbers; None if nothing is left."""
    text = subject
    for _ in range(12):
        shorter = _TAG.sub("", _PREFIX.sub("", text, count=1), count=1)
        if shorter == text:
            break
        text = shorter
    bare = _NOISE.sub("", text).strip(" -–—:,;|")
    return (bare or text.strip(" -–—:,;|"))[:500] or None


def is_reply(subject: str) -> bool:
    """Whether a subject is marked as a reply."""
    return bool(_REPLY.match(subject))


def is_forward(subject: str) -> bool:
    """Whether a subject is marked as a forward."""
    return bool(_FORWARD.match(subject))


def message_ids(value: str) -> tuple[str, ...]:
    """Return the message ids of an In-Reply-To or References field, in order."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(value[:20_000])))


def letters(ids: Iterable[str], town: TownId) -> tuple[int, ...]:
    """Return the outbox ids of the town's own letters among message ids, in order."""
    found = (_LETTER.match(message) for message in ids)
    return tuple(dict.fromkeys(int(match[2]) for match in found if match and match[1] == town))


def cited(text: str, *, is_ours: bool = False) -> tuple[str, ...]:
    """Return request numbers (``2026/0147``) and tracking codes of a text, in order.

    A number counts where a word such as « fiche » or « demande » stands before it; ``is_ours`` says the text is the town's own.
    """
    found: list[tuple[int, str]] = []
    for match in _NUMBER.finditer(text):
        before = fold(text[max(0, match.start() - 40) : match.start()])
        if not _FOREIGN.search(before) and _CONTEXT.search(before):
            found.append((match.start(), f"{match[1]}/{int(match[2]):04d}"))
    for match in _TRACKING.finditer(text):
        if _is_code(match[1] + match[2]) and (is_ours or _TRACKING_CONTEXT.search(fold(text[max(0, match.start() - 60) : match.start()]))):
            found.append((match.start(), match[0].upper()))
    return tuple(dict.fromkeys(value for _, value in sorted(found)))


def _is_code(letters: str) -> bool:
    return any(letter.isdigit() for letter in letters) and any(letter.isalpha() for letter in letters)


def chases(text: str) -> bool:
    """Whether a text speaks of something asked before."""
    return bool(_CHASER.search(fold(text[:5_000])))


def answers_us(headers: Headers, reception: Reception) -> bool:
    """Whether In-Reply-To or References name a message of the town's own domain, or a letter we sent from another."""
    for name in ("in-reply-to", "references"):
        for message in message_ids(headers.get(name)):
            domain = message.rpartition("@")[2].rstrip(">").lower()
            if _LETTER.match(message) or any(domain == own or domain.endswith("." + own) for own in reception.domains):
                return True
    return False
