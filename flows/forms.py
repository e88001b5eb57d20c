"""Life of the town's forms: begun, saved, published, thrown away. What citizens see is one published version each."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Lock

from sqlalchemy.orm import Session

from domain.errors import ConflictError, NotFoundError
from domain.form import FormCode, FormDefinition
from domain.ids import TownId
from domain.ruleset import RuleSet
from flows.form_check import refuse_unfit
from flows.form_text import read_form
from flows.rulesets import Author
from flows.secret import opened, sealed
from flows.wiring import Installation
from flows.wording import say
from store import forms, journal, rulesets
from store.engine import Database
from store.forms import FormVersion, Published

COMMON = Path(__file__).parent / "common_forms"
LOADER = "init"
_FRESH_SECONDS = 1.0
"""How long a look at what is published is good for."""


class StaleFormError(ConflictError):
    """Somebody has saved the draft since it was read: nothing was overwritten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    stamp: tuple[object, ...]
    forms: Mapping[tuple[TownId, FormCode], Published]
    seen: float


class FormBook:
    """The published forms of all towns, refreshed when the database holds others. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._look = _Look(stamp=(), forms={}, seen=float("-inf"))
        self._lock = Lock()

    def find(self, town: TownId, code: str) -> Published | None:
        """Return the published version of a form."""
        return self._fresh().get((town, FormCode(code)))

    def of(self, town: TownId) -> tuple[Published, ...]:
        """Return the published forms of a town, by code."""
        return tuple(one for key, one in sorted(self._fresh().items()) if key[0] == town)

    def refresh(self) -> None:
        """Look into the database at the next call: for who has just published."""
        with self._lock:
            self._look = replace(self._look, seen=float("-inf"))

    def _fresh(self) -> Mapping[tuple[TownId, FormCode], Published]:
        with self._lock:
            if time.monotonic() - self._look.seen > _FRESH_SECONDS:
                self._look = self._looked()
            return self._look.forms

    def _looked(self) -> _Look:
        with self._database.read() as session:
            stamp = forms.stamp(session)
            if stamp == self._look.stamp:
                return replace(self._look, seen=time.monotonic())
            found = {(one.town, one.definition.code): one for one in forms.all_published(session)}
        return _Look(stamp=stamp, forms=found, seen=time.monotonic())


def common_forms() -> tuple[FormDefinition, ...]:
    """Return the forms that a new town begins with."""
    return tuple(read_form(path.read_text(encoding="utf-8"), path.name) for path in sorted(COMMON.glob("*.yaml")))


def install_common(session: Session, town: TownId, ruleset: RuleSet, now: datetime) -> int:
    """Publish the common forms in a town that has none; return how many. Subjects and departments it has not are left out."""
    if forms.versions(session, town):
        return 0
    subjects, departments = {one.code for one in ruleset.subjects}, {one.code for one in ruleset.departments}
    found = common_forms()
    for one in found:
        fitted = replace(
            one,
            subject=one.subject if one.subject in subjects else None,
            department=one.department if one.department in departments else None,
        )
        draft = forms.add_draft(session, town, fitted, based_on=None, author=LOADER, now=now)
        forms.publish(session, draft, author=LOADER, now=now)
    return len(found)


def begin(installation: Installation, town: TownId, definition: FormDefinition, author: Author) -> FormVersion:
    """Keep a new form as a draft. Raises ConfigurationError with its mistakes, ConflictError where the town has one of this code."""
    with installation.database.write() as session:
        forms.lock(session, town)
        _refuse(session, town, definition)
        if forms.versions(session, town, definition.code):
            raise ConflictError(say("There is a form “{code}” already. Choose another code.", code=definition.code))
        return _added(session, town, definition, author, based_on=None)


def open_draft(installation: Installation, town: TownId, code: FormCode, author: Author) -> FormVersion:
    """Return the draft of a form, begun now as a copy of its newest version where there is none. Raises NotFoundError."""
    with installation.database.write() as session:
        forms.lock(session, town)
        draft = forms.find_draft(session, town, code)
        if draft is not None:
            return draft
        newest = forms.find_published(session, town, code) or next(iter(forms.versions(session, town, code)), None)
        if newest is None:
            raise NotFoundError(say("The town {town} has no form {code}.", town=town, code=code))
        definition = forms.get(session, town, code, newest.number)
        return _added(session, town, definition, author, based_on=newest.number)


def save(installation: Installation, town: TownId, definition: FormDefinition, author: Author, *, seen: FormVersion) -> FormVersion:
    """Write a draft's new content.

    Raises ConfigurationError with its mistakes, StaleFormError where somebody has saved it since it was ``seen``.
    """
    with installation.database.write() as session:
        forms.lock(session, town)
        _refuse(session, town, definition)
        draft = _unchanged(session, seen)
        if forms.get(session, town, draft.code, draft.number) == definition:
            return draft
        saved = forms.save_draft(session, draft, definition, author=author.name, now=author.now)
        _note(session, saved, author, "save")
        return saved


def publish(installation: Installation, seen: FormVersion, author: Author) -> FormVersion:
    """Let citizens see a draft. Raises ConfigurationError with its mistakes, StaleFormError as `save`."""
    with installation.database.write() as session:
        forms.lock(session, seen.town)
        draft = _unchanged(session, seen)
        _refuse(session, seen.town, forms.get(session, seen.town, seen.code, seen.number))
        published = forms.publish(session, draft, author=author.name, now=author.now)
        _note(session, published, author, "publish")
        return published


def discard(installation: Installation, seen: FormVersion, author: Author) -> None:
    """Throw a draft away. Raises StaleFormError as `save`."""
    with installation.database.write() as session:
        forms.lock(session, seen.town)
        draft = _unchanged(session, seen)
        forms.discard(session, draft)
        _note(session, draft, author, "discard")


def take_in(
    installation: Installation, town: TownId, definition: FormDefinition, author: Author, seen: tuple[int, int] | None
) -> FormVersion:
    """Keep a form that comes as text: as a new one, or into the draft of the one of its code.

    ``seen`` are version and revision of the draft it was exported from, None where it says none: then there must be no draft. Raises
    ConfigurationError with its mistakes, StaleFormError where a draft would be overwritten that was not seen.
    """
    with installation.database.write() as session:
        forms.lock(session, town)
        _refuse(session, town, definition)
        draft = forms.find_draft(session, town, definition.code)
        if draft is None:
            published = forms.find_published(session, town, definition.code)
            return _added(session, town, definition, author, based_on=None if published is None else published.number)
        if (draft.number, draft.revision) != seen:
            raise _stale(draft)
        saved = forms.save_draft(session, draft, definition, author=author.name, now=author.now)
        _note(session, saved, author, "save")
        return saved


def give_secret(installation: Installation, town: TownId, code: FormCode, author: Author, secret: str | None = None) -> str:
    """Set the secret of a form's webhook, a new one where none is given, and return it. Raises NotFoundError."""
    chosen = secret or secrets.token_urlsafe(32)
    with installation.database.write() as session:
        newest = next(iter(forms.versions(session, town, code)), None)
        if newest is None:
            raise NotFoundError(say("The town {town} has no form {code}.", town=town, code=code))
        kept = sealed(installation.settings, _purpose(town, code), chosen)
        forms.set_secret(session, town, code, kept, author=author.name, now=author.now)
        _note(session, newest, author, "secret")
    return chosen


def secret_of(installation: Installation, town: TownId, code: FormCode) -> str | None:
    """Return the secret of a form's webhook; None where it has none, or one sealed with another secret key of the installation."""
    with installation.database.read() as session:
        kept = forms.find_secret(session, town, code)
    return None if kept is None else opened(installation.settings, _purpose(town, code), kept)


def _purpose(town: TownId, code: FormCode) -> str:
    return f"form webhook {town} {code}"


def _added(session: Session, town: TownId, definition: FormDefinition, author: Author, *, based_on: int | None) -> FormVersion:
    draft = forms.add_draft(session, town, definition, based_on=based_on, author=author.name, now=author.now)
    _note(session, draft, author, "draft")
    return draft


def _unchanged(session: Session, seen: FormVersion) -> FormVersion:
    draft = forms.find_draft(session, seen.town, seen.code)
    if draft is None or (draft.number, draft.revision) != (seen.number, seen.revision):
        raise _stale(draft or seen)
    return draft


def _stale(draft: FormVersion) -> StaleFormError:
    return StaleFormError(
        say(
            "{name} has saved this draft meanwhile. Nothing was overwritten: look at it, then make your change again.",
            name=draft.changed_by,
        )
    )


def _refuse(session: Session, town: TownId, definition: FormDefinition) -> None:
    published = rulesets.find_published(session, town)
    refuse_unfit(definition, None if published is None else rulesets.get(session, town, published.number), str(definition.code))


def _note(session: Session, version: FormVersion, author: Author, action: str) -> None:
    journal.append(
        session,
        at=author.now,
        town=version.town,
        actor=author.name,
        action=f"form.{action}",
        object=f"form:{version.code}",
        details={"number": version.number, "revision": version.revision},
    )
