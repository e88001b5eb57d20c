"""A citizen's own account: what he says of himself, his password, his addresses, its export, its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.citizen import Citizen, Profile
from domain.consent import Consent
from domain.errors import ConflictError
from domain.ids import TownId
from flows import passwords
from flows.accounts import Where
from flows.passwords import PasswordFault
from flows.portal import entering, factor, form_drafts, mails, sessions
from flows.portal.mails import To
from flows.portal.sessions import Entered, digest, note
from flows.wiring import Installation
from flows.wording import say
from letters.account import Told
from store import citizen_factors, citizen_forms, citizen_identities, citizen_links, citizen_passkeys, citizen_sessions, citizens, consents
from store.citizen_links import Kind, Link
from store.citizen_passkeys import Passkey

MOST_ADDRESSES = 5


class Changed(StrEnum):
    """What became of a link that changes addresses."""

    DONE = "done"
    OVER = "over"
    """It was used, is too old, or the address has an account by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPassword:
    """What is typed to change a password."""

    present: str
    new: str


def keep_profile(installation: Installation, citizen: Citizen, profile: Profile, now: datetime) -> None:
    """Keep what somebody says of himself."""
    with installation.database.write() as session:
        account = citizens.hold(session, citizen.id)
        if account.citizen.profile != profile:
            citizens.set_profile(session, citizen.id, profile)
            note(session, citizen, "citizen.profile", now)


def change_password(
    installation: Installation, who: Entered, typed: NewPassword, now: datetime, where: Where
) -> Entered | tuple[PasswordFault, ...]:
    """Set a new password, end all sessions and return a new one; or return everything that is wrong with it."""
    is_right = entering.is_own(installation, who.citizen, typed.present, now)
    faults = passwords.faults(who.citizen.email, typed.present, typed.new)
    if not is_right:
        return (PasswordFault.WRONG, *faults)
    if faults:
        return faults
    new_hash = passwords.hashed(typed.new)
    with installation.database.write() as session:
        account = citizens.hold(session, who.citizen.id)
        rung = entering.put_password(installation, session, account.citizen, new_hash, now)
        note(session, account.citizen, "citizen.change_password", now)
        entered = sessions.begin(session, account.id, now, where)
    installation.bell.ring(*rung)
    return entered


# --- addresses ------------------------------------------------------------------------------------------------------------------------


def ask_email(installation: Installation, citizen: Citizen, email: str, now: datetime) -> None:
    """Send a link to the address somebody would sign in by from now on; one that has an account is told that, and nothing changes.

    The caller has asked for the password. Called when the answer is given already.
    """
    to = To(email=citizens.folded_email(email), language=citizen.profile.language)
    with installation.database.write() as session:
        known = citizens.find_by_email(session, citizen.town, email)
        if known is not None and known.id == citizen.id:
            return
        if known is not None:
            rung = mails.tell_known(installation, session, citizen.town, to, now)
        else:
            link = Link(kind=Kind.EMAIL, town=citizen.town, citizen=citizen.id, email=to.email, created_at=now)
            rung = mails.send_link(installation, session, link, to, now)
            note(session, citizen, "citizen.ask_email", now)
    installation.bell.ring(*rung)


def confirm_email(installation: Installation, town: TownId, token: str, now: datetime) -> Changed:
    """Make the address a link went to the one its owner signs in by; the former one is told, with a link that takes it back."""
    try:
        with installation.database.write() as session:
            link = citizen_links.take(session, town, Kind.EMAIL, digest(token), now)
            if link is None or link.citizen is None:
                return Changed.OVER
            before = citizens.hold(session, link.citizen).citizen
            citizens.set_email(session, before.id, link.email)
            citizens.drop_address(session, before.id, link.email)
            citizen_links.end(session, before.id, Kind.EMAIL, Kind.RESET, now=now)
            note(session, before, "citizen.change_email", now)
            undo = Link(kind=Kind.UNDO, town=town, citizen=before.id, email=before.email, created_at=now)
            rung = mails.send_link(installation, session, undo, To(email=before.email, language=before.profile.language), now)
    except IntegrityError:
        return Changed.OVER
    installation.bell.ring(*rung)
    return Changed.DONE


def undo_email(installation: Installation, town: TownId, token: str, now: datetime) -> Changed:
    """Give an account back to the address it was taken from: everybody is signed out, and neither password nor codes of since open it.

    Nor do those of the 72 hours before: whoever takes an account over may begin with a telephone of his own.
    Its owner then asks for a new password, by mail to that address.
    """
    try:
        with installation.database.write() as session:
            link = citizen_links.take(session, town, Kind.UNDO, digest(token), now)
            if link is None or link.citizen is None:
                return Changed.OVER
            citizen = citizens.hold(session, link.citizen).citizen
            citizens.set_email(session, citizen.id, link.email)
            citizens.set_password(session, citizen.id, passwords.hashed_nothing())
            citizen_sessions.end_all(session, citizen.id)
            _forget_since(session, citizen, link.created_at - mails.UNDONE_FOR)
            citizen_links.end(session, citizen.id, *(kind for kind in Kind if kind is not Kind.UNDO), now=now)
            # Links of earlier changes stay: a thief who changes twice and takes the second back must not end its owner's way back.
            citizen_links.end_since(session, citizen.id, Kind.UNDO, link.created_at, now)
            note(session, citizen, "citizen.undo_email", now)
    except IntegrityError:
        return Changed.OVER
    return Changed.DONE


def ask_address(installation: Installation, citizen: Citizen, email: str, now: datetime) -> None:
    """Send a link to a further address of somebody, so that he shows that he reads it. Called when the answer is given already."""
    to = To(email=citizens.folded_email(email), language=citizen.profile.language)
    with installation.database.write() as session:
        known = (citizen.email, *citizens.addresses(session, citizen.id))
        if to.email in known or len(known) > MOST_ADDRESSES:
            return
        link = Link(kind=Kind.ADDRESS, town=citizen.town, citizen=citizen.id, email=to.email, created_at=now)
        rung = mails.send_link(installation, session, link, to, now)
    installation.bell.ring(*rung)


def confirm_address(installation: Installation, town: TownId, token: str, now: datetime) -> Changed:
    """Add the address a link went to to those its owner has confirmed."""
    with installation.database.write() as session:
        link = citizen_links.take(session, town, Kind.ADDRESS, digest(token), now)
        if link is None or link.citizen is None:
            return Changed.OVER
        citizen = citizens.hold(session, link.citizen).citizen
        citizens.add_address(session, citizen.id, link.email, now)
        note(session, citizen, "citizen.add_address", now)
    return Changed.DONE


def drop_address(installation: Installation, citizen: Citizen, email: str, now: datetime) -> None:
    """Forget a further address; what was linked by it stays linked."""
    with installation.database.write() as session:
        if citizens.drop_address(session, citizen.id, email):
            note(session, citizen, "citizen.drop_address", now)


def find_link(installation: Installation, town: TownId, kind: Kind, token: str, now: datetime) -> Link | None:
    """Return a link that is still good; looking uses nothing up."""
    with installation.database.read() as session:
        return citizen_links.find(session, town, kind, digest(token), now)


# --- the end --------------------------------------------------------------------------------------------------------------------------


def close(installation: Installation, citizen: Citizen, now: datetime) -> None:
    """Delete an account with all that is its own, at once; requests stay, and are followed by their codes. He is told by mail.

    The caller has asked for the password. Raises ConflictError while a change of address may still be taken back: whoever took an
    account over must not be able to end it.
    """
    with installation.database.write() as session:
        account = citizens.hold(session, citizen.id)
        if citizen_links.has_open(session, citizen.id, Kind.UNDO, now):
            raise ConflictError(say("Your address was changed less than 72 hours ago. The account can be deleted after that."))
        own = account.citizen
        note(session, own, "citizen.close", now)
        citizens.remove(session, own.id)
        rung = mails.tell(installation, session, own.town, Told.CLOSED, To(email=own.email, language=own.profile.language), now)
    installation.bell.ring(*rung)


def exported(installation: Installation, citizen: Citizen, now: datetime) -> dict[str, object]:
    """Return all that is kept of an account, as a JSON document; of requests their codes, by which each is read whole."""
    with installation.database.read() as session:
        account = citizens.get(session, citizen.id)
        own, profile = account.citizen, account.citizen.profile
        requests = citizens.all_own(session, own.id)
        browsers = citizen_sessions.of_citizen(session, own.id, now)
        telephone = citizen_factors.find_in_force(session, own.id)
        return {
            "exported_at": now.isoformat(),
            "account": {
                "town": own.town,
                "email": own.email,
                "other_addresses": list(citizens.addresses(session, own.id)),
                "title": profile.title,
                "first_name": profile.first_name,
                "name": profile.name,
                "phone": profile.phone,
                "street": profile.address.street,
                "postcode": profile.address.postcode,
                "city": profile.address.town,
                "language": profile.language,
                "notices": profile.notices.value,
                "created_at": own.created_at.isoformat(),
                "seen_at": own.seen_at.isoformat(),
                "has_password": own.has_password,
                "second_factor_since": None if telephone is None or telephone.confirmed_at is None else telephone.confirmed_at.isoformat(),
                "passkeys": [_passkey(one) for one in citizen_passkeys.of_citizen(session, own.id)],
                "identities": list(citizen_identities.issuers(session, own.id)),
            },
            "begun_forms": [
                {"form": one.code, "saved_at": one.saved_at.isoformat(), "answers": form_drafts.read(installation.settings, one)}
                for one in citizen_forms.of_citizen(session, own.id)
            ],
            "sessions": [_session(one.browser, one.address, (one.created_at, one.seen_at)) for one in browsers],
            "consents": [_agreed(one) for one in consents.of_citizen(session, own.id)],
            "requests": [
                {
                    "tracking": one.tracking,
                    "number": None if one.number is None else str(one.number),
                    "received_at": one.received_at.isoformat(),
                }
                for one in requests
            ],
        }


def _agreed(one: Consent) -> dict[str, object]:
    return {
        "form": one.form,
        "version": one.version,
        "words": one.words.said(one.language),
        "asked_at": one.at.isoformat(),
        "is_given": one.is_given,
        "withdrawn_at": None if one.withdrawn_at is None else one.withdrawn_at.isoformat(),
    }


def _passkey(one: Passkey) -> dict[str, object]:
    used = None if one.used_at is None else one.used_at.isoformat()
    return {"name": one.name, "host": one.host, "created_at": one.created_at.isoformat(), "used_at": used}


def _session(browser: str, address: str, at: Sequence[datetime]) -> dict[str, str]:
    return {"browser": browser, "address": address, "created_at": at[0].isoformat(), "seen_at": at[1].isoformat()}


def _forget_since(session: Session, citizen: Citizen, since: datetime) -> None:
    """Forget what somebody who had taken an account over may have left in it: a telephone, passkeys, addresses, identities."""
    factor.forget_since(session, citizen, since)
    citizens.drop_addresses_since(session, citizen.id, since)
    citizen_identities.unbind_since(session, citizen.id, since)
