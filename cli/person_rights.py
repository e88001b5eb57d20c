"""`citoyen rights`: what persons ask for by their rights to their data."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cli import options
from cli.options import Json, TownOption
from cli.references import asked_for
from cli.screen import out, print_json
from cli.words import tr
from domain.errors import ConfigurationError, Mistake
from domain.person_rights import IdentityProof, Person, Right, RightsRequest, RightsState
from flows import mentions
from flows import person_rights as flow
from flows.person_export import export
from flows.requester_changes import Told
from flows.wiring import Installation
from store import person_rights as stored

commands = typer.Typer(no_args_is_help=True, help=tr("What persons ask for by their rights to their data (GDPR)."), rich_markup_mode="rich")
LIST_HELP = tr("List what was asked for, what is due first.\n\nExample:\n\n$ citoyen rights list --json")
NEW_HELP = tr(
    "Record what somebody asks for; its clock of one month runs from the day it came.\n\nExample:\n\n"
    "$ citoyen rights new access 2026-11-02 --name 'Dupont Jean' --email jean@courriel.example"
)
SHOW_HELP = tr("Show one, with the requests in which the person may be meant.\n\nExample:\n\n$ citoyen rights show 3")
CHOOSE_HELP = tr("Say which requests are the person’s.\n\nExample:\n\n$ citoyen rights choose 3 2026/0147 2026/0150")
FORGET_HELP = tr(
    "Delete saved queries, filters and questions that name the person of an erasure.\n\nExample:\n\n$ citoyen rights forget 3 query:0:12"
)
IDENTITY_HELP = tr("Say how it stands with the proof of who asks.\n\nExample:\n\n$ citoyen rights identity 3 proven")
EXTEND_HELP = tr("Take two more months, with the reason.\n\nExample:\n\n$ citoyen rights extend 3 --why 'Nombreuses demandes'")
GRANT_HELP = tr("Do what is asked for with the chosen requests.\n\nExample:\n\n$ citoyen rights grant 3")
REFUSE_HELP = tr("Refuse it with the reason.\n\nExample:\n\n$ citoyen rights refuse 3 --why 'Identité non établie'")
EXPORT_HELP = tr("Write everything of the person into a ZIP: JSON, PDF and originals.\n\nExample:\n\n$ citoyen rights export 3 donnees.zip")
Number = Annotated[int, typer.Argument(metavar="NUMBER", min=1, max=2**63 - 1, help=tr("Its number in the list."))]
Why = Annotated[str, typer.Option("--why", help=tr("The reason, which the person is told."))]
MOST = 1000


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for name, command, words in (
        ("list", _list, LIST_HELP),
        ("new", _new, NEW_HELP),
        ("show", _show, SHOW_HELP),
        ("choose", _choose, CHOOSE_HELP),
        ("forget", _forget, FORGET_HELP),
        ("identity", _identity, IDENTITY_HELP),
        ("extend", _extend, EXTEND_HELP),
        ("grant", _grant, GRANT_HELP),
        ("refuse", _refuse, REFUSE_HELP),
        ("export", _export, EXPORT_HELP),
    ):
        commands.command(name, help=words)(command)
    app.add_typer(commands, name="rights")


def _list(town: TownOption = None, as_json: Json = False) -> None:
    with options.installation() as installation:
        of = options.only_town(installation, town)
        with installation.database.read() as session:
            every = stored.of_town(session, of, MOST)
    for one in every:
        print_json(_object(one)) if as_json else out.print(f"{one.id:>5}  {one.due_on}  {one.right:<14} {one.state:<8} {_called(one)}")
    if not every and not as_json:
        out.print(tr("Nobody has asked for anything yet."))


def _new(
    right: Annotated[Right, typer.Argument(help=tr("What is asked for."))],
    received_on: Annotated[str, typer.Argument(metavar="DATE", help=tr("The day it came, such as 2026-11-02."))],
    name: Annotated[list[str] | None, typer.Option("--name", help=tr("A name; may come several times."))] = None,
    email: Annotated[list[str] | None, typer.Option("--email", help=tr("An e-mail address; may come several times."))] = None,
    phone: Annotated[list[str] | None, typer.Option("--phone", help=tr("A telephone; may come several times."))] = None,
    town: TownOption = None,
) -> None:
    person = Person(names=tuple(name or ()), emails=tuple(email or ()), phones=tuple(phone or ()))
    with options.installation() as installation:
        of = options.only_town(installation, town)
        new = flow.NewRight(right=right, person=person, received_on=_day(received_on))
        number = flow.take_down(installation, of, new, options.ACTOR, options.now())
        with installation.database.read() as session:
            made = stored.get(session, number)
    out.print(tr("Recorded as {number}; to be answered by {day}.", number=number, day=made.due_on))


def _show(number: Number, as_json: Json = False) -> None:
    with options.installation() as installation, installation.database.read() as session:
        asked = stored.get(session, number)
        found = flow.found(installation, session, asked, options.now())
        lines = [
            {
                "request": str(one.record.line.number or one.record.line.tracking),
                "name": one.record.requester.name,
                "email": one.record.requester.email,
                "phone": one.record.requester.phone,
                "chosen": one.is_chosen,
                "kept": None if one.kept is None else str(one.kept),
            }
            for one in found
        ]
        named = mentions.found(session, asked.town, asked.person) if asked.state is RightsState.OPEN else mentions.kept(asked)
        named = named if asked.right is Right.ERASURE else ()
    if as_json:
        print_json({**_object(asked), "found": lines, "named": [one.mark for one in named]})
        return
    out.print(f"{asked.id}  {asked.right}  {asked.state}  {asked.identity}  {asked.due_on}  {_called(asked)}")
    for line in lines:
        mark = "x" if line["chosen"] else " "
        who = ", ".join(str(line[key]) for key in ("name", "email", "phone") if line[key])
        out.print(f"  [{mark}] {line['request']}  {who}", markup=False)
    for one in named:
        out.print(tr("  named as well by {mark}", mark=one.mark), markup=False)


def _choose(number: Number, reference: Annotated[list[str], typer.Argument(metavar="REQUEST...", help=tr("Numbers or codes."))]) -> None:
    with options.installation() as installation:
        asked = _get(installation, number)
        chosen = asked_for(installation, asked.town, *reference)
        flow.choose(installation, number, chosen, asked.version, options.ACTOR, options.now())
    out.print(tr("Chosen: {count}.", count=len(set(chosen))))


def _forget(number: Number, mark: Annotated[list[str], typer.Argument(metavar="MARK...", help=tr("As they are shown."))]) -> None:
    with options.installation() as installation:
        mentions.remove(installation, number, mark, _get(installation, number).version, options.ACTOR, options.now())
    out.print(tr("Done."))


def _identity(number: Number, identity: Annotated[IdentityProof, typer.Argument(help=tr("How it stands."))]) -> None:
    with options.installation() as installation:
        flow.prove(installation, number, identity, _get(installation, number).version, options.ACTOR, options.now())


def _extend(number: Number, why: Why) -> None:
    with options.installation() as installation:
        changed = flow.extend(installation, number, why, _get(installation, number).version, options.ACTOR, options.now())
    out.print(tr("To be answered by {day}.", day=changed.due_on))


def _grant(
    number: Number,
    why: Annotated[str, typer.Option("--why", help=tr("A remark."))] = "",
    name: Annotated[str | None, typer.Option("--name", help=tr("The right name, for a rectification."))] = None,
    email: Annotated[str | None, typer.Option("--email", help=tr("The right e-mail address."))] = None,
    phone: Annotated[str | None, typer.Option("--phone", help=tr("The right telephone."))] = None,
    address: Annotated[str | None, typer.Option("--address", help=tr("The right postal address."))] = None,
) -> None:
    told = Told(name=name, email=email, phone=phone, address=address)
    with options.installation() as installation:
        flow.grant(installation, number, why, _get(installation, number).version, options.ACTOR, options.now(), told)
    out.print(tr("Done."))


def _refuse(number: Number, why: Why) -> None:
    with options.installation() as installation:
        flow.refuse(installation, number, why, _get(installation, number).version, options.ACTOR, options.now())


def _export(
    number: Number,
    path: Annotated[Path, typer.Argument(metavar="FILE", help=tr("Where it is written; nothing is overwritten."))],
    english: Annotated[bool, typer.Option("--english", help=tr("In English."))] = False,
) -> None:
    if path.exists():
        raise ConfigurationError(Mistake(where=str(path), what=tr("this file is there already."), remedy=tr("Choose another name.")))
    with options.installation() as installation:
        packed = export(installation, number, options.ACTOR, options.now(), "en" if english else "fr")
    path.touch(mode=0o600)
    path.write_bytes(packed)
    out.print(tr("Written: {path}", path=path))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(tr("Write the day as in 2026-11-02."), param_hint="DATE") from error


def _get(installation: Installation, number: int) -> RightsRequest:
    with installation.database.read() as session:
        return stored.get(session, number)


def _called(one: RightsRequest) -> str:
    return next(iter((*one.person.names, *one.person.emails, *one.person.phones)), "")


def _object(one: RightsRequest) -> dict[str, object]:
    return {
        "id": one.id,
        "right": one.right.value,
        "state": one.state.value,
        "identity": one.identity.value,
        "received_on": one.received_on.isoformat(),
        "due_on": one.due_on.isoformat(),
        "requests": list(one.chosen),
    }
