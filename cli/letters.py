"""Commands on letters to requesters: those that wait for somebody, and the models they are written by."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy.orm import Session

from cli import documents, labels, options, signatories, signing
from cli.options import Json, TownOption
from cli.references import AgentOption, Reference, asked_for
from cli.screen import out, print_json
from cli.words import tr
from domain.errors import InvalidError, Mistake
from flows import accounts, letter_trial
from flows.correspondence import account_mails, held, models
from flows.correspondence.standing import Stage, StandingLetter, letters_of
from flows.wiring import Installation
from letters.audience import fields_for
from letters.fields import KNOWN, Field
from letters.kinds import Language, ModelKey, kind_of
from store import letter_models, outbox, requests
from store.outbox import Held, LetterRecord, OutboxId
from workers.roles import nudging

SHOWN = 500
STAGES: Mapping[Stage, str] = {
    Stage.PREPARED: tr("prepared"),
    Stage.TO_SIGN: tr("to be signed"),
    Stage.SENT: tr("sent"),
    Stage.RETURNED: tr("returned"),
    Stage.WITHDRAWN: tr("withdrawn"),
}
letters = typer.Typer(no_args_is_help=True, help=tr("Letters to requesters: those that wait for somebody, and their models."))
own_models = typer.Typer(no_args_is_help=True, help=tr("Models of letters: the town's own, or those that are shipped."))
Number = Annotated[int, typer.Argument(metavar="ID", min=1, help=tr("Number of the letter."))]
Key = Annotated[str, typer.Argument(metavar="MODEL", help=tr("Name of the model, such as cloture, or cloture-inondation of your own."))]
In = Annotated[Language, typer.Option("--language", metavar="LANGUAGE", help=tr("fr or en: who wrote in English is answered in both."))]
File = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help=tr("Text of the model."))]

HELPS = {
    "list": tr(
        "List letters that are held, and why, those to print, or all about a request.\n\nExamples:\n\n$ citoyen letters list\n\n"
        "$ citoyen letters list --to-print --town valognes\n\n$ citoyen letters list --request 2026/0147"
    ),
    "show": tr("Print a letter as it leaves.\n\nExamples:\n\n$ citoyen letters show 12\n\n$ citoyen letters show 12 --html > lettre.html"),
    "retry": tr(
        "Write a letter that lacked something, and let it leave.\n\nExample:\n\n$ citoyen letters retry 12 --agent marie",
    ),
    "release": tr(
        "Let a letter leave that answers an abusive message, or one whose sender looks forged.\n\nExample:\n\n"
        "$ citoyen letters release 12 --agent marie"
    ),
    "printed": tr("Say that a letter was printed and sent.\n\nExample:\n\n$ citoyen letters printed 12 --agent marie"),
    "returned": tr("Say that a letter sent by post came back.\n\nExample:\n\n$ citoyen letters returned 12 --agent marie"),
    "wait": tr(
        "Tell the requester that it takes longer, and why.\n\nExample:\n\n"
        "$ citoyen letters wait 2026/0147 --reason 'L’enrobé arrive en mai.' --agent marie"
    ),
    "preview": tr(
        "Show what a model makes of a request; nothing is sent.\n\nExamples:\n\n$ citoyen letters preview cloture 2026/0147\n\n"
        "$ citoyen letters preview cloture 2026/0147 --file cloture.txt\n\n$ citoyen letters preview compte_code --language en"
    ),
    "fields": tr("List what models may name."),
}
MODEL_HELPS = {
    "list": tr("List the models and which version counts.\n\nExample:\n\n$ citoyen letters models list --town valognes"),
    "show": tr(
        "Print a model, to be changed and set again.\n\nExample:\n\n$ citoyen letters models show cloture --town valognes > cloture.txt"
    ),
    "check": tr("Say what is wrong with a model; nothing is kept.\n\nExample:\n\n$ citoyen letters models check cloture cloture.txt"),
    "set": tr(
        "Keep a model of the town's own; letters are written by it from now on.\n\nExample:\n\n"
        "$ citoyen letters models set cloture cloture.txt --town valognes\n\n"
        "$ citoyen letters models set cloture closing.txt --language en --town valognes"
    ),
    "reset": tr("Write by the shipped model again.\n\nExample:\n\n$ citoyen letters models reset cloture --town valognes"),
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands: dict[str, Callable[..., None]] = {
        "list": list_letters,
        "show": show,
        "retry": retry,
        "release": release,
        "printed": printed,
        "returned": returned,
        "wait": wait,
        "preview": preview,
        "fields": fields,
    }
    for name, command in commands.items():
        letters.command(name, help=HELPS[name])(command)
    of_models: dict[str, Callable[..., None]] = {
        "list": list_models,
        "show": show_model,
        "check": check_model,
        "set": set_model,
        "reset": reset_model,
    }
    for name, command in of_models.items():
        own_models.command(name, help=MODEL_HELPS[name])(command)
    letters.add_typer(own_models, name="models")
    documents.register(letters)
    signing.register(letters)
    signatories.register(letters)
    app.add_typer(letters, name="letters")


def list_letters(
    to_print: Annotated[bool, typer.Option("--to-print", help=tr("Those that somebody has to print."))] = False,
    request: Annotated[
        str | None, typer.Option("--request", metavar="REFERENCE", help=tr("All about this request, and how each stands."))
    ] = None,
    town: TownOption = None,
    as_json: Json = False,
) -> None:
    """List letters."""
    with options.installation() as installation:
        if request is not None:
            _list_of(installation, town, request, as_json=as_json)
            return
        wanted = options.known_town(installation, town)
        with installation.database.read() as session:
            if to_print:
                found = outbox.to_print(session, wanted, after=None, limit=SHOWN)
            else:
                found = tuple(one for one in outbox.held(session, after=None, limit=SHOWN, town=wanted) if "occasion" in one.letter.payload)
            named = _requests(session, found)
        _note(installation, "citoyen letters list", found)
    if as_json:
        for one in found:
            print_json(_object(one, named[one.id]))
    elif found:
        out.print(_table(found, named))
    else:
        out.print(tr("No letter is to be printed.") if to_print else tr("No letter to a requester is held."))


def _list_of(installation: Installation, town: str | None, reference: str, *, as_json: bool) -> None:
    """List the letters about a request."""
    (request,) = asked_for(installation, town, reference)
    with installation.database.read() as session:
        found = letters_of(session, request)
        zone = options.zone(installation, requests.get(session, request).line.town)
    if as_json:
        for one in found:
            print_json(_standing(one))
        return
    if not found:
        out.print(tr("No letter was written about this request."))
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("No."), tr("Letter"), tr("Model"), tr("Recipient"), tr("State"), tr("Why"), tr("Day")):
        table.add_column(title)
    for one in found:
        why = labels.HELD.get(one.held, "") if one.held is not None else ""
        day = one.at.astimezone(zone).date().isoformat()
        table.add_row(str(one.number), str(one.id), one.model, one.recipient, STAGES[one.stage], why, day)
    out.print(table)


def _standing(one: StandingLetter) -> dict[str, object]:
    return {
        "number": one.number,
        "id": one.id,
        "model": one.model,
        "version": one.version,
        "subject": one.subject,
        "recipient": one.recipient,
        "by": "post" if one.by_post else "email",
        "state": one.stage.value,
        "why": one.held,
        "at": one.at.isoformat(timespec="seconds"),
    }


def show(number: Number, html: Annotated[bool, typer.Option("--html", help=tr("As the HTML of its mail."))] = False) -> None:
    """Show a letter."""
    with options.installation() as installation:
        with installation.database.read() as session:
            found = outbox.get(session, OutboxId(number))
        _note(installation, f"citoyen letters show {number}", (found,))
    _print(found.letter.payload, as_html=html)


def retry(number: Number, agent: AgentOption = accounts.FIRST_LOGIN) -> None:
    """Write a letter again."""
    with options.installation() as installation, nudging(installation):
        _say(held.retry(installation, OutboxId(number), agent, options.now()))


def release(number: Number, agent: AgentOption = accounts.FIRST_LOGIN) -> None:
    """Let a letter leave."""
    with options.installation() as installation, nudging(installation):
        _say(held.release(installation, OutboxId(number), agent, options.now()))


def printed(number: Number, agent: AgentOption = accounts.FIRST_LOGIN) -> None:
    """Say that a letter was printed."""
    with options.installation() as installation:
        _say(held.printed(installation, OutboxId(number), agent, options.now()))


def returned(number: Number, agent: AgentOption = accounts.FIRST_LOGIN) -> None:
    """Say that a letter came back."""
    with options.installation() as installation:
        held.returned(installation, OutboxId(number), agent, options.now())
    out.print(tr("Letter {id}: {state}.", id=number, state=tr("returned")))


def wait(
    reference: Reference,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=tr("What the requester is told."))],
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Tell the requester that it takes longer."""
    with options.installation() as installation, nudging(installation):
        (request,) = asked_for(installation, town, reference)
        record, count = held.wait(installation, request, reason, agent, options.now())
    reference = str(record.line.number or record.line.tracking)
    told = tr("Request {reference}: its requester is told.", reference=reference)
    out.print(told if count else tr("Request {reference}: these words have left already, or nobody can be reached.", reference=reference))


def preview(
    key: Key,
    reference: Annotated[
        str | None, typer.Argument(metavar="REFERENCE", help=tr("Number or tracking code; none for a mail about an account."))
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", exists=True, dir_okay=False, help=tr("A model that is not kept yet."))
    ] = None,
    html: Annotated[bool, typer.Option("--html", help=tr("As the HTML of its mail."))] = False,
    language: Annotated[
        Language,
        typer.Option("--language", metavar="LANGUAGE", help=tr("fr or en, of a mail about an account or to the town's own people.")),
    ] = Language.FRENCH,
    town: TownOption = None,
) -> None:
    """Show what a model makes of a request, or the mails it makes about accounts."""
    text = None if file is None else _read(file)
    with options.installation() as installation:
        if reference is None:
            for one in account_mails.previews(installation, options.only_town(installation, town), key, options.now(), text, language):
                typer.echo(f"{one.subject}\n\n{one.body}\n")
            return
        (request,) = asked_for(installation, town, reference)
        written = letter_trial.preview(installation, key, request, options.now(), text, language)
    _print(written, as_html=html)


def fields(
    model: Annotated[str | None, typer.Argument(metavar="MODEL", help=tr("A model, for those that may stand in it alone."))] = None,
) -> None:
    """List the merge fields."""
    if model is not None and (mistakes := models.misnamed(model)):
        raise InvalidError(*mistakes)
    allowed = KNOWN if model is None else fields_for(kind_of(model) or ModelKey.MESSAGE)
    for name, field in ((name, field) for name, field in KNOWN.items() if name in allowed):
        out.print(f"{name:<34}{_kind(field)}".rstrip())


def _kind(field: Field) -> str:
    if field.is_flag:
        return tr("yes or no")
    if field.is_list:
        return tr("list")
    return tr("not every request has it") if field.may_lack else ""


def list_models(town: TownOption = None, as_json: Json = False) -> None:
    """List the models."""
    with options.installation() as installation:
        chosen = options.only_town(installation, town)
        with installation.database.read() as session:
            wanted = [(key, one) for key in models.catalogue(session, chosen) for one in models.languages(key)]
            found = [(language, models.current(session, chosen, key, language)) for key, language in wanted]
            own = {(key, one): letter_models.versions(session, chosen, models.stored(key, one)) for key, one in wanted}
    if as_json:
        for language, one in found:
            versions = own.get((one.key, language), ())
            last = versions[-1] if versions else None
            print_json(
                {
                    "model": one.key,
                    "language": language.value,
                    "version": one.number,
                    "versions": len(versions),
                    "subject": one.model.subject,
                    "author": last.author if last and one.number else None,
                }
            )
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("Model"), tr("Language"), tr("Version"), tr("Subject line")):
        table.add_column(title)
    for language, one in found:
        table.add_row(one.key, language.value, str(one.number) if one.number else tr("shipped"), one.model.subject)
    out.print(table)


def show_model(key: Key, language: In = Language.FRENCH, town: TownOption = None) -> None:
    """Print a model."""
    if mistakes := (*models.misnamed(key), *models.unspoken(key, language)):
        raise InvalidError(*mistakes)
    with options.installation() as installation:
        chosen = options.only_town(installation, town)
        with installation.database.read() as session:
            model = models.current(session, chosen, key, language).model
    typer.echo(models.source(model, language), nl=False)


def check_model(key: Key, file: File) -> None:
    """Check a model."""
    mistakes = models.check(key, _read(file))
    if mistakes:
        raise InvalidError(*mistakes)
    out.print(tr("The model can be kept."))


def set_model(
    key: Key, file: File, language: In = Language.FRENCH, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None
) -> None:
    """Keep a model."""
    with options.installation() as installation:
        chosen = options.only_town(installation, town)
        kept = models.keep(installation, chosen, key, _read(file), agent, options.now(), language)
    out.print(tr("{model}: letters of {town} are written by version {number}.", model=key, town=chosen, number=kept.number))


def reset_model(key: Key, language: In = Language.FRENCH, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
    """Write by the shipped model again."""
    with options.installation() as installation:
        chosen = options.only_town(installation, town)
        models.reset(installation, chosen, key, agent, options.now(), language)
    out.print(tr("{model}: letters of {town} are written by the shipped model.", model=key, town=chosen))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        what = tr("The file is not written in UTF-8.")
        raise InvalidError(Mistake(where=str(file), what=what, remedy=tr("Save it as UTF-8."))) from error


def _note(installation: Installation, what: str, found: Iterable[LetterRecord]) -> None:
    """Write into the journal which requests' letters are shown."""
    with installation.database.read() as session:
        shown = requests.lines(session, list(dict.fromkeys(one.letter.request for one in found if one.letter.request is not None)))
    with options.exporting(installation, what) as export:
        export.add(shown)


def _requests(session: Session, found: Iterable[LetterRecord]) -> dict[OutboxId, str]:
    """Return what the request of each letter is called."""
    about = {one.id: one.letter.request for one in found}
    wanted = list(dict.fromkeys(one for one in about.values() if one is not None))
    called = {line.id: str(line.number or line.tracking) for line in requests.lines(session, wanted)}
    return {letter: "" if one is None else called.get(one, "") for letter, one in about.items()}


def _object(one: LetterRecord, request: str) -> dict[str, object]:
    payload = one.letter.payload
    return {
        "id": one.id,
        "town": one.letter.town,
        "request": request,
        "model": payload.get("model"),
        "version": payload.get("version"),
        "recipient": one.letter.recipient,
        "created_at": one.created_at.isoformat(timespec="seconds"),
        "why": one.held_why,
        "field": payload.get("field"),
    }


def _table(found: Iterable[LetterRecord], named: dict[OutboxId, str]) -> Table:
    table = Table(box=None, header_style="bold")
    for title in (tr("Letter"), tr("Request"), tr("Model"), tr("Recipient"), tr("Why")):
        table.add_column(title)
    for one in found:
        field = one.letter.payload.get("field")
        why = labels.HELD.get(one.held_why, "")
        told = f"{why} ({field})" if field and one.held_why is Held.UNRESOLVED else why
        table.add_row(str(one.id), named[one.id], str(one.letter.payload.get("model", "")), one.letter.recipient, told)
    return table


def _print(payload: object, *, as_html: bool) -> None:
    written = payload if isinstance(payload, dict) else {}
    if "body" not in written:
        out.print(tr("It is not written yet: {field} is missing.", field=str(written.get("field", ""))))
    elif as_html:
        typer.echo(str(written.get("html", "")), nl=False)
    else:
        typer.echo(f"{written['subject']}\n\n{written['body']}")


def _say(record: LetterRecord) -> None:
    why = labels.HELD.get(record.held_why, "") if record.held_why else tr("it leaves") if record.state == "waiting" else tr("done")
    out.print(tr("Letter {id}: {state}.", id=record.id, state=why))
