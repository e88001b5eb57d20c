"""What the desk says of whether a mail comes from whom it names."""

from collections.abc import Mapping

from domain.authenticity import Integrity, Standing, Verdict
from web.words import N_

STANDINGS: Mapping[str, str] = {
    Standing.VERIFIED: N_("Sender verified"),
    Standing.UNVERIFIED: N_("Sender not verified"),
    Standing.FORGED: N_("Possibly forged"),
}
STANDING_NOTES: Mapping[str, str] = {
    Standing.VERIFIED: N_("The sender’s domain confirms that it sent this message."),
    Standing.UNVERIFIED: N_("Nothing proves that the message comes from the address shown, nor that it does not."),
    Standing.FORGED: N_("The domain of the address shown does not confirm this message. Ask the sender another way before trusting it."),
}
VERDICTS: Mapping[str, str] = {
    Verdict.PASS: N_("passed"),
    Verdict.FAIL: N_("failed"),
    Verdict.NONE: N_("proves nothing"),
    Verdict.UNKNOWN: N_("not known"),
}
"""What a check of a mail's sender found."""
INTEGRITIES: Mapping[str, str] = {
    Integrity.INTACT: N_("unchanged since it was signed"),
    Integrity.CHANGED: N_("not what was signed: it was changed on the way"),
    Integrity.UNCHECKED: N_("signature not checked"),
}
"""Whether what was signed electronically is unchanged."""
