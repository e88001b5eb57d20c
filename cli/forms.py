"""Commands on the forms of a town."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from cli import form_mappings, options
from cli.options import Json, TownOption, only_town
from cli.screen import out, print_json
from cli.versions import author, write_text
from cli.words import tr
from domain.errors import ConfigurationError, Mistake, NotFoundError
from domain.form import FormCode
from domain.ids import TownId
from domain.version import VersionState
from flows import forms as flow
from flows.form_check import refuse_unfit
from flows.form_text import head_of, headed, read_form, write_form
from flows.town_folder.yaml_text import LARGEST
from flows.wiring import Installation
from store import forms as stored
from store import rulesets, towns
from store.forms import FormVersion

forms = typer.Typer(no_args_is_help=True, help=tr("Forms that citizens fill in."))
AgentOption = Annotated[
    str | None, typer.Option("--agent", metavar="LOGIN", help=tr("Who does it, by login; else the account of this machine."))
]
Code = Annotated[str, typer.Argument(metavar="FORM", help=tr("Code of the form; see: citoyen forms list"))]
TextFile = Annotated[Path, typer.Argument(metavar="FILE", help=tr("Text of a form, as exported."))]
EXPORT_HELP = tr(
    "Write a form as text, to be edited and imported again: its draft, or without one what is published.\n\nExample:\n\n"
    "$ citoyen forms export signalement -o signalement.yaml"
)
IMPORT_HELP = tr(
    "Take in the text of a form, as a draft.\n\nExample:\n\n$ citoyen forms import signalement.yaml\n\n"
    "A text with a mistake is refused whole, with every mistake. If somebody saved the draft after you exported it, nothing is overwritten."
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    forms.command("list", help=tr("List the forms.\n\nExample:\n\n$ citoyen forms list --town valognes"))(list_forms)
    forms.command("export", help=EXPORT_HELP)(export)
    forms.command("import", help=IMPORT_HELP)(import_text)
    forms.command("check", help=tr("Say what is wrong with the text of a form.\n\nExample:\n\n$ citoyen forms check signalement.yaml"))(
        check
    )
    forms.command("publish", help=tr("Let citizens see the draft of a form.\n\nExample:\n\n$ citoyen forms publish signalement"))(publish)
    forms.command(
        "secret",
        help=tr("Make the secret that a form builder signs its webhooks with.\n\nExample:\n\n$ citoyen forms secret signalement"),
    )(secret)
    form_mappings.register(forms)
    app.add_typer(forms, name="forms")


def list_forms(town: TownOption = None, as_json: Json = False) -> None:
    """List forms."""
    with options.installation() as installation, installation.database.read() as session:
        wanted = only_town(installation, town)
        found = stored.versions(session, wanted)
        zone = ZoneInfo(towns.town(session, wanted).timezone)
        titles = {(one.code, one.number): stored.get(session, wanted, one.code, one.number).title.fr for one in found}
    shown = [one for one in found if one.state is not VersionState.RETIRED]
    if as_json:
        for one in shown:
            facts = {"code": one.code, "version": one.number, "state": one.state, "revision": one.revision}
            print_json({**facts, "title": titles[one.code, one.number], "changed_at": one.changed_at.isoformat(), "by": one.changed_by})
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("Form"), tr("Title"), tr("Version"), tr("State"), tr("Changed"), tr("By")):
        table.add_column(title)
    states = {VersionState.DRAFT: tr("draft"), VersionState.PUBLISHED: tr("published")}
    for one in shown:
        at = f"{one.changed_at.astimezone(zone):%Y-%m-%d %H:%M}"
        table.add_row(one.code, titles[one.code, one.number], str(one.number), states[one.state], at, one.changed_by)
    out.print(table)


def export(
    form: Code,
    file: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help=tr("Write into this file."))] = None,
    town: TownOption = None,
) -> None:
    """Write a form as text."""
    with options.installation() as installation:
        wanted = only_town(installation, town)
        version = _newest(installation, wanted, form)
        with installation.database.read() as session:
            text = headed(version.number, version.revision, write_form(stored.get(session, wanted, version.code, version.number)))
    if file is None:
        typer.echo(text, nl=False)
        return
    write_text(file, text)
    out.print(tr("Form {form}, version {number}: {file}", form=form, number=version.number, file=file))


def import_text(file: TextFile, agent: AgentOption = None, town: TownOption = None) -> None:
    """Take in a text."""
    with options.installation() as installation:
        wanted, text = only_town(installation, town), _text(file)
        draft = flow.take_in(installation, wanted, read_form(text, str(file)), author(installation, agent), head_of(text))
    out.print(tr("Form {form}: draft {number}, revision {revision}.", form=draft.code, number=draft.number, revision=draft.revision))
    out.print(tr("Publish it: citoyen forms publish {form}", form=draft.code))


def check(file: TextFile, town: TownOption = None) -> None:
    """Check a text."""
    with options.installation() as installation:
        wanted = only_town(installation, town)
        definition = read_form(_text(file), str(file))
        with installation.database.read() as session:
            published = rulesets.find_published(session, wanted)
            ruleset = None if published is None else rulesets.get(session, wanted, published.number)
        refuse_unfit(definition, ruleset, str(file))
    out.print(tr("Form {form}: nothing is wrong with it.", form=definition.code))


def publish(form: Code, agent: AgentOption = None, town: TownOption = None) -> None:
    """Publish a draft."""
    with options.installation() as installation:
        wanted = only_town(installation, town)
        with installation.database.read() as session:
            draft = stored.find_draft(session, wanted, FormCode(form))
        if draft is None:
            raise NotFoundError(tr("The form {form} has no draft. See: citoyen forms list", form=form))
        published = flow.publish(installation, draft, author(installation, agent))
    out.print(tr("Form {form}: version {number} is published.", form=form, number=published.number))


def secret(
    form: Code,
    given: Annotated[
        bool, typer.Option("--given", help=tr("Take the secret that the form builder gave, from the standard input."))
    ] = False,
    agent: AgentOption = None,
    town: TownOption = None,
) -> None:
    """Set the secret of a form."""
    with options.installation() as installation:
        wanted = only_town(installation, town)
        _newest(installation, wanted, form)
        chosen = typer.prompt(tr("Secret"), hide_input=True) if given else None
        made = flow.give_secret(installation, wanted, FormCode(form), author(installation, agent), chosen)
    if given:
        out.print(tr("The secret of form {form} is kept.", form=form))
    else:
        out.print(tr("Secret of form {form}: {secret}", form=form, secret=made), soft_wrap=True)


def _newest(installation: Installation, town: TownId, form: str) -> FormVersion:
    with installation.database.read() as session:
        code = FormCode(form)
        found = stored.find_draft(session, town, code) or stored.find_published(session, town, code)
    if found is None:
        raise NotFoundError(tr("{town} has no form {form}. See: citoyen forms list", town=town, form=form))
    return found


def _text(file: Path) -> str:
    try:
        with file.open(encoding="utf-8-sig") as stream:
            return stream.read(LARGEST + 1)
    except (OSError, UnicodeDecodeError) as error:
        what = tr("This file cannot be read as text in UTF-8.")
        raise ConfigurationError(Mistake(where=str(file), what=what, remedy=tr("Give a text made by: citoyen forms export"))) from error
