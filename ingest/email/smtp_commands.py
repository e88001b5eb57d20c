"""MAIL and RCPT as nearly all clients write them, read by one pattern; whatever else they write is left to aiosmtpd's own parser."""

import re
from dataclasses import dataclass

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ADDRESS = rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*"
# A dot at the end of a domain is none of RFC 5321 and yet written; it says what is so anyway.
_MAIL = re.compile(rf"FROM: ?<({_ADDRESS})\.?>(?: ([A-Za-z0-9= ]+))?", re.IGNORECASE)
_RCPT = re.compile(rf"TO: ?<({_ADDRESS})\.?>", re.IGNORECASE)
_OPTION = re.compile(r"SIZE=([0-9]{1,20})|BODY=(?:7BIT|8BITMIME)|SMTPUTF8")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainMail:
    """A MAIL command: sender, options in capitals, declared size in bytes (RFC 1870), 0 where there is none."""

    sender: str
    options: tuple[str, ...] = ()
    size: int = 0


def plain_mail(arg: str) -> PlainMail | None:
    """Return what stands after MAIL, None where it is not written the usual way (RFC 5321, 4.1.1.2)."""
    found = _MAIL.fullmatch(arg)
    if found is None:
        return None
    if found[2] is None:
        return PlainMail(sender=found[1])
    options = tuple(found[2].upper().split())
    matches = [_OPTION.fullmatch(option) for option in options]
    sizes = [int(match[1]) for match in matches if match and match[1]]
    if None in matches or len({option.partition("=")[0] for option in options}) < len(options):
        return None
    return PlainMail(sender=found[1], options=options, size=sum(sizes))


def plain_recipient(arg: str) -> str | None:
    """Return the address that stands after RCPT, None where it is not written the usual way (RFC 5321, 4.1.1.3)."""
    found = _RCPT.fullmatch(arg)
    return None if found is None else found[1]
