"""What the pages of the first run share: the steps with where one is, what was typed, faults beside their fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.errors import ConflictError, InvalidError, MistakesError
from flows.first_run.plan import Step
from flows.first_run.steps import Progress
from flows.mailbox_check import Step as Tried
from web.translations import Language, said
from web.words import N_

STEP_NAMES: Mapping[Step, str] = {
    Step.ACCOUNT: N_("Your account"),
    Step.TOWN: N_("Your town"),
    Step.DEPARTMENTS: N_("Departments"),
    Step.MAILBOX: N_("Mailbox"),
    Step.FOLDER: N_("Scanner"),
    Step.SAMPLES: N_("Samples"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """A step in the list of steps."""

    step: Step
    name: str
    is_here: bool
    is_done: bool
    is_skipped: bool
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed into a step, and what is wrong with it: by field, and as a whole."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""

    def was(self, name: str, otherwise: str = "") -> str:
        """Return what was typed into a field."""
        return self.values.get(name, otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTry:
    """One thing that was tried with a mailbox, in words."""

    name: str
    found: str
    what: str
    remedy: str
    is_wrong: bool
    is_warning: bool


def shown_steps(found: Progress, here: Step, language: Language) -> tuple[ShownStep, ...]:
    """Return the steps with where one is; those that are done can be gone back to."""
    return tuple(
        ShownStep(
            step=step,
            name=language.gettext(STEP_NAMES[step]),
            is_here=step is here,
            is_done=step in found.done and step not in found.skipped,
            is_skipped=step in found.skipped,
            is_open=step is not Step.ACCOUNT and found.is_open(step),
        )
        for step in Step
    )


def refused(error: MistakesError | ConflictError, values: Mapping[str, str], language: Language) -> Typed:
    """Return what was typed with what is wrong beside each field; what is of no field of the form stands above it."""
    if isinstance(error, ConflictError):
        return Typed(values=values, fault=said(error.args[0], language))
    faults: dict[str, str] = {}
    others: list[str] = []
    for one in error.mistakes:
        words = " ".join(filter(None, (said(one.what, language), said(one.remedy, language))))
        if isinstance(error, InvalidError):
            faults.setdefault(one.where, words)
        else:
            others.append(words)
    return Typed(values=values, faults=faults, fault=" ".join(others))


def shown_tries(tried: tuple[Tried, ...], language: Language) -> tuple[ShownTry, ...]:
    """Return in words how each part of a trial went."""
    return tuple(
        ShownTry(
            name=said(one.name, language),
            found=said(one.found, language),
            what="" if one.mistake is None else said(one.mistake.what, language),
            remedy="" if one.mistake is None else said(one.mistake.remedy, language),
            is_wrong=one.mistake is not None and not one.is_warning,
            is_warning=one.mistake is not None and one.is_warning,
        )
        for one in tried
    )


def mailbox_document(values: Mapping[str, str]) -> dict[str, object]:
    """Return the settings of a mailbox as a form sends them; empty fields are not told, so that what is usual holds."""
    document: dict[str, Any] = {
        name: values[name].strip() for name in ("host", "port", "tls", "user", "after", "target") if values.get(name, "").strip()
    }  # Any: JSON
    if folders := [name.strip() for name in values.get("folders", "").split(",") if name.strip()]:
        document["folders"] = folders
    return document
