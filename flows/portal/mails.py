"""Mails about a personal account: what each says, in the language of who reads it. Links stay sealed until they leave."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.ids import TownId
from flows import password_links
from flows.correspondence import account_mails
from flows.portal.sessions import digest
from flows.portal_settings import address_in
from flows.post import post
from flows.settings import Settings
from flows.wiring import Installation
from letters import account
from letters.account import Confirming, Told
from letters.fields import Compte
from letters.kinds import Language, ModelKey
from store import citizen_links, towns
from store.citizen_links import Kind, Link
from store.outbox import Letter

MOST_AN_HOUR = 3
"""So many links one address is sent in an hour for a town: nobody fills somebody's mailbox in his name."""
KEPT = timedelta(days=1)
"""As long as it is known that a link was sent."""
DAY, HOUR, UNDONE_FOR = timedelta(hours=24), timedelta(hours=1), timedelta(hours=72)
VALID: Mapping[Kind, timedelta] = {
    Kind.REGISTER: DAY,
    Kind.RESET: HOUR,
    Kind.EMAIL: DAY,
    Kind.UNDO: UNDONE_FOR,
    Kind.ADDRESS: DAY,
    Kind.JOIN: HOUR,
}
PATHS: Mapping[Kind, str] = {
    Kind.REGISTER: "confirm",
    Kind.RESET: "reset",
    Kind.EMAIL: "new-address",
    Kind.UNDO: "undo",
    Kind.ADDRESS: "add-address",
    Kind.JOIN: "join",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class To:
    """Whom a mail goes to, and in which language."""

    email: str
    language: str


_CONFIRMING: Mapping[Kind, Confirming] = {
    Kind.REGISTER: Confirming.REGISTER,
    Kind.EMAIL: Confirming.EMAIL,
    Kind.ADDRESS: Confirming.ADDRESS,
    Kind.JOIN: Confirming.JOIN,
}
_PLACE = password_links.PLACE
_LEADS_TO: Mapping[Told, str] = {
    Told.PASSWORD: "/forgotten",
    Told.FACTOR_ON: "/forgotten",
    Told.FACTOR_OFF: "/forgotten",
    Told.PASSKEY_ON: "/forgotten",
    Told.PASSKEY_OFF: "/forgotten",
    Told.IDENTITY: "/account",
    Told.CLOSED: "/follow",
}
"""Below the portal's address; all others lead to its sign-in page."""


def is_possible(settings: Settings) -> bool:
    """Tell whether mail can leave at all."""
    return settings.relay_url is not None


def send_link(installation: Installation, session: Session, link: Link, to: To, now: datetime) -> tuple[str, ...]:
    """Write a link and the mail that brings it, in the caller's transaction; return the queues that have work then.

    Nothing is written for an address that has had its share, or where no mail can leave.
    """
    if not is_possible(installation.settings):
        return ()
    citizen_links.purge(session, now - KEPT, now)
    if link.kind is not Kind.UNDO and citizen_links.count_since(session, link.town, to.email, now - HOUR) >= MOST_AN_HOUR:
        return ()
    token = secrets.token_urlsafe(32)
    citizen_links.add(session, digest(token), link, now + VALID[link.kind])
    own = f"{portal_in(installation, session, link.town)}/{PATHS[link.kind]}/{token}"
    return _post(installation, session, link.town, to, (*_brought(link.kind, _language(to)), own), now)


def tell(installation: Installation, session: Session, town: TownId, told: Told, to: To, now: datetime) -> tuple[str, ...]:
    """Write a mail that says what was done; return the queues that have work then."""
    if not is_possible(installation.settings):
        return ()
    own = f"{portal_in(installation, session, town)}{_LEADS_TO.get(told, '/sign-in')}"
    said = account.telling(told, _PLACE, _language(to))
    return _post(installation, session, town, to, (ModelKey.ACCOUNT_TOLD, said, own), now)


def tell_known(installation: Installation, session: Session, town: TownId, to: To, now: datetime) -> tuple[str, ...]:
    """Tell the owner of an account that somebody would register by his address; counted as a link that does nothing."""
    if citizen_links.count_since(session, town, to.email, now - HOUR) >= MOST_AN_HOUR:
        return ()
    counted = Link(kind=Kind.REGISTER, town=town, citizen=None, email=to.email, created_at=now)
    citizen_links.add(session, digest(secrets.token_urlsafe(32)), counted, now)
    return tell(installation, session, town, Told.KNOWN, to, now)


def send_code(installation: Installation, session: Session, town: TownId, to: To, code: str, now: datetime) -> tuple[str, ...]:
    """Write the mail that brings a code which proves whose requests are; return the queues that have work then."""
    said = account.proving(_PLACE, _language(to))
    return _post(installation, session, town, to, (ModelKey.ACCOUNT_CODE, said, code), now)


def portal_in(installation: Installation, session: Session, town: TownId) -> str:
    """Return the public address of a town's portal: from the settings, never from what a browser says."""
    return address_in(session, installation.settings.public_url, town)


def _brought(kind: Kind, language: Language) -> tuple[ModelKey, Compte]:
    """Return by which model a link is brought, and what is said of it."""
    if kind is Kind.RESET:
        return ModelKey.ACCOUNT_PASSWORD, account.resetting(_PLACE, language)
    if kind is Kind.UNDO:
        return ModelKey.ACCOUNT_TOLD, account.telling(Told.ADDRESS_CHANGED, _PLACE, language)
    return ModelKey.ACCOUNT_CONFIRMED, account.confirming(_CONFIRMING[kind], _PLACE, language)


def _post(
    installation: Installation, session: Session, town: TownId, to: To, mail: tuple[ModelKey, Compte, str], now: datetime
) -> tuple[str, ...]:
    """Write a mail by its model; what it brings for its recipient alone stays sealed until it leaves."""
    key, said, secret = mail
    words = account_mails.written(session, towns.town(session, town), key, said, _language(to), now)
    payload = words.payload(key) | password_links.sealed_payload(installation.settings, words.subject, words.body, secret)
    letter = Letter(town=town, request=None, kind=password_links.KIND, recipient=to.email, payload=payload)
    return post(installation.settings, session, (letter,), now)


def _language(to: To) -> Language:
    return Language.ENGLISH if to.language == Language.ENGLISH else Language.FRENCH
