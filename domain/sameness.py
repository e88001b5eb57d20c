"""Whether two requests speak of one fact (même fait): what is compared, what speaks for or against it, and what the two are then."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.dossier import DossierId, Identity, Likelihood
from domain.ids import SubjectCode
from domain.place import Place

POSSIBLE = 0.5
"""Below this score nothing is proposed: here precision and recall on labelled pairs meet (bench/results/sameness.md)."""
LIKELY = 0.8
"""From here on at least nine proposals in ten were right (bench/results/sameness.md)."""


class SameKind(StrEnum):
    """What a request is to an earlier one that speaks of the same fact (rapprochement)."""

    DUPLICATE = "duplicate"
    """Doublon: the same person says the same again, by another way or by mistake."""
    CHASER = "chaser"
    """Relance de l'usager: the same person asks again."""
    INCIDENT = "incident"
    """Incident: somebody else tells of the same fact."""
    RECURRENCE = "recurrence"
    """Récidive: the fact came back after the earlier one was closed; a request of its own, linked to that one."""


class Sign(StrEnum):
    """What speaks for two requests being of one fact, or against it (indice)."""

    PERSON_SURE = "person_sure"
    PERSON_LIKELY = "person_likely"
    PERSON_TO_CONFIRM = "person_to_confirm"
    SAME_ADDRESS = "same_address"
    """The same street and number."""
    SAME_LANDMARK = "same_landmark"
    NEAR = "near"
    """No farther apart than `rules.sameness.NEAR_M` (S45), or next door."""
    SAME_STREET = "same_street"
    """The same street; one of them gives no number."""
    SAME_SECTOR = "same_sector"
    SAME_SUBJECT = "same_subject"
    SAME_THEME = "same_theme"
    SAME_OBJECT = "same_object"
    """The same number of a lamp, a container, a car."""
    SAME_TEXT = "same_text"
    """The same text, but for a few words."""
    SHARED_WORDS = "shared_words"
    DAYS = "days"
    """How many days lie between them."""
    OTHER_NUMBER = "other_number"
    """Against it: another house of the same street."""
    OTHER_PLACE = "other_place"
    """Against it."""
    OTHER_HOUSEHOLD = "other_household"
    """Against it: each speaks of his own house."""
    OTHER_SUBJECT = "other_subject"
    """Against it."""
    OTHER_OBJECT = "other_object"
    """Against it: another number of a lamp, a container, a car."""
    OTHER_THING = "other_thing"
    """Against it: one speaks of a bench, the other of a tree."""
    OTHER_EXTENT = "other_extent"
    """Against it: one speaks of the whole street, the other of one place in it."""
    FEW_WORDS = "few_words"
    """Against it: their words have little in common."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One observation (indice). ``weight`` is in log-odds, below zero where it speaks against it.

    ``metres`` and ``days`` lie between the two; ``words`` are what both say.
    """

    sign: Sign
    weight: float
    metres: int | None = None
    days: int | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a request is about, as far as two are compared (affaire).

    ``dossier`` is the file of its requester, ``theme`` what its subject belongs to in the tree; ``is_personal``: its subject needs no
    place, so that each who asks asks for himself. ``closed_at`` is None while the town still owes something.
    """

    identity: Identity
    dossier: DossierId | None
    subject: SubjectCode
    theme: str
    is_personal: bool
    place: Place
    text: str
    received_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sameness:
    """How much speaks for two requests being of one fact (ressemblance). ``score`` is 0 to 1; ``grounds`` are the weightiest first."""

    kind: SameKind
    score: float
    grounds: tuple[Ground, ...]

    @property
    def level(self) -> Likelihood:
        """Return how sure that is; never `Likelihood.SURE`, for the machine brings nothing together on likeness alone."""
        return Likelihood.LIKELY if self.score >= LIKELY else Likelihood.TO_CONFIRM
