"""What the pages about a draft of sectors show, in words: its sectors, what publishing it changes, what keeps it from that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.datastructures import FormData

from domain.errors import InvalidError, Mistake, MistakesError
from domain.place import Parity, Places, Street
from domain.sector_draft import SaidRange, SectorDraft
from flows.sectors.applied import applied
from flows.sectors.changing import Meeting
from flows.sectors.drafts import SectorPreview
from flows.sectors.faults import SectorFault, changed_outlines
from flows.sectors.ground import Plane
from flows.wording import say
from web.translations import Language, said
from web.words import N_

PARITY_WORDS: Mapping[Parity, str] = {Parity.ALL: N_("both sides"), Parity.EVEN: N_("even numbers"), Parity.ODD: N_("odd numbers")}
MOST_NAMED = 30
NO_SECTOR = "-"
Fields = Mapping[str, str]
"""What was sent with a form."""
_SQUARE_KM = 1_000_000
_COLUMNS = (("sector", 200), ("low", 20), ("high", 20), ("parity", 20))
"""Fields of a line of the form of ranges, and the most characters of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A sector of the draft. ``was`` is what it is called now where that is otherwise; ``square_km`` None without outline."""

    code: str
    name: str
    was: str
    square_km: float | None
    is_new: bool
    is_redrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How many of something go from one sector to another; names, empty for no sector."""

    before: str
    after: str
    addresses: int
    streets: int
    landmarks: int
    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldFault:
    """Something wrong in words. ``sectors`` are codes to mend it at."""

    what: str
    remedy: str
    sectors: tuple[str, ...]
    is_for_people: bool
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeRow:
    """A line of the form of a street's ranges, as text."""

    sector: str
    low: str
    high: str
    parity: str


def draft_rows(before: Places, draft: SectorDraft, plane: Plane) -> tuple[DraftRow, ...]:
    """Return the sectors of a draft, by name."""
    known = {one.code: str(one.name) for one in before.sectors}
    redrawn = changed_outlines(before.sectors, draft.sectors)
    rows = (
        DraftRow(
            code=one.code,
            name=one.name,
            was=known[one.code] if one.code in known and known[one.code] != one.name else "",
            square_km=plane.ground(one).area / _SQUARE_KM if any(one.polygons) else None,
            is_new=one.code not in known,
            is_redrawn=one.code in redrawn and one.code in known,
        )
        for one in draft.sectors
    )
    return tuple(sorted(rows, key=lambda row: row.name.casefold()))


def gone_sectors(before: Places, draft: SectorDraft) -> tuple[str, ...]:
    """Return the names of the sectors that are no more."""
    codes = {one.code for one in draft.sectors}
    return tuple(str(one.name) for one in before.sectors if one.code not in codes)


def ways(preview: SectorPreview) -> tuple[Way, ...]:
    """Return what goes where, the most addresses first. Requests go by name, which of a renamed sector is another one."""
    old = {"": "", **{one.code: str(one.name) for one in preview.before.sectors}}
    new = {"": "", **{one.code: str(one.name) for one in preview.after.sectors}}
    moves = preview.moves
    found: dict[tuple[str, str], list[int]] = {}
    for place, counts in enumerate((moves.addresses, moves.streets, moves.landmarks)):
        for (before, after), count in counts.items():
            found.setdefault((old[before], new[after]), [0, 0, 0, 0])[place] += count
    for pair, count in preview.requests.items():
        found.setdefault(pair, [0, 0, 0, 0])[3] += count
    rows = [
        Way(before=before, after=after, addresses=one[0], streets=one[1], landmarks=one[2], requests=one[3])
        for (before, after), one in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.addresses, -row.requests, row.before, row.after)))


def told_faults(faults: Iterable[SectorFault], language: Language) -> tuple[ToldFault, ...]:
    """Return what is wrong in words."""
    return tuple(
        ToldFault(
            what=said(one.what, language),
            remedy=said(one.remedy, language),
            sectors=one.sectors,
            is_for_people=one.is_for_people,
            lat=one.at.lat,
            lon=one.at.lon,
        )
        for one in faults
    )


def told_mistakes(error: MistakesError, language: Language) -> tuple[str, ...]:
    """Return what is wrong with what was sent, a sentence each; of a file or a text with its line."""
    return tuple(_told(one, language) for one in error.mistakes)


def _told(one: Mistake, language: Language) -> str:
    line = "" if one.line is None else language.gettext("Line %(line)s: ") % {"line": one.line}
    return f"{line}{said(one.what, language)} {said(one.remedy, language)}".strip()


def range_rows(street: Street, draft: SectorDraft, before: Places, plane: Plane) -> tuple[RangeRow, ...]:
    """Return the ranges of a street as they stand: said in the draft, else as they follow from it."""
    own = next((one for one in draft.streets if one.street == street.name), None)
    if own is not None:
        return tuple(_row(one) for one in own.ranges)
    codes = {sector.name: sector.code for sector in draft.sectors}
    (followed,) = applied(replace(before, streets=(street,), landmarks=()), draft, plane).streets
    return tuple(
        _row(SaidRange(sector=None if one.sector is None else codes.get(one.sector), low=one.low, high=one.high, parity=one.parity))
        for one in followed.stretches
        if one.inside
    )


def _row(one: SaidRange) -> RangeRow:
    low, high = ("" if end is None else str(end) for end in (one.low, one.high))
    return RangeRow(sector=one.sector or NO_SECTOR, low=low, high=high, parity=one.parity.value)


def said_streets(draft: SectorDraft) -> Sequence[str]:
    """Return the streets whose ranges were said in the draft."""
    return sorted(one.street for one in draft.streets)


def sent_rows(form: FormData) -> tuple[RangeRow, ...]:
    """Return the lines of the form of ranges in which anything stands."""
    columns = [[str(one)[:longest] for one in form.getlist(name)] for name, longest in _COLUMNS]
    found = (RangeRow(sector=a, low=b.strip(), high=c.strip(), parity=d) for a, b, c, d in zip(*columns, strict=False))
    return tuple(one for one in found if one.sector or one.low or one.high)


def range_of(row: RangeRow, place: int) -> SaidRange:
    """Return a line of the form as a range; ``-`` stands for no sector. Raises InvalidError."""
    for end in (row.low, row.high):
        if end and not (end.isascii() and end.isdecimal()):
            what = say(N_("“{text}” is no house number."), text=end)
            raise InvalidError(Mistake(where=str(place), what=what, remedy=say(N_("Write figures only."))))
    if not row.sector:
        raise InvalidError(
            Mistake(where=str(place), what=say(N_("Range {number} names no sector."), number=place), remedy=say(N_("Choose one.")))
        )
    low, high = (int(end) if end else None for end in (row.low, row.high))
    parity = next((one for one in Parity if one.value == row.parity), Parity.ALL)
    return SaidRange(sector=None if row.sector == NO_SECTOR else row.sector, low=low, high=high, parity=parity)


def meeting_of(fields: Fields) -> Meeting:
    """Return what is to become of ground that others have, as a form says it."""
    return next((one for one in Meeting if one.value == fields.get("meeting")), Meeting.TOLD)
