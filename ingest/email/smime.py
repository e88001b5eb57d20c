"""Who signed a message by S/MIME, and whether what he signed is unchanged (RFC 8551, RFC 5652).

The certificate is taken at its word: whether its issuer may vouch for a name, and whether it was revoked, only a directory could tell.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from domain.authenticity import ElectronicSignature, Integrity
from ingest.email.sealed import MAX_ELEMENTS, Element, after, cms_bytes, element, inside

_SIGNED = bytes.fromhex("2a864886f70d010702")
_DIGEST_OF_CONTENT = bytes.fromhex("2a864886f70d010904")
_HASHES: dict[bytes, hashes.HashAlgorithm] = {
    bytes.fromhex("608648016503040201"): hashes.SHA256(),
    bytes.fromhex("608648016503040202"): hashes.SHA384(),
    bytes.fromhex("608648016503040203"): hashes.SHA512(),
}
"""SHA-1 and MD5 prove nothing any more (RFC 8551, 2.1)."""
_PSS = bytes.fromhex("2a864886f70d01010a")
_SEQUENCE, _SET, _OID, _OCTETS, _INTEGER, _FIRST, _SECOND = 0x30, 0x31, 0x06, 0x04, 0x02, 0xA0, 0xA1
_BY_KEY_ID = 0x80
_MOST_CERTIFICATES, _MOST_SIGNERS, _MOST_ATTRIBUTES = 20, 5, 50
_LONGEST = 200
_TROUBLES = (
    *(ValueError, TypeError, IndexError, UnsupportedAlgorithm),
    *(x509.DuplicateExtension, x509.InvalidVersion, x509.UnsupportedGeneralNameType),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signer:
    """One SignerInfo (RFC 5652, 5.3): how it names its certificate, what it signed, and the signature."""

    key_id: bytes | None
    serial: int | None
    digest: bytes
    attributes: bytes
    algorithm: bytes
    signature: bytes


def read_signature(packed: bytes, content: bytes | None) -> ElectronicSignature | None:
    """Return who signed; None where the bytes are no signature, or one without its certificate.

    ``packed`` is the ``smime.p7s`` or ``smime.p7m``. ``content`` is what was signed, with the line ends of
    mail; None where it cannot be had.
    """
    raw = cms_bytes(packed)
    try:
        certificates, signers = _parts(raw)
        for signer in signers:
            certificate = next((one for one in certificates if _is_of(signer, one)), None)
            if certificate is not None:
                return replace(_named(certificate), integrity=_integrity(signer, certificate, content))
    except _TROUBLES:
        return None
    return None


# --- reading --------------------------------------------------------------------------------------------------------------------------


def _parts(raw: bytes) -> tuple[list[x509.Certificate], list[_Signer]]:
    name = element(raw, inside(raw, 0, _SEQUENCE))
    if name.tag != _OID or raw[name.start : name.end] != _SIGNED:
        return [], []
    at = inside(raw, inside(raw, name.after, _FIRST), _SEQUENCE)
    at = after(raw, after(raw, after(raw, at)))  # behind version, algorithms, content
    certificates: list[x509.Certificate] = []
    signers: list[_Signer] = []
    while at < len(raw):
        one = element(raw, at)
        if one.tag == _FIRST:
            certificates = list(_certificates(raw, one))
        elif one.tag == _SET:
            signers = [_signer(raw, start) for start, _ in _members(raw, one, _MOST_SIGNERS)]
        elif one.tag != _SECOND:
            break
        at = after(raw, at)
    return certificates, signers


def _members(raw: bytes, holder: Element, most: int) -> Iterator[tuple[int, int]]:
    """Yield where each element within another begins and ends."""
    at = holder.start
    for _ in range(min(most, MAX_ELEMENTS)):
        end = holder.end if holder.end >= 0 else len(raw)
        if at >= end or (holder.end < 0 and raw[at : at + 2] == b"\0\0"):
            return
        following = after(raw, at)
        yield at, following
        at = following


def _certificates(raw: bytes, holder: Element) -> Iterator[x509.Certificate]:
    for start, end in _members(raw, holder, _MOST_CERTIFICATES):
        try:
            yield x509.load_der_x509_certificate(raw[start:end])
        except _TROUBLES:
            continue  # another kind of certificate, or one that is damaged


def _signer(raw: bytes, at: int) -> _Signer:
    at = after(raw, inside(raw, at, _SEQUENCE))  # behind the version
    names = element(raw, at)
    serial, key_id = None, None
    if names.tag == _BY_KEY_ID:
        key_id = raw[names.start : names.end]
    else:
        number = element(raw, after(raw, names.start))
        serial = int.from_bytes(raw[number.start : number.end], signed=True) if number.tag == _INTEGER else None
    at = after(raw, at)
    digest = _algorithm(raw, at)
    at = after(raw, at)
    attributes = b""
    if element(raw, at).tag == _FIRST:
        attributes = bytes([_SET]) + raw[at + 1 : after(raw, at)]  # signed as a set, whatever its mark here (RFC 5652, 5.4)
        at = after(raw, at)
    algorithm = _algorithm(raw, at)
    signed = element(raw, after(raw, at))
    return _Signer(
        key_id=key_id, serial=serial, digest=digest, attributes=attributes, algorithm=algorithm, signature=raw[signed.start : signed.end]
    )


def _algorithm(raw: bytes, at: int) -> bytes:
    name = element(raw, inside(raw, at, _SEQUENCE))
    return raw[name.start : name.end]


def _is_of(signer: _Signer, certificate: x509.Certificate) -> bool:
    if signer.key_id is None:
        return certificate.serial_number == signer.serial
    try:
        return certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest == signer.key_id
    except x509.ExtensionNotFound:
        return False


# --- who, and whether it holds --------------------------------------------------------------------------------------------------------


def _named(certificate: x509.Certificate) -> ElectronicSignature:
    subject, issuer = certificate.subject, certificate.issuer
    emails = [*_texts(subject, NameOID.EMAIL_ADDRESS)]
    try:
        others = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        emails += others.get_values_for_type(x509.RFC822Name)
    except (x509.ExtensionNotFound, *_TROUBLES):
        pass  # the subject alone names him
    both = " ".join((*_texts(subject, NameOID.GIVEN_NAME)[:1], *_texts(subject, NameOID.SURNAME)[:1]))
    names = [*_texts(subject, NameOID.COMMON_NAME), both, *_texts(subject, NameOID.ORGANIZATION_NAME), *emails]
    issuers = [*_texts(issuer, NameOID.COMMON_NAME), *_texts(issuer, NameOID.ORGANIZATION_NAME)]
    return ElectronicSignature(
        name=next((one for one in names if one), None),
        emails=tuple(dict.fromkeys(one.strip().lower() for one in emails if "@" in one))[:5],
        issuer=next((one for one in issuers if one), None),
    )


def _texts(name: x509.Name, of: x509.ObjectIdentifier) -> list[str]:
    found = (one.value for one in name.get_attributes_for_oid(of))
    return [" ".join(one.split())[:_LONGEST] for one in found if isinstance(one, str) and one.strip()]


def _integrity(signer: _Signer, certificate: x509.Certificate, content: bytes | None) -> Integrity:
    algorithm = _HASHES.get(signer.digest)
    if algorithm is None or content is None:
        return Integrity.UNCHECKED
    signed = content
    if signer.attributes:
        if _attribute(signer.attributes, _DIGEST_OF_CONTENT) != hashlib.new(algorithm.name, content).digest():
            return Integrity.CHANGED
        signed = signer.attributes
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            is_pss = signer.algorithm == _PSS
            packing = padding.PSS(padding.MGF1(algorithm), padding.PSS.AUTO) if is_pss else padding.PKCS1v15()
            key.verify(signer.signature, signed, packing, algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signer.signature, signed, ec.ECDSA(algorithm))
        else:
            return Integrity.UNCHECKED
    except InvalidSignature:
        return Integrity.CHANGED
    return Integrity.INTACT


def _attribute(attributes: bytes, wanted: bytes) -> bytes | None:
    """Return the first value of a signed attribute."""
    for start, _ in _members(attributes, element(attributes, 0), _MOST_ATTRIBUTES):
        name = element(attributes, inside(attributes, start, _SEQUENCE))
        if attributes[name.start : name.end] == wanted:
            value = element(attributes, inside(attributes, name.after, _SET))
            return attributes[value.start : value.end] if value.tag == _OCTETS else None
    return None
