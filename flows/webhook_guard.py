"""Which addresses a webhook may lead to: the open internet, and what the operator allows. Nothing inside the house by default (SSRF)."""

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from domain.errors import InvalidError, Mistake
from flows.wording import say

MOST_CHARACTERS = 1000
Network = IPv4Network | IPv6Network
_NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052: an IPv4 address lies in the last four bytes."""
_NEVER: tuple[Network, ...] = (
    IPv4Network("168.63.129.16/32"),  # a public address that leads into the house: Azure's own door to a machine and its secrets
    IPv4Network("192.88.99.0/24"),  # relays of 6to4 (RFC 7526)
    IPv6Network("fec0::/10"),  # site-local: inside a house until RFC 3879, and on old networks still
)
"""What is public by its number and still leads where nobody outside is meant to be."""
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")


def networks_of(value: str) -> tuple[Network, ...]:
    """Return the networks a setting names, separated by commas or blanks. Raises ValueError."""
    return tuple(ip_network(one) for one in value.replace(",", " ").split())


def is_allowed(address: str, allowed: Sequence[Network], *, is_sealed: bool = True) -> bool:
    """Tell whether something may be sent to an address: a public one, or one of the networks the operator allows.

    ``is_sealed`` False: by http, which everybody on the way reads; so to the networks alone.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(found)
    if any(one in network for network in allowed for one in (found, inner)):
        return True
    return is_sealed and all(_is_public(one) for one in (found, inner))


def checked(url: str, allowed: Sequence[Network]) -> str:
    """Return an address as it is kept. Raises InvalidError for one nothing is sent to, whatever its name means."""
    typed = url.strip()
    try:
        parts = urlsplit(typed)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _wrong(say("This is no web address.")) from None
    if len(typed) > MOST_CHARACTERS or not typed.isascii() or not typed.isprintable() or " " in typed or port == 0:
        raise _wrong(say("This is no web address."))
    if parts.scheme not in {"https", "http"} or not _HOST.fullmatch(f"[{host}]" if ":" in host else host):
        raise _wrong(say("This is no web address."))
    if "@" in parts.netloc or parts.fragment:
        raise _wrong(say("A name, a password or a # may not stand in it."))
    if parts.scheme == "http" and not allowed:
        raise _wrong(say("It begins with https://, for what it says is not for everybody on the way."))
    if _is_literal(host) and not is_allowed(host, allowed, is_sealed=parts.scheme == "https"):
        raise _wrong(say("It lies inside a network that the operator has not allowed."))
    return typed


def _is_public(found: IPv4Address | IPv6Address) -> bool:
    is_elsewhere = any(found in network for network in _NEVER)
    return found.is_global and not found.is_multicast and not found.is_reserved and not is_elsewhere


def _inner(found: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that one of IPv6 stands for, or itself."""
    if isinstance(found, IPv4Address):
        return found
    if found in _NAT64:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    teredo = found.teredo
    return found.ipv4_mapped or found.sixtofour or (teredo[1] if teredo is not None else None) or found


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _wrong(what: str) -> InvalidError:
    return InvalidError(Mistake(where="url", what=what, remedy=say("Write it as https://software.example/path.")))
