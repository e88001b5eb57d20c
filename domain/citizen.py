"""Who has a personal account at a town's portal (compte personnel)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.ids import CitizenId, TownId

OWN_AGE = 15
"""From this age on somebody consents by himself to an account (loi 78-17, article 45)."""
WARNED_AFTER = timedelta(days=700)
"""Twenty-three months without a visit: the account's owner is told that it ends."""
ENDED_AFTER = timedelta(days=731)
"""Two years without a visit (DOMAIN, retention)."""
NOTICE_BEFORE_END = timedelta(days=28)
"""No account ends before so long after its owner was told, whatever kept the machine from telling him in time."""


class Notices(StrEnum):
    """Which notices somebody wants beside those the law asks for."""

    EACH = "each"
    """Each message, and each change of state that requesters are told of."""
    CLOSINGS = "closings"
    NONE = "none"


class Proof(StrEnum):
    """How it is known that a request is somebody's."""

    SIGNED_IN = "signed_in"
    """He sent it while he was signed in."""
    EMAIL = "email"
    PHONE = "phone"
    """A code went to the address, or the telephone, that the request bears, and he typed it."""
    TRACKING = "tracking"
    """He knew its code and what stands with it, and had a code sent there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    """Where somebody lives, as he types it into forms."""

    street: str = ""
    postcode: str = ""
    town: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What somebody says of himself so that forms need not ask it again; what he has not said is empty. ``language``: fr or en."""

    title: str = ""
    name: str = ""
    first_name: str = ""
    phone: str = ""
    """E.164, or empty."""
    language: str = "fr"
    address: PostalAddress = field(default_factory=PostalAddress)
    notices: Notices = Notices.EACH


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """Somebody with a personal account at one town (compte personnel). ``email`` is confirmed, and in lower case."""

    id: CitizenId
    town: TownId
    email: str
    profile: Profile
    created_at: datetime
    seen_at: datetime
    """When he was last there, to the day."""
    has_password: bool = True
    """Whether a password opens the account; else the identity provider alone does."""

    @property
    def called(self) -> str:
        """Return his name as a page greets him: first name and name, else his address."""
        return " ".join(filter(None, (self.profile.first_name, self.profile.name))) or self.email
