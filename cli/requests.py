"""Commands on requests: list them, decide them."""

import sys
from codecs import BOM_UTF8
from pathlib import Path
from typing import Annotated

import typer

from cli import listing, options
from cli.account import department_words, subject_words
from cli.options import TownOption
from cli.references import AgentOption, Reference, asked_for, asked_for_itself, asked_for_seen
from cli.screen import out
from cli.words import tr
from domain.ids import DepartmentCode, SubjectCode
from flows import accounts, recut
from flows import merge as merging
from flows import unlock as unlocking
from flows.confirm import Correction
from flows.confirm import confirm as decide
from workers.roles import nudging

requests = typer.Typer(no_args_is_help=True, help=tr("Requests of the towns."))

CONFIRM_HELP = tr(
    "Decide a request as proposed, or corrected: it opens under its number and its department is told.\n\nExamples:\n\n"
    "$ citoyen requests confirm K7P4-2QXM\n\n$ citoyen requests confirm 2026/0147 --subject VOI-02 --agent marie"
)
MERGE_HELP = tr(
    "Make a request a part of another one: its number and its tracking code mean that one from then on. Accepts a proposal, too: "
    "a message that may belong to a request.\n\nExamples:\n\n"
    "$ citoyen requests merge K7P4-2QXM 2026/0147 --agent marie\n\n$ citoyen requests merge 2026/0152 2026/0147"
)
SPLIT_HELP = tr(
    "Cut a scanned letter in two before a page of its file: the request keeps what lies before, the rest becomes a letter of its own.\n\n"
    "Examples:\n\n$ citoyen requests split K7P4-2QXM --page 3 --agent marie"
)
JOIN_HELP = tr(
    "Join the letters of two requests that lie side by side in a scanned file: the request of the first one keeps both.\n\nExamples:\n\n"
    "$ citoyen requests join K7P4-2QXM H3RT-88VZ --agent marie"
)
UNLOCK_HELP = tr(
    "Open the protected PDF of a request, a scanned file or what came with a mail, by its password and have it read. "
    "The password is asked for, or is the first line of a file; it is kept nowhere.\n\nExamples:\n\n"
    "$ citoyen requests unlock K7P4-2QXM --agent marie\n\n"
    "$ citoyen requests unlock K7P4-2QXM --password-file - < password.txt"
)
LONGEST_LINE = 4096


def register(app: typer.Typer) -> None:
    """Add the commands."""
    requests.command("list", help=listing.LIST_HELP)(listing.list_requests)
    requests.command("index", help=listing.INDEX_HELP)(listing.index)
    requests.command("confirm", help=CONFIRM_HELP)(confirm)
    requests.command("merge", help=MERGE_HELP)(merge)
    requests.command("split", help=SPLIT_HELP)(split)
    requests.command("join", help=JOIN_HELP)(join)
    requests.command("unlock", help=UNLOCK_HELP)(unlock)
    app.add_typer(requests, name="requests")


def confirm(
    reference: Reference,
    subject: Annotated[str | None, typer.Option("--subject", metavar="CODE", help=tr("The right subject, if it is another."))] = None,
    department: Annotated[
        str | None, typer.Option("--department", metavar="CODE", help=tr("The right department, if it is not the subject's."))
    ] = None,
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Decide a request."""
    correction = Correction(
        subject=None if subject is None else SubjectCode(subject), department=None if department is None else DepartmentCode(department)
    )
    with options.installation() as installation, nudging(installation):
        (request,) = asked_for(installation, town, reference)
        settlement = decide(installation, request, correction, agent, options.now())
        ruleset = installation.towns.get(settlement.confirmation.town).ruleset
    decided = settlement.confirmation.decided
    out.print(
        tr(
            "Request {number}: {subject}, {department}.",
            number=settlement.number,
            subject=subject_words(decided.subject, ruleset),
            department=department_words(decided.department, ruleset),
        )
    )


def merge(
    reference: Reference,
    main: Annotated[str, typer.Argument(metavar="MAIN", help=tr("The request it is a part of."))],
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Make a request a part of another."""
    with options.installation() as installation, nudging(installation):
        part, (whole,) = asked_for_itself(installation, town, reference), asked_for(installation, town, main)
        record = merging.merge(installation, part, whole, agent, options.now())
    out.print(tr("Request {part} is a part of {main} now.", part=reference, main=record.line.number or record.line.tracking))


def split(
    reference: Reference,
    page: Annotated[
        int, typer.Option("--page", min=1, metavar="NUMBER", help=tr("Page of the file on which the new letter begins, from 1."))
    ],
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Cut a letter in two."""
    with options.installation() as installation, nudging(installation):
        (request,) = asked_for_seen(installation, town, reference)
        record = recut.split(installation, request, page - 1, agent, options.now())
    first, last = record.draft.paper.pages if record.draft.paper is not None else (0, 0)
    out.print(
        tr(
            "Request {reference} keeps pages {first} to {last} of the file. The letter behind is being sorted.",
            reference=record.line.tracking,
            first=first + 1,
            last=last + 1,
        )
    )


def join(
    reference: Reference,
    other: Annotated[str, typer.Argument(metavar="OTHER", help=tr("The request of the letter beside it."))],
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Join two letters."""
    with options.installation() as installation:
        one, two = asked_for_seen(installation, town, reference, other)
        record = recut.join(installation, one, two, agent, options.now())
    part = other if record.line.id == one.request else reference
    out.print(tr("Request {part} is a part of {main} now.", part=part, main=record.line.tracking))


def unlock(
    reference: Reference,
    password_file: Annotated[
        Path | None,
        typer.Option(
            "--password-file",
            metavar="FILE",
            help=tr("File whose first line is the password; - for standard input."),
        ),
    ] = None,
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Open a protected file."""
    with options.installation() as installation, nudging(installation):
        (request,) = asked_for_seen(installation, town, reference)
        record = unlocking.unlock(installation, request, _password(password_file), agent, options.now())
    out.print(tr("The file of request {reference} is open and is being read.", reference=record.line.tracking))


def _password(file: Path | None) -> str:
    """Return the password, never an argument: others on the machine can read those."""
    if file is None:
        return str(typer.prompt(tr("Password of the document"), hide_input=True, err=True))
    if str(file) == "-":
        found = sys.stdin.buffer.readline(LONGEST_LINE)
    else:
        try:
            with file.open("rb") as source:
                found = source.readline(LONGEST_LINE)
        except OSError as error:
            raise typer.BadParameter(tr("The file {file} cannot be read: {reason}.", file=file, reason=error.strerror)) from error
    line = found.rstrip(b"\r\n").removeprefix(BOM_UTF8)
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
