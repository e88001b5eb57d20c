"""Domains as RFC 7489 compares them: normal form, organisational domain, alignment."""

from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

_MAX_DOMAIN = 253
_MAX_LABEL = 63


def domain_of(address: str | None) -> str | None:
    """Return the domain of an address (or of a bare domain) in its normal form; None where it has none."""
    return None if not address else normal(address.rpartition("@")[2])


@lru_cache(maxsize=1 << 12)
def normal(domain: str) -> str | None:
    """Return a domain in lower case, as A-labels, without its last dot; None where it is none."""
    domain = domain.strip().rstrip(".").lower()
    if not domain or len(domain) > _MAX_DOMAIN:
        return None
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    is_one = all(0 < len(label) <= _MAX_LABEL and _is_label(label) for label in domain.split("."))
    return domain if is_one and len(domain) <= _MAX_DOMAIN else None


def _is_label(label: str) -> bool:
    # Not only letters, digits and hyphens: selectors and « _dmarc » are names too.
    return all(letter.isalnum() or letter in "-_" for letter in label)


@lru_cache(maxsize=1 << 12)
def organisational(domain: str) -> str:
    """Return the organisational domain of a domain in normal form: the public suffix and one label more; a suffix is its own."""
    return _suffixes().privatesuffix(domain) or domain


def are_aligned(one: str | None, other: str | None, *, is_strict: bool = False) -> bool:
    """Tell whether two domains in normal form are equal or, unless ``is_strict``, of one organisation (RFC 7489, 3.1)."""
    if one is None or other is None:
        return False
    return one == other or (not is_strict and organisational(one) == organisational(other))


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
