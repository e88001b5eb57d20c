"""`citoyen figures rebuild` and `citoyen figures check`: what figures are counted from, made anew and compared."""

from functools import partial
from itertools import islice
from typing import Annotated

import typer

from cli import options
from cli.options import Json
from cli.screen import out, print_json, progress_of_files
from cli.words import tr
from flows import facts

WRONG = 1
_TOLD = 20

REBUILD = tr(
    "Make all that figures are counted from anew from the requests; figures stay whole meanwhile.\n\nMay be interrupted: a service that "
    "runs goes on with it.\n\nExample:\n\n$ citoyen figures rebuild"
)
CHECK = tr(
    "Count everything from the requests and compare it with what figures are counted from; tell what differs, and leave with 1 then.\n\n"
    "Example:\n\n$ citoyen figures check"
)
Most = Annotated[int, typer.Option("--most", min=1, metavar="N", help=tr("So many requests that differ are named."))]


def register(group: typer.Typer) -> None:
    """Add the commands to those of figures."""
    group.command("rebuild", help=REBUILD)(rebuild)
    group.command("check", help=CHECK)(check)


def rebuild() -> None:
    """Make all facts anew."""
    with options.installation() as installation, progress_of_files() as told:
        count = facts.rebuild(installation, partial(told, tr("Counting")))
    out.print(tr("Counted anew: {count} requests.", count=count))


def check(most: Most = _TOLD, as_json: Json = False) -> None:
    """Compare the facts with the full computation."""
    with options.installation() as installation, progress_of_files() as told:
        facts.catch_up(installation, told=partial(told, tr("Counting")))
        found = facts.differences(installation)
        named = list(islice(found, most))
        count = len(named) + sum(1 for _ in found)
    if as_json:
        different = [{"request": one.request, "what": list(one.what)} for one in named]
        print_json({"agrees": count == 0, "count": count, "different": different})
    else:
        for one in named:
            out.print(tr("Request {id}: {what}", id=one.request, what=", ".join(one.what)), soft_wrap=True)
        differ = tr("{count} requests differ: citoyen figures rebuild", count=count)
        out.print(differ if count else tr("All figures agree with the requests."))
    if count:
        raise typer.Exit(WRONG)
