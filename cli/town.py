"""`citoyen town`: makes towns, shows them, carries one to another installation."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from cli import options
from cli.moments import moment_words
from cli.options import Json
from cli.screen import complain, out, print_json, progress_of_files
from cli.words import tr
from domain.errors import ConfigurationError, Mistake
from domain.ids import TownId
from flows import town_making, town_suspending
from flows.first_run.plan import TownFacts
from flows.town_archive import arriving, leaving
from flows.town_archive.arriving import Arrived
from flows.town_archive.leaving import Tell
from flows.town_archive.secrets import SHORTEST
from flows.town_making import Overview, Wanted

WRONG = 1
_MEGABYTE = 10**6
ADD_HELP = tr(
    "Make a further town, with departments and subjects from the catalogue, and invite its first administrator. "
    "Time zone and public holidays are those of its INSEE code.\n\nExample:\n\n"
    "$ citoyen town add “Bourg-Neuf” --insee 50999 --postcode 50999 --email mairie@bourg-neuf.example "
    "--administrator anne --administrator-email anne@bourg-neuf.example --host demarches.bourg-neuf.example"
)
LIST_HELP = tr("List the towns: how much there is of each, and nothing of what.\n\nExample:\n\n$ citoyen town list --json")
SHOW_HELP = tr("Show one town.\n\nExample:\n\n$ citoyen town show valognes")
EXPORT_HELP = tr(
    "Write a town whole into one file: all its rows, originals and accounts, the journal with its chain. It holds all that citizens wrote; "
    "only you can read it.\n\nExamples:\n\n$ citoyen town export valognes /srv/valognes.zip\n\n"
    "$ citoyen town export valognes /srv/valognes.zip --with-secrets"
)
IMPORT_HELP = tr(
    "Bring in a town that “citoyen town export” wrote: all of it, or nothing. Letters that waited are held, for they may have left since."
    "\n\nExample:\n\n$ citoyen town import /srv/valognes.zip"
)
SUSPEND_HELP = tr(
    "Suspend a town: it takes nothing new (mail is told to come back later, mailboxes and drop folders are left alone, forms and the "
    "portal say so), and its desk is read only.\n\nExample:\n\n$ citoyen town suspend valognes --why 'Déménagement vers un autre serveur'"
)
RESUME_HELP = tr("Take a suspended town up again.\n\nExample:\n\n$ citoyen town resume valognes")
_NAMES: Mapping[str, str] = {leaving.ROWS: tr("Rows"), leaving.ORIGINALS: tr("Originals"), arriving.CHECKING: tr("Checksums")}

town = typer.Typer(no_args_is_help=True, help=tr("Towns of this installation: made, shown, carried elsewhere."))
PassphraseFile = Annotated[
    Path | None, typer.Option("--passphrase-file", metavar="FILE", help=tr("Read the passphrase of the secrets from a file."))
]
WithSecrets = Annotated[
    bool,
    typer.Option("--with-secrets", help=tr("With passwords of mailboxes and other secrets, under a passphrase that is asked for.")),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    town.command("add", help=ADD_HELP)(add)
    town.command("list", help=LIST_HELP)(list_towns)
    town.command("show", help=SHOW_HELP)(show)
    town.command("export", help=EXPORT_HELP)(export)
    town.command("import", help=IMPORT_HELP)(bring_in)
    town.command("suspend", help=SUSPEND_HELP)(suspend)
    town.command("resume", help=RESUME_HELP)(resume)
    app.add_typer(town, name="town")


def add(  # noqa: PLR0913, PLR0917 - what is asked of a town
    name: Annotated[str, typer.Argument(metavar="NAME", help=tr("Name of the town as it stands on its letters."))],
    insee: Annotated[str, typer.Option("--insee", help=tr("INSEE code."))],
    postcode: Annotated[str, typer.Option("--postcode", help=tr("Postcode."))],
    email: Annotated[str, typer.Option("--email", help=tr("E-mail address of the town hall: its first mailbox."))],
    administrator: Annotated[str, typer.Option("--administrator", metavar="LOGIN", help=tr("Login of its first administrator."))],
    administrator_name: Annotated[str, typer.Option("--administrator-name", help=tr("Name shown on screen."))] = "",
    administrator_email: Annotated[str, typer.Option("--administrator-email", help=tr("Where the invitation goes."))] = "",
    short: Annotated[str, typer.Option("--short", metavar="TOWN", help=tr("Short name; by default made of the name."))] = "",
    street: Annotated[str, typer.Option("--street", help=tr("Street of the town hall."))] = "",
    phone: Annotated[str, typer.Option("--phone", help=tr("Telephone of the town hall."))] = "",
    timezone: Annotated[str, typer.Option("--timezone", help=tr("Time zone, where it is not that of the INSEE code."))] = "",
    catalogue: Annotated[
        str, typer.Option("--catalogue", metavar="CODES", help=tr("Departments of the catalogue, with commas; by default the usual ones."))
    ] = "",
    host: Annotated[list[str] | None, typer.Option("--host", help=tr("Own host name of its portal; may be repeated."))] = None,
) -> None:
    """Make a town."""
    facts = TownFacts(
        name=name.strip(), insee=insee.upper(), postcode=postcode, street=street, email=email.lower(), phone=phone, timezone=timezone
    )
    wanted = Wanted(
        facts=facts,
        id=short,
        departments=tuple(code.strip() for code in catalogue.split(",") if code.strip()),
        hosts=tuple(one.lower() for one in host or ()),
        login=administrator.lower(),
        name=administrator_name,
        email=administrator_email.lower(),
    )
    with options.installation() as installation:
        made = town_making.make(installation, wanted, options.ACTOR, options.now())
    out.print(tr("{name} is made as “{town}”, rule set {number}.", name=name, town=made.town, number=made.ruleset))
    if made.is_mailed:
        out.print(tr("The invitation of {login} is on its way to {address}.", login=made.login, address=wanted.email))
    else:
        out.print(tr("Hand this link over to {login}; it serves once, for seven days:", login=made.login))
        out.print(made.link, soft_wrap=True, highlight=False, markup=False)


def list_towns(as_json: Json = False) -> None:
    """List towns."""
    with options.installation() as installation:
        found = town_making.overview(installation, options.ACTOR)
    if as_json:
        for one in found:
            print_json(_object(one))
        return
    table = Table(box=None, header_style="bold")
    for title in (
        tr("Town"),
        tr("Name"),
        tr("Agents"),
        tr("Mailboxes"),
        tr("Arrivals"),
        tr("Requests"),
        tr("Work waiting"),
        tr("given up"),
    ):
        table.add_column(title)
    for one in found:
        numbers = (one.agents, one.mailboxes, one.arrivals, one.requests, one.waiting, one.parked)
        table.add_row(one.town, one.name, *map(str, numbers))
    out.print(table)


def show(name: Annotated[str, typer.Argument(metavar="TOWN", help=tr("Short name of the town."))], as_json: Json = False) -> None:
    """Show one town."""
    with options.installation() as installation:
        found = _named(town_making.overview(installation, options.ACTOR), name)
    if as_json:
        print_json(_object(found))
        return
    table = Table(box=None, show_header=False)
    facts = (
        (tr("Town"), found.town),
        (tr("Name"), found.name),
        (tr("INSEE code"), found.insee),
        (tr("Time zone"), found.timezone),
        (tr("Public holidays"), found.holidays),
        (tr("Host names"), ", ".join(found.hosts) or "–"),
        (tr("Agents"), str(found.agents)),
        (tr("Mailboxes"), str(found.mailboxes)),
        (tr("Arrivals"), str(found.arrivals)),
        (tr("Requests"), str(found.requests)),
        (tr("Work waiting"), str(found.waiting)),
        (tr("given up"), str(found.parked)),
        *(((tr("Suspended since"), moment_words(found.suspended_at, ZoneInfo(found.timezone))),) if found.suspended_at else ()),
    )
    for fact in facts:
        table.add_row(*fact)
    out.print(table)


def export(
    name: Annotated[str, typer.Argument(metavar="TOWN", help=tr("Short name of the town."))],
    file: Annotated[Path, typer.Argument(metavar="FILE", help=tr("The file to write; there is none yet."))],
    with_secrets: WithSecrets = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Export a town."""
    passphrase = _passphrase(passphrase_file, is_new=True) if with_secrets or passphrase_file else None
    with options.installation() as installation, progress_of_files() as told:
        done = leaving.export(installation, TownId(name), file, options.now(), _telling(told), passphrase=passphrase)
    manifest = done.manifest
    out.print(
        tr(
            "{name} is in {file}: {rows} rows, {originals} originals, {size} MB.",
            name=manifest.name,
            file=file,
            rows=sum(one.rows for one in manifest.tables),
            originals=manifest.originals.rows,
            size=round(done.size / _MEGABYTE, 1),
        )
    )
    out.print(tr("Checksum of its manifest: {sum}", sum=done.sum))
    if passphrase is None:
        out.print(tr("Passwords of mailboxes, second factors and other sealed secrets are not in it: --with-secrets takes them along."))
    for table, count in done.left_out.items():
        out.print(tr("Left out of {table}, for they are nothing without their secret: {count}.", table=table, count=count))
    if manifest.missing:
        complain(tr("Originals that are nowhere: {count}.", count=len(manifest.missing)))
        raise typer.Exit(WRONG)


def suspend(
    name: Annotated[str, typer.Argument(metavar="TOWN", help=tr("Short name of the town."))],
    why: Annotated[str, typer.Option("--why", help=tr("The reason, which the town’s own people read."))],
) -> None:
    """Suspend a town."""
    with options.installation() as installation:
        is_changed = town_suspending.suspend(installation, TownId(name), why, options.ACTOR, options.now())
    out.print(tr("{town} takes nothing new from now on.", town=name) if is_changed else tr("{town} is suspended already.", town=name))


def resume(name: Annotated[str, typer.Argument(metavar="TOWN", help=tr("Short name of the town."))]) -> None:
    """Take a town up again."""
    with options.installation() as installation:
        is_changed = town_suspending.resume(installation, TownId(name), options.ACTOR, options.now())
    out.print(tr("{town} takes up work again.", town=name) if is_changed else tr("{town} is not suspended.", town=name))


def bring_in(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=tr("What “citoyen town export” wrote."))],
    with_secrets: WithSecrets = False,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Import a town."""
    passphrase = _passphrase(passphrase_file, is_new=False) if with_secrets or passphrase_file else None
    with options.installation() as installation, progress_of_files() as told:
        done = arriving.bring_in(installation, file, options.now(), _telling(told), passphrase=passphrase)
    if as_json:
        print_json({name: list(value) if isinstance(value, tuple) else value for name, value in asdict(done).items()})
        return
    rows = sum(done.rows.values())
    out.print(tr("{name} is here: {rows} rows, {originals} originals.", name=done.name, rows=rows, originals=done.originals))
    for old, new in done.renamed.items():
        out.print(tr("The login {old} is somebody else’s here; it became {new}.", old=old, new=new))
    for login in done.guests:
        out.print(tr("{login} was of the whole installation, and is of this town now, without administering it.", login=login))
    _print_kept(done)
    if done.mailboxes:
        complain(tr("Mailboxes are collected here from now on: {count}. Stop their collecting where the town was.", count=done.mailboxes))
    if done.missing:
        complain(tr("Originals that are nowhere: {count}.", count=done.missing))


def _print_kept(done: Arrived) -> None:
    """Say what became of the journal, of what had been erased, and of letters."""
    if done.proof is not None:
        out.print(tr("The journal names rows by new ids, and is chained anew; the one of before is kept as {digest}.", digest=done.proof))
    if done.erased_again:
        out.print(tr("Erased again, for it had been erased since: {count}.", count=done.erased_again))
    if done.letters_held:
        out.print(
            tr(
                "Letters held, for they may have left since: {count}. See them: citoyen jobs --held; let them leave: citoyen jobs release",
                count=done.letters_held,
            )
        )


def _named(found: tuple[Overview, ...], name: str) -> Overview:
    for one in found:
        if one.town == name:
            return one
    raise ConfigurationError(options.unknown_town(name, tuple(one.town for one in found)))


def _passphrase(file: Path | None, *, is_new: bool) -> str:
    if file is not None:
        try:
            said = file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigurationError(Mistake(where=str(file), what=tr("It cannot be read."), remedy=tr("Name a file."))) from error
    else:
        said = typer.prompt(tr("Passphrase"), hide_input=True, confirmation_prompt=is_new)
    if is_new and len(said) < SHORTEST:
        what = tr("The passphrase has fewer than {count} characters.", count=SHORTEST)
        raise ConfigurationError(Mistake(where="--with-secrets", what=what, remedy=tr("Choose a longer one.")))
    return said


def _telling(told: Tell) -> Tell:
    def tell(name: str, done: int, total: int) -> None:
        told(_NAMES[name], done, total)

    return tell


def _object(one: Overview) -> dict[str, object]:
    return {**asdict(one), "suspended_at": None if one.suspended_at is None else one.suspended_at.isoformat()}
