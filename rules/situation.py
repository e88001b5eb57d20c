"""What conditions of rules are held against: a draft as it was read, with its subject, its place and the moment it came."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.draft import Draft
from domain.evidence import Span
from domain.ids import SubjectCode
from domain.place import Landmark, Place
from domain.town import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words of the rules, found in the message: as written, where, and whether they stand for what is so now."""

    quote: str
    where: Span
    plain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that conditions ask about a draft.

    ``said`` has the words of the rules by how the rules write them, ``matched`` the expressions; ``street_names`` the place's street by
    all its names; ``entrances`` the address and name of the mailbox or machine it came in at.
    """

    draft: Draft
    subject: SubjectCode | None
    theme: str | None
    place: Place
    moment: Moment
    said: Mapping[str, Said] = field(default_factory=dict)
    matched: Mapping[str, Said] = field(default_factory=dict)
    street_names: tuple[str, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    entrances: tuple[str, ...] = ()
