"""Forms of a town (formulaires): what is asked, in which words, and what each answer is of the request it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from domain.ids import DepartmentCode, SubjectCode

FormCode = NewType("FormCode", str)
"""Short name of a form within a town, such as ``signalement``; it stands in addresses."""

ACCEPTED = "oui"
"""Value of a box that was ticked, as conditions name it."""
MOST_FIELDS = 100
MOST_CHOICES = 300
MOST_FILES = 10
LONGEST_SHORT, LONGEST_LONG = 300, 20_000
"""Characters of an answer on one line, and on several, where the form sets no other limit."""
LARGEST_FILE_MB, LARGEST_SUBMISSION_MB = 20, 48


class FieldKind(StrEnum):
    """What sort of answer is asked for (nature du champ)."""

    SHORT = "texte"
    LONG = "texte_long"
    EMAIL = "courriel"
    PHONE = "telephone"
    DATE = "date"
    NUMBER = "nombre"
    ONE_OF = "choix"
    SEVERAL_OF = "choix_multiple"
    PLACE = "lieu"
    """A street with its number, looked up in the town's own list."""
    POSITION = "position"
    """Latitude and longitude."""
    FILES = "fichiers"
    CONSENT = "accord"
    """A box that is ticked to agree."""


class ConsentUse(StrEnum):
    """What rests on a box that is ticked to agree, and stops when that is taken back (finalité du consentement)."""

    MAIL = "courriel"
    """Mails that tell how it goes on, which the law does not ask for."""
    SMS = "sms"
    """Text messages about the request."""
    PUBLICATION = "publication"
    """Words and photos shown to everybody."""


class Target(StrEnum):
    """What an answer is of the request (destination). The names are those of the keys in the kept original."""

    TITLE = "civilite"
    NAME = "nom"
    FIRST_NAME = "prenom"
    ORGANISATION = "organisation"
    EMAIL = "courriel"
    PHONE = "telephone"
    ADDRESS = "adresse"
    POSTCODE = "code_postal"
    TOWN = "ville"
    PLACE = "lieu"
    POSITION = "position"
    TEXT = "texte"
    HEADING = "objet"
    SUBJECT = "type"
    """What the citizen ticks, which may be wrong (`domain.draft.Draft.hint`)."""


class Period(StrEnum):
    """Which days a date may name (période)."""

    ANY = "libre"
    PAST = "passee"
    """Today at the latest."""
    COMING = "a_venir"
    """Today at the earliest."""


class FileFamily(StrEnum):
    """Sorts of files that may be attached, known by their content (types de fichiers)."""

    PICTURES = "images"
    PDF = "pdf"
    DOCUMENTS = "documents"
    """Texts and tables of office programs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text in the languages of the form; what has no English is shown in French."""

    fr: str
    en: str | None = None

    def said(self, language: str) -> str:
        """Return the text in a language."""
        return self.en if language == "en" and self.en else self.fr


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the answers to choose from. ``code`` is what programs send."""

    code: str
    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWhen:
    """A field is asked only if another one, above it, has one of these values (condition)."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One question (champ).

    ``least`` and ``most`` are characters of a text, the value of a number, how many of several choices or of files; None leaves the
    product's own limit. ``target`` None: the answer stands in the text with its question. ``must_be_known``: a street that the town's list
    has not is asked about once more. ``largest_mb`` is for each file.
    ``consent_for`` is what a box to agree is for, where something rests on it.
    """

    name: str
    kind: FieldKind
    label: Words
    help: Words | None = None
    is_required: bool = False
    target: Target | None = None
    choices: tuple[Choice, ...] = ()
    least: int | None = None
    most: int | None = None
    period: Period = Period.ANY
    must_be_known: bool = False
    families: tuple[FileFamily, ...] = ()
    largest_mb: int | None = None
    shown_when: ShownWhen | None = None
    consent_for: ConsentUse | None = None

    def label_of(self, code: str, language: str) -> str:
        """Return what a choice is called; the code itself for one that is none."""
        return next((choice.label.said(language) for choice in self.choices if choice.code == code), code)

    @property
    def longest(self) -> int:
        """Return how many characters an answer may have."""
        if self.kind in {FieldKind.SHORT, FieldKind.LONG} and self.most is not None:
            return self.most
        return LONGEST_LONG if self.kind is FieldKind.LONG else LONGEST_SHORT

    @property
    def most_files(self) -> int:
        """Return how many files may be attached."""
        return MOST_FILES if self.most is None else self.most

    @property
    def most_bytes(self) -> int:
        """Return how large a file may be."""
        return (LARGEST_FILE_MB if self.largest_mb is None else self.largest_mb) * 2**20


class Signed(StrEnum):
    """What a form builder signs of a webhook (contenu signé)."""

    BODY = "corps"
    TIME_DOT_BODY = "horodatage.corps"
    TIME_COLON_BODY = "horodatage:corps"
    ID_TIME_BODY = "id.horodatage.corps"
    """Standard Webhooks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """How a form builder hands in submissions (webhook): the headers it signs with, and what its answers are.

    ``mapping`` is a text for `ingest.form.mapping`, None where keys speak for themselves. Without ``time_header`` nothing says how old a
    call is; then the same call twice is taken once.
    """

    header: str = "X-Signature"
    time_header: str | None = None
    id_header: str | None = None
    signed: Signed = Signed.BODY
    mapping: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDefinition:
    """A form as citizens see it (formulaire).

    ``subject`` and ``department`` are what the form speaks for, if it does. A form that is not ``is_open`` shows ``closed`` instead.
    ``sites`` are the origins that may show it in a frame; none: only its own page. ``needs_key``: programs hand in with a key only.
    """

    code: FormCode
    title: Words
    fields: tuple[FormField, ...]
    intro: Words | None = None
    thanks: Words | None = None
    closed: Words | None = None
    subject: SubjectCode | None = None
    department: DepartmentCode | None = None
    is_open: bool = True
    sites: tuple[str, ...] = ()
    needs_key: bool = False
    hook: Hook | None = None

    def find(self, name: str) -> FormField | None:
        """Return the field of a name."""
        return next((one for one in self.fields if one.name == name), None)

    @property
    def has_files(self) -> bool:
        """Return whether files may come with it."""
        return any(one.kind is FieldKind.FILES for one in self.fields)


def shown_fields(definition: FormDefinition, values: Mapping[str, tuple[str, ...]]) -> tuple[FormField, ...]:
    """Return the fields that are asked, given what was answered: one whose condition hangs on a field that is not asked is not either."""
    shown: dict[str, FormField] = {}
    for one in definition.fields:
        when = one.shown_when
        if when is None or (when.field in shown and not set(when.values).isdisjoint(values.get(when.field, ()))):
            shown[one.name] = one
    return tuple(shown.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFile:
    """A file that came with a submission: its name as the sender wrote it, and its content.

    ``refused_bytes``: it had so many bytes, more than the form takes, and its content was not kept; 0 where it was.
    """

    filename: str
    content: bytes = field(repr=False)
    refused_bytes: int = 0
