"""Models of letters: those that are shipped, and those a town wrote itself, checked before they are kept.

Each kind of letter has one, in French and in English. Beside them a town may have others of its own for its rules to ask for, called after
their kind: ``cloture-inondation``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from domain.errors import ConflictError, InvalidError, Mistake
from domain.ids import TownId
from domain.rights import Permission
from flows.acting import refuse_unless
from flows.wiring import Installation
from flows.wording import Message, say
from letters.audience import exposed, misplaced, missing, uncarried, unguarded
from letters.example import EXAMPLE
from letters.kinds import ACCOUNT, APART, FRENCH_ONLY, NAMED, SIGNED, SMS, VARIANTS, Language, ModelKey, kind_of
from letters.model import Fault, Model, faults, unmeant, write
from letters.sms import simplified, size
from store import journal, letter_models
from store.letter_models import ModelVersion

SHIPPED = Path(__file__).parents[2] / "letters" / "models"
SUBJECTS: Mapping[Language, str] = {Language.FRENCH: "Objet ", Language.ENGLISH: "Subject"}
"""How the line that holds the subject begins: « Objet : … »."""
MOST_CHARACTERS = 29
_NAME = re.compile(r"[a-z_]+-[a-z0-9][a-z0-9-]*")
_ENGLISH = ".en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """The model that counts now. ``number`` is the town's own version, 0 for the one that is shipped."""

    key: str
    model: Model
    number: int


def current(session: Session, town: TownId, key: str, language: Language = Language.FRENCH) -> Current:
    """Return the model a town writes a letter by: of that name, else the one of its kind. ValueError for no name of a model."""
    own = letter_models.latest(session, town, stored(key, language))
    if own is not None and own.subject is not None and own.text is not None:
        return Current(key=key, model=Model(subject=own.subject, text=own.text), number=own.number)
    kind = kind_of(key)
    if kind is None:
        raise ValueError(f"{key!r} names no model")
    if key in VARIANTS and (usual := current(session, town, kind, language)).number:
        return usual
    is_shipped = key == kind or key in NAMED
    return Current(key=key, model=shipped(key, language), number=0) if is_shipped else current(session, town, kind, language)


@lru_cache(maxsize=128)
def shipped(key: str, language: Language = Language.FRENCH) -> Model:
    """Return a model as it is shipped; of one that is shipped under a name alone, the one of its kind."""
    folder = SHIPPED if language is Language.FRENCH else SHIPPED / language
    file = folder / f"{key}.txt"
    return parse((file if file.exists() else folder / f"{kind_of(key)}.txt").read_text(encoding="utf-8"))


def names(session: Session, town: TownId) -> tuple[str, ...]:
    """Return the names of all models a rule of a town may ask for."""
    return tuple(key for key in catalogue(session, town) if kind_of(key) not in APART)


def catalogue(session: Session, town: TownId) -> tuple[str, ...]:
    """Return the names of all models of a town."""
    own = (key for key in letter_models.keys(session, town) if not key.endswith(_ENGLISH))
    return tuple(dict.fromkeys((*ModelKey, *NAMED, *own)))


def languages(key: str) -> tuple[Language, ...]:
    """Return the languages a letter is written in."""
    return (Language.FRENCH,) if kind_of(key) in FRENCH_ONLY else tuple(Language)


def parse(source: str) -> Model:
    """Return the model a file holds: its first line is « Objet : … » or “Subject: …”, the rest the text.

    Without that line the subject is empty.
    """
    first, _, text = source.removeprefix("\ufeff").lstrip("\r\n").partition("\n")
    name, colon, subject = first.partition(":")
    if not colon or name.strip().casefold() not in {one.strip().casefold() for one in SUBJECTS.values()}:
        return Model(subject="", text=source)
    return Model(subject=subject.strip(), text=text.strip("\r\n"))


def source(model: Model, language: Language = Language.FRENCH) -> str:
    """Return a model as a file."""
    return f"{SUBJECTS[language]}: {model.subject}\n\n{model.text}\n"


def check(key: str, text: str) -> tuple[Mistake, ...]:
    """Return all that is wrong with the file of a model, and with its name; none where it may be kept."""
    model = parse(text)
    found = [_mistake(key, fault, _line(text, model, fault)) for fault in (*faults(model), *unmeant(model))]
    return (*misnamed(key), *found, *_missing(key, model))


def keep(  # noqa: PLR0913, PLR0917 — who writes what, for which letter, in which language
    installation: Installation,
    town: TownId,
    key: str,
    text: str,
    agent: str,
    now: datetime,
    language: Language = Language.FRENCH,
    seen: int | None = None,
) -> Current:
    """Keep a town's own model as a new version, which counts from now on; the same as the one that counts is no new version.

    ``seen`` is the version that was looked at; None: whichever there is. Raises InvalidError with all that is wrong with it, ConflictError
    where another one counts by now, ForbiddenError for an agent who writes no models.
    """
    mistakes = (*check(key, text), *unspoken(key, language))
    if mistakes:
        raise InvalidError(*mistakes)
    model = parse(text)
    with installation.database.write() as session:
        refuse_unless(session, installation.towns, town, agent, Permission.TEMPLATES)
        before = current(session, town, key, language)
        if before.model == model and before.key == key:
            return before
        _refuse_unseen(before, seen)
        return _add(session, town, key, model, Author(login=agent, at=now), language)


def reset(  # noqa: PLR0913, PLR0917 — who lets which letter go back, in which language
    installation: Installation,
    town: TownId,
    key: str,
    agent: str,
    now: datetime,
    language: Language = Language.FRENCH,
    seen: int | None = None,
) -> None:
    """Let the shipped model count again, or the one of its kind; the town's own versions are kept.

    ``seen`` is as in `keep`. Raises InvalidError for no name of a model, ConflictError where another one counts by now.
    """
    if mistakes := misnamed(key):
        raise InvalidError(*mistakes)
    with installation.database.write() as session:
        refuse_unless(session, installation.towns, town, agent, Permission.TEMPLATES)
        before = current(session, town, key, language)
        if before.number and before.key == key:
            _refuse_unseen(before, seen)
            _add(session, town, key, None, Author(login=agent, at=now), language)


def _refuse_unseen(before: Current, seen: int | None) -> None:
    if seen is not None and before.number != seen:
        raise ConflictError(say("Somebody else wrote this model since you opened it. Nothing was overwritten."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who writes a model, and when."""

    login: str
    at: datetime


def _add(session: Session, town: TownId, key: str, model: Model | None, author: Author, language: Language) -> Current:
    kept = stored(key, language)
    number = letter_models.last_number(session, town, kept) + 1
    subject, text = (model.subject, model.text) if model else (None, None)
    letter_models.add(session, town, ModelVersion(key=kept, number=number, subject=subject, text=text, author=author.login, at=author.at))
    facts: dict[str, object] = {"number": number, "is_shipped": model is None}
    name = f"letter_model:{kept}"
    journal.append(session, at=author.at, town=town, actor=author.login, action="letter_model.set", object=name, details=facts)
    return current(session, town, key, language)


def stored(key: str, language: Language) -> str:
    """Return the name a model is kept under."""
    return key if language is Language.FRENCH else f"{key}{_ENGLISH}"


def misnamed(key: str) -> tuple[Mistake, ...]:
    """Return what is wrong with the name of a model, nothing for one that may be written."""
    is_own = _NAME.fullmatch(key) is not None and len(key) <= MOST_CHARACTERS and kind_of(key) not in APART
    if kind_of(key) is not None and (key in set(ModelKey) or key in NAMED or is_own):
        return ()
    remedy = say(
        "Name one of {kinds}; one of your own begins with such a name and a hyphen, in {most} characters: cloture-inondation.",
        kinds=", ".join(ModelKey),
        most=MOST_CHARACTERS,
    )
    return (Mistake(where=key, what=say("“{name}” names no model.", name=key), remedy=remedy),)


def unspoken(key: str, language: Language) -> Iterator[Mistake]:
    """Yield what is wrong with the language of a model."""
    if kind_of(key) is not None and language not in languages(key):
        yield Mistake(where=key, what=say("This letter goes to authorities, in French alone."), remedy=say("Write it in French."))


def _missing(key: str, model: Model) -> Iterator[Mistake]:
    """Yield what the law wants in a letter and the model leaves out."""
    for name in ("signataire.nom", "signataire.qualite") if kind_of(key) in SIGNED else ():
        if name not in model.text:
            what = say("{field} is missing: a decision without it is void (article L212-1).", field=name)
            yield Mistake(where=key, what=what, remedy=say("Write {field} where it is signed.", field="{{ " + name + " }}"))
    kind = kind_of(key)
    if kind is not None and not any(faults(model)):
        yield from _unfit(key, kind, model)


def _unfit(key: str, kind: ModelKey, model: Model) -> Iterator[Mistake]:
    """Yield the fields of a model without faults that are out of place in it, are wanted, or must stand in a condition."""
    for name in misplaced(kind, model):
        remedy = say("Take it out. citoyen letters fields {kind} lists what may stand there.", kind=kind.value)
        yield Mistake(where=key, what=say("{field} does not belong in this text.", field=name), remedy=remedy)
    for name in missing(kind, model):
        what = say("{field} is missing: whoever gets this mail would not be told.", field=name)
        yield Mistake(where=key, what=what, remedy=say("Write {field} in a loop, or as it stands in the text that is shipped.", field=name))
    if kind in SMS and not misplaced(kind, model) and (taken := size(simplified(write(model, EXAMPLE).text))).parts > 1:
        what = say(
            "The message takes {parts} text messages with usual values, {count} characters.", parts=taken.parts, count=taken.characters
        )
        yield Mistake(where=key, what=what, remedy=say("Shorten it to one: 160 characters, 70 where it has letters that telephones lack."))
    yield from _unsafe(key, kind, model)
    for name in unguarded(kind, model):
        what = say("Not every request has {field}, and of a confidential one nothing of the matter is told.", field=name)
        if kind in ACCOUNT:
            what = say("Not every town has {field}.", field=name)
        remedy = say("Put it into a condition: {condition}", condition="{% if " + name + " %}…{% endif %}")
        yield Mistake(where=key, what=what, remedy=remedy)


def _unsafe(key: str, kind: ModelKey, model: Model) -> Iterator[Mistake]:
    """Yield what would shut somebody out of his account, or tell others of his link or code."""
    for name in uncarried(kind, model):
        what = say("{field} does not stand by itself in the text of each such mail: whoever gets it could not go on.", field=name)
        remedy = say("Write {field} in the text, outside of any condition, with a space or a line break around it.", field=_braced(name))
        yield Mistake(where=key, what=what, remedy=remedy)
    for name in exposed(kind, model):
        what = say("{field} stands in the heading, where others read it as well.", field=name)
        yield Mistake(where=key, what=what, remedy=say("Write {field} in the text alone.", field=_braced(name)))


def _braced(name: str) -> str:
    return "{{ " + name + " }}"


def _line(text: str, model: Model, fault: Fault) -> int | None:
    """Return the line of the file a fault stands in: the subject is its first line, and the text begins below."""
    if fault.line < 1 or fault.code == "empty":
        return None
    of_subject = Model(subject=model.subject, text="x")
    if any(one == fault for one in (*faults(of_subject), *unmeant(of_subject))):
        return 1
    start = text.find(model.text) if model.text else -1
    return fault.line + text[:start].count("\n") if start > 0 else fault.line


def _mistake(key: str, fault: Fault, line: int | None) -> Mistake:
    what, remedy = fault_words(fault)
    return Mistake(where=key, what=what, remedy=remedy, line=line)


def fault_words(fault: Fault) -> tuple[Message, Message]:
    """Return what is wrong in words, and what to do."""
    word, near = fault.word, fault.suggestion
    is_field = say("Did you mean “{near}”?", near=near) if near else say("citoyen letters fields lists them all.")
    loop = "{% for x in " + word + " %}- {{ x }}{% endfor %}"
    known: Mapping[str, tuple[Message, Message]] = {
        "empty": (say("Subject or text is empty."), say("Begin the file with “Objet : …”, then write the text.")),
        "too_long": (say("The model is longer than {most} characters.", most=word), say("Shorten the text.")),
        "syntax": (
            say("From here on this cannot be read as a model."),
            say("Close what is open: {marks}.", marks="{{ }}, {% %}"),
        ),
        "group": (
            say("“{word}” is no field but a group of them.", word=word),
            say("Name one of it, such as {word}.", word=near or word),
        ),
        "too_deep": (say("Conditions stand more than {most} deep within one another.", most=word), say("Write them one after another.")),
        "torn": (
            say("“{word}” does not stand in the same place as what it belongs to.", word=word),
            say("Let a condition begin and end in one paragraph, or each tag stand alone in a paragraph in the same part of the document."),
        ),
        "picture": (say("“{word}” is a picture.", word=word), say("Put the picture itself into the document.")),
        "bookmark": (
            say("“{word}” is a broken field of a word processor.", word=word),
            say("Write the merge field that was meant in its place."),
        ),
        "value": (say("No request ever has “{word}” there.", word=word), say("Did you mean “{near}”?", near=near or word)),
        "list": (say("“{word}” is a list.", word=word), say("Write it in a loop: {loop}", loop=loop)),
        "not_allowed": (
            say("“{word}” is not allowed in a model.", word=word),
            say("Use fields, conditions on them, and lists of pieces."),
        ),
    }
    return known.get(fault.code, (say("There is no field “{word}”.", word=word), is_field))
