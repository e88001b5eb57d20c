"""Words of a person that a machine carries: voice mail written down, a fax gateway, files sent through a service, a help desk's ticket.

The machine's frame around them is no text of anybody's, its name nobody's name, its address answers nobody.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import dropwhile

from ingest.closings import is_salutation
from ingest.expressions import compiled
from ingest.plain import MAX_ODD_LINE, fold
from ingest.quotes import ANSWER_ABOVE


class Carrier(StrEnum):
    """What sort of machine carries a person's words (porteur)."""

    VOICE = "voice"
    """A switchboard, with a message spoken on its answering machine."""
    FAX = "fax"
    FILES = "files"
    """A service through which files are sent that are too large for a mail."""
    TICKET = "ticket"
    """A help desk, which wants answers above a line of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a machine carries: ``text`` without its frame, the number it was called from as written, whom the frame names."""

    carrier: Carrier
    text: str
    caller: str | None = None
    author: str | None = None


_HEAD = 1_200
_MOST_LINES = 400
_MAY = compiled(
    r"\bvocal|\bvoice|\brepondeur|\bfax|\btelecopie|\bfacsimile|au-? ?dessus de ce|above this line|\b(?:envoye|partage|transmis|transfere|"
    r"depose) .{0,30}(?:fichiers?|documents?|elements?|dossiers?)\b|\b(?:sent|shared|transferred) .{0,30}(?:files?|documents?|items?)\b"
)
_OF_VOICE = compiled(r"\b(?:messages?|messagerie|boite) vocale?s?\b|\bvoice ?(?:mail|message)|\brepondeur\b")
_OF_FAX = compiled(r"\b(?:tele)?fax\b|\btelecopie|\bfacsimile\b")
_LABELS = re.compile(
    r"(?P<caller>(?:numero |n[o°] ?)?(?:appelant|de l'appelant|caller(?: ?id)?|de|from|expediteur|emetteur|correspondant|calling number))|"
    r"(?:pour|a|to|poste|boite|destinataire|numero appele|called number|extension|mailbox)|"
    r"(?:date|heure|recue? le|received|time)(?: .{0,20})?|"
    r"(?:duree|duration|length)(?: .{0,20})?|(?:identifiant distant|remote (?:station )?id|csi|tsi)(?: .{0,20})?|"
    r"(?:nombre de |number of )?pages?(?: recues)?|(?:vitesse|speed|resolution)"
)
_ENOUGH_LABELS = 3
_NUMBER = re.compile(r"\+?\d[\d .()/-]{7,20}\d")
_TRANSCRIPT = re.compile(r"(?:transcription|transcript|texte du message|message (?:transcrit|text)|voice-to-text)\b.{0,60}")
_MACHINES_LINE = re.compile(
    r"(?:pour (?:ecouter|reecouter|consulter|rappeler|effacer)|"
    r"(?:vous pouvez |veuillez )?(?:ecoute[rz]|ouvr(?:ir|ez)|compose[rz]|appele[rz] (?:le|votre))\b|to listen|"
    r"listen to|dial |ce message (?:a ete|est) (?:genere|envoye|transcrit)|cet e-?mail|merci de ne pas repondre|ne pas repondre)"
)
_STAMP = re.compile(
    r"\b\d{1,2}(?:er)?[ /.-](?:\w{3,9}\.?|\d{1,2})[ /.-]\d{4}\b.{0,16}?\b\d{1,2} ?[:h] ?\d{2}|"
    r"\b\d{4}-\d{2}-\d{2}[ t]\d{2}:\d{2}"
)
_STAMPED_WITHIN = 4
_LONGEST_STAMP = 120
_SENT_FILES = compiled(
    r"\b(?:vous a|vous ont|a|ont) (?:envoye|partage|transmis|transfere|depose) (?:\d+ |des |un |une |plusieurs |quelques )?(?:fichiers?|"
    r"documents?|elements?|dossiers?)\b|\b(?:sent|shared|transferred) (?:you )?(?:\d+ |some |a |an )?(?:files?|documents?|items?)\b"
)
_EXPIRES = compiled(r"\bexpir(?:e|es|ent|ation|era)\b|\bdisponibles? (?:jusqu|pendant)|\bavailable (?:until|for)")
_FETCH = compiled(r"\b(?:telecharge[rz]|recupere[rz]|download|get your files)\b")
_SIZE = r"\d+(?:[.,]\d+)? ?(?:[kmg]?o|[kmg]b|octets?)\b"
_FRAME = re.compile(
    r"(?:[^\s@]{1,80}@[^\s@]{1,100}\.[a-z]{2,24}|\(?https?://\S+\)?)\W*|"
    r"(?:\S+ ){0,6}(?:vous a|vous ont|a|ont) (?:envoye|partage|transmis|transfere|depose) .{0,20}(?:fichiers?|documents?|elements?|"
    r"dossiers?)\W*|"
    r"(?:\S+ ){0,6}(?:sent|shared|transferred) .{0,20}(?:files?|documents?|items?)\W*|"
    rf"\d+ (?:fichiers?|elements?|documents?|files?|items?)\b(?:\W{{0,6}}.{{0,20}}{_SIZE}.{{0,80}})?\W*|"
    r"(?:\S+ ){0,4}expir(?:e|es|ent|ation|era)\b(?: \S+){0,8}|"
    r"(?:recupere[rz]|telecharge[rz]|download|get|voir|ouvrir|acceder)(?: (?:a|aux|vos|les|le|la|votre|your|the|all|tous|vers))* ?"
    r"(?:fichiers?|documents?|elements?|files?|lien|link|transfert|page)\b.{0,200}|"
    r"(?:lien de telechargement|download link|message|titre|objet)\W*|"
    rf"[^.!?]{{1,80}}\.(?:pdf|docx?|odt|ods|xlsx?|csv|pptx?|rtf|txt|jpe?g|png|gif|tiff?|heic|zip|rar|7z|dwg|dxf|ifc|mp[34]|mov|avi|wav)"
    rf"(?:\W{{0,4}}{_SIZE}\W*)?|"
    r"(?:pour etre sur(?:e|s)? de recevoir|to make sure|ajoutez \S+@\S+|a propos de|aide|conditions|signaler ce|about|help|terms|"
    r"report this)\b.{0,160}"
)


def carried(subject: str, whole: str, *, by_machine: bool, by_person: bool) -> Carried | None:
    """Return what a machine carries, None where nothing shows one. ``whole`` is the tidy text of the message.

    ``by_machine``: the sender's address is nobody's; ``by_person``: a person's name is shown. Who greets, or is a person, tells of a call
    or a fax himself.
    """
    head = fold(f"{subject}\n{whole[:_HEAD]}")
    if not _MAY.search(head):
        return None
    lines = whole.split("\n")
    if (ticket := _ticket(lines)) is not None:
        return ticket
    if _SENT_FILES.search(" ".join(head.split())) and _EXPIRES.search(head) and _FETCH.search(head):
        kept = [line for line in lines if not _FRAME.fullmatch(" ".join(fold(line[:MAX_ODD_LINE]).split()))]
        return Carried(carrier=Carrier.FILES, text="\n".join(kept).strip())
    labels = dict(_labelled(lines))
    is_told = not by_machine and (by_person or any(map(is_salutation, lines[:_MOST_LINES])))
    if len(labels) < _ENOUGH_LABELS or is_told:
        return None
    number = _NUMBER.search(labels.get("caller", "")) or _NUMBER.search(subject)
    caller = number[0] if number else None
    if _OF_VOICE.search(head):
        return Carried(carrier=Carrier.VOICE, text=_transcript(lines) or whole, caller=caller)
    return Carried(carrier=Carrier.FAX, text=whole, caller=caller) if _OF_FAX.search(head) else None


def _labelled(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield label and answer of each line such as « Durée : 0:21 »; that of the caller is called so."""
    for line in lines[:_MOST_LINES]:
        label, colon, answer = line[:MAX_ODD_LINE].partition(":")
        match = _LABELS.fullmatch(" ".join(fold(label).replace("(", " ").replace(")", " ").split())) if colon else None
        if match is not None:
            yield "caller" if match["caller"] else match[0], answer.strip()


def _transcript(lines: Sequence[str]) -> str:
    """Return what was said, as written down below « Transcription : »; empty where it is not."""
    for index, line in enumerate(lines[:_MOST_LINES]):
        label, colon, first = line.partition(":")
        if not (colon and _TRANSCRIPT.fullmatch(fold(label[:MAX_ODD_LINE]).strip(" *-"))):
            continue
        below = [first.strip(), *(other.strip() for other in lines[index + 1 :])]
        end = next((at for at, other in enumerate(below) if at and _MACHINES_LINE.match(fold(other[:MAX_ODD_LINE]))), len(below))
        return "\n".join(below[:end]).strip(' \n«»“”"')
    return ""


def _ticket(lines: Sequence[str]) -> Carried | None:
    """Return what stands below a help desk's line where that comes first; below an answer it is part of what is quoted."""
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is None or not ANSWER_ABOVE.fullmatch(fold(lines[first][:MAX_ODD_LINE]).strip()):
        return None
    rest = list(dropwhile(_is_rule, lines[first + 1 :]))
    written = [index for index, line in enumerate(rest) if line.strip()][:_STAMPED_WITHIN]
    stamped = next((index for index in written if len(rest[index]) <= _LONGEST_STAMP and _STAMP.search(fold(rest[index]))), None)
    if stamped is None:
        return Carried(carrier=Carrier.TICKET, text="\n".join(rest).strip())
    author = re.split(r"[,(]|\s[-–—|]\s", rest[written[0]].strip(), maxsplit=1)[0].strip()
    has_figure = any(character.isdigit() for character in author)
    return Carried(carrier=Carrier.TICKET, text="\n".join(rest[stamped + 1 :]).strip(), author=None if has_figure else author or None)


def _is_rule(line: str) -> bool:
    """Whether a line is blank, or nothing but a rule."""
    return not any(character.isalnum() for character in line)
