"""Models of letters: those that are shipped, and those a town wrote itself, checked before they are kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from domain.errors import InvalidError, Mistake
from domain.ids import TownId
from flows.wiring import Installation
from flows.wording import Message, say
from letters.kinds import SIGNED, ModelKey
from letters.model import Fault, Model, faults
from store import journal, letter_models
from store.letter_models import ModelVersion

SHIPPED = Path(__file__).parents[2] / "letters" / "models"
SUBJECT = "Objet"
"""How the line that holds the subject begins: « Objet : … »."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """The model that counts now. ``number`` is the town's own version, 0 for the one that is shipped."""

    key: ModelKey
    model: Model
    number: int


def current(session: Session, town: TownId, key: ModelKey) -> Current:
    """Return the model a town writes a letter by."""
    own = letter_models.latest(session, town, key)
    if own is None or own.subject is None or own.text is None:
        return Current(key=key, model=shipped(key), number=0)
    return Current(key=key, model=Model(subject=own.subject, text=own.text), number=own.number)


@lru_cache(maxsize=64)
def shipped(key: ModelKey) -> Model:
    """Return a model as it is shipped."""
    return parse((SHIPPED / f"{key}.txt").read_text(encoding="utf-8"))


def parse(source: str) -> Model:
    """Return the model a file holds: its first line is « Objet : … », the rest the text. Without that line the subject is empty."""
    first, _, text = source.removeprefix("\ufeff").lstrip("\r\n").partition("\n")
    name, colon, subject = first.partition(":")
    if not colon or name.strip().casefold() != SUBJECT.casefold():
        return Model(subject="", text=source)
    return Model(subject=subject.strip(), text=text.strip("\r\n"))


def source(model: Model) -> str:
    """Return a model as a file."""
    return f"{SUBJECT} : {model.subject}\n\n{model.text}\n"


def check(key: ModelKey, text: str) -> tuple[Mistake, ...]:
    """Return all that is wrong with the file of a model, none where it may be kept."""
    model = parse(text)
    found = [_mistake(key, fault, _line(text, model, fault)) for fault in faults(model)]
    return (*found, *_missing(key, model))


def keep(installation: Installation, town: TownId, key: ModelKey, text: str, agent: str, now: datetime) -> Current:
    """Keep a town's own model as a new version, which counts from now on; the same as the one that counts is no new version.

    Raises InvalidError with all that is wrong with it.
    """
    mistakes = check(key, text)
    if mistakes:
        raise InvalidError(*mistakes)
    model = parse(text)
    with installation.database.write() as session:
        before = current(session, town, key)
        if before.model == model:
            return before
        return _add(session, town, key, model, agent, now)


def reset(installation: Installation, town: TownId, key: ModelKey, agent: str, now: datetime) -> None:
    """Let the shipped model count again; the town's own versions are kept."""
    with installation.database.write() as session:
        if current(session, town, key).number:
            _add(session, town, key, None, agent, now)


def _add(session: Session, town: TownId, key: ModelKey, model: Model | None, agent: str, now: datetime) -> Current:
    number = letter_models.last_number(session, town, key) + 1
    subject, text = (model.subject, model.text) if model else (None, None)
    version = ModelVersion(key=key, number=number, subject=subject, text=text, author=agent, at=now)
    letter_models.add(session, town, version)
    facts: dict[str, object] = {"number": number, "is_shipped": model is None}
    journal.append(session, at=now, town=town, actor=agent, action="letter_model.set", object=f"letter_model:{key}", details=facts)
    return current(session, town, key)


def _missing(key: ModelKey, model: Model) -> Iterator[Mistake]:
    """Yield what the law wants in a letter and the model leaves out."""
    for name in ("signataire.nom", "signataire.qualite") if key in SIGNED else ():
        if name not in model.text:
            what = say("{field} is missing: a decision without it is void (article L212-1).", field=name)
            yield Mistake(where=key, what=what, remedy=say("Write {field} where it is signed.", field="{{ " + name + " }}"))


def _line(text: str, model: Model, fault: Fault) -> int | None:
    """Return the line of the file a fault stands in: the subject is its first line, and the text begins below."""
    if fault.line < 1 or fault.code == "empty":
        return None
    if any(one == fault for one in faults(Model(subject=model.subject, text="x"))):
        return 1
    start = text.find(model.text) if model.text else -1
    return fault.line + text[:start].count("\n") if start > 0 else fault.line


def _mistake(key: ModelKey, fault: Fault, line: int | None) -> Mistake:
    what, remedy = _words(fault)
    return Mistake(where=key, what=what, remedy=remedy, line=line)


def _words(fault: Fault) -> tuple[Message, Message]:
    """Return what is wrong in words, and what to do."""
    word, near = fault.word, fault.suggestion
    is_field = say("Did you mean “{near}”?", near=near) if near else say("citoyen letters fields lists them all.")
    loop = "{% for x in " + word + " %}- {{ x }}{% endfor %}"
    known: Mapping[str, tuple[Message, Message]] = {
        "empty": (say("Subject or text is empty."), say("Begin the file with “Objet : …”, then write the text.")),
        "too_long": (say("The model is longer than {most} characters.", most=word), say("Shorten it.")),
        "syntax": (
            say("From here on this cannot be read as a model."),
            say("Close what is open: {marks}.", marks="{{ }}, {% %}"),
        ),
        "group": (
            say("“{word}” is no field but a group of them.", word=word),
            say("Name one of it, such as {word}.", word=near or word),
        ),
        "list": (say("“{word}” is a list.", word=word), say("Write it in a loop: {loop}", loop=loop)),
        "not_allowed": (
            say("“{word}” is not allowed in a model.", word=word),
            say("Use fields, conditions on them, and lists of pieces."),
        ),
    }
    return known.get(fault.code, (say("There is no field “{word}”.", word=word), is_field))
