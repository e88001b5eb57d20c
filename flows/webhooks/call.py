"""Hands a body to an address by HTTP, once, and tells what it answered. Where it may lead is asked of the address the socket goes to.

A name is looked up once, here, and the socket goes to what was looked at: nobody tells one thing to who checks and another to who connects.
No redirect is followed, no proxy asked, and whoever answers a letter a minute, or without end, is hung up on.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlsplit

from flows.webhook_guard import Network, is_allowed

LARGEST = 64 * 1024
"""Bytes that are read of an answer."""
SECONDS = 10.0
"""For each step: to connect, and for each piece of the answer."""
WHOLE_SECONDS = 20.0
_SHOWN = 200
_REDIRECT = range(300, 400)
_PORTS = {"https": 443, "http": 80}

Resolve = Callable[[str, int], Sequence[str]]
"""Returns the addresses a name has. Raises OSError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of a call. ``status`` None: there was no answer, and ``said`` says why. ``wait_seconds``: what it asks for."""

    status: int | None
    said: str
    wait_seconds: int | None = None

    @property
    def is_taken(self) -> bool:
        """Whether it has what it was told."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 — RFC 9110, 15.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How addresses are reached."""

    allowed: tuple[Network, ...] = ()
    resolve: Resolve
    seconds: float = SECONDS
    whole_seconds: float = WHOLE_SECONDS


class _RefusedError(Exception):
    """The address may not be reached."""


def resolved(host: str, port: int) -> Sequence[str]:
    """Return the addresses a name has by the system. Raises OSError."""
    return tuple(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


def post(url: str, body: bytes, headers: Mapping[str, str], line: Line) -> Answered:
    """Hand a body over. Whatever goes wrong is an answer."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    try:
        connected = _connected(host, port, line, is_sealed=parts.scheme == "https")
    except _RefusedError as refused:
        return Answered(status=None, said=str(refused))
    except (OSError, UnicodeError) as error:
        return Answered(status=None, said=_why(error))
    is_over = threading.Event()
    # TLS takes the socket over from the first byte of its handshake: what hangs up holds an end of its own.
    held = connected.dup()
    watch = threading.Timer(line.whole_seconds, _hang_up, (held, is_over))
    watch.daemon = True
    watch.start()
    sock = connected
    try:
        if parts.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(connected, server_hostname=host)
        return _asked(sock, (host, port), f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body, headers)
    except (OSError, HTTPException, ValueError) as error:
        return Answered(status=None, said=f"{line.whole_seconds:g} s" if is_over.is_set() else _why(error))
    finally:
        watch.cancel()
        sock.close()
        connected.close()
        held.close()


def _connected(host: str, port: int, line: Line, *, is_sealed: bool) -> socket.socket:
    """Return a socket that goes to where a name leads. Raises _RefusedError where any of its addresses may not be reached, OSError."""
    found = line.resolve(host, port)
    if not found:
        raise OSError("no address")
    if not all(is_allowed(one, line.allowed, is_sealed=is_sealed) for one in found):
        raise _RefusedError("address not allowed")
    last: OSError | None = None
    for one in found[:4]:
        try:
            return socket.create_connection((one, port), timeout=line.seconds)
        except OSError as error:
            last = error
    raise last or OSError("no address")


def _asked(sock: socket.socket, to: tuple[str, int], path: str, body: bytes, headers: Mapping[str, str]) -> Answered:
    host, port = to
    connection = HTTPConnection(f"[{host}]" if ":" in host else host, port)
    connection.default_port = _PORTS["https"] if isinstance(sock, ssl.SSLSocket) else _PORTS["http"]
    connection.sock = sock
    connection.request("POST", path, body=body, headers=dict(headers))
    answer = connection.getresponse()
    said = _shown(_read(answer), answer)
    if answer.status in _REDIRECT:
        said = "redirect not followed"
    return Answered(status=answer.status, said=said, wait_seconds=_wait(answer.getheader("Retry-After")))


def _read(answer: HTTPResponse) -> bytes:
    """Return the beginning of an answer, as much as comes: whether it was taken is known by then."""
    found = b""
    with suppress(OSError, HTTPException):
        while len(found) < LARGEST and (piece := answer.read1(LARGEST - len(found))):
            found += piece
    return found


def _shown(body: bytes, answer: HTTPResponse) -> str:
    """Return what is kept of an answer: one line of printable characters."""
    text = body.decode("utf-8", "replace")
    line = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return line[:_SHOWN] or answer.reason[:_SHOWN]


def _wait(header: str | None) -> int | None:
    """Return how many seconds an address asks to be left alone (RFC 9110, 10.2.3); a date is passed over."""
    return int(header.strip()[:9]) if header and header.strip().isdecimal() and header.isascii() else None


def _hang_up(sock: socket.socket, is_over: threading.Event) -> None:
    is_over.set()
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}"
    if isinstance(error, TimeoutError):
        return "timeout"
    said = error.strerror if isinstance(error, OSError) and error.strerror else ""
    return f"{type(error).__name__}{': ' + said if said else ''}"
