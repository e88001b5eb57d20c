"""What one answer is, and whose: by its words, by those of the keys above it, by its value, and by a town's mapping before all."""

import re
from collections.abc import Callable, Sequence

from ingest.form.answers import Answer
from ingest.form.fields import Field, all_words, key_words, word_set
from ingest.form.mapping import Mapping, Rest
from ingest.form.owners import FACTS, Owner, owner_above, owner_of, without_owner
from ingest.form.questions import field_named
from ingest.form.understood import By, Understood
from ingest.names import CIVILITY
from ingest.plain import fold

_NOTHING_TYPED = word_set(
    "workflow roles evolution meta metadata hidden calculated variables definition annotations headers cookies server config "
    "thankyou_screen ending browser device tracking _links links actions "
    "validations choices labels instructeurs traitements avis groupeinstructeur "
    "groupe_instructeur backoffice triggers permissions layout design settings integration quiz range technique technical context debug"
)
_OFFICE = re.compile(r"\b(?:consent\w*|rgpd|gdpr|captcha|agents?|operateurs?|operator)\b")
"""Above what the office or the law has written."""
_IDENTIFIER = re.compile(r"(?:[a-z]+ )*[a-z]*(?:id|guid|uuid|sid)")
_PIECES = re.compile(
    r"(?:pieces?(?: jointes?)?|fichiers?(?: joints?)?|files?|attachments?|photos?|images?|documents?|medias?|justificatifs?|uploads?|"
    r"pjs?)(?: \w+)?"
)
ADDRESSES = {
    Field.ADDRESS: Field.PLACE_STREET,
    Field.HOUSE_NUMBER: Field.PLACE_NUMBER,
    Field.ADDRESS_MORE: Field.PLACE,
    Field.POSTCODE: Field.PLACE_POSTCODE,
    Field.TOWN: Field.PLACE_TOWN,
}
_SAYS_PLACE = frozenset({Field.NAME, Field.SURNAME, Field.TEXT, Field.HEADING, Field.ORGANISATION})
OWN = frozenset({Field.NAME, Field.SURNAME, Field.GIVEN_NAME, Field.EMAIL, Field.PHONE, Field.ORGANISATION})
_SHORT = OWN | {Field.CIVILITY, Field.REGISTER, Field.POSTCODE, Field.TOWN, Field.ADDRESS, Field.ADDRESS_MORE, Field.CITED, Field.CATEGORY}
_LONGEST_SHORT = 400
"""Characters of a name, a number or an address; whoever writes more there tells something."""
_NOT_TYPED = frozenset({Field.ID, Field.SENT_AT, Field.FORM_NAME, Field.CHANNEL, Field.SECONDS, Field.CONFIDENCE})
_TYPES = {
    "email": Field.EMAIL,
    "input_email": Field.EMAIL,
    "control_email": Field.EMAIL,
    "phone": Field.PHONE,
    "tel": Field.PHONE,
    "phone_number": Field.PHONE,
    "input_phone_number": Field.PHONE,
    "control_phone": Field.PHONE,
    "control_fullname": Field.NAME,
    "name": Field.NAME,
    "address": Field.ADDRESS,
    "control_address": Field.ADDRESS,
    "textarea": Field.TEXT,
    "long_text": Field.TEXT,
    "control_textarea": Field.TEXT,
    "paragraph": Field.TEXT,
    "hidden_fields": Field.IGNORE,
    "hidden": Field.IGNORE,
    "captcha": Field.IGNORE,
    "honeypot": Field.TRAP,
    "file": Field.PIECE,
    "file_upload": Field.PIECE,
    "file_url": Field.PIECE,
    "control_fileupload": Field.PIECE,
    "fileupload": Field.PIECE,
    "piecejustificativechamp": Field.PIECE,
    "gdpr": Field.IGNORE,
    "legal": Field.IGNORE,
    "consent": Field.IGNORE,
    "acceptance": Field.IGNORE,
    "submit": Field.IGNORE,
}
"""What builders call the sorts of their questions."""
_FIRST = {"first": Field.GIVEN_NAME, "last": Field.SURNAME, "prefix": Field.CIVILITY, "area": Field.PHONE, "full": Field.PHONE}
MAIL = re.compile(r"[^\s<>@,;:\[\]()\"']{1,100}@[^\s<>@,;:\[\]()\"']{1,200}\.[a-z]{2,24}", re.IGNORECASE)
_PHONE = re.compile(r"\(?\+?[\d\s().\-/]{9,24}")
_MACHINE_WORD = re.compile(
    r"(?:form|event|webhook|submission|message)[ _.-]?(?:response|submit\w*|created|new|received)?|post|json|text|html|point|feature",
    re.IGNORECASE,
)
_WAY_IN = re.compile(
    r"(?:note|message|messages?|appels?|call|incoming|entrant|fiche|demande)? ?(?:appel|vocal|vocale|voicemail|voice mail|guichet|"
    r"accueil|telephon\w*|tel|phone|web|formulaire|form|call|note|counter|internet|repondeur|appli|app|mobile|email|courriel|"
    r"mail|sms)(?: (?:note|web|entrant|manque|form))?"
)
"""What says only by which way it came."""
KINDS_OF_PLACE = word_set(
    "cimetiere gymnase stade piscine parc square jardin parking aire salle bibliotheque mediatheque musee eglise carrefour pont quai place "
    "plage marche halle boulodrome skatepark"
)
"""Keys that say what sort of place is named under them."""
_HOME = re.compile(r"residence|domicile|logement|immeuble|batiment")
_LONGEST_PLACE = 60
_CHOICES = word_set(
    "multiple_choice dropdown choice choices checkbox checkboxes select radio multi_select picture_choice control_dropdown control_radio "
    "control_checkbox dropdownlistchamp multipledropdownlistchamp linkeddropdownlistchamp ranking listbox"
)
_FEW_DIGITS, _MOST_NUMBER = 9, 8


def understood(answer: Answer, mapping: Mapping | None) -> Understood:
    """Return what an answer is by itself: by the mapping, else by its key, those above it and its value."""
    mapped = mapping.field_of(answer) if mapping is not None else None
    if mapped is not None:
        return Understood(answer=answer, field=mapped, by=By.MAPPING)
    if mapping is not None and mapping.rest is not Rest.UNDERSTAND:
        field = Field.QUESTION if mapping.rest is Rest.TEXT else Field.IGNORE
        return Understood(answer=answer, field=field, by=By.REST)
    field, group = _read(answer)
    return Understood(answer=answer, field=field, by=By.REST if field is Field.QUESTION else By.WORDS, group=group)


def _read(answer: Answer) -> tuple[Field, str]:
    """Return what an answer is and the group it belongs to."""
    parents = [key_words(parent) for parent in answer.parents]
    if any(fold(parent) in _NOTHING_TYPED or _OFFICE.search(all_words(parent)) for parent in answer.parents):
        return Field.IGNORE, ""
    if any(_PIECES.fullmatch(parent) for parent in parents):
        return Field.PIECE, ""
    words = key_words(answer.key)
    field, own = _named(words, answer)
    if words in KINDS_OF_PLACE and field in {None, Field.PLACE} and _names_place(answer):
        return Field.PLACE, ""
    above, group = owner_above(answer.parents)
    owner = own or above
    if own is not None:
        group = ""
    if field is None and above is None and words == "" and parents:
        field = field_named(parents[-1])
    field = _by_parent(field, words, parents)
    if field is None and (answer.key.startswith("_") or (" " not in answer.value and _IDENTIFIER.fullmatch(words) and words != "")):
        return Field.IGNORE, ""  # what a program adds by itself
    field = _of_building(field, own, parents)
    if field is Field.HEADING and fold(answer.type) in _CHOICES:
        field = Field.CATEGORY
    return _owned(field, owner, answer, is_own=own is not None), group if owner is Owner.OTHER else ""


def _of_building(field: Field | None, own: Owner | None, parents: Sequence[str]) -> Field | None:
    """Return a field in which the name of a building is part of an address and no name of who lives in it."""
    is_buildings = field in {Field.NAME, Field.SURNAME} and own is None and bool(parents) and _HOME.fullmatch(parents[-1]) is not None
    return Field.ADDRESS_MORE if is_buildings else field


def _names_place(answer: Answer) -> bool:
    """Whether a value is the name of a place and no answer to something else."""
    value = answer.value
    above = owner_above(answer.parents)[0]
    is_choice = fold(value).strip() in {"oui", "non", "yes", "no", "true", "false", "autre"}
    return (
        not is_choice
        and len(value) <= _LONGEST_PLACE
        and _of_words(value)
        and not answer.is_ticked
        and above in {None, Owner.PLACE, Owner.MATTER}
    )


def _named(words: str, answer: Answer) -> tuple[Field | None, Owner | None]:
    """Return what the key itself asks for, and whose it says that it is."""
    field = field_named(words)
    owner = owner_of(all_words(answer.key)) if field is None else None
    if field is not None or owner is None:
        return field or _TYPES.get(fold(answer.type)), None
    bare = key_words(without_owner(all_words(answer.key), owner))
    if not bare:
        return _alone(owner, answer)
    inner = owner_of(bare)
    field = field_named(bare)
    if field is None and inner is not None:
        field = field_named(key_words(without_owner(bare, inner)) or bare)
        owner = inner if owner is Owner.MATTER else owner
    return field or (_TYPES.get(fold(answer.type)) if owner is not Owner.OTHER else None), owner


def _alone(owner: Owner, answer: Answer) -> tuple[Field | None, Owner | None]:
    """Return what is asked for where a key says nothing but whose or what: « appelant », « lieu », « signalement »."""
    match owner:
        case Owner.REQUESTER:
            return _who(answer.value), owner
        case Owner.PLACE:
            return Field.PLACE, owner
        case Owner.MATTER:
            return Field.TEXT, None
        case Owner.OTHER:
            return None, owner


def _who(value: str) -> Field:
    """Return how a value names somebody: « appelant »: a number, an address, a name."""
    if MAIL.fullmatch(value):
        return Field.EMAIL
    return Field.PHONE if is_number(value) else Field.NAME


def is_number(value: str) -> bool:
    """Whether a value can be a telephone number and nothing else."""
    return bool(_PHONE.fullmatch(value)) and sum(map(str.isdigit, value)) >= _FEW_DIGITS


def _by_parent(field: Field | None, words: str, parents: Sequence[str]) -> Field | None:
    """Return what parts of a compound answer are: « first » and « last » below a name, « city » below an address."""
    above = field_named(parents[-1]) if parents else None
    match above:
        case Field.NAME | Field.SURNAME:
            return _FIRST.get(words, field)
        case Field.PHONE if words in {"area", "phone", "full", "number", "numero"} or field in {Field.HOUSE_NUMBER, None}:
            return Field.PHONE
        case Field.ADDRESS | Field.PLACE if words in {
            "label",
            "full",
            "formatted",
            "text",
            "texte",
            "value",
            "valeur",
            "name",
            "libelle",
            "ligne",
            "lignes",
            "line",
            "lines",
        }:
            return Field.ADDRESS
        case Field.CATEGORY:
            is_name = field in {Field.HEADING, Field.NAME, Field.SURNAME, Field.TEXT} or words in {"label", "libelle"}
            return Field.CATEGORY if is_name else Field.IGNORE if field is Field.ID else field
        case Field.SENT_AT:
            return field or Field.SENT_AT
        case _:
            return field


def _owned(field: Field | None, owner: Owner | None, answer: Answer, *, is_own: bool) -> Field:
    """Return what a value is once it is known whose it is."""
    if field in {Field.TRAP, Field.PIECE, Field.IGNORE}:
        return field
    match owner:
        case Owner.OTHER:
            return Field.IGNORE if field in _NOT_TYPED - {Field.SENT_AT} else Field.QUESTION
        case Owner.PLACE:
            return _of_place(field, answer)
        case Owner.MATTER:
            return _of_matter(field, answer, is_own=is_own)
        case Owner.REQUESTER:
            return _of_requester(field, answer)
        case None:
            return _checked(field, answer)


def _of_matter(field: Field | None, answer: Answer, *, is_own: bool) -> Field:
    if field is Field.SENT_AT and (is_own or any(FACTS.search(all_words(parent)) for parent in answer.parents)):
        return Field.QUESTION  # the day of the facts
    return ADDRESSES.get(field, field) if field is not None else Field.QUESTION


def _of_place(field: Field | None, answer: Answer) -> Field:
    if field in ADDRESSES:
        return ADDRESSES[field]
    if field in _SAYS_PLACE:
        return Field.PLACE if _of_words(answer.value) else Field.IGNORE
    if field in {Field.LATITUDE, Field.LONGITUDE, Field.POINT, Field.PLACE}:
        return field
    if field in {Field.ID, Field.CATEGORY, Field.IGNORE, Field.SENT_AT, Field.CONFIDENCE}:
        return Field.IGNORE
    return field if field is not None else Field.QUESTION if not _of_words(answer.value) else Field.PLACE


def _of_words(value: str) -> bool:
    return any(map(str.isalpha, value))


def _of_requester(field: Field | None, answer: Answer) -> Field:
    if field is Field.PLACE:
        return Field.ADDRESS
    if field in {Field.ID, Field.SENT_AT, Field.MAYBE_TRAP, Field.FORM_NAME, Field.POINT, Field.LATITUDE, Field.LONGITUDE, Field.CHANNEL}:
        return Field.PHONE if is_number(answer.value) and field is Field.ID else Field.IGNORE
    if field is Field.CATEGORY:
        return Field.QUESTION
    return _checked(field, answer)


def _checked(field: Field | None, answer: Answer) -> Field:
    """Return a field that its value may be: a name that is an address of mail is one, a « title » that is « Mme » a civility."""
    if field is None or (field in _SHORT and len(answer.value) > _LONGEST_SHORT):
        return Field.QUESTION
    return next((other for asked, holds, other in _VALUES if field in asked and holds(answer)), field)


_VALUES: tuple[tuple[frozenset[Field], Callable[[Answer], bool], Field], ...] = (
    (
        frozenset({Field.NAME, Field.SURNAME, Field.HOUSE_NUMBER}),
        lambda answer: is_number(answer.value) and not answer.value.startswith("20"),
        Field.PHONE,
    ),
    (frozenset({Field.NAME}), lambda answer: MAIL.fullmatch(answer.value) is not None, Field.EMAIL),
    (frozenset({Field.HEADING}), lambda answer: CIVILITY.fullmatch(f"{answer.value} ") is not None, Field.CIVILITY),
    (frozenset({Field.HOUSE_NUMBER}), lambda answer: len(answer.value) > _MOST_NUMBER, Field.ID),
    (
        frozenset({Field.CATEGORY}),
        lambda answer: bool(_MACHINE_WORD.fullmatch(answer.value) or _WAY_IN.fullmatch(all_words(answer.value))),
        Field.IGNORE,
    ),
    (frozenset({Field.TEXT}), lambda answer: answer.is_ticked, Field.QUESTION),
    (frozenset({Field.MAYBE_TRAP}), lambda answer: answer.is_ticked, Field.IGNORE),
)
"""What an answer is where its value is not of the sort its key asks for."""
