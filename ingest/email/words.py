"""Whose words count: the message's own, or those of the original it only hands on."""

import re
from dataclasses import dataclass, replace

from domain.inbound import Reception
from ingest import manners, names
from ingest.email import bodies, circular, thread
from ingest.email.bodies import Contents
from ingest.email.carried import Carried, Carrier, carried
from ingest.email.headers import Headers, mailbox
from ingest.email.mime import Part
from ingest.email.signs import asks
from ingest.given_names import GIVEN_NAMES
from ingest.plain import fold, squeezed, tidy
from ingest.text import NewText, new_text

MAX_NESTED = 5
_MOST_WORDS_BETWEEN = 20
_ELECTED = re.compile(
    r"\b(?:elue?s?(?! (?:par|le |la |en))|conseill(?:er|ere)s? (?:municipal|communautaire|departemental|regional|delegue|"
    r"d'arrondissement|de paris|d'opposition)\w*|"
    r"maires?[- ]adjoint\w*|adjointe?s? (?:au|a la|du|de la|aux|a l'|charge|delegue)\w*|(?:1er|1ere|premiere?|\de?) adjointe?|depute\w*|"
    r"senat(?:eur|rice)|maire (?:de|honoraire|delegue)\w*)\b|^(?:le |la )?maire$",
    re.MULTILINE,
)
"""Who holds such an office hands on what citizens told him, whatever he adds."""
NO_REPLY = re.compile(
    r"^(?:no-?reply|ne-?pas-?repondre|nepasrepondre|donotreply|do-not-reply|wordpress|apache|www-data|webmaster|formulaire|"
    r"form|contact-form|site|web|noreply.*|voice-?mail|messagerie-?vocale|repondeur|(?:e-?)?fax(?:2mail|server)?|i?pbx|asterisk|3cx|freepbx|alarmes?|copieur|scanner|scan|ricoh|canon|konica|xerox|kyocera|mfp|imprimante|"
    r"printer)[@+._-]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message taken apart: its sender and what he wrote."""

    headers: Headers
    root: Part
    display: str | None
    address: str | None
    subject: str
    said: NewText
    whole: str
    carried: Carried | None = None


def open_message(raw: bytes, root: Part, contents: Contents) -> Message:
    """Return sender, subject and text of a message; Reply-To speaks where From is a form mailer that takes no answer."""
    headers = root.headers
    display, address = mailbox(headers.get("from") or headers.get("sender"))
    reply_name, reply_address = mailbox(headers.get("reply-to"))
    by_machine = NO_REPLY.match(address or "") is not None
    if address is None or (reply_address and by_machine):
        display, address = _fuller(reply_name, display) or display, reply_address or address
    subject = headers.text("subject")
    whole = tidy(bodies.message_text(raw, contents))
    is_thread = "in-reply-to" in headers or thread.is_reply(subject) or thread.is_forward(subject)
    brought = None if is_thread else carried(subject, whole, by_machine=by_machine, by_person=_is_person(display))
    if brought is not None:
        display = _shown_by_machine(brought, display, reply_name, by_machine=by_machine)
    told = brought.text if brought is not None else whole
    said = new_text(told, signing_names(display, address), address)
    if not (said.text or said.quoted or said.signature) and asks(fold(told)):
        said = replace(said, text=squeezed(told.split("\n")))  # « Conformément au RGPD, je vous demande … » is no notice
    return Message(
        headers=headers,
        root=root,
        display=display,
        address=address,
        subject=subject,
        said=said,
        whole=whole,
        carried=brought,
    )


def _is_person(display: str | None) -> bool:
    """Whether a name shown begins or ends with a known given name, as a machine's does not."""
    words = fold(display or "").split()
    return bool(words) and any(word.split("-")[0] in GIVEN_NAMES for word in (words[0], words[-1]))


def _fuller(asked: str | None, shown: str | None) -> str | None:
    """Return the name in Reply-To, or that in From where it says more of the same: « Cercle de Pétanque du Bourg via GestAsso »."""
    head, via, _ = (shown or "").partition(" via ")
    return head if asked and via and fold(head).startswith(fold(asked)) else asked


def _shown_by_machine(brought: Carried, display: str | None, asked: str | None, *, by_machine: bool) -> str | None:
    """Return the name to go by where a machine carries the words: its own is nobody's, a help desk tells who writes."""
    match brought.carrier:
        case Carrier.TICKET:
            return brought.author if brought.author and names.person(brought.author) else display
        case Carrier.FILES if not by_machine:
            return display
        case Carrier.FILES | Carrier.VOICE | Carrier.FAX:
            return asked


def signing_names(display: str | None, address: str | None) -> tuple[str, ...]:
    """Return the names the sender may sign with: the one shown, and the one in an address such as ``jean.dupont@``."""
    local = (address or "").partition("@")[0]
    parts = [part for part in re.split(r"[._-]", local) if part.isalpha() and len(part) > 1]
    shown = (display,) if display and "@" not in display else ()
    return (*shown, " ".join(parts)) if len(parts) >= 2 else shown  # noqa: PLR2004 - given name and surname


def is_ours(address: str | None, reception: Reception) -> bool:
    """Whether an address is the town's."""
    if not address:
        return False
    domain = address.rpartition("@")[2]
    return address in reception.addresses or any(domain == own or domain.endswith("." + own) for own in reception.domains)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words that count and whose they are."""

    display: str | None
    address: str | None
    heading: str | None
    said: NewText
    is_forwarded: bool = False


def authors_words(message: Message, reception: Reception) -> Words:
    """Return the author's own words: of the message itself, or of the original where it only hands one on.

    Somebody of the town who forwards speaks for the author; anybody else does so only where he adds nothing himself.
    """
    said = message.said
    words = Words(display=message.display, address=_answer_to(message, reception), heading=thread.heading(message.subject), said=said)
    is_town = is_ours(message.address, reception) or (said.is_marked_forward and _is_elected(message))
    for _ in range(MAX_NESTED):
        inner = words.said.forwarded
        if inner is None or not _hands_on(words, message, is_town=is_town):
            return words
        name, address = mailbox(re.sub(r"(?i)\s(?:a|à) écrit\s*:?$|^(?:le|on)\s.{4,60}?,\s", "", inner.author))
        is_same = not is_town and (address in {None, words.address, message.address} or not names.person(name))
        told = new_text(inner.text, signing_names(name, address), address)
        words = Words(
            display=(words.display if is_same else name) if is_town or is_same or address else words.display,
            address=words.address if is_same else address,
            heading=thread.heading(inner.subject or "") or words.heading,
            said=told,
            is_forwarded=True,
        )
        is_town = is_ours(address, reception)
    return words


def _answer_to(message: Message, reception: Reception) -> str | None:
    """Return where the author wants to be answered (RFC 5322, 3.6.2: Reply-To), if that is one mailbox of his; else his address."""
    value = message.headers.get("reply-to")
    if not value or value.count("@") != 1:
        return message.address
    wanted = mailbox(value)[1]
    if "list-id" in message.headers or "list-post" in message.headers:
        # A list wants answers for itself; where it stands in From, only its Reply-To names who wrote.
        is_his = circular.is_through_a_list(message.headers) and " via " in f"{message.display} "
        return wanted if is_his and wanted and wanted.rpartition("@")[2] != (message.address or "").rpartition("@")[2] else message.address
    return message.address if wanted is None or NO_REPLY.match(wanted) or is_ours(wanted, reception) else wanted


def _is_elected(message: Message) -> bool:
    """Whether a forwarder signs as somebody elected, or has an address for it: « prenom.nom.elue@ »."""
    local = re.sub(r"[\d._+-]+", " ", (message.address or "").partition("@")[0]).strip()
    signed = "\n".join((message.display or "", local, *message.said.signature))
    return bool(_ELECTED.search(fold(signed[:2_000])))


def _hands_on(words: Words, message: Message, *, is_town: bool) -> bool:
    inner = words.said.forwarded
    if inner is None:
        return False
    is_marked = words.said.is_marked_forward or words.is_forwarded or thread.is_forward(message.subject)
    if is_town:
        return is_marked or not thread.is_reply(message.subject)
    if words.is_forwarded and words.said.is_marked_forward:
        # Handed on twice: who stands between says a word or two about the one he passes on.
        return not says_something(words.said.text, _MOST_WORDS_BETWEEN) and len(inner.text) > len(words.said.text)
    return is_marked and not says_something(words.said.text)


def says_something(text: str, most: int = 6) -> bool:
    """Whether a text has more in it than « Bonjour, voir ci-dessous »: more than ``most`` words that are no courtesy.

    Six are as many as « pour suite à donner, merci de me répondre » has.
    """
    return len(re.findall(r"\w{2,}", manners.without_courtesy(text))) > most
