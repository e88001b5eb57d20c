"""Check a message's sender with the DNS: what no trusted server has said is found out here."""

from dataclasses import replace
from ipaddress import ip_address, ip_network

from domain.authenticity import OURSELVES, Authenticity, Check, Standing
from ingest.email.alignment import are_aligned, domain_of
from ingest.email.arc import with_chain
from ingest.email.authenticity import verdict_of
from ingest.email.border import Handover
from ingest.email.dmarc import check_dmarc
from ingest.email.enquiry import Enquiry
from ingest.email.headers import read_headers
from ingest.email.lookup import Lookup
from ingest.email.seals import held_chain
from ingest.email.signatures import check_signatures
from ingest.email.spf import check_spf

_INTERNAL = tuple(
    map(
        ip_network,
        ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "fc00::/7", "fe80::/10", "::1"),
    )
)
"""No stranger of the internet has such an address (RFC 1918, 6598, 3927, 4193)."""


def check_sender(raw: bytes, enquiry: Enquiry, lookup: Lookup) -> Authenticity:
    """Return what was said of the sender, with the checks that were missing."""
    stated = enquiry.stated
    domain = domain_of(stated.author)
    fields = read_headers(raw, 0, len(raw))[0].all("dkim-signature")
    dkim = stated.dkim if stated.dkim.said_by else check_signatures(raw, fields, stated.author, lookup)
    spf = stated.spf if stated.spf.said_by else _spf(enquiry.handover, domain, lookup)
    dmarc = stated.dmarc
    if dmarc.said_by is None and domain is not None:
        dmarc = check_dmarc(domain, dkim, spf, lookup)
    checked = replace(stated, dkim=dkim, spf=spf, dmarc=dmarc)
    if not enquiry.sealers or checked.standing is Standing.VERIFIED:
        return checked
    return with_chain(checked, held_chain(raw, lookup), enquiry.sealers)


def _spf(handover: Handover, author: str | None, lookup: Lookup) -> Check:
    if handover.client is None or handover.sender is None or _is_internal(handover.client):
        # The gateway of a container, a step within a provider's network: who came to it is not known, and SPF would fail for everybody.
        return Check()
    result, domain = check_spf(handover.client, handover.sender, handover.helo or "", lookup)
    return Check(verdict=verdict_of(result), result=result, domain=domain, said_by=OURSELVES, is_aligned=are_aligned(domain, author))


def _is_internal(client: str) -> bool:
    try:
        address = ip_address(client)
    except ValueError:
        return False
    return any(address in network for network in _INTERNAL)
