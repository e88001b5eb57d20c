"""What checks ask the DNS, and what they get."""

from collections.abc import Callable
from enum import StrEnum
from ipaddress import ip_address

from domain.errors import CitoyenError


class Record(StrEnum):
    """Type of a DNS record."""

    TXT = "TXT"
    A = "A"
    AAAA = "AAAA"
    MX = "MX"
    PTR = "PTR"


class UnansweredError(CitoyenError):
    """The DNS gave no answer: time-out, SERVFAIL, no server. It says nothing about the name."""


Lookup = Callable[[str, Record], tuple[str, ...]]
"""Returns the records of a name, none where there are none (NXDOMAIN too). Strings of a TXT record are joined; MX gives hosts by
preference, PTR names, all without the last dot. Raises UnansweredError."""

SYSTEM = "system"
"""The servers this machine asks."""
_PORT = 53


def read_servers(servers: str) -> tuple[tuple[str, int], ...]:
    """Return the addresses and ports of name servers: ``192.0.2.53, [2001:db8::53]:5353``. Raises ValueError where one is none."""
    found = []
    for one in servers.replace(",", " ").split():
        has_port = one.count(":") == 1 or "]:" in one
        host, _, port = one.rpartition(":") if has_port else (one, "", "")
        found.append((str(ip_address(host.strip("[]"))), int(port or _PORT)))
    return tuple(found)
