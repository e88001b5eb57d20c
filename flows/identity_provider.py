"""Speaks to the identity provider: its settings and keys, the exchange of a code for a token, and what the token says (OpenID Connect)."""

import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlencode

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import extract_compact
from pydantic import SecretStr

SECONDS = 8.0
"""For each word with the provider: somebody waits before his browser."""
KEPT_SECONDS = 3600.0
LEEWAY_SECONDS = 60
"""By so much the clock of the provider may be wrong."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by the provider's own key: neither none, nor by a secret that both know."""
WELL_KNOWN = "/.well-known/openid-configuration"
_LARGEST = 512 * 1024
_EIDAS = re.compile(r"eidas([1-3])")
_OK = 200


class ProviderFault(StrEnum):
    """Why the provider lets nobody in."""

    UNREACHABLE = "unreachable"
    """It does not answer, or answers what is none of a provider's."""
    REFUSED = "refused"
    """It takes neither this desk nor this code."""
    UNTRUSTED = "untrusted"
    """What it says of somebody does not hold: not signed by it, not for this desk, over, or of another visit."""


class ProviderError(Exception):
    """The provider lets nobody in; ``fault`` says why, ``detail`` tells administrators more in its log, and holds no secret."""

    def __init__(self, fault: ProviderFault, detail: str) -> None:
        """Say why."""
        super().__init__(f"{fault.value}: {detail}")
        self.fault = fault
        self.detail = detail


class Lack(StrEnum):
    """What is wrong with what the provider says of itself."""

    AWAY = "away"
    SLOW = "slow"
    CERTIFICATE = "certificate"
    STATUS = "status"
    NO_JSON = "no JSON"
    OTHER_NAME = "other name"
    NO_ENDPOINTS = "no endpoints"
    NO_KEYS = "no keys"


class DiscoveryError(ProviderError):
    """The provider does not answer, or not as one; ``lack`` says how, ``value`` with what."""

    def __init__(self, lack: Lack, detail: str, value: str = "") -> None:
        """Say what is wrong."""
        super().__init__(ProviderFault.UNREACHABLE, detail)
        self.lack = lack
        self.value = value


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Where a provider does what. ``end_session`` and ``userinfo`` None: it offers none."""

    authorization: str
    token: str
    keys: str
    userinfo: str | None
    end_session: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom the provider sends: his subject there, and what it says of him. ``id_token`` is shown to it when he signs out there."""

    subject: str
    claims: Mapping[str, object]
    id_token: str = field(repr=False)

    def text(self, claim: str) -> str | None:
        """Return a claim that is words."""
        value = self.claims.get(claim)
        return value.strip() or None if isinstance(value, str) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """How the desk, or the portal, is known to a provider. ``acr`` is how surely it is to know people, empty: as it likes."""

    issuer: str
    client_id: str
    secret: SecretStr
    scopes: str
    redirect_uri: str
    acr: str = ""


class Provider:
    """The provider of an installation. Thread-safe; asks for the provider's settings and keys once an hour."""

    def __init__(self, registered: Registration) -> None:
        """Know the registration; nothing is asked before somebody signs in."""
        self._registered = registered
        self._lock = threading.Lock()
        self._endpoints: tuple[float, Endpoints] | None = None
        self._keys: KeySet | None = None

    def address(self, *, state: str, nonce: str, verifier: str) -> str:
        """Return where a browser is sent. Raises ProviderError."""
        more = {"acr_values": self._registered.acr} if self._registered.acr else {}
        made, _ = self._client().create_authorization_url(
            self.endpoints().authorization, state=state, nonce=nonce, code_verifier=verifier, response_type="code", **more
        )
        return str(made)

    def person(self, code: str, *, nonce: str, verifier: str) -> Person:
        """Return whom a code stands for. Raises ProviderError."""
        token = self._exchange(code, verifier)
        id_token, access_token = str(token.get("id_token", "")), str(token.get("access_token", ""))
        claims = self._checked(id_token, nonce, access_token)
        more = self._userinfo(access_token)
        if more and more.get("sub") != claims["sub"]:
            raise ProviderError(ProviderFault.UNTRUSTED, "userinfo is of another subject")
        if not _is_sure(self._registered.acr, str(claims.get("acr", ""))):
            raise ProviderError(ProviderFault.UNTRUSTED, "he is known less surely than was asked")
        return Person(subject=str(claims["sub"]), claims={**more, **claims}, id_token=id_token)

    def endpoints(self) -> Endpoints:
        """Return where the provider does what. Raises ProviderError."""
        with self._lock:
            kept = self._endpoints
        if kept is not None and time.monotonic() - kept[0] < KEPT_SECONDS:
            return kept[1]
        issuer = self._registered.issuer
        found = _endpoints(_document(f"{issuer.rstrip('/')}{WELL_KNOWN}"), issuer)
        with self._lock:
            self._endpoints, self._keys = (time.monotonic(), found), None
        return found

    def _client(self) -> OAuth2Session:
        secret = self._registered.secret.get_secret_value()
        return OAuth2Session(
            self._registered.client_id,
            secret or None,
            scope=self._registered.scopes,
            redirect_uri=self._registered.redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            default_timeout=SECONDS,
        )

    def _exchange(self, code: str, verifier: str) -> Mapping[str, object]:
        endpoint = self.endpoints().token
        try:
            with self._client() as client:
                token: Mapping[str, object] = client.fetch_token(
                    endpoint, code=code, code_verifier=verifier, grant_type="authorization_code", allow_redirects=False
                )
        except AuthlibBaseError as error:
            raise ProviderError(ProviderFault.REFUSED, str(error.error)) from error
        except (requests.RequestException, ValueError) as error:
            raise ProviderError(ProviderFault.UNREACHABLE, type(error).__name__) from error
        return token

    def _checked(self, id_token: str, nonce: str, access_token: str) -> Mapping[str, object]:
        issuer, client_id = self._registered.issuer, self._registered.client_id
        try:
            decoded = jwt.decode(id_token, self._known_keys(id_token), algorithms=ALGORITHMS)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                options={"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}},
                params={"nonce": nonce, "client_id": client_id, "access_token": access_token},
            )
            claims.validate(now=int(time.time()), leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise ProviderError(ProviderFault.UNTRUSTED, f"{type(error).__name__} {error}") from error
        if not isinstance(claims.get("sub"), str) or not claims["sub"]:
            raise ProviderError(ProviderFault.UNTRUSTED, "no subject")
        return dict(claims)

    def _known_keys(self, token: str) -> KeySet:
        """Return the provider's keys; asked for anew where a token names one that is not among them."""
        with self._lock:
            keys = self._keys
        wanted = _key_id(token)
        if keys is not None and (wanted is None or any(key.kid == wanted for key in keys.keys)):
            return keys
        fresh = _keys(_document(self.endpoints().keys))
        with self._lock:
            self._keys = fresh
        return fresh

    def _userinfo(self, access_token: str) -> Mapping[str, object]:
        """Return what the provider says beside the token; ProConnect signs it, and says the e-mail address nowhere else."""
        address = self.endpoints().userinfo
        if address is None or not access_token:
            return {}
        answer = _get(address, {"Authorization": f"Bearer {access_token}"})
        if "application/jwt" not in answer.headers.get("Content-Type", ""):
            return _object(answer)
        try:
            decoded = jwt.decode(answer.text, self._known_keys(answer.text), algorithms=ALGORITHMS)
        except (JoseError, ValueError) as error:
            raise ProviderError(ProviderFault.UNTRUSTED, "userinfo") from error
        if decoded.claims.get("aud") not in (self._registered.client_id, [self._registered.client_id]):
            raise ProviderError(ProviderFault.UNTRUSTED, "userinfo is for somebody else")
        return decoded.claims


def farewell(endpoint: str | None, hint: str, client_id: str, back: str, state: str = "") -> str | None:
    """Return where a browser signs out at a provider, too, and comes back from; None where it offers no such thing."""
    asked = {"id_token_hint": hint, "client_id": client_id, "post_logout_redirect_uri": back, **({"state": state} if state else {})}
    return None if endpoint is None else f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def _is_sure(asked: str, said: str) -> bool:
    """Tell whether somebody is known as surely as was asked; of the levels of eIDAS a higher one does, too."""
    if not asked or said in asked.split():
        return True
    wanted = [int(one[1]) for one in map(_EIDAS.fullmatch, asked.split()) if one is not None]
    level = _EIDAS.fullmatch(said)
    return bool(wanted) and level is not None and int(level[1]) >= min(wanted)


def look_at(issuer: str, seconds: float) -> None:
    """Fetch what a provider says of itself, and its keys, each within ``seconds``. Raises DiscoveryError."""
    _keys(_document(_endpoints(_document(f"{issuer.rstrip('/')}{WELL_KNOWN}", seconds), issuer).keys, seconds))


def _endpoints(document: Mapping[str, object], issuer: str) -> Endpoints:
    if document.get("issuer") != issuer:
        # A slash at the end counts, too: the token bears the issuer letter by letter.
        name = str(document.get("issuer"))[:200]
        raise DiscoveryError(Lack.OTHER_NAME, f"it calls itself {name}", name)
    named = {name: document.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    if not all(isinstance(one, str) and one for one in named.values()):
        raise DiscoveryError(Lack.NO_ENDPOINTS, "its settings name no endpoints")
    userinfo, end_session = document.get("userinfo_endpoint"), document.get("end_session_endpoint")
    return Endpoints(
        authorization=str(named["authorization_endpoint"]),
        token=str(named["token_endpoint"]),
        keys=str(named["jwks_uri"]),
        userinfo=userinfo if isinstance(userinfo, str) else None,
        end_session=end_session if isinstance(end_session, str) else None,
    )


def _keys(document: Mapping[str, object]) -> KeySet:
    try:
        return KeySet.import_key_set({"keys": document["keys"]})  # type: ignore[typeddict-item]  # the library checks what it is given
    except (JoseError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise DiscoveryError(Lack.NO_KEYS, "its keys cannot be read") from error


def _key_id(token: str) -> str | None:
    try:
        found = extract_compact(token.encode()).headers().get("kid")
    except (JoseError, ValueError):
        # It is checked, and refused, a moment later.
        return None
    return found if isinstance(found, str) else None


def _document(address: str, seconds: float = SECONDS) -> Mapping[str, object]:
    return _object(_get(address, {}, seconds))


def _get(address: str, headers: Mapping[str, str], seconds: float = SECONDS) -> requests.Response:
    try:
        answer = requests.get(address, headers={**headers}, timeout=seconds, allow_redirects=False)
    except requests.RequestException as error:
        raise DiscoveryError(_lack(error), type(error).__name__) from error
    if answer.status_code != _OK or len(answer.content) > _LARGEST:
        raise DiscoveryError(Lack.STATUS, f"status {answer.status_code}", str(answer.status_code))
    return answer


def _lack(error: requests.RequestException) -> Lack:
    if isinstance(error, requests.exceptions.SSLError):
        return Lack.CERTIFICATE
    return Lack.SLOW if isinstance(error, requests.Timeout) else Lack.AWAY


def _object(answer: requests.Response) -> Mapping[str, object]:
    try:
        found = answer.json()
    except ValueError as error:
        raise DiscoveryError(Lack.NO_JSON, "no JSON") from error
    if not isinstance(found, dict):
        raise DiscoveryError(Lack.NO_JSON, "no JSON object")
    return found
