"""Who signed a message by S/MIME, and whether it is unchanged; certificates are made here and prove nothing elsewhere."""

import base64
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from domain.authenticity import ElectronicSignature, Integrity
from domain.draft import Draft, Remark
from domain.inbound import Reception
from ingest.email.parse import read_email
from ingest.email.smime import read_signature
from tests.soon import soon

ENTITY = "Content-Type: text/plain; charset=utf-8\r\n\r\nUn trou énorme rue Carnot.\r\n".encode()
HEAD = b"From: Anne Roux <anne@courriel.example>\r\nTo: mairie@valognes.example\r\nSubject: Trou\r\nMIME-Version: 1.0\r\n"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@cache
def key(kind: str) -> Key:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())


def certificate(of: Key, common_name: str = "Anne ROUX", email: str = "Anne@courriel.example") -> x509.Certificate:
    names = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)] if common_name else []
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Autorité d’essai")])
    made = x509.CertificateBuilder().subject_name(x509.Name(names)).issuer_name(issuer).public_key(of.public_key())
    made = made.serial_number(4711).not_valid_before(datetime.now(UTC) - timedelta(1)).not_valid_after(datetime.now(UTC) + timedelta(9))
    return made.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(email)]), critical=False).sign(of, hashes.SHA256())


def packed(kind: str = "rsa", *options: pkcs7.PKCS7Options, content: bytes = ENTITY, pss: bool = False) -> bytes:
    padded = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH) if pss else None
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    builder = builder.add_signer(certificate(key(kind)), key(kind), hashes.SHA256(), rsa_padding=padded)
    return builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary, *options])


def detached(signature: bytes, entity: bytes = ENTITY, eol: bytes = b"\r\n") -> bytes:
    kind = b'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary=b\r\n\r\n'
    head = b"--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    raw = HEAD + kind + b"--b\r\n" + entity + b"\r\n" + head + base64.encodebytes(signature) + b"\r\n--b--\r\n"
    return raw.replace(b"\r\n", b"\n").replace(b"\n", eol)


def opaque(signature: bytes) -> bytes:
    head = b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return HEAD + head + base64.encodebytes(signature)


def read(raw: bytes) -> Draft:
    return read_email(raw, Reception())


ANNE = ElectronicSignature(name="Anne ROUX", emails=("anne@courriel.example",), issuer="Autorité d’essai", integrity=Integrity.INTACT)


@pytest.mark.parametrize("eol", [b"\r\n", b"\n"])
@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_detached_signature_is_checked_and_says_who_signed(kind: str, eol: bytes) -> None:
    draft = read(detached(packed(kind, pkcs7.PKCS7Options.DetachedSignature), eol=eol))
    assert (draft.signed_by, draft.text, draft.remarks) == (ANNE, "Un trou énorme rue Carnot.", ())
    assert draft.signed_by is not None and draft.signed_by.is_of("ANNE@courriel.example") and not draft.signed_by.is_of("x@y.example")


def test_an_opaque_signature_is_checked_too() -> None:
    draft = read(opaque(packed()))
    assert (draft.signed_by, draft.text, draft.remarks) == (ANNE, "Un trou énorme rue Carnot.", ())


def test_the_newer_padding_and_a_signature_of_the_content_alone_are_checked() -> None:
    for signature in (packed("rsa", pss=True), packed("rsa", pkcs7.PKCS7Options.NoAttributes)):
        assert read(opaque(signature)).signed_by == ANNE


def test_what_was_changed_on_the_way_is_told() -> None:
    signature = packed("rsa", pkcs7.PKCS7Options.DetachedSignature)
    changed = read(detached(signature, ENTITY.replace(b"Carnot", b"Vauban")))
    assert changed.signed_by is not None and changed.signed_by.integrity is Integrity.CHANGED
    assert (changed.text, changed.signed_by.name) == ("Un trou énorme rue Vauban.", "Anne ROUX")
    forged = read(detached(signature[:-4] + b"\0\0\0\0"))
    assert forged.signed_by is not None and forged.signed_by.integrity is Integrity.CHANGED


def test_a_signature_that_is_not_checked_here_is_shown_as_such() -> None:
    signature = packed("rsa", pkcs7.PKCS7Options.DetachedSignature)
    weak = signature.replace(bytes.fromhex("608648016503040201"), bytes.fromhex("608648016503040204"))  # a digest nobody uses
    draft = read(detached(weak))
    assert draft.signed_by is not None and draft.signed_by.integrity is Integrity.UNCHECKED
    assert (draft.signed_by.name, draft.remarks) == ("Anne ROUX", (Remark.SIGNED,))
    bare = read(detached(packed("rsa", pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.NoCerts)))
    assert (bare.signed_by, bare.remarks) == (None, (Remark.SIGNED,))


def test_a_signature_within_proves_nothing_of_the_whole() -> None:
    inner = detached(packed("rsa", pkcs7.PKCS7Options.DetachedSignature))
    outer = HEAD + b"Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: text/plain\r\n\r\nVoyez ce mail.\r\n"
    assert read(outer + b"--o\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--o--\r\n").signed_by is None


def test_damaged_signatures_cost_nothing_else() -> None:
    signature = packed("rsa", pkcs7.PKCS7Options.DetachedSignature)
    for end in range(0, len(signature), 37):
        assert read(detached(signature[:end])).text == "Un trou énorme rue Carnot."
    for at in range(0, len(signature), 29):
        read_signature(signature[:at] + b"\xff" + signature[at + 1 :], ENTITY)
    with soon(2):
        assert read_signature(b"\x30\x80" * 200_000, b"") is None
        assert read_signature(signature[:60] + b"\xa0\x80" * 200_000, b"") is None


def test_a_certificate_of_no_known_version_costs_nothing_else() -> None:
    signature = packed()
    at = signature.index(b"\xa0\x03\x02\x01\x02") + 4  # the version of the certificate (RFC 5280, 4.1.2.1)
    draft = read(detached(signature[:at] + b"\x13" + signature[at + 1 :]))
    assert "Un trou énorme" in draft.text and Remark.MALFORMED not in draft.remarks
