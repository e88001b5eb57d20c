"""What a mail system reports of a letter: for each recipient what became of it and why, and which letter it was (RFC 3464, RFC 8098)."""

import re
from collections.abc import Iterator

from domain.machine import DeliveryReport, Fate, RecipientReport, Sort
from ingest.email.headers import Headers, mailbox, read_headers
from ingest.email.mime import Part
from ingest.email.transfer import content
from ingest.plain import fold

_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_NOTIFICATION_TYPES = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
_RETURNED_TYPES = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"})
_MOST_RECIPIENTS = 50
_MOST_TEXT = 30_000
_DIAGNOSTIC_CHARACTERS = 300
_STATUS = re.compile(r"(?<![\d.])#?([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY_CODE = re.compile(r"(?<![\d.])([45])\d\d(?=[ \t-]+[^\W\d_])")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}", re.IGNORECASE)
_MESSAGE_ID_LINE = re.compile(r"^[>\s|]{0,8}message-id:\s*(<[^<>\s]{1,400}>)", re.IGNORECASE | re.MULTILINE)
_COPY = re.compile(
    r"^[ \t>]*(?:-{2,}[^\n]{0,120}(?:copy|original|copie|below|header|en-tete|en-tête)|received:\s|return-path:\s|(?:rappel du|votre) "
    r"message ?:|"
    r"original message|message d'origine|reporting-mta:|en-t[eê]tes)",
    re.IGNORECASE | re.MULTILINE,
)
_DELAYED = re.compile(
    r"\bdelayed?\b|\bwarning\b|\bnot yet been delivered|\b(?:will|be) (?:keep trying|retr)|\bstill being retried|\bretardee?\b|\bdiffere|"
    r"\bpas encore (?:ete )?(?:remis|distribue|delivre)|\b(?:nouvelles?|autres?) tentatives?|\breessa(?:yer|iera)|\btentera de nouveau"
)
_GIVEN_UP = re.compile(r"\bgiv(?:en|ing) up|\bpermanent|\babandon|\bdefiniti|\bhas failed\b")
_WORDS = (
    ("5.2.2", re.compile(r"\bover ?quota|\bquota\b|\bmailbox (?:is )?full|\b(?:boite|messagerie)\b.{0,40}\b(?:pleine|saturee)")),
    ("5.2.1", re.compile(r"\bdisabled|\bdesactive|\bsuspendu|\binactive?\b|\bno longer (?:active|in use)")),
    (
        "5.1.2",
        re.compile(
            r"\b(?:domain|host)\b.{0,30}\b(?:unknown|not found)|\bdomaine\b.{0,30}\b(?:inconnu|introuvable|n'existe)|"
            r"\bno such (?:domain|host)"
        ),
    ),
    (
        "5.1.1",
        re.compile(
            r"\b(?:unknown|no such|invalid) (?:user|recipient|mailbox)|\b(?:user|recipient|address|mailbox)\b.{0,40}\b(?:unknown|"
            r"not (?:found|"
            r"listed)|does(?:n't| not) exist)|\b(?:adresse|destinataire|utilisateur)\b.{0,40}\b(?:inconnue?|introuvable|n'existe)|"
            r"\bno mailbox here"
        ),
    ),
    ("5.7.1", re.compile(r"\bspam\b|\bblocked|\bbloque|\bpolicy|\bsecurite|\bblacklist|\breject|\brejete|\brefuse")),
    ("4.4.1", re.compile(r"\btimed out|\bconnection (?:refused|lost)|\blost connection|\bunreachable|\binjoignable|\btemporar")),
)
"""What servers say where they give no code, most telling first."""


def delivery_report(raw: bytes, root: Part, subject: str, text: str, sort: Sort) -> DeliveryReport:
    """Return what a bounce or a receipt says, from its fields for machines or else from its words; empty where it says nothing.

    ``subject`` and ``text`` are as written, ``sort`` is what the mail is as a whole. Whether it may be believed
    is for who knows the secret of our letters to tell.
    """
    fields = [part for part in root.walk() if part.media_type in _STATUS_TYPES]
    blocks = [block for part in fields for block in _blocks(content(raw, part)[0])]
    told = _COPY.split(text[:_MOST_TEXT], maxsplit=1)[0]
    recipients = tuple(_from_fields(blocks))[:_MOST_RECIPIENTS] or tuple(_from_words(root.headers, subject, told, sort))[:_MOST_RECIPIENTS]
    envelope_id = next((block.get("original-envelope-id").strip() for block in blocks if "original-envelope-id" in block), None)
    return DeliveryReport(
        recipients=recipients,
        letters=tuple(dict.fromkeys(_letters(raw, root, text)))[:_MOST_RECIPIENTS],
        envelope_id=envelope_id[:400] if envelope_id else None,
    )


def sort_of(report: DeliveryReport, sort: Sort) -> Sort:
    """Return what sort of mail a report makes of a bounce or a delivery receipt: what failed for one recipient failed."""
    fates = {one.fate for one in report.recipients}
    if sort is Sort.RECEIPT or not fates:
        return sort
    return Sort.FAILED if Fate.FAILED in fates else Sort.DELAYED if Fate.DELAYED in fates else Sort.DELIVERED


def status_of(words: str) -> str | None:
    """Return the enhanced status code in what a server says (RFC 3463), None without one."""
    return _first(_STATUS, words)


def _blocks(body: bytes) -> Iterator[Headers]:
    """Yield the groups of fields of a report: of the message first, then of each recipient; blank lines part them."""
    for block in re.split(rb"\r?\n(?:[ \t]*\r?\n)+", body[:200_000].strip(b"\r\n"))[: _MOST_RECIPIENTS + 1]:
        yield read_headers(block + b"\n\n", 0, len(block) + 2)[0]


def _from_fields(blocks: list[Headers]) -> Iterator[RecipientReport]:
    for block in blocks:
        action = block.get("action").strip().lower().partition(" ")[0]
        if not action and "final-recipient" not in block:
            continue
        diagnostic = " ".join(block.get("diagnostic-code").split())
        status = _first(_STATUS, block.get("status")) or _first(_STATUS, diagnostic)
        fate = next((fate for fate in Fate if fate == action), Fate.FAILED)
        yield RecipientReport(
            address=_address(block.get("original-recipient")) or _address(block.get("final-recipient")),
            fate=fate,
            status=_sharper(status, fate, diagnostic),
            diagnostic=diagnostic[:_DIAGNOSTIC_CHARACTERS],
        )


def _from_words(headers: Headers, subject: str, told: str, sort: Sort) -> Iterator[RecipientReport]:
    """Yield what a report without fields says: one fate and one reason for all it names."""
    folded = fold(f"{subject}\n{told}")
    is_delayed = bool(_DELAYED.search(folded)) and not _GIVEN_UP.search(folded)
    fate = Fate.DELIVERED if sort is not Sort.FAILED else Fate.DELAYED if is_delayed else Fate.FAILED
    status = _first(_STATUS, told) or _by_class(told)
    own = mailbox(headers.get("from"))[1]
    named = [address.lower() for address in _ADDRESS.findall(headers.get("x-failed-recipients")) or _ADDRESS.findall(told)]
    reason = next((" ".join(line.split()) for line in told.splitlines() if _STATUS.search(line) or _REPLY_CODE.search(line)), "")
    for address in dict.fromkeys(one for one in named if one != own) or (None,):
        yield RecipientReport(address=address, fate=fate, status=_sharper(status, fate, folded), diagnostic=reason[:_DIAGNOSTIC_CHARACTERS])


def _sharper(status: str | None, fate: Fate, words: str) -> str | None:
    """Return a status that says more: « 5.0.0 » and none at all say only what the words beside them may tell."""
    if fate not in {Fate.FAILED, Fate.DELAYED}:
        return status
    if status is not None and not status.endswith(".0.0"):
        return status
    folded = fold(words)
    known = next((code for code, said in _WORDS if said.search(folded)), None)
    severity = status[0] if status else "4" if fate is Fate.DELAYED else known[0] if known else "5"
    return f"{severity}{known[1:]}" if known else status or f"{severity}.0.0"


def _by_class(text: str) -> str | None:
    found = _REPLY_CODE.search(text)
    return f"{found[1]}.0.0" if found else None


def _letters(raw: bytes, root: Part, text: str) -> Iterator[str]:
    """Yield the Message-IDs of what is returned, never what that answers: the letter's own, not those it refers to."""
    for part in root.walk():
        if part.media_type in _NOTIFICATION_TYPES:
            for block in _blocks(content(raw, part)[0]):
                yield from _ids(block.get("original-message-id"))
        elif part.media_type in _RETURNED_TYPES and part is not root:
            yield from _ids(_returned(raw, part).get("message-id"))
    yield from _MESSAGE_ID_LINE.findall(text[:_MOST_TEXT])[:1]
    yield from _ids(root.headers.get("in-reply-to"))


def _returned(raw: bytes, part: Part) -> Headers:
    """Return the header of what is returned: read with the rest, or given as text, or encoded against the rule."""
    if part.children:
        return part.children[0].headers
    body = content(raw, part)[0][:200_000].lstrip(b"\r\n")
    return read_headers(body + b"\n\n", 0, len(body) + 2)[0]


def _ids(value: str) -> list[str]:
    return re.findall(r"<[^<>\s]{1,400}>", value[:2_000])[:1]


def _address(value: str) -> str | None:
    """Return the address of a recipient's field: ``rfc822; a@b.example``."""
    found = _ADDRESS.search(value.partition(";")[2] or value)
    return found[0].lower() if found else None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text[:_MOST_TEXT])
    return found[1] if found else None
