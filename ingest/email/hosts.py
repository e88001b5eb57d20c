"""Names of servers as they are to be shown: letters of another script that look like ours give themselves away."""

import unicodedata
from urllib.parse import SplitResult, urlsplit


def spelled(host: str) -> str:
    """Return a host name in small letters; a part with letters that are not Latin as it stands in the DNS (« xn--… », RFC 3492).

    « vаlognes.example » with a Cyrillic « а » looks like the town's; « évry.example » needs no disguise and keeps its letters.
    """
    return ".".join(_label(one) for one in unicodedata.normalize("NFKC", host).lower().split("."))


def written(address: str) -> str:
    """Return a web address as it is to be shown: its host `spelled`, without a user's name before it (« town.example@evil.example »)."""
    try:
        parts = urlsplit(address)
        return parts._replace(netloc=host_of(parts)).geturl() if parts.netloc else address
    except ValueError:  # no address at all
        return address


def host_of(parts: SplitResult) -> str:
    """Return host and port of a web address as they are to be shown."""
    host = spelled(parts.hostname or "")
    return f"{host}:{parts.port}" if parts.port else host


def _label(label: str) -> str:
    if all(not letter.isalpha() or "LATIN" in unicodedata.name(letter, "") for letter in label):
        return label
    return f"xn--{label.encode('punycode').decode('ascii')}"
