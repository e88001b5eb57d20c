"""The roles of a cluster, one process each."""

import asyncio
from typing import Annotated

import typer

from cli import watched, web_child
from cli.running import print_beginning
from cli.serving import bound_socket, desk_server, stop_on_signals
from cli.web_processes import WebProcesses
from cli.words import tr
from flows.first_run import steps
from flows.settings import Settings, load_settings
from flows.watching_settings import MOST_PROCESSES
from flows.wiring import Installation
from workers import roles

WEB_HELP = tr("Role: the desk.\n\nExamples:\n\n$ citoyen web\n\n$ citoyen web --processes 4")
SMTP_HELP = tr("Role: the mail door.\n\nExample:\n\n$ citoyen smtp")
WORKER_HELP = tr("Role: works on a queue.\n\nExample:\n\n$ citoyen worker --queue mail")
BEAT_HELP = tr("Role: looks for forgotten work.\n\nExample:\n\n$ citoyen beat")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("web", help=WEB_HELP)(web)
    app.command("smtp", help=SMTP_HELP)(smtp)
    app.command("worker", help=WORKER_HELP)(worker)
    app.command("beat", help=BEAT_HELP)(beat)


def web(
    processes: Annotated[
        int | None,
        typer.Option("--processes", min=1, max=MOST_PROCESSES, help=tr("How many processes serve the port (CITOYEN_WEB_PROCESSES).")),
    ] = None,
    place: Annotated[str | None, typer.Option("--place", hidden=True)] = None,
) -> None:
    """Serve the desk: by this process, by several it starts, or as one of those."""
    if place is not None:
        with watched.serving("web") as installation, roles.nudging(installation):
            asyncio.run(web_child.serve(installation, web_child.Place.read(place)))
        return
    count = processes or load_settings().web_processes
    if count > 1:
        if status := WebProcesses(_begun(), count).run():
            raise typer.Exit(status)
        return
    with watched.serving("web") as installation, roles.nudging(installation):
        if steps.is_untouched(installation):
            print_beginning(installation.settings)
        asyncio.run(_serve(installation))


def _begun() -> Settings:
    """Bring the installation up to date once, before several processes open it, and say where a new one is set up."""
    with watched.serving("web") as installation:
        if steps.is_untouched(installation):
            print_beginning(installation.settings)
        return installation.settings


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
