"""A device with one passkey, in software: it answers as WebAuthn asks, or wrongly where a test wants that."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
_ES256, _P256, _EC2 = -7, 1, 2


@dataclass
class Device:
    """``counts``: it says how often it was used; ``verifies``: it knows who holds it."""

    origin: str = "http://testserver"
    counts: bool = True
    verifies: bool = True
    count: int = 0
    handle: str = ""
    public: object = None
    """What it says is its public key; None: what is."""
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, object], *, origin: str | None = None) -> str:
        """Return what a browser sends when a passkey is made."""
        user, party = options["user"], options["rp"]
        assert isinstance(user, dict) and isinstance(party, dict)
        self.handle = str(user["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: _EC2, 3: _ES256, -1: _P256, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        said_key = cbor2.dumps(public if self.public is None else self.public)
        attested = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + said_key
        about = self._about(str(party["id"]), ATTESTED) + attested
        said = {"fmt": "none", "attStmt": {}, "authData": about}
        client = self._client("webauthn.create", options, origin)
        return self._answer({"clientDataJSON": told(client), "attestationObject": told(cbor2.dumps(said))})

    def show(self, options: dict[str, object], *, origin: str | None = None) -> str:
        """Return what a browser sends when a passkey is shown."""
        about, client = self._about(str(options["rpId"])), self._client("webauthn.get", options, origin)
        signed = self.key.sign(about + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {"clientDataJSON": told(client), "authenticatorData": told(about), "signature": told(signed), "userHandle": self.handle}
        return self._answer(response)

    def _about(self, party: str, flags: int = 0) -> bytes:
        self.count += self.counts
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(party.encode()).digest() + bytes([flags]) + (self.count if self.counts else 0).to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, object], origin: str | None) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": origin or self.origin}).encode()

    def _answer(self, response: dict[str, str]) -> str:
        name = told(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}})


def told(content: bytes) -> str:
    """Return bytes as WebAuthn writes them."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def read(text: str) -> bytes:
    """Return the bytes of such a text."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
