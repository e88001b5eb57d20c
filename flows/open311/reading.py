"""What a client posts, checked: its fields become a submission, or all that is wrong with them.

Source: Open311 GeoReport v2, “POST Service Request”.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.ids import SubjectCode
from domain.open311 import Attribute, Datatype, Service
from domain.place import Point
from ingest.form.enclosed import File
from ingest.pieces import media_type

Fields = Sequence[tuple[str, str]]
"""Names and values as they were sent, in order; a name may come several times."""

MOST_FILES = 10
MOST_FILE_BYTES = 20 * 2**20
LONGEST_TEXT = 20_000
"""The specification says 4,000 characters; what a client sends beyond that is taken all the same: it is what somebody wrote."""
_LONGEST_LINE = 1_000
_MOST_OTHERS = 50
_ATTRIBUTE = re.compile(r"attributes?\[([^\[\]]{1,200})\](?:\[\d{0,4}\])?")
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,15})?")
_DEGREES = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{1,20})?")
_WEB = re.compile(r"https?://[^\s<>\"]{1,4000}", re.IGNORECASE)
"""Signed addresses of stored files have thousands of characters."""
_NEXT_WEB = re.compile(r"[\s,;]+(?=https?://)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_KINDS = ("image/", "video/", "audio/")
_DOCUMENTS = frozenset({"application/pdf"})
_ABOUT_THE_CALL = frozenset({"api_key", "jurisdiction_id", "format", "utf8", "commit", "callback"})
_KNOWN = frozenset(
    ("service_code", "lat", "long", "address_string", "address_id", "email", "device_id", "account_id", "first_name", "last_name")
    + ("phone", "description", "media_url", "media")
)
_POLE, _DATE_LINE = 90.0, 180.0


class Wrong(StrEnum):
    """What may be wrong with a submission."""

    SERVICE_MISSING = "service_missing"
    SERVICE_UNKNOWN = "service_unknown"
    PLACE_MISSING = "place_missing"
    POSITION = "position"
    ATTRIBUTE_MISSING = "attribute_missing"
    ATTRIBUTE_VALUE = "attribute_value"
    TOO_LONG = "too_long"
    MEDIA_URL = "media_url"
    TOO_MANY_FILES = "too_many_files"
    FILE_SIZE = "file_size"
    FILE_KIND = "file_kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing that is wrong and the field it is in."""

    wrong: Wrong
    field: str


class RefusedError(Exception):
    """A submission that cannot be taken as it is."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(", ".join(one.wrong for one in mistakes))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question and its answers in words, as people read them."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What was posted. Unknown is None. ``answered`` holds questions of the service and whatever else the client sent."""

    code: SubjectCode
    service: str
    point: Point | None = None
    address: str | None = None
    address_id: str | None = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    description: str | None = None
    media_urls: tuple[str, ...] = ()
    device_id: str | None = None
    account_id: str | None = None
    answered: tuple[Answered, ...] = ()
    files: tuple[File, ...] = ()


@dataclass(slots=True)
class _Said:
    """The fields by name, empty ones left out: the specification calls them equal to those that are not sent."""

    values: dict[str, list[str]]
    mistakes: list[Mistake] = field(default_factory=list)

    def last(self, name: str, longest: int = _LONGEST_LINE) -> str | None:
        value = self.values.get(name, [""])[-1]
        if len(value) > longest:
            self.wrong(Wrong.TOO_LONG, name)
        return value or None

    def wrong(self, wrong: Wrong, name: str) -> None:
        self.mistakes.append(Mistake(wrong=wrong, field=name))


def read_fields(fields: Fields, files: Sequence[File], services: Sequence[Service]) -> Submission:
    """Return what was posted. Raises RefusedError with all that is wrong."""
    said = _Said(values=_by_name(fields))
    service = _service(said, services)
    point = _point(said)
    submission = Submission(
        code=service.code if service else SubjectCode(""),
        service=service.name if service else "",
        point=point,
        address=said.last("address_string"),
        address_id=said.last("address_id"),
        email=said.last("email"),
        first_name=said.last("first_name"),
        last_name=said.last("last_name"),
        phone=said.last("phone"),
        description=said.last("description", LONGEST_TEXT),
        media_urls=_media_urls(said),
        device_id=said.last("device_id"),
        account_id=said.last("account_id"),
        answered=(*_answered(said, service), *_others(said)),
        files=_files(said, files),
    )
    has_place = submission.address or submission.address_id or point is not None
    if not has_place and not any(one.wrong is Wrong.POSITION for one in said.mistakes):
        said.wrong(Wrong.PLACE_MISSING, "address_string")
    if said.mistakes:
        raise RefusedError(said.mistakes)
    return submission


def _by_name(fields: Fields) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in fields:
        clean = _CONTROL.sub("", value.replace("\r\n", "\n")).strip()
        if clean:
            plain = _CONTROL.sub("", name).strip()
            found.setdefault(plain.removesuffix("[]") if plain.removesuffix("[]") in _KNOWN else plain, []).append(clean)
    return found


def _service(said: _Said, services: Sequence[Service]) -> Service | None:
    code = said.last("service_code")
    if code is None:
        said.wrong(Wrong.SERVICE_MISSING, "service_code")
        return None
    found = next((service for service in services if service.code == code), None)
    if found is None:
        said.wrong(Wrong.SERVICE_UNKNOWN, "service_code")
    return found


def _point(said: _Said) -> Point | None:
    lat, lon = said.last("lat"), said.last("long")
    if lat is None and lon is None:
        return None
    numbers = [float(value.replace(",", ".")) for value in (lat, lon) if value is not None and _DEGREES.fullmatch(value)]
    if len(numbers) != 2 or abs(numbers[0]) > _POLE or abs(numbers[1]) > _DATE_LINE:  # noqa: PLR2004 - latitude and longitude
        said.wrong(Wrong.POSITION, "lat" if lat is None or not _DEGREES.fullmatch(lat) else "long")
        return None
    # Nobody reports from the Gulf of Guinea: 0, 0 is a device without a fix.
    return Point(lat=numbers[0], lon=numbers[1]) if any(numbers) else None


def _media_urls(said: _Said) -> tuple[str, ...]:
    # Some clients write several in one field, others the field several times, with brackets or without.
    urls = [url for value in said.values.get("media_url", []) for url in _NEXT_WEB.split(value)]
    if len(urls) > MOST_FILES or not all(_WEB.fullmatch(url) for url in urls):
        said.wrong(Wrong.MEDIA_URL, "media_url")
        return ()
    return tuple(urls)


def _files(said: _Said, files: Sequence[File]) -> tuple[File, ...]:
    if len(files) > MOST_FILES:
        said.wrong(Wrong.TOO_MANY_FILES, "media")
        return ()
    for file in files:
        if len(file.content) > MOST_FILE_BYTES:
            said.wrong(Wrong.FILE_SIZE, "media")
            continue
        kind = media_type(file.content, file.media_type, file.name)
        if not kind.startswith(_KINDS) and kind not in _DOCUMENTS:
            said.wrong(Wrong.FILE_KIND, "media")
    return tuple(files)


def _answered(said: _Said, service: Service | None) -> Iterator[Answered]:
    given: dict[str, list[str]] = {}
    for name, values in said.values.items():
        if match := _ATTRIBUTE.fullmatch(name):
            given.setdefault(match[1], []).extend(values)
    known: Mapping[str, Attribute] = {one.code: one for one in service.attributes} if service else {}
    for code, attribute in known.items():
        if attribute.required and attribute.variable and code not in given:
            said.wrong(Wrong.ATTRIBUTE_MISSING, f"attribute[{code}]")
    for code, values in given.items():
        if (one := _one_answered(said, code, values, known.get(code))) is not None:
            yield one


def _one_answered(said: _Said, code: str, values: Sequence[str], attribute: Attribute | None) -> Answered | None:
    if any(len(value) > LONGEST_TEXT for value in values):
        said.wrong(Wrong.TOO_LONG, f"attribute[{code}]")
        return None
    if attribute is None:
        # Other clients send more than they are asked for; people see it.
        return Answered(question=code, answers=tuple(values))
    answers = _answers(attribute, values)
    if answers is None:
        said.wrong(Wrong.ATTRIBUTE_VALUE, f"attribute[{code}]")
        return None
    return Answered(question=attribute.description or code, answers=answers)


def _answers(attribute: Attribute, values: Sequence[str]) -> tuple[str, ...] | None:
    """Return answers in words, None where they are none to this question."""
    if attribute.datatype is not Datatype.SEVERAL_OF and len(values) > 1:
        return None
    names = {choice.key: choice.name for choice in attribute.choices}
    match attribute.datatype:
        case Datatype.SEVERAL_OF if any(value not in names for value in values):
            # Some clients write several in one field.
            keys = [key.strip() for value in values for key in value.split(",")]
            return tuple(names[key] for key in keys) if all(key in names for key in keys) else None
        case Datatype.ONE_OF | Datatype.SEVERAL_OF:
            return tuple(names[value] for value in values) if all(value in names for value in values) else None
        case Datatype.NUMBER:
            return tuple(values) if _NUMBER.fullmatch(values[0]) else None
        case Datatype.DATETIME:
            return tuple(values) if _is_moment(values[0]) else None
        case _:
            return tuple(values)


def _is_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _others(said: _Said) -> Iterator[Answered]:
    """Yield what no client is asked for: nothing that was typed is lost."""
    names = [name for name in said.values if name and name not in _KNOWN | _ABOUT_THE_CALL and not _ATTRIBUTE.fullmatch(name)]
    for name in names[:_MOST_OTHERS]:
        if len(name) > _LONGEST_LINE or any(len(value) > LONGEST_TEXT for value in said.values[name]):
            said.wrong(Wrong.TOO_LONG, name[:100])
            continue
        yield Answered(question=name, answers=tuple(said.values[name]))
