"""What the desk calls what is known of a requester, and where a message says it."""

from collections.abc import Iterator, Mapping

from domain.dossier import Clue, ContactKind, Likelihood
from domain.draft import ReadIn, RequesterKind, Trait
from web.formats import phone
from web.translations import Language
from web.words import N_

TRAITS: Mapping[str, str] = {
    Trait.NAME: N_("name"),
    Trait.EMAIL: N_("e-mail address"),
    Trait.PHONE: N_("telephone"),
    Trait.ORGANISATION: N_("organisation"),
    Trait.ADDRESS: N_("postal address"),
    Trait.SIREN: N_("SIREN number"),
    Trait.SIRET: N_("SIRET number"),
    Trait.RNA: N_("RNA number"),
    Trait.VAT: N_("VAT number"),
    Trait.FAX: N_("fax number"),
}
"""What is known of a requester."""
READ_IN: Mapping[str, str] = {
    ReadIn.FROM: N_("sender’s line"),
    ReadIn.SENDER: N_("line of who sent for the author"),
    ReadIn.REPLY_TO: N_("line of the address to answer to"),
    ReadIn.FORWARDED: N_("header of the forwarded message"),
    ReadIn.FORM: N_("answer in the form"),
    ReadIn.SIGNATURE: N_("signature"),
    ReadIn.TEXT: N_("text of the message"),
    ReadIn.LETTERHEAD: N_("head or foot of the letter"),
    ReadIn.FAX_LINE: N_("line of the fax machine"),
    ReadIn.SIGNATORIES: N_("list of signatories"),
    ReadIn.CALL_LOG: N_("log of the switchboard"),
    ReadIn.CALL_LOG: N_("call log"),
}
"""Where a message says who its requester is."""
REQUESTER_KINDS: Mapping[str, str] = {
    RequesterKind.PERSON: N_("Private person"),
    RequesterKind.COMPANY: N_("Company"),
    RequesterKind.ASSOCIATION: N_("Association"),
    RequesterKind.ADMINISTRATION: N_("Administration"),
    RequesterKind.UNKNOWN: N_("Unknown"),
}
CONTACT_KINDS: Mapping[str, str] = {
    ContactKind.EMAIL: N_("E-mail"),
    ContactKind.PHONE: N_("Telephone"),
    ContactKind.SIRET: N_("SIRET number"),
    ContactKind.SIREN: N_("SIREN number"),
    ContactKind.RNA: N_("RNA number"),
    ContactKind.FAX: N_("Fax"),
}
LIKELIHOODS: Mapping[Likelihood, str] = {
    Likelihood.TO_CONFIRM: N_("To confirm"),
    Likelihood.LIKELY: N_("Likely"),
    Likelihood.SURE: N_("Sure"),
}
"""How sure it is that two requesters are one."""
CLUES: Mapping[str, str] = {
    Clue.SIRET: N_("same SIRET number"),
    Clue.RNA: N_("same RNA number"),
    Clue.SIREN: N_("same SIREN number"),
    Clue.EMAIL: N_("same e-mail address"),
    Clue.PHONE: N_("same telephone"),
    Clue.NAME: N_("same name"),
    Clue.NAME_FITS: N_("name that fits"),
    Clue.ADDRESS: N_("same address"),
    Clue.OTHER_NAME: N_("but another name"),
    Clue.OTHER_ORGANISATION: N_("but another organisation"),
}


def changes(details: Mapping[str, object], language: Language) -> Iterator[str]:
    """Yield what a line of the history tells of a requester who was set right: what he was thought to be, and what he is."""
    told = details.get("requester")
    if not isinstance(told, Mapping):
        return
    for trait in TRAITS:
        match told.get(trait):
            case {"before": before, "after": after}:
                yield " ".join((language.gettext(TRAITS[trait]), _value(trait, before), "→", _value(trait, after)))


def _value(trait: str, value: object) -> str:
    if not value:
        return "–"
    return phone(str(value)) if trait == Trait.PHONE else str(value)
