"""By what an SMTP client is known where what one of them may do is bounded."""

import ipaddress

_OF_ONE_HOUSE = 64
"""Bits of an IPv6 address that a provider gives to one customer, who chooses the others (RFC 6177, BCP 157)."""


def network_of(address: str) -> str:
    """Return who counts as one client: an IPv4 address, the network of an IPv6 address; anything else as it is."""
    if ":" not in address:
        return address
    try:
        found = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((found, _OF_ONE_HOUSE), strict=False))
