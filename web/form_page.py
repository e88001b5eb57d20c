"""A form as its page shows it: each field with what was typed, what is wrong beside it, what may have been meant."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from domain.form import FieldKind, FileFamily, FormDefinition, FormField, Target, Words
from domain.ids import TownId
from flows import privacy_text
from flows.form_files import FOR_S
from flows.wiring import Installation
from ingest.form.faults import Fault
from web.form_words import fault_text
from web.gate import PAGE_POLICY
from web.translations import Language

_PAIR = re.compile(r"\s*[,;]\s*|\s+")
MOST_RADIOS = 5
"""More choices than that are a list to open."""
TOO_FAST_S = 3.0
"""Nobody reads a form and answers it in less (compare `ingest.form.robots`)."""
OPEN_FOR_S = 24 * 3600
RECEIPT_FOR_S = 7 * 24 * 3600
_AUTOCOMPLETE: Mapping[Target, str] = {
    Target.TITLE: "honorific-prefix",
    Target.NAME: "family-name",
    Target.FIRST_NAME: "given-name",
    Target.ORGANISATION: "organization",
    Target.EMAIL: "email",
    Target.PHONE: "tel",
    Target.ADDRESS: "street-address",
    Target.POSTCODE: "postal-code",
    Target.TOWN: "address-level2",
}
_INPUTS: Mapping[FieldKind, tuple[str, str]] = {
    FieldKind.EMAIL: ("email", "email"),
    FieldKind.PHONE: ("tel", "tel"),
    FieldKind.DATE: ("text", "numeric"),
    FieldKind.NUMBER: ("text", "decimal"),
}
_ACCEPT: Mapping[FileFamily, str] = {
    FileFamily.PICTURES: "image/*",
    FileFamily.PDF: ".pdf",
    FileFamily.DOCUMENTS: ".doc,.docx,.odt,.rtf,.txt,.xls,.xlsx,.ods,.csv",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A field on the page.

    ``values`` are what was typed, ``kept`` the files that were sent already, ``files`` the names of those to choose again.
    """

    field: FormField
    label: str
    help: str
    choices: tuple[tuple[str, str], ...]
    values: tuple[str, ...]
    faults: tuple[str, ...]
    proposals: tuple[str, ...]
    is_doubted: bool
    is_confirmed: bool
    files: tuple[str, ...]
    kept: tuple["KeptFile", ...]
    condition: str
    input_type: str
    input_mode: str
    autocomplete: str
    accept: str
    searched: str

    @property
    def value(self) -> str:
        """Return what was typed in a field of one value."""
        return self.values[0] if self.values else ""

    @property
    def pair(self) -> tuple[str, str]:
        """Return latitude and longitude as they were typed."""
        first, *others = [*self.values, ""] if len(self.values) != 1 else [*_PAIR.split(self.value.strip(), maxsplit=1), ""]
        return first, others[0] if others else ""

    @property
    def is_list(self) -> bool:
        """Return whether its choices are a list to open."""
        return self.field.kind is FieldKind.ONE_OF and len(self.choices) > MOST_RADIOS

    @property
    def attributes(self) -> dict[str, str]:
        """Return what its input says to those who hear the page."""
        is_asked = self.field.is_required and self.field.shown_when is None
        marks = {
            "aria-describedby": self.described_by,
            "aria-invalid": "true" if self.faults else "",
            "aria-required": "true" if is_asked else "",
        }
        return {name: value for name, value in marks.items() if value}

    @property
    def described_by(self) -> str:
        """Return the ids of what explains it, for those who hear the page."""
        has_help = bool(self.help) or self.field.kind is FieldKind.DATE
        known = (("help", has_help), ("lost", self.files), ("files", self.kept), ("when", self.condition), ("fault", self.faults))
        return " ".join(f"{self.field.name}-{name}" for name, value in known if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file that waits on the server for its form to be sent (`flows.form_files`). ``token`` is what the page sends in its place."""

    token: str
    filename: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stood in the form when it was sent, as it stood: nothing that a citizen typed is lost.

    ``kept`` are files that are on the server, ``files`` the names of those that are not.
    """

    values: Mapping[str, tuple[str, ...]]
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kept: Mapping[str, tuple[KeptFile, ...]] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()
    searched: Mapping[str, str] = field(default_factory=dict)
    """Streets that were looked for to point at a position, by its field."""


NOTHING_TYPED = Typed(values={})


def shown(definition: FormDefinition, typed: Typed, faults: Sequence[Fault], language: Language) -> tuple[Shown, ...]:
    """Return the fields of a form as they are shown."""
    return tuple(
        _shown(definition, one, typed, [fault for fault in faults if fault.field == one.name], language) for one in definition.fields
    )


def _shown(definition: FormDefinition, one: FormField, typed: Typed, faults: Sequence[Fault], language: Language) -> Shown:
    said = language.code
    input_type, input_mode = _INPUTS.get(one.kind, ("text", "numeric" if one.target is Target.POSTCODE else "text"))
    families = one.families or tuple(FileFamily)
    return Shown(
        field=one,
        label=one.label.said(said),
        help="" if one.help is None else one.help.said(said),
        choices=tuple((choice.code, choice.label.said(said)) for choice in one.choices),
        values=typed.values.get(one.name, ()),
        faults=tuple(dict.fromkeys(fault_text(fault, definition, language) for fault in faults)),
        proposals=tuple(dict.fromkeys(proposal for fault in faults for proposal in fault.proposals)),
        is_doubted=bool(faults) and all(fault.is_doubt for fault in faults),
        is_confirmed=one.name in typed.confirmed,
        files=typed.files.get(one.name, ()),
        kept=typed.kept.get(one.name, ()),
        condition=_condition(definition, one, language),
        input_type=input_type,
        input_mode=input_mode,
        autocomplete=_AUTOCOMPLETE.get(one.target, "off") if one.target is not None else "off",
        accept=",".join(_ACCEPT[family] for family in families),
        searched=typed.searched.get(one.name, ""),
    )


def _condition(definition: FormDefinition, one: FormField, language: Language) -> str:
    """Return, for who has no scripts, when a field is to be filled in."""
    when = one.shown_when
    other = definition.find(when.field) if when is not None else None
    if when is None or other is None:
        return ""
    question = other.label.said(language.code)
    if other.kind is FieldKind.CONSENT:
        return language.gettext("Only if you ticked “{question}”.").format(question=question)
    answers = ", ".join(other.label_of(code, language.code) for code in when.values)
    return language.gettext("Only if you answered “{answers}” to “{question}”.").format(answers=answers, question=question)


def stray_faults(definition: FormDefinition, faults: Sequence[Fault], language: Language) -> tuple[str, ...]:
    """Return what is wrong with what is no field of the form."""
    strays = (fault for fault in faults if definition.find(fault.field) is None)
    return tuple(f"{fault.field} : {fault_text(fault, definition, language)}" for fault in strays)


def said(words: Words | None, language: str) -> str:
    """Return a text of the form in a language, empty where there is none."""
    return "" if words is None else words.said(language)


def page_headers(definition: FormDefinition, tiles: str | None = None) -> dict[str, str]:
    """Return the headers of a page that the town's own sites may show in a frame. ``tiles`` is where the pictures of a map come from."""
    policy = PAGE_POLICY
    if tiles is not None and any(one.kind is FieldKind.POSITION for one in definition.fields):
        address = urlsplit(tiles)
        policy = policy.replace("img-src 'self' data:", f"img-src 'self' data: {address.scheme}://{address.netloc}")
    ancestors = " ".join(("'self'", *definition.sites)) if definition.sites else "'none'"
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy.replace("frame-ancestors 'none'", f"frame-ancestors {ancestors}"),
        "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
        "Cross-Origin-Resource-Policy": "cross-origin" if definition.sites else "same-origin",
    }


# --- what the page signs --------------------------------------------------------------------------------------------------------------


def opened_token(installation: Installation, form: str) -> str:
    """Return what says when a form was opened, and the number of what is told of data now, signed; ``form`` is ``town/form``."""
    told = privacy_text.current(installation, TownId(form.partition("/")[0]), datetime.now(UTC))
    return _signer(installation, "form-opened").dumps([form, secrets.token_hex(4), told.number])


def told_with(installation: Installation, form: str, token: str) -> int | None:
    """Return the number of what was told of data with a form; None where that is not known."""
    try:
        match _signer(installation, "form-opened").loads(token, max_age=OPEN_FOR_S):
            case [str(of), str(_), int(number)] if of == form:
                return number
            case _:
                return None
    except BadData:
        return None


def seconds_open(installation: Installation, form: str, token: str, now: float) -> float | None:
    """Return how long ago a form was opened; None where that is not known, or too long."""
    try:
        value, at = _signer(installation, "form-opened").loads(token, max_age=OPEN_FOR_S, return_timestamp=True)
    except (BadData, SignatureExpired):
        return None
    is_it = isinstance(value, list) and len(value) > 1 and value[0] == form
    return now - at.timestamp() if is_it else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileClaim:
    """What a page says of a file that was sent before. ``name`` is that of `flows.form_files`."""

    field: str
    name: str
    filename: str


def file_token(installation: Installation, form: str, claim: FileClaim) -> str:
    """Return what brings a file of a form back, signed; good as long as the file is kept."""
    return _signer(installation, "form-file").dumps([form, claim.field, claim.name, claim.filename])


def read_file_token(installation: Installation, form: str, token: str) -> FileClaim | None:
    """Return the file that a token of this form brings back; None where it is none of ours, or too old."""
    try:
        found = _signer(installation, "form-file").loads(token, max_age=FOR_S)
    except BadData:
        return None
    match found:
        case [str(of), str(name_of_field), str(name), str(filename)] if of == form:
            return FileClaim(field=name_of_field, name=name, filename=filename)
        case _:
            return None


def receipt_token(installation: Installation, receipt: Mapping[str, object]) -> str:
    """Return a receipt as the address of its page holds it, so that the page can be loaded again."""
    return _signer(installation, "form-receipt").dumps(dict(receipt))


def read_receipt(installation: Installation, token: str) -> Mapping[str, object] | None:
    """Return the receipt that an address holds; None where it holds none of ours, or one of long ago."""
    try:
        found = _signer(installation, "form-receipt").loads(token, max_age=RECEIPT_FOR_S)
    except BadData:
        return None
    return found if isinstance(found, dict) else None


def _signer(installation: Installation, salt: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(installation.settings.secret_key.get_secret_value(), salt=salt)
