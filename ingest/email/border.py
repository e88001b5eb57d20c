"""Where the town's own mail servers end and strangers begin: everything above the line of the border server was written by ours."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from domain.inbound import Envelope
from ingest.email.structured import Stretch, stretches

IpAddress = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_MAX_FIELDS = 500
_MAX_VALUE = 32 * 1024
_MAX_RECEIVED = 2_000
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)(?:\n|\Z)")
_ENVELOPE_LINE = re.compile(rb">?From [^\n]*\n")
_FOLD = re.compile(rb"\r?\n[ \t]*")
_IP = re.compile(r"\[(?:IPv6:)?([0-9A-Fa-f:.]{2,45})\]")
_DIGITS = re.compile(r"[0-9A-Fa-f:.]{2,45}")
_HELO = re.compile(r"\bhelo[ =]\S*", re.IGNORECASE)
_INNER = re.compile(r"(?:u?lmtp[sa]*|pop3s?|imaps?|local)\b", re.IGNORECASE)
"""Ways of handing over that no stranger has: delivery, collection from a mailbox of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whose word counts: authserv-ids of the town's mail servers (lower case), and the networks these servers stand in."""

    servers: frozenset[str] = frozenset()
    relays: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What a Received field says (RFC 5321, 4.4): ``has_from`` is False where it names nobody who handed the message over.

    ``seen`` are all addresses in its from clause, ``peer`` the one the server saw itself, None where that cannot be told. ``is_sound``: its
    clauses stand once and in order, and what is opened is closed; else a client may have written some of them into its HELO.
    """

    has_from: bool
    helo: str | None
    peer: IpAddress | None
    seen: tuple[IpAddress, ...]
    by: str | None
    protocol: str
    is_sound: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Who handed the message to the town: address of the client, its HELO, and the SMTP sender (empty: the null sender)."""

    client: str | None = None
    helo: str | None = None
    sender: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """What our own servers wrote: ``fields`` are (name in lower case, unfolded value) from the top; ``handover`` is None if unknown."""

    fields: tuple[tuple[str, str], ...] = ()
    handover: Handover = field(default_factory=Handover)


def find_border(head: bytes, envelope: Envelope, relays: Sequence[Network]) -> Border:
    """Return what stands above the border, and who came to it.

    A client of our own door that is no relay of ours is a stranger: the whole header is his. Behind a relay, and for mail taken from a
    mailbox, the Received lines are followed from the top as long as the peer they record is one of ours. A stranger adds lines only
    below that of the first server of ours he spoke to, and cannot choose the address it saw.
    """
    if envelope.client is not None:
        client = _address(envelope.client)
        if client is None or not _is_one_of(client, relays):
            return Border(handover=Handover(client=envelope.client, sender=envelope.sender or ""))
    above: list[tuple[str, str]] = []
    sender = envelope.sender or (None if envelope.client is None else "")
    for name, value in top_fields(head):
        if name == "return-path" and sender is None:
            sender = value.strip().strip("<>")
        if name == "received":
            line = read_received(value)
            if not is_inner(line, relays):
                client_name = None if line.peer is None else str(line.peer)
                # The line itself is ours too.
                return Border(fields=(*above, (name, value)), handover=Handover(client=client_name, helo=line.helo, sender=sender))
        above.append((name, value))
    # No stranger's line at all: written within the town, or a header whose lines nobody kept. Nothing tells ours from his.
    return Border(handover=Handover(sender=sender))


def is_inner(line: Received, relays: Sequence[Network]) -> bool:
    """Tell whether a Received line is of a step within the town. Every address in it must be ours: a HELO may hold any."""
    if not line.is_sound:
        return False
    if not line.has_from or _INNER.match(line.protocol):
        return True
    return bool(line.seen) and all(_is_one_of(one, relays) for one in line.seen)


def read_received(value: str) -> Received:
    """Return what a Received field says."""
    words, comments = _clauses(value[:_MAX_RECEIVED])
    is_sound = _is_sound(value[:_MAX_RECEIVED])
    helo = words.get("from")
    outside = " ".join(comments)
    said = _HELO.sub(" ", outside)
    literal = _addresses(helo or "")
    peers = tuple(dict.fromkeys((*_addresses(said), *_bare(comments)))) or literal
    seen = tuple(dict.fromkeys((*literal, *_addresses(outside), *_bare(comments))))
    return Received(
        has_from=helo is not None,
        helo=helo,
        peer=peers[0] if len(peers) == 1 and is_sound else None,
        seen=seen,
        by=words.get("by"),
        protocol=words.get("with", ""),
        is_sound=is_sound,
    )


def _clauses(value: str) -> tuple[dict[str, str], list[str]]:
    """Return the first word of each clause, and the comments of the from clause."""
    words: dict[str, str] = {}
    comments: list[str] = []
    clause = ""
    for kind, text in stretches(value):
        if kind is Stretch.COMMENT and clause == "from":
            comments.append(text)
        if kind is not Stretch.PLAIN:
            continue
        said, is_over, _ = text.partition(";")
        for word in said.split():
            if clause and clause not in words:
                words[clause] = word
            else:
                clause = word.lower()
        if is_over:
            break
    return words, comments


def _is_sound(value: str) -> bool:
    """Tell whether no client can have written a clause: « from x with LMTP (unknown [198.51.100.7]) by mx with SMTP »."""
    end = "\n"  # in no unfolded value; it is in the open again where all is closed
    found = list(stretches(value + end))
    plain = " ".join(text for kind, text in found if kind is Stretch.PLAIN).lower().replace(";", " ; ").split()
    order = [word for word in plain if word in {"from", "by", "with"}]
    is_closed = found[-1][0] is Stretch.PLAIN and found[-1][1].endswith(end)
    return is_closed and order == sorted(set(order), key=("from", "by", "with").index)


def top_fields(head: bytes) -> Iterator[tuple[str, str]]:
    """Yield the fields of a header from its top: name in lower case, value unfolded. Linear, and only as far as it is read."""
    line = _ENVELOPE_LINE.match(head)
    position = line.end() if line else 0
    for _ in range(_MAX_FIELDS):
        match = _FIELD.match(head, position)
        if match is None:
            return
        position = match.end()
        yield match[1].decode("ascii").lower(), _FOLD.sub(b" ", match[2][:_MAX_VALUE]).strip().decode("utf-8", "replace")


def _addresses(text: str) -> tuple[IpAddress, ...]:
    found = (_address(match[1]) for match in _IP.finditer(text))
    return tuple(one for one in found if one is not None)


def _bare(comments: Sequence[str]) -> tuple[IpAddress, ...]:
    """Return addresses that are a whole comment, as qmail and Exchange write them; ``ident@`` may stand before."""
    written = (comment.rpartition("@")[2].strip() for comment in comments)
    found = (_address(one) for one in written if _DIGITS.fullmatch(one))
    return tuple(one for one in found if one is not None)


def _address(text: str) -> IpAddress | None:
    try:
        found = ip_address(text.removeprefix("IPv6:"))
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def _is_one_of(address: IpAddress, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)
