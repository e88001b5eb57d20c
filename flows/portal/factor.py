"""The second factor of a citizen: the same codes as agents have, switched on and off by himself alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.citizen import Citizen
from domain.ids import CitizenId
from flows import passwords, second_factor
from flows.enrolling import Offer
from flows.portal import mails
from flows.portal.mails import To
from flows.portal.sessions import Entered, note
from flows.second_factor import Proof
from flows.settings import Settings
from flows.wiring import Installation
from letters.account import Told
from store import citizen_factors, citizen_passkeys, citizen_sessions, citizens


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What somebody has: since when he is asked for codes, None where he is not, how many recovery codes are left, and passkeys."""

    since: datetime | None
    codes_left: int
    passkeys: int = 0


def held(session: Session, citizen: CitizenId) -> Held:
    """Return what a citizen has by way of a second factor."""
    known = citizen_factors.find_in_force(session, citizen)
    return Held(
        since=None if known is None else known.confirmed_at,
        codes_left=citizen_factors.count_codes(session, citizen),
        passkeys=len(citizen_passkeys.of_citizen(session, citizen)),
    )


def is_asked(session: Session, citizen: CitizenId) -> bool:
    """Return whether somebody is asked for more than his password: a code, or a passkey."""
    return citizen_factors.find_in_force(session, citizen) is not None or citizen_passkeys.has_any(session, citizen)


def begin(installation: Installation, citizen: Citizen, issuer: str, now: datetime) -> Offer | None:
    """Offer a second factor to somebody who has none in force; None for who has. One that was offered before is offered again."""
    with installation.database.write() as session:
        citizens.hold(session, citizen.id)
        known = citizen_factors.find(session, citizen.id)
        if known is not None and known.confirmed_at is not None:
            return None
        secret = None if known is None else second_factor.shown_secret(installation.settings, known.secret)
        if secret is None:
            kept = second_factor.new_secret(installation.settings)
            citizen_factors.offer(session, citizen.id, kept, now)
            secret = second_factor.shown_secret(installation.settings, kept)
    if secret is None:
        raise RuntimeError("What was sealed a moment ago does not open.")
    return Offer(secret=secret, address=second_factor.address(secret, issuer, citizen.email))


def confirm(installation: Installation, who: Entered, code: str, now: datetime) -> tuple[str, ...] | None:
    """Put the offered factor into force and return the recovery codes, which nothing shows again; None for a wrong code.

    The caller has asked for the password. All his other sessions end, and he is told by mail.
    """
    citizen = who.citizen
    with installation.database.write() as session:
        citizens.hold(session, citizen.id)
        offered = citizen_factors.find(session, citizen.id)
        if offered is None or offered.confirmed_at is not None:
            return None
        step = second_factor.fitting_step(installation.settings, offered.secret, code, now)
        if step is None or not citizen_factors.take_step(session, citizen.id, step):
            return None
        citizen_factors.confirm(session, citizen.id, now)
        citizen_sessions.end_all(session, citizen.id, but=who.token_hash)
        note(session, citizen, "citizen.switch_on_second_factor", now)
        codes = write_codes(installation.settings, session, citizen.id)
        rung = mails.tell(installation, session, citizen.town, Told.FACTOR_ON, _to(citizen), now)
    installation.bell.ring(*rung)
    return codes


def renew_codes(installation: Installation, citizen: Citizen, code: str, now: datetime) -> tuple[str, ...] | None:
    """Return new recovery codes for who shows one of his codes; those of before open nothing any more. None for a wrong one."""
    with installation.database.write() as session:
        if not _shows(session, installation.settings, citizen, code, now):
            return None
        note(session, citizen, "citizen.renew_recovery_codes", now)
        return write_codes(installation.settings, session, citizen.id)


def switch_off(installation: Installation, citizen: Citizen, code: str, now: datetime) -> bool:
    """Switch somebody's second factor off who shows one of his codes, and tell him by mail; False for a wrong one."""
    with installation.database.write() as session:
        if not _shows(session, installation.settings, citizen, code, now):
            return False
        citizen_factors.forget(session, citizen.id)
        tidy_codes(session, citizen.id)
        note(session, citizen, "citizen.switch_off_second_factor", now)
        rung = mails.tell(installation, session, citizen.town, Told.FACTOR_OFF, _to(citizen), now)
    installation.bell.ring(*rung)
    return True


def forget_fresh(installation: Installation, session: Session, citizen: Citizen, now: datetime) -> tuple[str, ...]:
    """Switch a second factor off that was switched on less than 72 hours ago, or only offered; return the queues that have work then.

    Its owner, who reads the mail that told him of it, must not be kept out by somebody else's telephone or passkey.
    """
    since = now - mails.UNDONE_FOR
    was_on = forget_since(session, citizen, since + timedelta(microseconds=1))
    if not was_on:
        return ()
    note(session, citizen, "citizen.switch_off_second_factor", now)
    return mails.tell(installation, session, citizen.town, Told.FACTOR_OFF, _to(citizen), now)


def forget_since(session: Session, citizen: Citizen, since: datetime) -> bool:
    """Forget a telephone and passkeys that were put into force since a moment, or only offered; return whether one was in force."""
    known = citizen_factors.find(session, citizen.id)
    is_fresh = known is not None and (known.confirmed_at is None or known.confirmed_at >= since)
    if is_fresh:
        citizen_factors.forget(session, citizen.id)
    removed = citizen_passkeys.remove_since(session, citizen.id, since)
    tidy_codes(session, citizen.id)
    return removed > 0 or (is_fresh and known is not None and known.confirmed_at is not None)


def tidy_codes(session: Session, citizen: CitizenId) -> None:
    """Remove the recovery codes of who is asked for nothing any more that they could stand in for."""
    if not is_asked(session, citizen):
        citizen_factors.forget_codes(session, citizen)


def first_codes(settings: Settings, session: Session, citizen: CitizenId) -> tuple[str, ...]:
    """Return recovery codes for who has none; nothing for who has some."""
    return () if citizen_factors.count_codes(session, citizen) else write_codes(settings, session, citizen)


def take(session: Session, settings: Settings, citizen: CitizenId, typed: str, now: datetime) -> Proof | None:
    """Take a code that somebody typed, once: of his telephone or of his paper; None where it is neither, or was taken before."""
    code = typed[: second_factor.LONGEST_CODE]
    if not second_factor.is_shown_code(code):
        kept = second_factor.code_hash(settings, _owner(citizen), code)
        return Proof.RECOVERY if citizen_factors.take_code(session, citizen, kept, now) else None
    known = citizen_factors.find_in_force(session, citizen)
    step = None if known is None else second_factor.fitting_step(settings, known.secret, code, now)
    return Proof.CODE if step is not None and citizen_factors.take_step(session, citizen, step) else None


def _shows(session: Session, settings: Settings, citizen: Citizen, code: str, now: datetime) -> bool:
    """Tell whether a code is somebody's own, and take it, under the same lock-out as signing in."""
    account = citizens.hold(session, citizen.id)
    if not passwords.is_locked(account.locked_until, now) and take(session, settings, citizen.id, code, now) is not None:
        return True
    citizens.record_failure(session, citizen.id, passwords.locked_until(account.failures, account.locked_until, now))
    note(session, citizen, "citizen.sign_in_failed", now)
    return False


def write_codes(settings: Settings, session: Session, citizen: CitizenId) -> tuple[str, ...]:
    """Return new recovery codes, which nothing shows again; those of before open nothing any more."""
    codes = second_factor.new_recovery_codes()
    citizen_factors.write_codes(session, citizen, [second_factor.code_hash(settings, _owner(citizen), one) for one in codes])
    return codes


def _owner(citizen: CitizenId) -> str:
    return f"citizen {citizen}"


def _to(citizen: Citizen) -> To:
    return To(email=citizen.email, language=citizen.profile.language)
