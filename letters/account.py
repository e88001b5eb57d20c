"""Mails about a personal account of the portal (compte usager): on which occasions each of their models is written, and what it may say.

They tell nothing of requests and name nobody. Each brings a link or a code, without which whoever gets it cannot go on; what was done to an
account is told in the words below, which a town frames and does not change.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from letters.fields import Compte
from letters.kinds import ACCOUNT, Language, ModelKey
from letters.model import Written

LINK, CODE = "https://citoyen.valognes.example/p/valognes/confirm/exemple", "482915"
"""What stands for a link and a code where nobody's are to be shown."""
DAY, HOUR, QUARTER = "day", "hour", "quarter"
_VALID: Mapping[str, Mapping[Language, str]] = {
    DAY: {Language.FRENCH: "24\u00a0heures", Language.ENGLISH: "24\u00a0hours"},
    HOUR: {Language.FRENCH: "une heure", Language.ENGLISH: "an hour"},
    QUARTER: {Language.FRENCH: "15\u00a0minutes", Language.ENGLISH: "15\u00a0minutes"},
}


class Confirming(StrEnum):
    """What a link confirms (à confirmer), as models compare it."""

    REGISTER = "inscription"
    EMAIL = "nouvelle adresse"
    ADDRESS = "autre adresse"
    JOIN = "identité"


class Told(StrEnum):
    """What was done to an account, or is about to be (événement), as models compare it."""

    KNOWN = "compte existant"
    """Somebody would register whose address has an account."""
    ADDRESS_CHANGED = "adresse changée"
    PASSWORD = "mot de passe changé"  # noqa: S105 - what was done
    FACTOR_ON = "second facteur activé"
    FACTOR_OFF = "second facteur désactivé"
    PASSKEY_ON = "clé d’accès ajoutée"
    PASSKEY_OFF = "clé d’accès retirée"
    IDENTITY = "identité reliée"
    """The identity provider means him from now on."""
    CLOSED = "compte supprimé"
    ENDING = "suppression prochaine"


_VALID_FOR: Mapping[Confirming, str] = {
    Confirming.REGISTER: DAY,
    Confirming.EMAIL: DAY,
    Confirming.ADDRESS: DAY,
    Confirming.JOIN: HOUR,
}
_CONFIRM: Mapping[Confirming, Mapping[Language, str]] = {
    Confirming.REGISTER: {Language.FRENCH: "Confirmez votre adresse", Language.ENGLISH: "Confirm your address"},
    Confirming.EMAIL: {Language.FRENCH: "Confirmez votre nouvelle adresse", Language.ENGLISH: "Confirm your new address"},
    Confirming.ADDRESS: {Language.FRENCH: "Confirmez cette adresse", Language.ENGLISH: "Confirm this address"},
    Confirming.JOIN: {Language.FRENCH: "Terminez votre connexion", Language.ENGLISH: "Finish signing in"},
}
_ASK_ANEW: Mapping[Language, str] = {
    Language.FRENCH: "Si ce n’est pas vous, demandez tout de suite un nouveau mot de passe\u00a0:",
    Language.ENGLISH: "If it was not you, ask for a new password at once:",
}
_TOLD: Mapping[Told, Mapping[Language, tuple[str, str]]] = {
    Told.KNOWN: {
        Language.FRENCH: (
            "Vous avez déjà un compte",
            "Une inscription a été demandée avec cette adresse, qui a déjà un compte personnel. Mot de passe oublié\u202f? "
            "Demandez-en un nouveau sur la même page. Connectez-vous ici\u00a0:",
        ),
        Language.ENGLISH: (
            "You have an account already",
            "Somebody asked to register with this address, which has a personal account already. Forgotten your password? "
            "Ask for a new one on the same page. Sign in here:",
        ),
    },
    Told.ADDRESS_CHANGED: {
        Language.FRENCH: (
            "Votre adresse a été changée",
            "Votre compte personnel n’utilise plus cette adresse.\n\nSi ce n’est pas vous, ouvrez ce lien sous 72\u00a0heures\u00a0: "
            "l’ancienne adresse revient, et tous les appareils sont déconnectés\u00a0:",
        ),
        Language.ENGLISH: (
            "Your address was changed",
            "Your personal account does not use this address any more.\n\nIf it was not you, follow this link within 72\u00a0hours: "
            "the former address comes back, and all browsers are signed out:",
        ),
    },
    Told.PASSWORD: {
        Language.FRENCH: (
            "Votre mot de passe a été changé",
            "Le mot de passe de votre compte personnel vient d’être changé, et les autres appareils sont déconnectés.\n\n"
            f"{_ASK_ANEW[Language.FRENCH]}",
        ),
        Language.ENGLISH: (
            "Your password was changed",
            "The password of your personal account has just been changed, and other browsers are signed out.\n\n"
            f"{_ASK_ANEW[Language.ENGLISH]}",
        ),
    },
    Told.FACTOR_ON: {
        Language.FRENCH: (
            "Second facteur activé",
            f"Votre compte personnel demande désormais un code de votre téléphone à la connexion.\n\n{_ASK_ANEW[Language.FRENCH]}",
        ),
        Language.ENGLISH: (
            "Second factor on",
            f"From now on your personal account asks for a code of your telephone at sign-in.\n\n{_ASK_ANEW[Language.ENGLISH]}",
        ),
    },
    Told.FACTOR_OFF: {
        Language.FRENCH: (
            "Second facteur désactivé",
            f"Votre compte personnel ne demande plus de code à la connexion.\n\n{_ASK_ANEW[Language.FRENCH]}",
        ),
        Language.ENGLISH: (
            "Second factor off",
            f"Your personal account does not ask for a code at sign-in any more.\n\n{_ASK_ANEW[Language.ENGLISH]}",
        ),
    },
    Told.PASSKEY_ON: {
        Language.FRENCH: (
            "Une clé d’accès est ajoutée à votre compte",
            "Une clé d’accès vient d’être ajoutée à votre compte personnel\u202f; elle permet désormais d’y entrer.\n\n"
            f"{_ASK_ANEW[Language.FRENCH]}",
        ),
        Language.ENGLISH: (
            "A passkey is added to your account",
            f"A passkey has just been added to your personal account; from now on it opens it.\n\n{_ASK_ANEW[Language.ENGLISH]}",
        ),
    },
    Told.PASSKEY_OFF: {
        Language.FRENCH: (
            "Une clé d’accès est retirée de votre compte",
            "Une clé d’accès vient d’être retirée de votre compte personnel\u202f; elle n’y permet plus d’entrer.\n\n"
            f"{_ASK_ANEW[Language.FRENCH]}",
        ),
        Language.ENGLISH: (
            "A passkey is removed from your account",
            f"A passkey has just been removed from your personal account; it does not open it any more.\n\n{_ASK_ANEW[Language.ENGLISH]}",
        ),
    },
    Told.IDENTITY: {
        Language.FRENCH: (
            "Une identité est reliée à votre compte",
            "Une identité numérique vient d’être reliée à votre compte personnel\u202f; elle permet désormais d’y entrer.\n\n"
            "Si ce n’est pas vous, défaites ce lien sur la page de votre compte, puis changez de mot de passe\u00a0:",
        ),
        Language.ENGLISH: (
            "An identity is joined to your account",
            "A digital identity has just been joined to your personal account; from now on it opens it.\n\n"
            "If it was not you, undo the joining on the page of your account, then change your password:",
        ),
    },
    Told.CLOSED: {
        Language.FRENCH: (
            "Votre compte est supprimé",
            "Votre compte personnel et ses données sont supprimés. Vos demandes suivent leur cours, avec leur code de suivi\u00a0:",
        ),
        Language.ENGLISH: (
            "Your account is deleted",
            "Your personal account and its data are deleted. Your requests go on, by their tracking codes:",
        ),
    },
    Told.ENDING: {
        Language.FRENCH: (
            "Votre compte va être supprimé",
            "Vous ne vous êtes pas connecté depuis vingt-trois mois. Sans visite de votre part, votre compte personnel sera supprimé "
            "dans un mois. Pour le garder, connectez-vous\u00a0:",
        ),
        Language.ENGLISH: (
            "Your account is going to be deleted",
            "You have not signed in for twenty-three months. Without a visit of yours, your personal account is deleted in a month. "
            "To keep it, sign in:",
        ),
    },
}


def confirming(what: Confirming, link: str, language: Language) -> Compte:
    """Return what a mail says that brings a link to confirm something by."""
    return Compte(a_confirmer=what.value, objet=_CONFIRM[what][language], lien=link, validite=_VALID[_VALID_FOR[what]][language])


def resetting(link: str, language: Language) -> Compte:
    """Return what a mail says that brings a link to a new password."""
    return Compte(lien=link, validite=_VALID[HOUR][language])


def proving(code: str, language: Language) -> Compte:
    """Return what a mail says that brings a code."""
    return Compte(code=code, validite=_VALID[QUARTER][language])


def telling(what: Told, link: str, language: Language) -> Compte:
    """Return what a mail says of what was done to an account; ``link`` leads to where something can be done about it."""
    title, text = _TOLD[what][language]
    return Compte(evenement=what.value, objet=title, texte=text, lien=link)


def cases(kind: ModelKey, language: Language) -> tuple[Compte, ...]:
    """Return all that a model of a kind may have to say, with nobody's link and code; nothing for a kind that is not of accounts."""
    found: Mapping[ModelKey, tuple[Compte, ...]] = {
        ModelKey.ACCOUNT_CONFIRMED: tuple(confirming(one, LINK, language) for one in Confirming),
        ModelKey.ACCOUNT_CODE: (proving(CODE, language),),
        ModelKey.ACCOUNT_PASSWORD: (resetting(LINK, language),),
        ModelKey.ACCOUNT_TOLD: tuple(telling(one, LINK, language) for one in Told),
    }
    return found.get(kind, ())


EXAMPLE = replace(
    telling(Told.PASSWORD, LINK, Language.FRENCH),
    a_confirmer=Confirming.REGISTER.value,
    code=CODE,
    validite=_VALID[DAY][Language.FRENCH],
)
"""Something for each field, for who writes a model."""


def carried(kind: ModelKey) -> frozenset[str]:
    """Return the fields that must stand in the text of a kind, whatever it is about; nothing for a kind that is not of accounts."""
    if kind not in ACCOUNT:
        return frozenset()
    if kind is ModelKey.ACCOUNT_CODE:
        return frozenset({"compte.code"})
    return frozenset({"compte.lien", "compte.texte"} if kind is ModelKey.ACCOUNT_TOLD else {"compte.lien"})


def left_out(kind: ModelKey, written: Written, said: Compte) -> tuple[str, ...]:
    """Return the fields a mail does not carry whole, in alphabetical order: a link that touches other characters leads nowhere."""
    found = {
        "compte.lien": re.search(rf"(?<![^\s<]){re.escape(said.lien)}(?![^\s>])", written.text) is not None,
        "compte.code": re.search(rf"(?<!\w){re.escape(said.code)}(?!\w)", written.text) is not None,
        "compte.texte": " ".join(said.texte.split()) in " ".join(written.text.split()),
    }
    return tuple(sorted(name for name in carried(kind) if not found[name]))


def exposed(kind: ModelKey, written: Written, said: Compte) -> tuple[str, ...]:
    """Return the fields whose value the heading tells: whoever sees the list of mails, or a locked telephone, would read it."""
    told = {"compte.lien": said.lien, "compte.code": said.code, "compte.texte": said.texte}
    return tuple(sorted(name for name in carried(kind) - {"compte.texte"} if told[name] in written.subject))
