"""Whether a message comes from whom its From names (authenticité): what DKIM, SPF and DMARC say, and what follows for people."""

from dataclasses import dataclass, field
from enum import StrEnum

OURSELVES = "citoyen"
"""Who says it where we asked the DNS ourselves."""


class Verdict(StrEnum):
    """What a check found (verdict). Not answered is never failed."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    NONE = "none"
    """Checked, and there is nothing that proves or denies: no signature, no record, a record that commits to nothing."""
    UNKNOWN = "unknown"
    """Nobody we believe has checked it, or the DNS did not answer."""


class Standing(StrEnum):
    """What an agent needs to know of the sender (expéditeur)."""

    VERIFIED = "vérifié"
    UNVERIFIED = "non vérifié"
    FORGED = "usurpation possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What one method says (contrôle).

    ``result`` is the word of RFC 8601 as it was said (``softfail``), empty where nothing was; ``domain`` the one it is about;
    ``said_by`` the authserv-id of the server that checked, `OURSELVES` or None. ``is_aligned`` tells that the domain and that of
    From belong to one organisation (RFC 7489, 3.1).
    """

    verdict: Verdict = Verdict.UNKNOWN
    result: str = ""
    domain: str | None = None
    said_by: str | None = None
    is_aligned: bool = False

    @property
    def proves(self) -> bool:
        """Tell whether the check speaks for the author's own domain."""
        return self.verdict is Verdict.PASS and self.is_aligned


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticity:
    """What is known of a message's sender (authenticité).

    ``author`` is the one address of From, lower case; None where it has none or several. ``is_ambiguous`` tells that From can be read
    as two different senders, as no honest program writes it.
    """

    author: str | None = None
    is_ambiguous: bool = False
    dkim: Check = field(default_factory=Check)
    spf: Check = field(default_factory=Check)
    dmarc: Check = field(default_factory=Check)

    @property
    def standing(self) -> Standing:
        """Return what that makes of the sender.

        DMARC has the last word. Where it has none, one aligned proof is enough, and a domain that denies the server the message came
        from (SPF fail) is believed only where the signature is known to prove nothing either: forwarding breaks SPF.
        """
        if self.is_ambiguous or self.dmarc.verdict is Verdict.FAIL:
            return Standing.FORGED
        if self.author is not None and any(check.proves for check in (self.dmarc, self.dkim, self.spf)):
            return Standing.VERIFIED
        is_denied = self.spf.verdict is Verdict.FAIL and self.spf.is_aligned
        is_unsigned = self.dkim.verdict is not Verdict.UNKNOWN
        return Standing.FORGED if is_denied and is_unsigned else Standing.UNVERIFIED


class Integrity(StrEnum):
    """Whether what was signed electronically is unchanged (intégrité)."""

    INTACT = "intact"
    CHANGED = "changed"
    UNCHECKED = "unchecked"
    """Signed in a way that is not checked here, or with what is no proof any more (SHA-1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectronicSignature:
    """Who signed a message by S/MIME (signature électronique), as his certificate names him.

    ``integrity`` tells of the content only: whether ``issuer`` may vouch for the name nobody has checked. ``emails`` are the
    certificate's addresses in lower case.
    """

    name: str | None = None
    emails: tuple[str, ...] = ()
    issuer: str | None = None
    integrity: Integrity = Integrity.UNCHECKED

    def is_of(self, address: str | None) -> bool:
        """Tell whether the certificate names an address."""
        return address is not None and address.strip().lower() in self.emails


def is_forged(authenticity: Authenticity | None) -> bool:
    """Tell whether the From of a message may be somebody else's: then it is no known sender, whatever address it shows."""
    return authenticity is not None and authenticity.standing is Standing.FORGED


def is_proven(authenticity: Authenticity | None, address: str | None) -> bool:
    """Tell whether a message surely comes from an address: it is the verified author's, not one named in Reply-To or in the text."""
    if authenticity is None or authenticity.author is None or address is None:
        return False
    return authenticity.standing is Standing.VERIFIED and authenticity.author == address.strip().lower()
