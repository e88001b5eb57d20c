"""A personal account is begun: asked for by anybody, opened by who reads the mail. Whoever asks learns nothing of who has one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from domain.citizen import Profile
from domain.ids import TownId
from flows import passwords
from flows.accounts import Where
from flows.mail_address import is_address
from flows.passwords import PasswordFault
from flows.portal import mails, sessions
from flows.portal.mails import To
from flows.portal.sessions import Entered, digest, note
from flows.wiring import Installation
from store import citizen_links, citizens
from store.citizen_links import Kind, Link
from store.citizens import NewCitizen

LONGEST_EMAIL = 254
"""RFC 5321, 4.5.3.1.3, without the brackets."""


def is_email(text: str) -> bool:
    """Tell whether a text may be somebody's address; nothing is asked of its domain."""
    address = citizens.folded_email(text)
    return len(address) <= LONGEST_EMAIL and is_address(address) and "." in address.rpartition("@")[2]


def ask(installation: Installation, town: TownId, email: str, language: str, now: datetime) -> None:
    """Send an address the link that opens an account; one that has an account is told that.

    Called when the answer is given already: what is done here, and how long it takes, tells nobody anything.
    """
    to = To(email=citizens.folded_email(email), language=language)
    with installation.database.write() as session:
        known = citizens.find_by_email(session, town, email)
        if known is None:
            link = Link(kind=Kind.REGISTER, town=town, citizen=None, email=to.email, created_at=now)
            rung = mails.send_link(installation, session, link, to, now)
        else:
            rung = mails.tell_known(installation, session, town, To(email=to.email, language=known.citizen.profile.language), now)
    installation.bell.ring(*rung)


def find_email(installation: Installation, town: TownId, token: str, now: datetime) -> str | None:
    """Return whose address a link confirms, if it is still good; looking uses nothing up, for mail servers look at links first."""
    with installation.database.read() as session:
        link = citizen_links.find(session, town, Kind.REGISTER, digest(token), now)
    return None if link is None else link.email


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What is typed to open an account: a password, and the language it is read in."""

    password: str
    language: str


def open_account(
    installation: Installation, town: TownId, token: str, chosen: Chosen, now: datetime, where: Where
) -> Entered | tuple[PasswordFault, ...] | None:
    """Open the account a link is for with a password its owner chooses now, and sign him in.

    He chooses it here and not when he asks: else a stranger could register somebody's address with a password of his own.
    Returns what is wrong with the password; None for a link that is over.
    """
    email = find_email(installation, town, token, now)
    if email is None:
        return None
    if faults := passwords.faults(email, "", chosen.password):
        return faults
    password_hash = passwords.hashed(chosen.password)
    try:
        with installation.database.write() as session:
            link = citizen_links.take(session, town, Kind.REGISTER, digest(token), now)
            if link is None:
                return None
            profile = Profile(language=chosen.language)
            added = citizens.add(session, NewCitizen(town=town, email=link.email, password_hash=password_hash, profile=profile), now)
            citizen_links.end_for(session, town, link.email, Kind.REGISTER, now)
            entered = sessions.begin(session, added, now, where)
            note(session, entered.citizen, "citizen.register", now)
            return entered
    except IntegrityError:
        # Another link to the same address opened one a moment ago.
        return None
