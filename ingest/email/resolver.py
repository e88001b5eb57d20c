"""The DNS for checks: short time-outs, a memory of answers and of names that gave none, and a pause where it does not answer at all."""

import time
from collections import deque
from collections.abc import Callable
from typing import assert_never

import dns.exception
import dns.name
import dns.resolver
from dns.nameserver import Do53Nameserver

from ingest.email.lookup import SYSTEM, Record, UnansweredError, read_servers

_TRY_SECONDS = 0.75
_QUERY_SECONDS = 1.5
_MESSAGE_SECONDS = 3.0
_REMEMBERED = 500
"""Answers; one may have 64 kB."""
_MOST_FAILED = 4_096
_FAILED_SECONDS = 60.0
_WINDOW_SECONDS = 60.0
_WASTED_SECONDS = 6.0
"""So much lost to time-outs within the window, and the DNS is left alone until some of it is past: mail must not wait for servers that
never answer, whether they are ours or those of somebody who wants to slow us down."""

Clock = Callable[[], float]


class Resolver:
    """Asks the DNS on behalf of one message after another; used by one thread."""

    def __init__(self, servers: str, clock: Clock = time.monotonic) -> None:
        """Ask ``servers``: « system », or addresses with optional ports (``192.0.2.53, [2001:db8::53]:5353``)."""
        self._clock = clock
        self._resolver = _resolver(servers)
        self._failed: dict[tuple[str, Record], float] = {}
        self._wasted: deque[tuple[float, float]] = deque()
        self._deadline = 0.0

    def begin(self) -> None:
        """Begin with a message: it has its own time."""
        self._deadline = self._clock() + _MESSAGE_SECONDS

    def __call__(self, name: str, kind: Record) -> tuple[str, ...]:
        """Return the records of a name (`Lookup`). Raises UnansweredError."""
        now = self._clock()
        key = (name.lower(), kind)
        if not name or not name.isascii():
            return ()
        if self._failed.get(key, 0.0) > now:
            raise UnansweredError(f"The DNS gave no {kind} record a moment ago.")
        if self._resolver is None or self._is_paused(now) or now >= self._deadline:
            raise UnansweredError("The DNS is not asked now.")
        try:
            found = self._resolver.resolve(
                f"{name}.", kind.value, lifetime=min(_QUERY_SECONDS, self._deadline - now), raise_on_no_answer=False, search=False
            )
        except dns.resolver.NXDOMAIN:
            return ()
        except (dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong, dns.name.BadEscape, UnicodeError):
            # No name at all: nothing is there.
            return ()
        except (dns.exception.DNSException, OSError) as error:
            self._remember_failure(key, now)
            raise UnansweredError(f"The DNS gave no {kind} record ({type(error).__name__}).") from error
        return _records(found, kind)

    def _is_paused(self, now: float) -> bool:
        while self._wasted and self._wasted[0][0] < now - _WINDOW_SECONDS:
            self._wasted.popleft()
        return sum(seconds for _, seconds in self._wasted) > _WASTED_SECONDS

    def _remember_failure(self, key: tuple[str, Record], begun: float) -> None:
        now = self._clock()
        self._wasted.append((now, now - begun))
        if len(self._failed) >= _MOST_FAILED:
            self._failed.clear()
        self._failed[key] = now + _FAILED_SECONDS


def _resolver(servers: str) -> dns.resolver.Resolver | None:
    """Return what asks; None where this machine names no DNS server."""
    try:
        resolver = dns.resolver.Resolver(configure=servers == SYSTEM)
    except dns.resolver.NoResolverConfiguration:
        return None
    if servers != SYSTEM:
        resolver.nameservers = [Do53Nameserver(address, port) for address, port in read_servers(servers)]
    resolver.timeout = _TRY_SECONDS
    resolver.cache = dns.resolver.LRUCache(_REMEMBERED)
    return resolver


def _records(found: dns.resolver.Answer, kind: Record) -> tuple[str, ...]:
    if found.rrset is None:
        return ()
    match kind:
        case Record.TXT:
            return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in found.rrset)
        case Record.MX:
            ordered = sorted(found.rrset, key=lambda record: record.preference)
            return tuple(record.exchange.to_text(omit_final_dot=True) for record in ordered)
        case Record.PTR:
            return tuple(record.target.to_text(omit_final_dot=True) for record in found.rrset)
        case Record.A | Record.AAAA:
            return tuple(record.address for record in found.rrset)
        case _:
            assert_never(kind)
