"""Signed messages and the DNS that vouches for them, for tests: keys are made here and prove nothing elsewhere."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from socketserver import BaseRequestHandler, ThreadingUDPServer
from threading import Thread
from typing import Any

import dkim
import dns.message
import dns.rcode
import dns.rrset
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

SELECTOR = "s1"
Zone = dict[tuple[str, str], tuple[str, ...]]
"""Records by name and type; a name with « SERVFAIL » as its only record answers that, one with « SILENCE » nothing."""


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_key() -> str:
    """Return the DNS record of the key."""
    der = _key().public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"


def signed(raw: bytes, domain: str, **options: Any) -> bytes:  # Any: dkimpy's own options
    """Return a message with a signature of ``domain`` above it."""
    pem = _key().private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    options = {"canonicalize": (b"relaxed", b"relaxed"), "include_headers": [b"from", b"to", b"subject"], **options}
    signature: bytes = dkim.sign(raw, SELECTOR.encode(), domain.encode(), pem, **options)
    return signature + raw


def arc_sealed(raw: bytes, domain: str, said: str) -> bytes:
    """Return a message with one more link of a chain above it (RFC 8617, 5.1): what ``domain`` found, and its seal on that."""
    head, _, body = raw.partition(b"\r\n\r\n")
    fields = [(name.lower(), value) for name, _, value in (line.partition(b":") for line in head.split(b"\r\n"))]
    chain = [f"{name.decode()}:{value.decode().strip()}" for name, value in reversed(fields) if name.startswith(b"arc-")]
    number = len(chain) // 3 + 1
    digest = base64.b64encode(sha256(body.rstrip(b"\r\n") + b"\r\n").digest()).decode()
    covered = [f"{name}:{value.decode().strip()}" for name in ("from", "to", "subject") for key, value in fields if key == name.encode()]
    about = f"a=rsa-sha256; d={domain}; s={SELECTOR}; t=1"
    results = f"arc-authentication-results:i={number}; {domain}; {said}"
    signature = f"arc-message-signature:i={number}; {about}; c=relaxed/relaxed; h=from:to:subject; bh={digest}; b="
    signature += _signed("\r\n".join((*covered, signature)))
    seal = f"arc-seal:i={number}; {about}; cv={'pass' if chain else 'none'}; b="
    seal += _signed("\r\n".join((*chain, results, signature, seal)))
    return "".join(f"{one.replace(':', ': ', 1)}\r\n" for one in (seal, signature, results)).encode() + raw


def _signed(text: str) -> str:
    return base64.b64encode(_key().sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()


def zone_of(domain: str, *, client: str = "198.51.100.7", policy: str = "v=DMARC1; p=reject") -> Zone:
    """Return what a domain that protects itself publishes: its key, one host that sends for it, its policy."""
    return {
        (f"{SELECTOR}._domainkey.{domain}", "TXT"): (public_key(),),
        (domain, "TXT"): (f"v=spf1 ip4:{client} -all",),
        (f"_dmarc.{domain}", "TXT"): (policy,),
    }


@contextmanager
def name_server(zone: Zone) -> Iterator[str]:
    """Run a name server for a zone and give its address, as the setting « dns » takes it."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            data, sock = self.request
            query = dns.message.from_wire(data)
            question = query.question[0]
            name, kind = question.name.to_text(omit_final_dot=True).lower(), question.rdtype.name
            found = zone.get((name, kind), ())
            if found == ("SILENCE",):
                return
            response = dns.message.make_response(query)
            if found == ("SERVFAIL",):
                response.set_rcode(dns.rcode.SERVFAIL)
            elif found:
                texts = [_quoted(text) if kind == "TXT" else text for text in found]
                response.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, texts))
            elif not any(known == name for known, _ in zone):
                response.set_rcode(dns.rcode.NXDOMAIN)
            sock.sendto(response.to_wire(), self.client_address)

    with ThreadingUDPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def _quoted(text: str) -> str:
    return " ".join(f'"{text[start : start + 255]}"' for start in range(0, len(text), 255))
