"""The roles of a cluster, one process each."""

import asyncio
from typing import Annotated

import typer

from cli import watched
from cli.running import print_beginning
from cli.serving import bound_socket, desk_server, stop_on_signals
from cli.words import tr
from flows.first_run import steps
from flows.wiring import Installation
from workers import roles

WEB_HELP = tr("Role: the desk.\n\nExample:\n\n$ citoyen web")
SMTP_HELP = tr("Role: the mail door.\n\nExample:\n\n$ citoyen smtp")
WORKER_HELP = tr("Role: works on a queue.\n\nExample:\n\n$ citoyen worker --queue mail")
BEAT_HELP = tr("Role: looks for forgotten work.\n\nExample:\n\n$ citoyen beat")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("web", help=WEB_HELP)(web)
    app.command("smtp", help=SMTP_HELP)(smtp)
    app.command("worker", help=WORKER_HELP)(worker)
    app.command("beat", help=BEAT_HELP)(beat)


def web() -> None:
    """Serve the desk."""
    with watched.serving("web") as installation, roles.nudging(installation):
        if steps.is_untouched(installation):
            print_beginning(installation.settings)
        asyncio.run(_serve(installation))


async def _serve(installation: Installation) -> None:
    with bound_socket(installation.settings) as socket:
        server = desk_server(installation)
        stop_on_signals(server, installation)
        await server.serve(sockets=[socket])


def smtp() -> None:
    """Take mail."""
    with watched.serving("smtp") as installation:
        roles.run_smtp(installation)


def worker(
    queue: Annotated[str, typer.Option("--queue", help=tr("mail, ocr or later."))],
    concurrency: Annotated[int, typer.Option("--concurrency", min=1, help=tr("How many messages at once."))] = 1,
) -> None:
    """Work on a queue."""
    with watched.serving(f"worker-{queue}") as installation:
        roles.run_worker(installation, queue, concurrency)


def beat() -> None:
    """Sweep."""
    with watched.serving("beat") as installation:
        roles.run_beat(installation)
