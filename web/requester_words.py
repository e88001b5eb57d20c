"""What the desk calls what is known of a requester, and where a message says it."""

from collections.abc import Mapping

from domain.draft import ReadIn, Trait
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
