"""`citoyen forms try` and `citoyen forms mapping`: what a form builder's submission is understood as, and a mapping to start from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from cli import options
from cli.options import Json, TownOption, only_town
from cli.screen import complain, out, print_json
from cli.words import tr
from domain.errors import NotFoundError, UnreadableInputError
from domain.form import FormCode
from domain.ids import TownId
from domain.inbound import Channel
from flows.wiring import Installation
from flows.wording import say
from ingest.form.fields import Field
from ingest.form.mapping import MapLine, Mapping, mapping_text, parse_mapping
from ingest.form.read import Trial, try_mapping
from store import forms as stored

MOST_BYTES = 4 * 2**20
_SHOWN = 60
TRY_HELP = tr(
    "Say what each answer of a form builder’s submission is understood as; keep nothing.\n\nExamples:\n\n"
    "$ citoyen forms try sample.json\n\n$ citoyen forms try sample.json --mapping portal.yaml\n\n"
    "$ citoyen forms try sample.json --form contact"
)
MAPPING_HELP = tr(
    "Print a mapping to start from, as a submission is understood: correct it, try it, and put it into the text of the form, under "
    "webhook, correspondance.\n\nExample:\n\n$ citoyen forms mapping sample.json > portal.yaml"
)
SampleFile = Annotated[Path, typer.Argument(metavar="FILE", help=tr("A submission as the form builder sends it: JSON, XML, a form."))]


def register(forms: typer.Typer) -> None:
    """Add the commands to those of forms."""
    forms.command("try", help=TRY_HELP)(try_sample)
    forms.command("mapping", help=MAPPING_HELP)(propose)


def try_sample(
    sample: SampleFile,
    mapping: Annotated[Path | None, typer.Option("--mapping", metavar="FILE", help=tr("Mapping to read it by, YAML or JSON."))] = None,
    form: Annotated[str | None, typer.Option("--form", metavar="FORM", help=tr("Read it by the mapping of this form’s webhook."))] = None,
    town: TownOption = None,
    as_json: Json = False,
) -> None:
    """Try a sample."""
    with options.installation() as installation:
        wanted = only_town(installation, town)
        chosen = _of_file(mapping) if mapping is not None else _of_form(installation, wanted, form) if form is not None else None
        trials = _trials(installation, wanted, sample, chosen)
    for trial in trials:
        print_json(_as_json(trial)) if as_json else _print(trial)
        for one in trial.left_over:
            complain(tr("{path} is understood as nothing in particular: it will stand in the text.", path=one.answer.shown_path))


def propose(sample: SampleFile, town: TownOption = None) -> None:
    """Print a mapping."""
    with options.installation() as installation:
        trials = _trials(installation, only_town(installation, town), sample, None)
    lines = {one.answer.shown_path: one.field for trial in trials for one in trial.understood if one.field is not Field.MAYBE_TRAP}
    made = tuple(MapLine(where=where, field=field) for where, field in lines.items() if where)
    typer.echo(mapping_text(Mapping(name=sample.stem, lines=made)), nl=False)


def _trials(installation: Installation, town: TownId, sample: Path, mapping: Mapping | None) -> Sequence[Trial]:
    try:
        with sample.open("rb") as file:
            raw = file.read(MOST_BYTES)
    except OSError as error:
        raise UnreadableInputError(say("cannot be read ({reason}).", reason=error.strerror)) from error
    found = try_mapping(raw, installation.towns.get(town).reception, Channel.FORM, mapping)
    if not any(trial.understood for trial in found):
        raise UnreadableInputError(say("{file}: this is no form that can be read.", file=sample))
    return found


def _of_file(file: Path) -> Mapping:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error.reason
        raise UnreadableInputError(say("cannot be read ({reason}).", reason=reason)) from error
    return parse_mapping(text, str(file))


def _of_form(installation: Installation, town: TownId, form: str) -> Mapping | None:
    """Return the mapping of a form's webhook: of its draft, else as it is published; None where keys speak for themselves."""
    with installation.database.read() as session:
        versions = stored.versions(session, town, FormCode(form))
        if not versions:
            raise NotFoundError(tr("There is no form {form}. See: citoyen forms list", form=form))
        newest = max(versions, key=lambda one: one.number)
        definition = stored.get(session, town, newest.code, newest.number)
    text = definition.hook.mapping if definition.hook is not None else None
    return parse_mapping(text, form) if text is not None else None


def _as_json(trial: Trial) -> dict[str, object]:
    requester = trial.draft.requester
    return {
        "answers": [
            {"path": one.answer.shown_path, "value": one.answer.value, "field": one.field.value, "by": one.by.value}
            for one in trial.understood
        ],
        "left_over": [one.answer.shown_path for one in trial.left_over],
        "requester": {"name": requester.name, "email": requester.email, "phone": requester.phone},
        "heading": trial.draft.heading,
        "text": trial.draft.text,
    }


def _print(trial: Trial) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in (tr("Path"), tr("Answer"), tr("Understood as"), tr("By")):
        table.add_column(title)
    for one in trial.understood:
        table.add_row(Text(one.answer.shown_path), Text(one.answer.value[:_SHOWN]), one.field.value, one.by.value)
    out.print(table)
    out.print(Text(trial.draft.text, "dim"))
