"""The kept original of a submission of one of the town's own forms: JSON that explains itself, and the files that came with it.

With files it is the container of `ingest.form.enclosed`, so that a file is found again by its part number as in a mail. Its keys are
those of `domain.form.Target`; questions without a target stand in ``questions``, each by its words, so that it is read without the
form that asked.
"""

import json
import re
from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.draft import Draft
from domain.errors import ConfigurationError
from domain.form import FieldKind, FormDefinition, Target
from domain.inbound import Channel, Reception
from ingest.email.opened import open_mail
from ingest.email.transfer import content
from ingest.form.enclosed import File, is_container, pack, read_form
from ingest.form.fields import Field
from ingest.form.mapping import MapLine, Mapping, Rest, parse_mapping
from ingest.form.read import read_submission
from ingest.form.validate import Filled, Verdict

CHANNEL = "formulaire"
TRAP = "site_web_ne_pas_remplir"
"""Key of what stands in the field that people do not see."""
_LANGUAGE = re.compile(r"[a-z]{2}")
_LOOKED_AT = 4_096
_OURS = re.compile(rb'\{\s*"canal": ?"formulaire",\s*"formulaire": ?"')
_FIELDS: Pairs[str, Field] = {
    "id": Field.ID,
    "date": Field.SENT_AT,
    "titre": Field.FORM_NAME,
    Target.TITLE: Field.CIVILITY,
    Target.NAME: Field.SURNAME,
    Target.FIRST_NAME: Field.GIVEN_NAME,
    Target.ORGANISATION: Field.ORGANISATION,
    Target.EMAIL: Field.EMAIL,
    Target.PHONE: Field.PHONE,
    Target.ADDRESS: Field.ADDRESS,
    Target.POSTCODE: Field.POSTCODE,
    Target.TOWN: Field.TOWN,
    Target.PLACE: Field.PLACE,
    "latitude": Field.LATITUDE,
    "longitude": Field.LONGITUDE,
    Target.TEXT: Field.TEXT,
    Target.HEADING: Field.HEADING,
    Target.SUBJECT: Field.CATEGORY,
    TRAP: Field.TRAP,
}
_UNREAD = ("canal", "formulaire", "version", "langue", "accords", "fichiers", "avertissements")
_MAPPING = Mapping(
    name="citoyen",
    lines=(
        *(MapLine(where=str(where), field=field) for where, field in _FIELDS.items()),
        *(MapLine(where=where, field=Field.IGNORE) for where in _UNREAD),
    ),
    channel=Channel.FORM,
    rest=Rest.TEXT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """How a submission was handed in. ``at`` is in the town's time; ``id`` names it; ``trap`` is what stood in the unseen field."""

    id: str
    at: datetime
    version: int
    language: str
    subject: str | None = None
    trap: str = ""


def written(definition: FormDefinition, verdict: Verdict, handed: Handed) -> bytes:
    """Return the original to keep."""
    document = json.dumps(_document(definition, verdict, handed), ensure_ascii=False, indent=1).encode("utf-8", "replace")
    return pack(document, [File(name=one.file.filename, media_type=one.media_type, content=one.file.content) for one in verdict.files])


def written_hook(definition: FormDefinition, handed: Handed, body: bytes) -> bytes:
    """Return the original of a webhook to keep: what the builder sent, byte by byte, behind what it is to be read by."""
    about: dict[str, object] = {
        "canal": CHANNEL,
        "formulaire": definition.code,
        "version": handed.version,
        "titre": definition.title.fr,
        "id": handed.id,
        "date": handed.at.isoformat(timespec="microseconds"),
        "webhook": True,
    }
    if handed.subject:
        about[Target.SUBJECT] = handed.subject
    if definition.hook is not None and definition.hook.mapping is not None:
        about["correspondance"] = definition.hook.mapping
    document = json.dumps(about, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    return pack(document, [File(name="webhook", media_type="application/octet-stream", content=body)])


def _document(definition: FormDefinition, verdict: Verdict, handed: Handed) -> dict[str, object]:
    document: dict[str, object] = {
        "canal": CHANNEL,
        "formulaire": definition.code,
        "version": handed.version,
        "titre": definition.title.fr,
        "id": handed.id,
        "date": handed.at.isoformat(timespec="microseconds"),
        "langue": handed.language,
    }
    if handed.subject and not any(one.field.target is Target.SUBJECT for one in verdict.filled):
        document[Target.SUBJECT] = handed.subject
    answers: dict[str, str] = {}
    agreed: list[str] = []
    for one in verdict.filled:
        if one.field.kind is FieldKind.CONSENT:
            agreed.append(one.field.label.fr)
        elif one.value.point is not None:
            document |= {"latitude": one.value.point.lat, "longitude": one.value.point.lon}
        elif one.field.target is None or one.field.target in document:
            question = one.field.label.fr
            answers[question] = f"{answers[question]}, {_in_words(one)}" if question in answers else _in_words(one)
        else:
            document[one.field.target] = _in_words(one)
    more: dict[str, object] = {
        "questions": answers,
        "accords": agreed,
        "fichiers": [one.file.filename for one in verdict.files],
        "avertissements": list(verdict.warnings),
        TRAP: handed.trap,
    }
    return document | {key: value for key, value in more.items() if value}


def _in_words(one: Filled) -> str:
    return ", ".join(one.field.label_of(code, "fr") for code in one.value.texts)


# --- read -----------------------------------------------------------------------------------------------------------------------------


def is_own(raw: bytes) -> bool:
    """Return whether an original is one of ours."""
    head = raw[:_LOOKED_AT]
    return (_OURS.search(head) if is_container(head) else _OURS.match(head.lstrip())) is not None


def read_own(raw: bytes, reception: Reception) -> tuple[Draft, ...]:
    """Return the drafts of a submission of one of the town's own forms; of what is damaged, what stands there. Never raises.

    It is one, but for a webhook, which may hold several.
    """
    document, files = _opened(raw)
    about = _members(document)
    if about.get("webhook") is True and files:
        return _handed_on(files[0], about, reception)
    said = about.get("avertissements")
    warnings = [f"À vérifier : {one}" for one in said if isinstance(one, str)] if isinstance(said, list) else []
    chosen = about.get("langue")
    language = chosen if isinstance(chosen, str) and _LANGUAGE.fullmatch(chosen) else None
    first, *others = read_form(raw, reception, Channel.FORM, _MAPPING)
    return (replace(first, signature="\n".join(filter(None, (first.signature, *warnings))), language=language), *others)


def _opened(raw: bytes) -> tuple[bytes, Sequence[bytes]]:
    """Return the JSON of an original and the files behind it."""
    if not is_container(raw):
        return raw, ()
    opened = open_mail(raw)
    document, *files = [content(opened.raw, part)[0] for part in opened.root.children] or [b""]
    return document, files


def _handed_on(hooked: bytes, about: Pairs[str, object], reception: Reception) -> tuple[Draft, ...]:
    """Return the drafts of what a form builder sent."""
    text, ticked, title = about.get("correspondance"), about.get(Target.SUBJECT), about.get("titre")
    try:
        mapping = parse_mapping(text) if isinstance(text, str) else None
    except ConfigurationError:
        mapping = None  # it was right when it was published; what stands there is read by its own words
    hint = ticked if isinstance(ticked, str) else title if isinstance(title, str) else None
    return tuple(replace(draft, hint=draft.hint or hint) for draft in read_submission(hooked, reception, Channel.FORM, mapping))


def _members(document: bytes) -> Pairs[str, object]:
    try:
        found = json.loads(document)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
