"""What an e-mail address is, for who is written to: one rule for the address an agent types and for the one a letter goes to."""

import re

_MOST_CHARACTERS = 254
"""A path of SMTP has 256, its angle brackets among them (RFC 5321, 4.5.3.1.3, and erratum 1690 to RFC 3696)."""
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[^@\s<>,;:\"()\[\]\\]+")


def is_address(text: str) -> bool:
    """Tell whether a text is one address and nothing else, such as a letter can go to."""
    is_whole = len(text) <= _MOST_CHARACTERS and text.isprintable() and _ADDRESS.fullmatch(text) is not None
    # A domain without a name between two dots is none (RFC 1035, 2.3.1); some mailboxes really have a dot at their end.
    return is_whole and all(text.rpartition("@")[2].split("."))
