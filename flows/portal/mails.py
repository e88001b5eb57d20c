"""Mails about a personal account: what each says, in the language of who reads it. Links stay sealed until they leave."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from domain.ids import TownId
from domain.town import Town
from flows import password_links
from flows.portal.sessions import digest
from flows.portal_settings import address_in
from flows.post import post
from flows.settings import Settings
from flows.wiring import Installation
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


class Told(StrEnum):
    """What a mail without a link of its own says."""

    KNOWN = "known"
    """Somebody would register whose address has an account."""
    PASSWORD = "new_password"  # noqa: S105 - what was done
    FACTOR_ON = "factor_on"
    FACTOR_OFF = "factor_off"
    PASSKEY_ON = "passkey_on"
    PASSKEY_OFF = "passkey_off"
    IDENTITY = "identity"
    """The identity provider means him from now on."""
    CLOSED = "closed"
    ENDING = "ending"


@dataclass(frozen=True, slots=True, kw_only=True)
class To:
    """Whom a mail goes to, and in which language."""

    email: str
    language: str


_HELLO: Mapping[str, str] = {"fr": "Bonjour,\n\n", "en": "Hello,\n\n"}
_BYE: Mapping[str, str] = {"fr": "\n\nMairie de {town}\n", "en": "\n\nTown hall of {town}\n"}
_IGNORE: Mapping[str, str] = {
    "fr": "Si ce n’est pas vous, ne faites rien\u00a0: il ne se passera rien.",
    "en": "If it was not you, do nothing: nothing will happen.",
}
_LINKS: Mapping[Kind, Mapping[str, tuple[str, str]]] = {
    Kind.REGISTER: {
        "fr": (
            "Confirmez votre adresse",
            "Pour ouvrir votre compte personnel, ouvrez ce lien et choisissez un mot de passe. Il sert une fois, "
            "pendant 24 heures\u00a0:\n\n{link}\n\n",
        ),
        "en": (
            "Confirm your address",
            "To open your personal account, follow this link and choose a password. It serves once, for 24 hours:\n\n{link}\n\n",
        ),
    },
    Kind.RESET: {
        "fr": (
            "Nouveau mot de passe",
            "Pour choisir un nouveau mot de passe, ouvrez ce lien. Il sert une fois, pendant une heure\u00a0:\n\n{link}\n\n",
        ),
        "en": ("New password", "To choose a new password, follow this link. It serves once, for an hour:\n\n{link}\n\n"),
    },
    Kind.EMAIL: {
        "fr": (
            "Confirmez votre nouvelle adresse",
            "Pour que votre compte personnel utilise cette adresse, ouvrez ce lien. Il sert une fois, pendant 24 "
            "heures\u00a0:\n\n{link}\n\n",
        ),
        "en": (
            "Confirm your new address",
            "To let your personal account use this address, follow this link. It serves once, for 24 hours:\n\n{link}\n\n",
        ),
    },
    Kind.UNDO: {
        "fr": (
            "Votre adresse a été changée",
            "Votre compte personnel n’utilise plus cette adresse.\n\nSi ce n’est pas vous, ouvrez ce lien sous "
            "72 heures\u00a0: l’ancienne adresse "
            "revient, et tous les appareils sont déconnectés\u00a0:\n\n{link}\n\n",
        ),
        "en": (
            "Your address was changed",
            "Your personal account does not use this address any more.\n\nIf it was not you, follow this link "
            "within 72 hours: the former address "
            "comes back, and all browsers are signed out:\n\n{link}\n\n",
        ),
    },
    Kind.ADDRESS: {
        "fr": (
            "Confirmez cette adresse",
            "Pour ajouter cette adresse à votre compte personnel, ouvrez ce lien. Il sert une fois, pendant 24 heures\u00a0:\n\n{link}\n\n",
        ),
        "en": (
            "Confirm this address",
            "To add this address to your personal account, follow this link. It serves once, for 24 hours:\n\n{link}\n\n",
        ),
    },
    Kind.JOIN: {
        "fr": (
            "Terminez votre connexion",
            "Pour relier votre identité à votre compte personnel, ouvrez ce lien. Il sert une fois, pendant une heure\u00a0:\n\n{link}\n\n",
        ),
        "en": (
            "Finish signing in",
            "To join your identity to your personal account, follow this link. It serves once, for an hour:\n\n{link}\n\n",
        ),
    },
}
_TOLD: Mapping[Told, Mapping[str, tuple[str, str]]] = {
    Told.KNOWN: {
        "fr": (
            "Vous avez déjà un compte",
            "Une inscription a été demandée avec cette adresse, qui a déjà un compte personnel. Connectez-vous ici\u00a0:\n\n{link}\n\n"
            "Mot de passe oublié\u202f? Demandez-en un nouveau sur la même page.\n\n",
        ),
        "en": (
            "You have an account already",
            "Somebody asked to register with this address, which has a personal account already. Sign in here:\n\n{link}\n\n"
            "Forgotten your password? Ask for a new one on the same page.\n\n",
        ),
    },
    Told.PASSWORD: {
        "fr": (
            "Votre mot de passe a été changé",
            "Le mot de passe de votre compte personnel vient d’être changé, et les autres appareils sont déconnectés.\n\n"
            "Si ce n’est pas vous, demandez tout de suite un nouveau mot de passe\u00a0:\n\n{link}\n\n",
        ),
        "en": (
            "Your password was changed",
            "The password of your personal account has just been changed, and other browsers are signed out.\n\n"
            "If it was not you, ask for a new password at once:\n\n{link}\n\n",
        ),
    },
    Told.FACTOR_ON: {
        "fr": (
            "Second facteur activé",
            "Votre compte personnel demande désormais un code de votre téléphone à la connexion.\n\n"
            "Si ce n’est pas vous, demandez tout de suite un nouveau mot de passe\u00a0:\n\n{link}\n\n",
        ),
        "en": (
            "Second factor on",
            "From now on your personal account asks for a code of your telephone at sign-in.\n\n"
            "If it was not you, ask for a new password at once:\n\n{link}\n\n",
        ),
    },
    Told.FACTOR_OFF: {
        "fr": (
            "Second facteur désactivé",
            "Votre compte personnel ne demande plus de code à la connexion.\n\n"
            "Si ce n’est pas vous, demandez tout de suite un nouveau mot de passe\u00a0:\n\n{link}\n\n",
        ),
        "en": (
            "Second factor off",
            "Your personal account does not ask for a code at sign-in any more.\n\n"
            "If it was not you, ask for a new password at once:\n\n{link}\n\n",
        ),
    },
    Told.PASSKEY_ON: {
        "fr": (
            "Une clé d’accès est ajoutée à votre compte",
            "Une clé d’accès vient d’être ajoutée à votre compte personnel\u202f; elle permet désormais d’y entrer.\n\n"
            "Si ce n’est pas vous, demandez tout de suite un nouveau mot de passe\u00a0:\n\n{link}\n\n",
        ),
        "en": (
            "A passkey is added to your account",
            "A passkey has just been added to your personal account; from now on it opens it.\n\n"
            "If it was not you, ask for a new password at once:\n\n{link}\n\n",
        ),
    },
    Told.PASSKEY_OFF: {
        "fr": (
            "Une clé d’accès est retirée de votre compte",
            "Une clé d’accès vient d’être retirée de votre compte personnel\u202f; elle n’y permet plus d’entrer.\n\n"
            "Si ce n’est pas vous, demandez tout de suite un nouveau mot de passe\u00a0:\n\n{link}\n\n",
        ),
        "en": (
            "A passkey is removed from your account",
            "A passkey has just been removed from your personal account; it does not open it any more.\n\n"
            "If it was not you, ask for a new password at once:\n\n{link}\n\n",
        ),
    },
    Told.IDENTITY: {
        "fr": (
            "Une identité est reliée à votre compte",
            "Une identité numérique vient d’être reliée à votre compte personnel\u202f; elle permet désormais d’y entrer.\n\n"
            "Si ce n’est pas vous, défaites ce lien sur la page de votre compte, puis changez de mot de passe\u00a0:\n\n{link}\n\n",
        ),
        "en": (
            "An identity is joined to your account",
            "A digital identity has just been joined to your personal account; from now on it opens it.\n\n"
            "If it was not you, undo the joining on the page of your account, then change your password:\n\n{link}\n\n",
        ),
    },
    Told.CLOSED: {
        "fr": (
            "Votre compte est supprimé",
            "Votre compte personnel et ses données sont supprimés. Vos demandes suivent leur cours, avec leur "
            "code de suivi\u00a0:\n\n{link}\n\n",
        ),
        "en": (
            "Your account is deleted",
            "Your personal account and its data are deleted. Your requests go on, by their tracking codes:\n\n{link}\n\n",
        ),
    },
    Told.ENDING: {
        "fr": (
            "Votre compte va être supprimé",
            "Vous ne vous êtes pas connecté depuis vingt-trois mois. Sans visite de votre part, votre compte "
            "personnel sera supprimé dans un mois. "
            "Pour le garder, connectez-vous\u00a0:\n\n{link}\n\n",
        ),
        "en": (
            "Your account is going to be deleted",
            "You have not signed in for twenty-three months. Without a visit of yours, your personal account is deleted in a month. "
            "To keep it, sign in:\n\n{link}\n\n",
        ),
    },
}
_WITHOUT_IGNORE = frozenset({Kind.UNDO})
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
    subject, body = _LINKS[link.kind][_language(to)]
    ignore = "" if link.kind in _WITHOUT_IGNORE else _IGNORE[_language(to)]
    own = f"{portal_in(installation, session, link.town)}/{PATHS[link.kind]}/{token}"
    return _post(installation, session, link.town, to, (subject, f"{body}{ignore}", own), now)


def tell(installation: Installation, session: Session, town: TownId, told: Told, to: To, now: datetime) -> tuple[str, ...]:
    """Write a mail that says what was done; return the queues that have work then."""
    if not is_possible(installation.settings):
        return ()
    subject, body = _TOLD[told][_language(to)]
    own = f"{portal_in(installation, session, town)}{_LEADS_TO.get(told, '/sign-in')}"
    return _post(installation, session, town, to, (subject, body, own), now)


def tell_known(installation: Installation, session: Session, town: TownId, to: To, now: datetime) -> tuple[str, ...]:
    """Tell the owner of an account that somebody would register by his address; counted as a link that does nothing."""
    if citizen_links.count_since(session, town, to.email, now - HOUR) >= MOST_AN_HOUR:
        return ()
    counted = Link(kind=Kind.REGISTER, town=town, citizen=None, email=to.email, created_at=now)
    citizen_links.add(session, digest(secrets.token_urlsafe(32)), counted, now)
    return tell(installation, session, town, Told.KNOWN, to, now)


def send_code(installation: Installation, session: Session, town: TownId, to: To, code: str, now: datetime) -> tuple[str, ...]:
    """Write the mail that brings a code which proves whose requests are; return the queues that have work then."""
    said = {
        "fr": (
            "Votre code",
            "Voici le code qui rattache vos demandes à votre compte personnel, valable 15 "
            "minutes\u00a0:\n\n{link}\n\nNe le donnez à personne. ",
        ),
        "en": ("Your code", "This code links your requests to your personal account, for 15 minutes:\n\n{link}\n\nGive it to nobody. "),
    }
    subject, body = said[_language(to)]
    return _post(installation, session, town, to, (subject, f"{body}{_IGNORE[_language(to)]}", code), now)


def portal_in(installation: Installation, session: Session, town: TownId) -> str:
    """Return the public address of a town's portal: from the settings, never from what a browser says."""
    return address_in(session, installation.settings.public_url, town)


def _post(installation: Installation, session: Session, town: TownId, to: To, said: tuple[str, str, str], now: datetime) -> tuple[str, ...]:
    subject, body, secret = said
    named: Town = towns.town(session, town)
    language = _language(to)
    whole = f"{_HELLO[language]}{body.rstrip()}{_BYE[language].replace('{town}', named.name)}"
    payload = password_links.sealed_payload(installation.settings, f"{named.name} – {subject}", whole, secret)
    letter = Letter(town=town, request=None, kind=password_links.KIND, recipient=to.email, payload=payload)
    return post(installation.settings, session, (letter,), now)


def _language(to: To) -> str:
    return to.language if to.language in _HELLO else "fr"
