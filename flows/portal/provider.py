"""Citizens by the identity provider (FranceConnect): there and back, and joined to an account only after proof.

Whom the provider sends is nobody's account by his address alone: it may be old, or not his. He is joined where he was signed in when he set
out, else by a link to the address, which he follows. Who has a second factor shows it first: a mailbox and an identity do not replace it.
"""

import hmac
import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.citizen import Citizen, Profile
from domain.errors import ConflictError
from domain.ids import CitizenId, TownId
from flows import identity_provider
from flows.accounts import Where
from flows.identity_provider import Person, Provider, ProviderError, Registration
from flows.oidc import VISIT, Answer, ArrivalFault
from flows.portal import factor, mails, sessions
from flows.portal.mails import To
from flows.portal.sessions import Entered, digest, note
from flows.portal_settings import origin_in
from flows.secret import SEAL, opened, sealed
from flows.wiring import Installation
from flows.wording import say
from letters.account import Told
from store import citizen_identities, citizen_links, citizen_sessions, citizens, identities
from store.citizen_links import Kind, Link
from store.citizens import NewCitizen

LOG = structlog.get_logger(__name__)
BACK, OUT = "/p/back", "/p/out"
PENDING = timedelta(minutes=30)
_VISIT, _TOKEN, _PENDING, _JOIN = "citizen visit", "citizen provider token", "citizen arrival", "citizen join"
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a browser comes back with: of which town's portal it is, where it goes on, and who was signed in by which session.

    ``citizen`` 0: nobody was.
    """

    town: str
    next: str
    citizen: int
    session: str = field(repr=False)
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Somebody who came in, and where he goes on."""

    entered: Entered
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """Somebody the provider knows and no account means yet; ``pending`` is carried by the page that asks for his address."""

    town: TownId
    email: str
    pending: str = field(repr=False)
    browser: str = field(repr=False)
    """What this browser is given: the link that joins does so in it alone. Else somebody could have a stranger join his identity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Somebody who does not come in; ``town`` is where he set out, None where that is not known."""

    fault: ArrivalFault
    town: TownId | None


class Joined(StrEnum):
    """Why a link that joins does not."""

    OVER = "over"
    ELSEWHERE = "elsewhere"
    """This is not the browser that came from the provider; the link stays good for that one."""
    FACTOR = "factor"
    """The account asks for a second factor: he signs in first, and joins from there."""


class Providers:
    """The provider as each town's portal is known to it, by where it sends people back. Thread-safe."""

    def __init__(self, installation: Installation) -> None:
        """Know the installation; nothing is asked before somebody sets out."""
        self._installation = installation
        self._lock = threading.Lock()
        self._known: dict[str, Provider] = {}

    def of(self, town: TownId) -> Provider | None:
        """Return the provider for a town's portal; None where citizens have none."""
        settings = self._installation.settings
        if settings.citizen_oidc_issuer is None:
            return None
        back = f"{origin_of(self._installation, town)}{BACK}"
        with self._lock:
            if back not in self._known:
                registered = Registration(
                    issuer=settings.citizen_oidc_issuer,
                    client_id=settings.citizen_oidc_client_id,
                    secret=settings.citizen_oidc_client_secret,
                    scopes=settings.citizen_oidc_scopes,
                    redirect_uri=back,
                    acr=settings.citizen_oidc_acr,
                )
                self._known[back] = Provider(registered)
            return self._known[back]


def origin_of(installation: Installation, town: TownId) -> str:
    """Return where a town's public pages begin, from the settings alone."""
    with installation.database.read() as session:
        return origin_in(session, installation.settings.public_url, town)


def set_out(installation: Installation, provider: Provider, town: TownId, then: str, who: Entered | None, now: datetime) -> tuple[str, str]:
    """Return what the browser is given to come back with, and where it is sent. Raises ProviderError."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    own = (0, "") if who is None else (who.citizen.id, who.token_hash)
    visit = Visit(town=town, next=then, citizen=own[0], session=own[1], state=state, nonce=nonce, verifier=verifier)
    address = provider.address(state=state, nonce=nonce, verifier=verifier)
    token = secrets.token_urlsafe(32)
    content = sealed(installation.settings, _VISIT, json.dumps({"at": int(now.timestamp()), **asdict(visit)}))
    with installation.database.write() as session:
        identities.purge_visits(session, now - VISIT)
        identities.add_visit(session, digest(token), content, now)
    return token, address


def come_back(
    installation: Installation, providers: Providers, token: str, answer: Answer, now: datetime, where: Where
) -> Came | Stranger | Failed:
    """Let in whom the provider sends back to the browser that set out, once; or say who he is to nobody yet, or why not."""
    settings = installation.settings
    with installation.database.write() as session:
        content = identities.take_visit(session, digest(token))
    visit = None if content is None else _visit(installation, content, now)
    if visit is None or not hmac.compare_digest(visit.state.encode(), answer.state.encode()):
        return Failed(fault=ArrivalFault.OVER, town=None)
    town = TownId(visit.town)
    provider = providers.of(town)
    # RFC 9207: a provider that names itself in its answer must be the one that was asked.
    if provider is None or (answer.issuer and answer.issuer != settings.citizen_oidc_issuer):
        return Failed(fault=ArrivalFault.UNTRUSTED, town=town)
    if answer.error or not answer.code:
        LOG.info("provider_broke_off", error=answer.error[:100])
        return Failed(fault=ArrivalFault.CANCELLED, town=town)
    try:
        person = provider.person(answer.code, nonce=visit.nonce, verifier=visit.verifier)
    except ProviderError as error:
        LOG.warning("provider_lets_nobody_in", fault=error.fault.value, detail=error.detail)
        return Failed(fault=ArrivalFault(error.fault.value), town=town)
    return _entered(installation, visit, person, now, where)


def ask_link(installation: Installation, pending: str, email: str, language: str, now: datetime) -> None:
    """Send the link that joins whom the provider sent to the account of an address, or opens one. Called when the answer is given."""
    said = _unsealed(installation, _PENDING, pending, now)
    if said is None:
        return
    with installation.database.write() as session:
        content = sealed(installation.settings, _JOIN, json.dumps(said))
        link = Link(kind=Kind.JOIN, town=TownId(str(said["town"])), citizen=None, email=email, created_at=now, content=content)
        rung = mails.send_link(installation, session, link, To(email=citizens.folded_email(email), language=language), now)
    installation.bell.ring(*rung)


def is_pending(installation: Installation, town: TownId, pending: str, now: datetime) -> bool:
    """Tell whether somebody came from the provider a short while ago, to this town's portal."""
    said = _unsealed(installation, _PENDING, pending, now)
    return said is not None and said["town"] == town


def find_email(installation: Installation, town: TownId, token: str, now: datetime) -> str | None:
    """Return the address a link that joins went to, if it is still good; looking uses nothing up."""
    with installation.database.read() as session:
        link = citizen_links.find(session, town, Kind.JOIN, digest(token), now)
    return None if link is None else link.email


def is_elsewhere(installation: Installation, town: TownId, token: str, browser: str, now: datetime) -> bool:
    """Tell whether a link that joins is looked at in another browser than the one that came from the provider."""
    with installation.database.read() as session:
        link = citizen_links.find(session, town, Kind.JOIN, digest(token), now)
    said = None if link is None else opened(installation.settings, _JOIN, link.content)
    return said is not None and not hmac.compare_digest(str(json.loads(said)["browser"]), digest(browser))


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """What comes with a link that joins: its token, what the browser was given, and the language of a new account."""

    token: str = field(repr=False)
    browser: str = field(repr=False)
    language: str


def join(installation: Installation, town: TownId, come: Joining, now: datetime, where: Where) -> Entered | Joined:
    """Join the identity of a link to the account of the address it went to, and sign in; an account is opened where there is none."""
    if is_elsewhere(installation, town, come.token, come.browser, now):
        return Joined.ELSEWHERE
    try:
        with installation.database.write() as session:
            link = citizen_links.take(session, town, Kind.JOIN, digest(come.token), now)
            said = None if link is None else opened(installation.settings, _JOIN, link.content)
            if link is None or said is None:
                return Joined.OVER
            facts: dict[str, str] = json.loads(said)
            known = citizens.find_by_email(session, town, link.email)
            if known is not None and factor.is_asked(session, known.id):
                return Joined.FACTOR
            whose = _added(session, link, facts, come.language, now) if known is None else citizens.hold(session, known.id).id
            if citizen_identities.is_bound(session, facts["issuer"], whose):
                return Joined.OVER
            rung = _bind(installation, session, citizens.get(session, whose).citizen, (facts["issuer"], facts["subject"]), now)
            entered = sessions.begin(session, whose, now, where)
    except IntegrityError:
        # The identity, or the address, found another account a moment ago.
        return Joined.OVER
    installation.bell.ring(*rung)
    return entered


def leave(installation: Installation, citizen: Citizen, now: datetime) -> None:
    """Let the provider mean somebody no more. Raises ConflictError where nothing else opens his account."""
    with installation.database.write() as session:
        if not citizens.hold(session, citizen.id).citizen.has_password:
            raise ConflictError(say("Choose a password first: nothing else would open your account."))
        if citizen_identities.unbind(session, citizen.id):
            note(session, citizen, "citizen.unbind_identity", now)


def farewell(installation: Installation, providers: Providers, who: Entered) -> str | None:
    """Return where a browser signs out at the provider, too; None where it came in otherwise, or the provider offers no such thing."""
    with installation.database.read() as session:
        kept = citizen_sessions.provider_token(session, who.token_hash)
    hint = None if kept is None else opened(installation.settings, _TOKEN, kept)
    provider = providers.of(who.citizen.town)
    if hint is None or provider is None:
        return None
    try:
        endpoint = provider.endpoints().end_session
    except ProviderError as error:
        LOG.warning("provider_lets_nobody_out", fault=error.fault.value, detail=error.detail)
        return None
    town = who.citizen.town
    back = f"{origin_of(installation, town)}{OUT}"
    return identity_provider.farewell(endpoint, hint, installation.settings.citizen_oidc_client_id, back, town)


def _entered(installation: Installation, visit: Visit, person: Person, now: datetime, where: Where) -> Came | Stranger | Failed:
    town, issuer = TownId(visit.town), str(installation.settings.citizen_oidc_issuer)
    rung: tuple[str, ...] = ()
    try:
        with installation.database.write() as session:
            bound = citizen_identities.find(session, town, issuer, person.subject)
            own = citizens.find(session, CitizenId(visit.citizen)) if visit.citizen else None
            if own is not None and citizen_sessions.find(session, visit.session, now) is None:
                # Signed out since, by a new password perhaps: what was begun then joins nothing any more.
                return Failed(fault=ArrivalFault.OVER, town=town)
            if bound is None and own is not None and own.citizen.town == town:
                if citizen_identities.is_bound(session, issuer, own.id):
                    return Failed(fault=ArrivalFault.TAKEN, town=town)
                rung = _bind(installation, session, own.citizen, (issuer, person.subject), now)
                bound = own.id
            if bound is None:
                return _stranger(installation, visit, person, now)
            if own is not None and own.id != bound:
                return Failed(fault=ArrivalFault.TAKEN, town=town)
            entered = sessions.begin(session, bound, now, where, sealed(installation.settings, _TOKEN, person.id_token))
            note(session, entered.citizen, "citizen.sign_in", now, {"by": "provider"})
    except IntegrityError:
        return Failed(fault=ArrivalFault.TAKEN, town=town)
    installation.bell.ring(*rung)
    return Came(entered=entered, next=visit.next)


def _stranger(installation: Installation, visit: Visit, person: Person, now: datetime) -> Stranger:
    browser = secrets.token_urlsafe(32)
    said = {
        "at": int(now.timestamp()),
        "town": visit.town,
        "issuer": str(installation.settings.citizen_oidc_issuer),
        "subject": person.subject,
        "browser": digest(browser),
        "first_name": (person.text("given_name") or "")[:_LONGEST_NAME],
        "name": (person.text("family_name") or "")[:_LONGEST_NAME],
    }
    pending = sealed(installation.settings, _PENDING, json.dumps(said))
    return Stranger(town=TownId(visit.town), email=(person.text("email") or "").lower(), pending=pending, browser=browser)


def _bind(installation: Installation, session: Session, citizen: Citizen, identity: tuple[str, str], now: datetime) -> tuple[str, ...]:
    """Let the provider mean somebody, by issuer and subject, and tell him; return the queues that have work then."""
    citizen_identities.bind(session, citizen.town, *identity, citizen.id, now)
    note(session, citizen, "citizen.bind_identity", now)
    to = To(email=citizen.email, language=citizen.profile.language)
    return mails.tell(installation, session, citizen.town, Told.IDENTITY, to, now)


def _added(session: Session, link: Link, facts: Mapping[str, str], language: str, now: datetime) -> CitizenId:
    profile = Profile(first_name=facts["first_name"], name=facts["name"], language=language)
    added = citizens.add(session, NewCitizen(town=link.town, email=link.email, password_hash=None, profile=profile), now)
    note(session, citizens.get(session, added).citizen, "citizen.register", now, {"by": "provider"})
    return added


def _visit(installation: Installation, content: str, now: datetime) -> Visit | None:
    facts = _facts(opened(installation.settings, _VISIT, content), now, VISIT)
    if facts is None:
        return None
    said = {name: str(facts[name]) for name in ("town", "next", "session", "state", "nonce", "verifier")}
    return Visit(**said, citizen=int(str(facts["citizen"])))


def _unsealed(installation: Installation, purpose: str, token: str, now: datetime) -> dict[str, object] | None:
    return _facts(opened(installation.settings, purpose, token) if token.startswith(SEAL) else None, now, PENDING)


def _facts(written: str | None, now: datetime, lasts: timedelta) -> dict[str, object] | None:
    facts: dict[str, object] = {} if written is None else json.loads(written)
    is_fresh = bool(facts) and 0 <= now.timestamp() - int(str(facts["at"])) <= lasts.total_seconds()
    return facts if is_fresh else None
