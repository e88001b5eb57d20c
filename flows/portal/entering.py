"""Signing in at the portal, and a forgotten password: under the same lock-out as agents, with the same answer for who has no account."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from domain.citizen import Citizen
from domain.ids import CitizenId, TownId
from flows import half_way, passwords
from flows.accounts import CodeFault, Where
from flows.half_way import HalfWay
from flows.passwords import PasswordFault
from flows.portal import factor, mails, sessions
from flows.portal.mails import To
from flows.portal.sessions import Entered, digest, note
from flows.second_factor import Proof
from flows.wiring import Installation
from letters.account import Told
from store import citizen_links, citizen_sessions, citizens, journal
from store.citizen_links import Kind, Link
from store.citizens import Account

_HALF = "citizen half way"
Prove = Callable[[Session, Account], Proof | None]
"""Takes what somebody shows beside his password."""


def sign_in(installation: Installation, town: TownId, email: str, password: str, now: datetime, where: Where) -> Entered | HalfWay | None:
    """Return a new session, or None: unknown address, wrong password and locked account look and take the same.

    Who has a second factor is half-way by that: see `finish`; his failures are not forgotten before.
    """
    with installation.database.read() as session:
        asked = citizens.find_by_email(session, town, email)
    known_hash = None if asked is None else asked.password_hash
    is_right = passwords.fits(known_hash, password)
    stronger = passwords.stronger(known_hash, password) if is_right else None
    with installation.database.write() as session:
        # Read again: another attempt may have locked the account or changed the password while this one was hashed.
        account = citizens.find_by_email(session, town, email)
        is_same = account is not None and asked is not None and account.id == asked.id and account.password_hash == known_hash
        if account is None or not is_same or not is_right or passwords.is_locked(account.locked_until, now):
            note_failure(session, town, account, now)
            return None
        if stronger is not None:
            citizens.set_password(session, account.id, stronger)
        if factor.is_asked(session, account.id):
            return half_way.token_for(installation.settings, _HALF, account.id, stronger or known_hash or "", now)
        entered = sessions.begin(session, account.id, now, where)
        note(session, entered.citizen, "citizen.sign_in", now)
        return entered


def finish(installation: Installation, town: TownId, half: HalfWay, code: str, now: datetime, where: Where) -> Entered | CodeFault:
    """Return a new session for who is half-way and shows a code; every failure counts as a wrong password does."""

    def prove(session: Session, account: Account) -> Proof | None:
        return factor.take(session, installation.settings, account.id, code, now)

    return finish_by(installation, town, half, prove, now, where)


def finish_by(installation: Installation, town: TownId, half: HalfWay, prove: Prove, now: datetime, where: Where) -> Entered | CodeFault:
    """Return a new session for who is half-way and proves himself; ``prove`` takes what he shows, once, while his account is held."""
    shown = half_way.find_shown(installation.settings, _HALF, half, now)
    if shown is None:
        return CodeFault.OVER
    with installation.database.write() as session:
        account = citizens.find(session, CitizenId(shown.owner))
        if account is None or account.citizen.town != town:
            return CodeFault.OVER
        # Held: of many codes tried at once none is looked at before the one ahead of it is counted.
        account = citizens.hold(session, account.id)
        is_still = account.password_hash is not None and shown.is_by(account.password_hash)
        if not is_still or not factor.is_asked(session, account.id):
            return CodeFault.OVER
        is_locked = passwords.is_locked(account.locked_until, now)
        proof = None if is_locked else prove(session, account)
        if proof is None:
            note_failure(session, town, account, now)
            return CodeFault.WRONG
        entered = sessions.begin(session, account.id, now, where)
        note(session, entered.citizen, "citizen.sign_in", now, {"second": proof.value})
        return entered


def find_half(installation: Installation, half: HalfWay, now: datetime) -> CitizenId | None:
    """Return whose password was right; None of a token made up, or too old."""
    shown = half_way.find_shown(installation.settings, _HALF, half, now)
    return None if shown is None else CitizenId(shown.owner)


def is_own(installation: Installation, citizen: Citizen, password: str, now: datetime) -> bool:
    """Tell whether a password is a citizen's own, under the same lock-out as signing in: an open browser is no way to guess it."""
    with installation.database.read() as session:
        asked = citizens.find(session, citizen.id)
    known_hash = None if asked is None else asked.password_hash
    is_right = passwords.fits(known_hash, password)
    with installation.database.write() as session:
        account = citizens.find(session, citizen.id)
        if account is None:
            return False
        account = citizens.hold(session, citizen.id)
        if not is_right or account.password_hash != known_hash or passwords.is_locked(account.locked_until, now):
            note_failure(session, citizen.town, account, now)
            return False
    return True


def ask_reset(installation: Installation, town: TownId, email: str, now: datetime) -> None:
    """Send the owner of an account a link to a new password; nothing to others. Called when the answer is given already."""
    with installation.database.write() as session:
        account = citizens.find_by_email(session, town, email)
        rung: tuple[str, ...] = ()
        if account is not None:
            citizen = account.citizen
            link = Link(kind=Kind.RESET, town=town, citizen=citizen.id, email=citizen.email, created_at=now)
            rung = mails.send_link(installation, session, link, To(email=citizen.email, language=citizen.profile.language), now)
            if rung:
                note(session, citizen, "citizen.ask_password", now)
    installation.bell.ring(*rung)


def is_reset(installation: Installation, town: TownId, token: str, now: datetime) -> bool:
    """Tell whether a link to a new password is still good; looking uses nothing up."""
    with installation.database.read() as session:
        return citizen_links.find(session, town, Kind.RESET, digest(token), now) is not None


def reset(installation: Installation, town: TownId, token: str, new: str, now: datetime) -> tuple[PasswordFault, ...] | None:
    """Set the password of whom a link is for, and end his links and sessions; nothing returned is that it was done.

    Returns what is wrong with the password; None for a link that is over. A second factor is asked as ever when he signs in, but for one
    that was switched on less than 72 hours ago: whoever knew the password may have done that, and its owner was told to come here.
    """
    with installation.database.read() as session:
        link = citizen_links.find(session, town, Kind.RESET, digest(token), now)
    if link is None:
        return None
    if faults := passwords.faults(link.email, "", new):
        return faults
    new_hash = passwords.hashed(new)
    with installation.database.write() as session:
        taken = citizen_links.take(session, town, Kind.RESET, digest(token), now)
        if taken is None or taken.citizen is None:
            return None
        account = citizens.hold(session, taken.citizen)
        # The mail went to the address of then: who has changed it since reads others.
        if account.citizen.email != taken.email:
            return None
        rung = put_password(installation, session, account.citizen, new_hash, now)
        rung = (*rung, *factor.forget_fresh(installation, session, account.citizen, now))
        note(session, account.citizen, "citizen.choose_password", now)
    installation.bell.ring(*rung)
    return ()


def put_password(installation: Installation, session: Session, citizen: Citizen, new_hash: str, now: datetime) -> tuple[str, ...]:
    """Write a new password, end all sessions and links to another one, and tell the owner; return the queues that have work then."""
    citizens.set_password(session, citizen.id, new_hash)
    citizen_sessions.end_all(session, citizen.id)
    citizen_links.end(session, citizen.id, Kind.RESET, now=now)
    return mails.tell(installation, session, citizen.town, Told.PASSWORD, To(email=citizen.email, language=citizen.profile.language), now)


def note_failure(session: Session, town: TownId, account: Account | None, now: datetime) -> None:
    """Count a failure; what was typed is not written down, it may be a password."""
    whose = "citizen" if account is None else f"citizen {account.id}"
    if account is not None:
        citizens.record_failure(session, account.id, passwords.locked_until(account.failures, account.locked_until, now))
    journal.append(session, at=now, town=town, actor="citizen", action="citizen.sign_in_failed", object=whose, details={})
