"""What can be wrong with a submission, beside the field it is wrong in."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FaultCode(StrEnum):
    """What is wrong (anomalie). The names are those programs are told."""

    MISSING = "missing"
    NOT_AGREED = "not_agreed"
    UNKNOWN_FIELD = "unknown_field"
    WRONG_TYPE = "wrong_type"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    TOO_SMALL = "too_small"
    TOO_GREAT = "too_great"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    DATE = "date"
    NO_SUCH_DAY = "no_such_day"
    NOT_PAST = "not_past"
    NOT_COMING = "not_coming"
    NUMBER = "number"
    NO_CHOICE = "no_such_choice"
    SIGNS = "signs"
    """Marks of a language for computers where a name belongs."""
    POSITION = "position"
    FILE_KIND = "file_kind"
    FILE_LARGE = "file_too_large"
    FILE_EMPTY = "file_empty"
    FILE_DANGER = "file_danger"
    ALL_LARGE = "files_too_large"
    # What may well be right, and is asked about once: whoever says that it is right is believed.
    EMAIL_TYPO = "email_typo"
    POSTCODE_ODD = "postcode_odd"
    POSTCODE_TOWN = "postcode_town"
    STREET_UNKNOWN = "street_unknown"


DOUBTS = frozenset({FaultCode.EMAIL_TYPO, FaultCode.POSTCODE_ODD, FaultCode.POSTCODE_TOWN, FaultCode.STREET_UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with one field. ``values`` fill in its words; ``proposals`` are what may have been meant."""

    field: str
    code: FaultCode
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    proposals: tuple[str, ...] = ()

    @property
    def is_doubt(self) -> bool:
        """Return whether it may well be right, so that saying so is enough."""
        return self.code in DOUBTS
