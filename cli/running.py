"""`citoyen run`: everything, until Ctrl-C."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from cli import logs, options, watched
from cli.cluster import Cluster
from cli.feed import Feeder, feed_quietly
from cli.screen import complain, out
from cli.serving import bound_socket, desk_server, stop_on_signals
from cli.towns import load, read_folders
from cli.words import error_words, tr
from domain.errors import CitoyenError, ConfigurationError, Mistake
from flows import accounts, checks
from flows.first_run import steps
from flows.first_run.code import code_file, ensure_code
from flows.settings import Settings
from flows.wiring import Installation, open_installation
from workers import roles
from workers.embedded import embedded

DEMO_TOWN = Path(__file__).parents[1] / "demo" / "valognes"
INCOMPLETE = 1

HELP = tr(
    "Start everything (desk, mail door, engine) and keep serving until Ctrl-C.\n\nExamples:\n\n"
    "$ citoyen run\n\n$ citoyen run --feed demo/messages --once\n\n"
    "An installation without a town is set up on the desk, with the code that is printed; with --feed or --once it gets the demo town. "
    "With CITOYEN_BROKER_URL on a broker every role is a process of its own."
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run", help=HELP)(run)


def run(
    feed: Annotated[
        Path | None,
        typer.Option(
            "--feed", metavar="DIR", exists=True, file_okay=False, help=tr("Send the .eml files of this folder through the mail door.")
        ),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help=tr("Leave when every message has its outcome: 0, or 1 if one has none."))] = False,
) -> None:
    """Run everything."""
    settings = checks.fit_settings()
    logs.set_up(settings)
    installation = open_installation(settings)
    try:
        if (feed is not None or once) and not installation.towns.ids():
            _load_demo_town(installation)
        with watched.told(installation, "run") as told:
            start = uvloop.run(_run_embedded(told, feed, once=once)) if settings.is_embedded else _run_cluster(told, feed, once=once)
    finally:
        installation.close()
    if once and start:
        raise typer.Exit(INCOMPLETE)


def _load_demo_town(installation: Installation) -> None:
    if not DEMO_TOWN.is_dir():
        what = tr("no town is loaded here.")
        raise ConfigurationError(Mistake(where="citoyen run", what=what, remedy=tr("Load one with: citoyen init --town DIR")))
    for folder in read_folders([DEMO_TOWN]):
        load(installation, folder)


async def _run_embedded(installation: Installation, feed: Path | None, *, once: bool) -> list[str]:
    """Serve in this process; return what was fed and has no outcome."""
    with bound_socket(installation.settings) as socket:
        server = desk_server(installation)
        stop_on_signals(server, installation)

        def leave() -> None:
            server.should_exit = True

        async with embedded(installation):
            guide = _Guide(installation, feed, lambda: server.should_exit)
            thread = guide.start(leave if once else None)
            await server.serve(sockets=[socket])
            await asyncio.to_thread(thread.join)
        return guide.lost


def _run_cluster(installation: Installation, feed: Path | None, *, once: bool) -> list[str]:
    """Serve in processes of their own; return what was fed and has no outcome, or what ended early."""
    with Cluster(roles.wanted(installation), installation.settings.metrics_port) as cluster:
        guide = _Guide(installation, feed, lambda: cluster.is_over)
        thread = guide.start(cluster.leave if once else None)
        cluster.watch()
        thread.join()
        return [*guide.lost, *cluster.fallen]


def print_beginning(settings: Settings) -> None:
    """Say where a new installation is set up, and by which code."""
    code = ensure_code(settings)
    out.print(tr("Set it up in the browser: {url}", url=f"{settings.public_url}/setup"))
    out.print(tr("Set-up code: {code} (kept in {file})", code=code, file=code_file(settings)))


class _Guide:
    """Feeds and then says where the desk is, beside the server."""

    def __init__(self, installation: Installation, feed: Path | None, is_over: Callable[[], bool]) -> None:
        self._installation = installation
        self._is_over = is_over
        self._feeder = Feeder(installation, feed, is_over) if feed else None
        self.lost: list[str] = []

    def start(self, leave: Callable[[], None] | None) -> threading.Thread:
        """Do so in a thread; call ``leave`` at its end."""
        thread = threading.Thread(target=self._guide, args=(leave,), name="guide", daemon=True)
        thread.start()
        return thread

    def _guide(self, leave: Callable[[], None] | None) -> None:
        try:
            if self._feeder is not None:
                feed_quietly(self._feeder)
                self.lost = self._feeder.lost
            self._welcome()
            if leave is None and not self.lost and not self._is_over():
                out.print(tr("Ctrl-C stops."))
        except CitoyenError as error:
            # Nobody waits for what a thread raises: it would be a traceback and nothing else.
            self.lost.append(error_words(error))
            complain(error_words(error))
        finally:
            if leave is not None:
                leave()

    def _welcome(self) -> None:
        if steps.is_untouched(self._installation):
            # In a cluster the desk is a process of its own, and says so itself.
            if self._installation.settings.is_embedded:
                print_beginning(self._installation.settings)
            return
        first = accounts.ensure_first_agent(self._installation, options.now())
        out.print(tr("Desk: {url}", url=self._installation.settings.public_url))
        if first is not None:
            out.print(
                tr(
                    "First sign-in: {login} with {secret} (kept in {file} until it is changed)",
                    login=first.login,
                    secret=first.secret,
                    file=first.file,
                )
            )
        if self.lost:
            complain(tr("Messages without an outcome: {count}.", count=len(self.lost)))
