"""Passkeys of citizens (clés d'accès, WebAuthn): made, called, removed; signing in by one alone, or by one behind the password.

The library checks origin, host, challenge, signature, presence, verification of the user and the counter (W3C Web Authentication, §7). What
it is to check against is written here first: each challenge is one browser's, good once and for minutes. A passkey works where it was made
alone, so that a site that looks like the town's gets nothing of it.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from domain.citizen import Citizen
from domain.ids import CitizenId, TownId
from flows import passwords, second_factor
from flows.accounts import CodeFault, Where
from flows.half_way import HalfWay
from flows.portal import entering, factor, mails, sessions
from flows.portal.mails import To
from flows.portal.sessions import Entered, digest, note
from flows.second_factor import Proof
from flows.settings import Settings
from flows.wiring import Installation
from letters.account import Told
from store import citizen_passkeys, citizen_sessions, citizens
from store.citizen_passkeys import Passkey
from store.citizens import Account

MOST = 10
"""Passkeys of one account."""
LONGEST_NAME = 60
LASTS = timedelta(minutes=5)
_BYTES = 32
_WRONG = (WebAuthnException, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What the library raises at an answer: its own errors, and what it did not foresee of bytes no device makes."""


class Use(StrEnum):
    """What a passkey is asked for."""

    MAKE = "make"
    ENTER = "enter"
    """Alone: it has to know who holds it (fingerprint, face, PIN)."""
    SECOND = "second"
    """Behind the password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a browser is: the page's ``origin``, and the ``host`` in it, which passkeys are tied to."""

    origin: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a browser sends: ``browser`` is what it is known by, ``credential`` what its device answered, as JSON."""

    site: Site
    browser: str
    credential: str


def held(session: Session, citizen: CitizenId) -> tuple[Passkey, ...]:
    """Return somebody's passkeys."""
    return citizen_passkeys.of_citizen(session, citizen)


# --- made, called, removed ------------------------------------------------------------------------------------------------------------


def offer(installation: Installation, who: Entered, site: Site, town_name: str, now: datetime) -> str | None:
    """Return what a browser is to make a passkey by, as JSON; None for who has as many as there may be.

    The caller asked for the password.
    """
    citizen, challenge = who.citizen, secrets.token_bytes(_BYTES)
    with installation.database.write() as session:
        known = citizen_passkeys.of_citizen(session, citizen.id)
        if len(known) >= MOST:
            return None
        citizen_passkeys.ask(session, who.token_hash, Use.MAKE, challenge, now + LASTS, now)
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=town_name,
        user_id=_handle(installation.settings, citizen),
        user_name=citizen.email,
        challenge=challenge,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    return options_to_json(options)


def register(installation: Installation, who: Entered, sent: Sent, name: str, now: datetime) -> tuple[str, ...] | None:
    """Keep a passkey that was made, and return recovery codes where he had none, which nothing shows again; None where it is not right.

    All his other sessions end, and he is told by mail.
    """
    citizen = who.citizen
    try:
        with installation.database.write() as session:
            citizens.hold(session, citizen.id)
            count = len(citizen_passkeys.of_citizen(session, citizen.id))
            challenge = citizen_passkeys.take(session, who.token_hash, Use.MAKE, now)
            made = None if challenge is None or count >= MOST else _made(sent, challenge)
            if made is None:
                return None
            new = Passkey(
                id=0,
                citizen=citizen.id,
                credential=made.credential_id,
                public_key=made.credential_public_key,
                handle=_handle(installation.settings, citizen),
                host=sent.site.host,
                name=name.strip()[:LONGEST_NAME] or f"{count + 1}",
                count=made.sign_count,
                created_at=now,
            )
            citizen_passkeys.add(session, new)
            citizen_sessions.end_all(session, citizen.id, but=who.token_hash)
            note(session, citizen, "citizen.add_passkey", now)
            codes = factor.first_codes(installation.settings, session, citizen.id)
            rung = mails.tell(installation, session, citizen.town, Told.PASSKEY_ON, _to(citizen), now)
    except IntegrityError:
        return None  # its device says it is another account's already
    installation.bell.ring(*rung)
    return codes


def rename(installation: Installation, citizen: Citizen, passkey: int, name: str, now: datetime) -> None:
    """Call a passkey otherwise; one that is gone stays gone."""
    called = name.strip()[:LONGEST_NAME]
    with installation.database.write() as session:
        if called and citizen_passkeys.rename(session, citizen.id, passkey, called):
            note(session, citizen, "citizen.rename_passkey", now)


def remove(installation: Installation, who: Entered, passkey: int, now: datetime) -> None:
    """Remove a passkey, and tell its owner by mail; the caller asked for the password. One that is gone stays gone.

    All his other sessions end: whoever came in by it is out.
    """
    citizen = who.citizen
    with installation.database.write() as session:
        citizens.hold(session, citizen.id)
        if not citizen_passkeys.remove(session, citizen.id, passkey):
            return
        citizen_sessions.end_all(session, citizen.id, but=who.token_hash)
        factor.tidy_codes(session, citizen.id)
        note(session, citizen, "citizen.remove_passkey", now)
        rung = mails.tell(installation, session, citizen.town, Told.PASSKEY_OFF, _to(citizen), now)
    installation.bell.ring(*rung)


# --- signing in -----------------------------------------------------------------------------------------------------------------------


def ask(installation: Installation, site: Site, browser: str, now: datetime) -> str:
    """Return what a browser is to have signed by any passkey of this site, as JSON: nobody says before whose it is."""
    challenge = secrets.token_bytes(_BYTES)
    with installation.database.write() as session:
        citizen_passkeys.ask(session, digest(browser), Use.ENTER, challenge, now + LASTS, now)
    return options_to_json(
        generate_authentication_options(rp_id=site.host, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED)
    )


def ask_second(installation: Installation, half: HalfWay, site: Site, now: datetime) -> str | None:
    """Return what who is half-way is to have signed by one of his passkeys, as JSON; None where he has none that works here."""
    challenge = secrets.token_bytes(_BYTES)
    owner = entering.find_half(installation, half, now)
    if owner is None:
        return None
    with installation.database.write() as session:
        own = [one for one in citizen_passkeys.of_citizen(session, owner) if one.host == site.host]
        if not own:
            return None
        citizen_passkeys.ask(session, digest(half.token), Use.SECOND, challenge, now + LASTS, now)
    allowed = [PublicKeyCredentialDescriptor(id=one.credential) for one in own]
    options = generate_authentication_options(
        rp_id=site.host, challenge=challenge, allow_credentials=allowed, user_verification=UserVerificationRequirement.PREFERRED
    )
    return options_to_json(options)


def sign_in(installation: Installation, town: TownId, sent: Sent, now: datetime, where: Where) -> Entered | None:
    """Return a new session of whose passkey answered; None whatever is wrong with it, or while the account is locked."""
    with installation.database.write() as session:
        challenge = citizen_passkeys.take(session, digest(sent.browser), Use.ENTER, now)
        found = _known(session, sent)
        account = None if found is None else citizens.find(session, found.citizen)
        if challenge is None or found is None or account is None or account.citizen.town != town:
            entering.note_failure(session, town, None, now)
            return None
        account = citizens.hold(session, account.id)
        # Read again: while others held the account, its owner may have removed it, or a copy of it have counted on.
        found = _known(session, sent)
        is_locked = passwords.is_locked(account.locked_until, now)
        if found is None or is_locked or not _answers(session, found, sent, challenge, now, is_alone=True):
            entering.note_failure(session, town, account, now)
            return None
        entered = sessions.begin(session, account.id, now, where)
        note(session, entered.citizen, "citizen.sign_in", now, {"by": "passkey"})
        return entered


def finish(installation: Installation, town: TownId, half: HalfWay, sent: Sent, now: datetime, where: Where) -> Entered | CodeFault:
    """Return a new session for who is half-way and shows one of his passkeys; every failure counts as a wrong password does."""

    def prove(session: Session, account: Account) -> Proof | None:
        challenge = citizen_passkeys.take(session, digest(half.token), Use.SECOND, now)
        found = _known(session, sent)
        is_his = challenge is not None and found is not None and found.citizen == account.id
        if challenge is None or found is None or not is_his:
            return None
        return Proof.PASSKEY if _answers(session, found, sent, challenge, now, is_alone=False) else None

    return entering.finish_by(installation, town, half, prove, now, where)


def _answers(session: Session, known: Passkey, sent: Sent, challenge: bytes, now: datetime, *, is_alone: bool) -> bool:
    """Tell whether a passkey has signed a challenge on the site it was made for, and write down how far it has counted."""
    if known.host != sent.site.host:
        return False
    try:
        found = verify_authentication_response(
            credential=sent.credential,
            expected_challenge=challenge,
            expected_rp_id=known.host,
            expected_origin=sent.site.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.count,
            require_user_verification=is_alone,
        )
    except _WRONG:
        return False
    citizen_passkeys.note_use(session, known.id, found.new_sign_count, now)
    return True


def _known(session: Session, sent: Sent) -> Passkey | None:
    """Return the passkey that an answer says it is of, held against what it says of its owner."""
    answer = _members(sent.credential)
    named, response = answer.get("rawId"), answer.get("response")
    found = citizen_passkeys.find(session, _bytes(named)) if isinstance(named, str) else None
    if found is None:
        return None
    handle = response.get("userHandle") if isinstance(response, dict) else None
    is_own = not isinstance(handle, str) or not handle or secrets.compare_digest(_bytes(handle), found.handle)
    return found if is_own else None


def _made(sent: Sent, challenge: bytes) -> VerifiedRegistration | None:
    try:
        return verify_registration_response(
            credential=sent.credential,
            expected_challenge=challenge,
            expected_rp_id=sent.site.host,
            expected_origin=sent.site.origin,
            require_user_verification=False,
        )
    except _WRONG:
        return None


def _handle(settings: Settings, citizen: Citizen) -> bytes:
    """Return what stands for somebody on his devices: the same each time, and nothing of him (§14.6.1)."""
    return second_factor.code_hash(settings, f"citizen {citizen.id}", "passkey handle")


def _members(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _bytes(text: str) -> bytes:
    try:
        return base64url_to_bytes(text)
    except (ValueError, TypeError):
        return b""


def _to(citizen: Citizen) -> To:
    return To(email=citizen.email, language=citizen.profile.language)
