"""`citoyen ingest`: take files in as if they had been sent."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from cli import options
from cli.call_importing import import_file
from cli.call_words import REASONS, report_line
from cli.explaining import files_below
from cli.options import Json, TownOption
from cli.screen import complain, err, print_json
from cli.tables import ledger_line, print_ledger_line
from cli.words import error_words, tr
from domain.errors import ConfigurationError, Mistake, UnreadableInputError
from domain.ids import InboundId, TownId
from domain.inbound import Arrival, Channel, Drop, Envelope, Mailbox, Outcome
from flows.calls import Wish
from flows.calls_options import mappings_of, options_for, tells_log
from flows.explain import recipients
from flows.folder_settings import MAX_BYTES
from flows.items import Form, Item, NotAMessageError, items
from flows.kinds import MAIL, OCR, reading_queue
from flows.receive import receive
from flows.wiring import Installation
from flows.work import work
from ingest.drop.names import shown
from store import inbounds

BATCH = 50
"""Arrivals kept in one commit."""
BATCH_BYTES = 64 * 2**20
WAIT_SECONDS = 60.0
"""How long another process may take over what it has claimed of a batch before we go on without its outcome."""
PAUSE_SECONDS = 0.02
FAILED = 1

HELP = tr(
    "Take in e-mail files, mbox files, plain text, scans and faxes, and folders of them, and say what became of each.\n\nExamples:\n\n"
    "$ citoyen ingest --mailbox mairie@valognes.example archive.mbox\n\n$ citoyen ingest --channel fax fax0001.tif"
)
ChannelOption = Annotated[
    Channel | None, typer.Option("--channel", help=tr("How they came in; by default found out from what the files hold."))
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ingest", help=HELP)(ingest)


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help=tr("Files and folders."))],
    town: TownOption = None,
    mailbox: Annotated[str | None, typer.Option("--mailbox", metavar="ADDRESS", help=tr("Mailbox they came to."))] = None,
    channel: ChannelOption = None,
    as_json: Json = False,
) -> None:
    """Take files in."""
    with options.installation() as installation:
        intake = _Intake(installation, options.known_town(installation, town), mailbox, channel)
        with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
            task = progress.add_task(tr("Taking in"), total=None)
            for batch in _batches(intake.arrivals(paths)):
                for inbound_id in intake.take(batch):
                    _print(installation, inbound_id, as_json=as_json)
                progress.advance(task, len(batch))
            for inbound_id in intake.take_asked():
                _print(installation, inbound_id, as_json=as_json)
        if intake.has_failed:
            raise typer.Exit(FAILED)


def _batches(arrivals: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    """Yield arrivals in batches bounded by count and bytes, but for a single one that is larger."""
    batch: list[Arrival] = []
    room = BATCH_BYTES
    for one in arrivals:
        if batch and (len(batch) >= BATCH or len(one.raw) > room):
            yield batch
            batch, room = [], BATCH_BYTES
        batch.append(one)
        room -= len(one.raw)
    if batch:
        yield batch


def _print(installation: Installation, inbound_id: InboundId, *, as_json: bool) -> None:
    line = ledger_line(installation, inbound_id)
    print_json(line) if as_json else print_ledger_line(line)


def _nobody(_done: int) -> None:
    """Nobody waits to hear how far it is."""


class _Intake:
    """Takes files in, batch by batch."""

    def __init__(self, installation: Installation, town: TownId | None, mailbox: str | None, channel: Channel | None) -> None:
        self._installation = installation
        self._channel = channel
        known = None if mailbox is None else installation.towns.mailbox(mailbox)
        if mailbox is not None and (known is None or town not in (None, known.town)):
            what = tr("no town receives at {address}.", address=mailbox)
            raise ConfigurationError(Mistake(where="--mailbox", what=what, remedy=tr("Name a mailbox of boites.csv.")))
        self._mailbox = known
        self._town = town
        if not installation.towns.ids():
            raise ConfigurationError(options.no_town())
        self.has_failed = False
        self.asked: list[InboundId] = []
        """Arrivals that call logs have asked for."""

    def arrivals(self, paths: Iterable[Path]) -> Iterator[Arrival]:
        """Yield what the files hold; what cannot be taken in is told."""
        for path in paths:
            is_folder = path.is_dir()
            for file in files_below(path) if is_folder else (path,):
                try:
                    for item in items(file, self._channel, self._tells_log):
                        if item.form is Form.CALLS:
                            self._calls(item)
                        else:
                            yield self._arrival(item)
                except NotAMessageError as error:
                    complain(f"{file}: " + (tr("passed over, this is no message.") if is_folder else error_words(error)))
                    self.has_failed |= not is_folder
                except UnreadableInputError as error:
                    complain(f"{file}: {error_words(error)}")
                    self.has_failed = True

    def _tells_log(self, head: bytes) -> bool:
        """Tell whether a file is a call log that the town can read."""
        town = self._town or self._installation.towns.ids()[0]
        how = options_for(self._installation.towns.get(town), self._installation.settings, options.now())
        return tells_log(how, mappings_of(self._installation, town).values())(head)

    def _calls(self, item: Item) -> None:
        """Read a call log; what its rows became is told at once, the call-backs they make are arrivals like the others."""
        town = self._town or self._installation.towns.ids()[0]
        imported = import_file(self._installation, town, item.path, Wish(), _nobody)
        complain(report_line(str(item.path), imported.report))
        for one in imported.report.unreadable:
            complain(f"{item.path}:{one.line}: {REASONS[one.reason]}" + (f" ({one.value})" if one.value else ""))
        self.has_failed |= imported.report.unreadable_count > 0
        self.asked += imported.arrivals

    def take_asked(self) -> tuple[InboundId, ...]:
        """Return the arrivals that call logs asked for, each with its outcome."""
        ids, self.asked = tuple(dict.fromkeys(self.asked)), []
        self._finish(ids, (MAIL,))
        return ids

    def take(self, batch: list[Arrival]) -> tuple[InboundId, ...]:
        """Keep a batch, work on it, and return the ids once each has its outcome."""
        ids = tuple(dict.fromkeys(received.inbound_id for received in receive(self._installation, batch)))
        self._finish(ids, tuple(dict.fromkeys((*(reading_queue(one.channel) for one in batch), MAIL, OCR))))
        return ids

    def _finish(self, ids: tuple[InboundId, ...], queues: tuple[str, ...]) -> None:
        """Work until each of the arrivals has its outcome."""
        deadline = time.monotonic() + WAIT_SECONDS
        while self._is_pending(ids) and time.monotonic() < deadline:
            # A running installation may be faster: then there is nothing to claim and its outcome is waited for.
            if not any([work(self._installation, queue, options.now()).claimed for queue in queues]):
                time.sleep(PAUSE_SECONDS)

    def _is_pending(self, ids: tuple[InboundId, ...]) -> bool:
        with self._installation.database.read() as session:
            return any(inbounds.get(session, inbound_id).outcome is Outcome.PENDING for inbound_id in ids)

    def _arrival(self, item: Item) -> Arrival:
        if item.form is Form.PAPER:
            return self._paper(item)
        mailbox = self._mailbox or self._addressed(item)
        town = mailbox.town if mailbox else self._town or self._installation.towns.ids()[0]
        return Arrival(
            raw=item.raw,
            channel=item.channel,
            town=town,
            mailbox=mailbox.address if mailbox else None,
            envelope=Envelope(),
            received_at=options.now(),
            source_id=item.path.name if item.form is Form.SUBMISSION else None,
        )

    def _paper(self, item: Item) -> Arrival:
        """Return a scan or a fax. Raises UnreadableInputError where it is too large."""
        if item.path.stat().st_size > MAX_BYTES:
            raise UnreadableInputError(tr("too large: more than {count} MB.", count=MAX_BYTES // 2**20))
        return Arrival(
            raw=item.path.read_bytes(),
            channel=item.channel,
            town=self._mailbox.town if self._mailbox else self._town or self._installation.towns.ids()[0],
            mailbox=self._mailbox.address if self._mailbox else None,
            envelope=Envelope(drop=Drop()),
            received_at=options.now(),
            source_id=shown(item.path.name),
        )

    def _addressed(self, item: Item) -> Mailbox | None:
        found = (self._installation.towns.mailbox(address) for address in recipients(item.raw))
        return next((mailbox for mailbox in found if mailbox is not None and self._town in (None, mailbox.town)), None)
