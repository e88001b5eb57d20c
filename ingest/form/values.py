"""One answer of a form, checked by its kind: what programs and browsers send becomes values, or says what is wrong."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz.distance import OSA

from domain.form import ACCEPTED, FieldKind, FormField, Period, Target
from domain.place import Point
from ingest.form.faults import Fault, FaultCode
from ingest.phones import e164
from ingest.plain import tidy

_MAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+", re.I)
"""As browsers check it (WHATWG HTML, valid e-mail address), with a dot in the domain and letters of any alphabet before the sign."""
_LONGEST_MAIL = 254
_DAY = re.compile(r"(?P<day>\d{1,2})\s?[/. -]\s?(?P<month>\d{1,2})\s?[/. -]\s?(?P<year>\d{4})|(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})")
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,6})?")
_POSITION = re.compile(r"\(?\s*([+-]?\d{1,3}(?:\.\d{1,15})?)(?:\s*[,;]\s*|\s+)([+-]?\d{1,3}(?:\.\d{1,15})?)\s*\)?")
_POSTCODE = re.compile(r"(?:F-)?(\d{2}) ?(\d{3})", re.I)
_FOREIGN_POSTCODE = re.compile(r"(?=.*\d)[a-z0-9](?:[a-z0-9 -]{1,8})[a-z0-9]", re.I)
_FRENCH = re.compile(r"0[1-9](?:[ .-]?\d\d){4}", re.ASCII)
_DIALLED = re.compile(r"\+?[\d().\s/-]{6,30}")
_MARKUP = re.compile(r"[<>{}]|://|\bwww\.|\bjavascript:", re.I)
_NAMES = frozenset({Target.TITLE, Target.NAME, Target.FIRST_NAME, Target.ORGANISATION, Target.TOWN})
_FIRST_YEAR, _LAST_YEAR = 1880, 2200
_POLE, _DATE_LINE = 90.0, 180.0
_TICKED, _UNTICKED = frozenset({"oui", "on", "true", "1", "yes"}), frozenset({"", "non", "off", "false", "0", "no"})
_METROPOLIS = frozenset(range(1, 96))
_OVERSEAS = frozenset({971, 972, 973, 974, 975, 976, 977, 978, 980, 984, 986, 987, 988})
"""First three digits; 980 is Monaco, which French post serves. Source: La Poste, official file of postcodes."""
_PROVIDERS = (
    *("gmail.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "bbox.fr", "neuf.fr", "hotmail.com", "hotmail.fr"),
    *("outlook.com", "outlook.fr", "yahoo.fr", "yahoo.com", "icloud.com", "live.fr", "lagoon.nc", "mls.nc", "mail.pf"),
)
_LIKE_PROVIDERS = frozenset({"ymail.com", "mail.com", "live.com", "email.com", "me.com", "gmx.fr", "gmx.com", "yahoo.fi"})
"""One letter from one of them and right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is known around a submission: the day in the town, the region of its telephone numbers, its name and postcode, its streets.

    ``streets`` gives the streets that an address may name; None where none are known.
    """

    today: date
    region: str = "FR"
    town_name: str = ""
    postcode: str = ""
    neighbours: Mapping[str, str] = field(default_factory=dict)
    """Postcodes of the towns around, by name."""
    streets: "Callable[[str], Streets] | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Streets:
    """The streets that an address may name, best first, with its number where one is said; ``is_sure``: the first is the one meant."""

    names: tuple[str, ...]
    is_sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What was answered in one field. Of a choice the codes, of a box that was ticked `ACCEPTED`."""

    texts: tuple[str, ...] = ()
    point: Point | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was answered."""
        return not self.texts and self.point is None


EMPTY = Value()
Read = tuple[Value, tuple[Fault, ...]]


def read_value(asked: FormField, given: object) -> Read:
    """Return what was sent for a field as a value, and what is wrong with its type: nothing is judged of its content yet."""
    match asked.kind:
        case FieldKind.CONSENT:
            return _ticked(asked, given)
        case FieldKind.SEVERAL_OF:
            return _several(asked, given)
        case FieldKind.POSITION:
            return _position(asked, given)
        case FieldKind.FILES:
            return (EMPTY, ()) if given in (None, "", []) else (EMPTY, (_fault(asked, FaultCode.WRONG_TYPE),))
        case FieldKind.NUMBER if isinstance(given, int | float) and not isinstance(given, bool):
            return Value(texts=(f"{given:.15g}",)), ()
        case _:
            return _text(asked, given)


def _ticked(asked: FormField, given: object) -> Read:
    if given is None or given is False:
        return EMPTY, ()
    words = "oui" if given is True else str(given).strip().lower() if isinstance(given, str) else None
    if words is None or words not in _TICKED | _UNTICKED:
        return EMPTY, (_fault(asked, FaultCode.WRONG_TYPE),)
    return (Value(texts=(ACCEPTED,)) if words in _TICKED else EMPTY), ()


def _several(asked: FormField, given: object) -> Read:
    values = [given] if isinstance(given, str) else given
    if values is None:
        return EMPTY, ()
    if not isinstance(values, list | tuple) or not all(isinstance(one, str) for one in values):
        return EMPTY, (_fault(asked, FaultCode.WRONG_TYPE),)
    return Value(texts=tuple(dict.fromkeys(one for one in map(str, values[: len(asked.choices) + 1]) if one))), ()


def _text(asked: FormField, given: object) -> Read:
    if given is None:
        return EMPTY, ()
    if not isinstance(given, str):
        return EMPTY, (_fault(asked, FaultCode.WRONG_TYPE),)
    if len(given) > 2 * asked.longest:  # line ends count twice in what browsers send
        return EMPTY, (_fault(asked, FaultCode.TOO_LONG, most=asked.longest, count=len(given)),)
    words = tidy(given).strip()
    if asked.kind is not FieldKind.LONG:
        words = " ".join(words.split())
    return (Value(texts=(words,)) if words else EMPTY), ()


def _position(asked: FormField, given: object) -> Read:
    if given is None or (isinstance(given, str) and not given.strip()):
        return EMPTY, ()
    if isinstance(given, Mapping):
        lat, lon = given.get("lat"), given.get("lon")
        is_numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (lat, lon)) and set(given) == {"lat", "lon"}
        point = _point(str(lat), str(lon)) if is_numbers else None
        return (Value(point=point), ()) if point is not None else (EMPTY, (_fault(asked, FaultCode.POSITION),))
    if not isinstance(given, str):
        return EMPTY, (_fault(asked, FaultCode.WRONG_TYPE),)
    match = _POSITION.fullmatch(given.strip()) if len(given) < asked.longest else None
    point = _point(match[1], match[2]) if match else None
    return (Value(point=point), ()) if point is not None else (EMPTY, (_fault(asked, FaultCode.POSITION),))


def _point(lat: str, lon: str) -> Point | None:
    try:
        point = Point(lat=float(lat), lon=float(lon))
    except ValueError:
        return None
    is_somewhere = abs(point.lat) <= _POLE and abs(point.lon) <= _DATE_LINE and (point.lat, point.lon) != (0.0, 0.0)
    return point if is_somewhere else None


# --- what a value must be --------------------------------------------------------------------------------------------------------------


def check_value(asked: FormField, value: Value, around: Around) -> Read:
    """Return a value that is not empty as it is kept, and all that is wrong with it."""
    if asked.kind in {FieldKind.CONSENT, FieldKind.POSITION, FieldKind.FILES}:
        return value, ()
    if asked.kind in {FieldKind.ONE_OF, FieldKind.SEVERAL_OF}:
        return value, tuple(_choices(asked, value))
    text = value.texts[0]
    if len(text) > asked.longest:
        return value, (_fault(asked, FaultCode.TOO_LONG, most=asked.longest, count=len(text)),)
    kept, faults = _CHECKS.get(asked.kind, _words)(asked, text, around)
    if asked.target is Target.POSTCODE and not faults:
        kept, faults = _postcode(asked, kept)
    return Value(texts=(kept,)), faults


def _choices(asked: FormField, value: Value) -> list[Fault]:
    known = {choice.code for choice in asked.choices}
    if not known.issuperset(value.texts):
        return [_fault(asked, FaultCode.NO_CHOICE)]
    count = len(value.texts)
    if asked.least is not None and count < asked.least and asked.kind is FieldKind.SEVERAL_OF:
        return [_fault(asked, FaultCode.TOO_FEW, least=asked.least)]
    if asked.most is not None and count > asked.most and asked.kind is FieldKind.SEVERAL_OF:
        return [_fault(asked, FaultCode.TOO_MANY, most=asked.most)]
    return []


Checked = tuple[str, tuple[Fault, ...]]


def _words(asked: FormField, text: str, around: Around) -> Checked:
    del around
    if asked.target in _NAMES and _MARKUP.search(text):
        return text, (_fault(asked, FaultCode.SIGNS),)
    if asked.least is not None and len(text) < asked.least:
        return text, (_fault(asked, FaultCode.TOO_SHORT, least=asked.least),)
    return text, ()


def _mail(asked: FormField, text: str, around: Around) -> Checked:
    del around
    address = text.removeprefix("mailto:")
    if len(address) > _LONGEST_MAIL or not _MAIL.fullmatch(address) or ".." in address:
        return text, (_fault(asked, FaultCode.EMAIL),)
    name, _, domain = address.rpartition("@")
    known = domain.lower()
    near = None
    if known not in _PROVIDERS and known not in _LIKE_PROVIDERS:
        near = next((one for one in _PROVIDERS if OSA.distance(known, one, score_cutoff=1) == 1), None)
    return address, (() if near is None else (_fault(asked, FaultCode.EMAIL_TYPO, f"{name}@{near}"),))


def _phone(asked: FormField, text: str, around: Around) -> Checked:
    # Most are plainly French, and finding that out with the numbering plans of the world takes as long as all the rest.
    is_french = around.region == "FR" and _FRENCH.fullmatch(text) is not None
    is_number = is_french or (_DIALLED.fullmatch(text) is not None and e164(text, around.region) is not None)
    return text, (() if is_number else (_fault(asked, FaultCode.PHONE),))


def _date(asked: FormField, text: str, around: Around) -> Checked:
    match = _DAY.fullmatch(text)
    if match is None:
        return text, (_fault(asked, FaultCode.DATE),)
    year, month, day = (int(match[one] or match[other]) for one, other in (("year", "y"), ("month", "m"), ("day", "d")))
    try:
        found = date(year, month, day)
    except ValueError:
        return text, (_fault(asked, FaultCode.NO_SUCH_DAY, day=text),)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return text, (_fault(asked, FaultCode.NO_SUCH_DAY, day=text),)
    kept = f"{found:%d/%m/%Y}"
    if asked.period is Period.PAST and found > around.today:
        return kept, (_fault(asked, FaultCode.NOT_PAST),)
    if asked.period is Period.COMING and found < around.today:
        return kept, (_fault(asked, FaultCode.NOT_COMING),)
    return kept, ()


def _number(asked: FormField, text: str, around: Around) -> Checked:
    del around
    plain = text.replace(" ", "")
    if not _NUMBER.fullmatch(plain):
        return text, (_fault(asked, FaultCode.NUMBER),)
    number = float(plain.replace(",", "."))
    if asked.least is not None and number < asked.least:
        return text, (_fault(asked, FaultCode.TOO_SMALL, least=asked.least),)
    if asked.most is not None and number > asked.most:
        return text, (_fault(asked, FaultCode.TOO_GREAT, most=asked.most),)
    return plain, ()


def _place(asked: FormField, text: str, around: Around) -> Checked:
    if not asked.must_be_known or around.streets is None:
        return text, ()
    found = around.streets(text)
    return text, (() if found.is_sure else (_fault(asked, FaultCode.STREET_UNKNOWN, *found.names[:5]),))


def _postcode(asked: FormField, text: str) -> Checked:
    match = _POSTCODE.fullmatch(text)
    if match is None:
        is_foreign = _FOREIGN_POSTCODE.fullmatch(text) is not None
        return text, (_fault(asked, FaultCode.POSTCODE_ODD if is_foreign else FaultCode.POSTCODE),)
    code = match[1] + match[2]
    is_real = int(code[:2]) in _METROPOLIS or int(code[:3]) in _OVERSEAS
    return code, (() if is_real else (_fault(asked, FaultCode.POSTCODE),))


_CHECKS: Mapping[FieldKind, Callable[[FormField, str, Around], Checked]] = {
    FieldKind.EMAIL: _mail,
    FieldKind.PHONE: _phone,
    FieldKind.DATE: _date,
    FieldKind.NUMBER: _number,
    FieldKind.PLACE: _place,
}


def _fault(asked: FormField, code: FaultCode, *proposals: str, **values: object) -> Fault:
    return Fault(field=asked.name, code=code, values=values, proposals=proposals)
