"""What somebody agreed to in a form (consentement): to which wording, when, and since when no longer (GDPR, article 7)."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from domain.form import ConsentUse, FormCode, Words
from domain.ids import InboundId, TownId

ConsentId = NewType("ConsentId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """An answer to a box to agree. ``words`` are those of the form's ``version``, ``language`` the one they were read in.

    ``is_given`` False: it was asked, and not ticked. ``withdrawn_by`` is the login of an agent; None: the citizen himself.
    """

    id: ConsentId
    town: TownId
    inbound_id: InboundId
    form: FormCode
    version: int
    field: str
    words: Words
    use: ConsentUse | None
    is_given: bool
    language: str
    at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None

    @property
    def stands(self) -> bool:
        """Return whether it is agreed to now."""
        return self.is_given and self.withdrawn_at is None
