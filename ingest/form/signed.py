"""Whether a webhook was signed by who knows the secret: HMAC-SHA256, as form builders write it.

Sources: Typeform (``sha256=`` and base64 of the body), Tally and Fillout (base64), GitHub (``sha256=`` and hexadecimal), Webflow
(hexadecimal of time, colon, body), Stripe and Calendly (``t=…,v1=…`` in one header, of time, point, body), Standard Webhooks 1.0.0
(``v1,…`` base64, several apart by blanks, of identifier, time, body; its secret is base64 behind ``whsec_``).
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.form import Hook, Signed

TOLERANCE_S = 300
"""How far the sender's clock may be from ours, either way."""
_LONGEST = 4_096
_SIZE = 32
_PREFIX = re.compile(r"\A(?:sha-?256|v\d|hmac-sha256)[=,:]", re.IGNORECASE)
_TOGETHER = re.compile(r"t=(\d{9,16})(?:,|$)")
_HEX = re.compile(r"[0-9a-fA-F]{64}")
_MOMENT = re.compile(r"\d{9,16}")
_MILLISECONDS = 100_000_000_000
_WHSEC = "whsec_"


class Trust(StrEnum):
    """What is to be thought of a signature."""

    GOOD = "good"
    MISSING = "missing"
    WRONG = "wrong"
    OLD = "old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of a form builder. ``headers`` are named in small letters; ``at`` is the second since 1970 at which it came."""

    headers: Mapping[str, str]
    body: bytes
    at: float


def trust_of(hook: Hook, secret: str, call: Call) -> Trust:
    """Return whether a call was signed with the secret, and not too long ago where the moment is signed. In constant time."""
    header = call.headers.get(hook.header.lower(), "")
    if not header or not secret or len(header) > _LONGEST:
        return Trust.MISSING
    together = _TOGETHER.search(header)
    moment = call.headers.get(hook.time_header.lower(), "") if hook.time_header else ""
    if hook.signed is not Signed.BODY and not moment and together:
        moment = together[1]
    if hook.signed is not Signed.BODY and not _MOMENT.fullmatch(moment):
        return Trust.MISSING
    own = hmac.new(_key(hook, secret), _content(hook, moment, call), hashlib.sha256).digest()
    if not any([hmac.compare_digest(own, given) for given in _digests(header)]):  # all of them, so that no time tells which
        return Trust.WRONG
    return Trust.GOOD if not moment or _is_near(moment, call.at) else Trust.OLD


def _content(hook: Hook, moment: str, call: Call) -> bytes:
    match hook.signed:
        case Signed.BODY:
            return call.body
        case Signed.TIME_DOT_BODY:
            return moment.encode() + b"." + call.body
        case Signed.TIME_COLON_BODY:
            return moment.encode() + b":" + call.body
        case Signed.ID_TIME_BODY:
            identifier = call.headers.get(hook.id_header.lower(), "") if hook.id_header else ""
            return f"{identifier}.{moment}.".encode("utf-8", "replace") + call.body


def _key(hook: Hook, secret: str) -> bytes:
    if hook.signed is Signed.ID_TIME_BODY and secret.startswith(_WHSEC):
        try:
            return base64.b64decode(secret.removeprefix(_WHSEC), validate=True)
        except binascii.Error:
            pass
    return secret.encode("utf-8", "replace")


def _digests(header: str) -> Iterator[bytes]:
    """Yield the digests a header holds: hexadecimal or base64, behind the name of the method or not, one or several."""
    for word in re.split(r"[\s;]+|,(?=[a-z]\w*=)", header):
        text = _PREFIX.sub("", word.strip().strip('"'))  # at its beginning: base64 may end in "v4="
        if _HEX.fullmatch(text):
            yield bytes.fromhex(text)
            continue
        try:
            found = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
        except (binascii.Error, ValueError):
            continue
        if len(found) == _SIZE:
            yield found


def _is_near(moment: str, at: float) -> bool:
    if not _MOMENT.fullmatch(moment):
        return False
    number = float(moment)
    return abs((number / 1_000 if number > _MILLISECONDS else number) - at) <= TOLERANCE_S
