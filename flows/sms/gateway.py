"""Hands a text message to a gateway, by HTTPS or by a command, and tells what became of it: taken, refused, not taken, or nobody knows."""

import json
import re
import shlex
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from queue import Empty, SimpleQueue
from urllib.parse import parse_qsl, quote, quote_plus

import requests
from requests.exceptions import InvalidHeader, InvalidURL
from requests.utils import get_environ_proxies
from urllib3.exceptions import NewConnectionError

from flows.sms_settings import BodyForm, NumberForm, SmsSettings

_LARGEST = 64 * 1024
"""Of an answer; a gateway says less in a page."""
_SHOWN = 200
_BUSY = frozenset({429, 503})
"""It has not taken the message, and says when to come again (RFC 6585, 4; RFC 9110, 15.6.4)."""
_NOT_LET_IN = frozenset({401, 403, 407})
_FAILED = 500
_TEMPORARY = 75
"""EX_TEMPFAIL of sysexits.h."""
_LONGEST_WAIT = timedelta(hours=6)
_PLACE = re.compile(r"\{(to|text|sender|key|secret)\}")
_SECRET_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to hand over. ``to`` is in E.164; ``key`` tells it from all others, and is the same whenever it is tried again."""

    to: str
    text: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The gateway has it. ``reference`` is what it calls it there."""

    reference: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The gateway will not take it, whenever it is asked."""

    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTaken:
    """The gateway has not taken it, and may later; not before ``after``, where it says so."""

    said: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """The line broke, or the gateway failed, behind the message: it may have been taken."""

    said: str


Outcome = Taken | Refused | NotTaken | Unknown


def hand_over(gateway: SmsSettings, default_secret: str | None, message: Message) -> Outcome:
    """Hand a message over; what is said of failures holds no secret and no number."""
    try:
        secret = _secret(gateway, default_secret)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        return NotTaken(said=f"secret_command: {type(error).__name__}")
    said = {
        "to": message.to if gateway.number is NumberForm.E164 else message.to.removeprefix("+"),
        "text": message.text,
        "sender": gateway.sender,
        "key": message.key,
        "secret": secret,
    }
    return _run(gateway, said) if gateway.command is not None else _ask(gateway, said)


def _secret(gateway: SmsSettings, default: str | None) -> str:
    if gateway.secret_command is None:
        return gateway.secret.get_secret_value() if gateway.secret is not None else default or ""
    words = shlex.split(gateway.secret_command)
    run = subprocess.run(  # noqa: S603 - the administrator's own command; no shell reads it
        words, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECRET_SECONDS, check=True, text=True
    )
    return next(iter(run.stdout.splitlines()), "").strip()


def _ask(gateway: SmsSettings, said: Mapping[str, str]) -> Outcome:
    """Ask in a thread of its own: a timeout of a socket is for each piece, and one who sends a letter a second never ends."""
    answered: SimpleQueue[Outcome] = SimpleQueue()
    threading.Thread(target=lambda: answered.put(_asked(gateway, said)), daemon=True).start()
    try:
        return answered.get(timeout=2 * gateway.seconds)
    except Empty:
        return Unknown(said=f"{gateway.seconds:g} s")


def _asked(gateway: SmsSettings, said: Mapping[str, str]) -> Outcome:
    url, until = gateway.url or "", time.monotonic() + gateway.seconds
    given = _given(gateway, said)
    with requests.Session() as session:
        # No .netrc: it would take the place of the header of the settings. Proxies of the machine count.
        session.trust_env = False
        session.proxies.update(get_environ_proxies(url))
        try:
            with closing(
                session.request(
                    gateway.method,
                    url,
                    headers=_headers(gateway, said),
                    timeout=gateway.seconds,
                    allow_redirects=False,
                    stream=True,
                    **given,  # type: ignore[arg-type]  # params, data or json
                )
            ) as answer:
                return _understood(gateway, answer, _read(answer, until), said)
        except (InvalidHeader, InvalidURL) as error:
            return NotTaken(said=_why(error))
        except requests.exceptions.SSLError as error:
            return NotTaken(said=_why(error))
        except requests.exceptions.ConnectTimeout as error:
            return NotTaken(said=_why(error))
        except requests.exceptions.ConnectionError as error:
            reason = getattr(error.args[0], "reason", None) if error.args else None
            return NotTaken(said=_why(error)) if isinstance(reason, NewConnectionError) else Unknown(said=_why(error))
        except requests.exceptions.RequestException as error:
            return Unknown(said=_why(error))


def _understood(gateway: SmsSettings, answer: requests.Response, body: str, told: Mapping[str, str]) -> Outcome:
    status = answer.status_code
    if status in gateway.accepted:
        if gateway.expected is not None and gateway.expected not in body:
            return Refused(said=f"{status} {_short(body, told)}")
        return Taken(reference=_reference(gateway, body, told))
    said = f"{status} {_short(body, told)}".strip()
    if status in _BUSY:
        return NotTaken(said=said, after=_wait(answer.headers.get("Retry-After")))
    if status in _NOT_LET_IN:
        return NotTaken(said=said)
    return Unknown(said=said) if status >= _FAILED else Refused(said=said)


def _read(answer: requests.Response, until: float) -> str:
    """Return the beginning of an answer, as much as comes in time: what it says of itself is known by then."""
    found = b""
    for piece in answer.iter_content(1):
        found += piece
        if len(found) >= _LARGEST or time.monotonic() > until:
            break
    try:
        return found.decode(answer.encoding or "utf-8", "replace")
    except (LookupError, ValueError):
        # It names letters nobody knows.
        return found.decode("utf-8", "replace")


def _given(gateway: SmsSettings, said: Mapping[str, str]) -> dict[str, object]:
    if gateway.form is BodyForm.JSON and gateway.method != "GET":
        return {"json": _filled_json(json.loads(gateway.body), said)}
    pairs = [(_filled(name, said), _filled(value, said)) for name, value in parse_qsl(gateway.body, keep_blank_values=True)]
    return {"params" if gateway.method == "GET" else "data": pairs}


def _filled_json(value: object, said: Mapping[str, str]) -> object:
    """Return a document with its texts filled in: what a message says can never become anything but text."""
    match value:
        case str():
            return _filled(value, said)
        case list():
            return [_filled_json(one, said) for one in value]
        case dict():
            return {name: _filled_json(one, said) for name, one in value.items()}
        case _:
            return value


def _filled(text: str, said: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda found: said[found[1]], text)


def _headers(gateway: SmsSettings, said: Mapping[str, str]) -> dict[str, bytes]:
    known = {"secret": said["secret"], "key": said["key"], **dict.fromkeys(("to", "text", "sender"), "")}
    pairs = (one.partition(":") for one in gateway.headers)
    found = {name: _filled(value.strip(), known) for name, _, value in pairs}
    if gateway.idempotency_header is not None:
        found[gateway.idempotency_header] = said["key"]
    return {name: value.encode("utf-8") for name, value in found.items()}


def _reference(gateway: SmsSettings, body: str, told: Mapping[str, str]) -> str | None:
    """Return what the gateway calls a message; that it does not say so is no reason to send it again."""
    if gateway.reference is None:
        return None
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    for step in gateway.reference.split("."):
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    return _plain(str(found), told)[:_SHOWN] or None if isinstance(found, str | int) else None


def _wait(header: str | None) -> timedelta | None:
    """Return how long a gateway asks to be left alone, in seconds or until a date (RFC 9110, 10.2.3); no longer than some hours."""
    if not header:
        return None
    if header.strip().isdecimal():
        return min(timedelta(seconds=int(header.strip()[:9])), _LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(header)
        wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)
    except (ValueError, OverflowError):
        return None
    return min(max(wait, timedelta(0)), _LONGEST_WAIT)


def _run(gateway: SmsSettings, said: Mapping[str, str]) -> Outcome:
    words = [_filled(word, {**said, "text": "", "secret": ""}) for word in shlex.split(gateway.command or "")]
    try:
        run = subprocess.run(  # noqa: S603 - the administrator's own command; no shell reads it
            words,
            input=said["text"],
            capture_output=True,
            timeout=gateway.seconds,
            check=False,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        return Unknown(said=f"{gateway.seconds:g} s")
    except OSError as error:
        return NotTaken(said=error.strerror or type(error).__name__)
    if run.returncode == 0:
        return Taken(reference=_plain(next(iter(run.stdout.splitlines()), ""), said)[:_SHOWN] or None)
    text = f"{run.returncode} {_short(run.stderr, said)}".strip()
    return NotTaken(said=text) if run.returncode == _TEMPORARY else Refused(said=text)


def _short(text: str, told: Mapping[str, str]) -> str:
    return _NUMBERS.sub("…", _plain(text, told))[:_SHOWN]


def _plain(text: str, told: Mapping[str, str]) -> str:
    """Return what a gateway says in one line without signs that no database takes, and without what it repeats of a secret or a text."""
    for hidden in filter(None, (told["secret"], told["text"])):
        for form in (hidden, quote(hidden, safe=""), quote_plus(hidden), json.dumps(hidden)[1:-1]):
            text = text.replace(form, "…")
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


_NUMBERS = re.compile(r"\+?\d[\d ./()-]{6,}\d")
"""Numbers of telephones in what a gateway says."""


def _why(error: Exception) -> str:
    return type(error).__name__
