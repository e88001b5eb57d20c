"""`citoyen explain`: everything but keep."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Annotated

import typer
from rich.markup import escape

from cli import options
from cli.account import print_account
from cli.call_words import REASONS, report_line
from cli.options import Json, unknown_town
from cli.screen import complain, print_json, progress_of_files
from cli.words import error_words, tr
from domain.draft import Draft, Remark
from domain.errors import CitoyenError, ConfigurationError, Mistake, NotFoundError, UnreadableInputError
from domain.ids import TownId
from domain.inbound import Channel, Envelope, Mailbox
from flows.authenticity import authenticity_of
from flows.call_list import Reading, drafts_of_log
from flows.calls_options import options_for, saved_mappings, tells_log
from flows.explain import Source, explain, explain_line, recipients
from flows.items import Form, Item, NotAMessageError, items
from flows.paper import drafts_of_file, drafts_of_mail
from flows.settings import Settings, load_settings
from flows.town_folder import read_town
from flows.town_views import TownView, TownViews, town_view
from flows.wiring import Late, late_checker, late_paper
from flows.wording import say
from ingest.paper.letter.cover import scans_of
from ingest.paper.reader import PaperReader
from ingest.phone.mapping import ColumnMapping
from ingest.reader import Reader
from store.engine import Database

UNREAD = 1
STANDARD_INPUT = "-"
MOST_ROWS = 1_000
"""Unreadable rows of a call log that are told one by one."""

HELP = tr(
    "Say what messages are about, where and for whom, and keep nothing.\n\nExamples:\n\n"
    "$ citoyen explain --town demo/valognes demo/messages\n\n"
    "$ citoyen explain --json mail.eml archive.mbox > lines.json\n\n"
    "Reads e-mail files, mbox files, PDFs and pictures of letters, plain text, forms (JSON, XML), call logs of a switchboard "
    "(CSV, Excel, JSON, XML, also packed as .gz), folders of them, and standard input as -. "
    "Exit status: 0 everything was read, 1 something could not be, 2 bad usage."
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain", help=HELP)(explain_paths)


def explain_paths(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help=tr("Files and folders; - is standard input."))],
    town: Annotated[str | None, typer.Option("--town", metavar="TOWN|DIR", help=tr("Town, or a town folder (needs no database)."))] = None,
    channel: Annotated[Channel | None, typer.Option("--channel", help=tr("What the files are; found out by default."))] = None,
    as_json: Json = False,
) -> None:
    """Explain messages."""
    with Explainer(town, channel, as_json=as_json) as explainer:
        for path in paths:
            explainer.explain_path(path)
        if explainer.has_failed:
            raise typer.Exit(UNREAD)


@dataclass(frozen=True, slots=True)
class _Folder:
    """One town for all messages; ``database`` is that of its installation, None where it is read from a folder."""

    view: TownView
    database: Database | None = None

    def of(self, raw: bytes) -> tuple[TownView, Mailbox | None]:
        """Return the town and the mailbox a message came to."""
        addresses = recipients(raw)
        return self.view, next((mailbox for mailbox in self.view.mailboxes if mailbox.address in addresses), None)


@dataclass(frozen=True, slots=True)
class _Installed:
    """The towns of an installation: each message goes to the one whose mailbox it names, else to the first."""

    views: TownViews
    first: TownId
    database: Database

    def of(self, raw: bytes) -> tuple[TownView, Mailbox | None]:
        """Return the town and the mailbox a message came to."""
        mailboxes = filter(None, (self.views.mailbox(address) for address in recipients(raw)))
        mailbox = next(mailboxes, None)
        return self.views.get(mailbox.town if mailbox else self.first), mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """What explaining works with."""

    towns: _Folder | _Installed
    settings: Settings
    reader: Reader
    checker: Late[Reader]
    paper: Late[PaperReader]
    scratch: Path


class Explainer:
    """Explains one path after another; what cannot be read is told and does not stop the rest."""

    def __init__(self, town: str | None, channel: Channel | None, *, as_json: bool) -> None:
        self._channel = channel
        self._as_json = as_json
        self._town = town
        self._resources = ExitStack()
        self._opened: _Opened | None = None
        self._known_mappings: dict[TownId, tuple[ColumnMapping, ...]] = {}
        self.has_failed = False

    def __enter__(self) -> "Explainer":
        # What was opened is closed again where the rest cannot be.
        with ExitStack() as stack:
            settings = load_settings()
            towns = self._open_towns(self._town, settings, stack)
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="citoyen-explain-")))
            reader = stack.enter_context(closing(Reader()))
            checker = stack.enter_context(closing(late_checker(1)))
            paper = stack.enter_context(closing(late_paper(settings)))
            self._opened = _Opened(towns=towns, settings=settings, reader=reader, checker=checker, paper=paper, scratch=scratch)
            self._resources = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._resources.close()

    def explain_path(self, path: str) -> None:
        """Explain a file, the files of a folder, or standard input."""
        with self._told(path):
            if path == STANDARD_INPUT:
                kept = self._open.scratch / "stdin"
                kept.write_bytes(sys.stdin.buffer.read())
                self._explain_file(kept, STANDARD_INPUT, is_named=True)
            elif Path(path).is_dir():
                for file in files_below(Path(path)):
                    self._explain_file(file, str(file), is_named=False)
            else:
                self._explain_file(Path(path), path, is_named=True)

    @contextmanager
    def _told(self, shown: str) -> Iterator[None]:
        """Tell what went wrong with what is ``shown``, and go on behind it."""
        try:
            yield
        except BrokenPipeError:
            raise  # nobody reads on
        except CitoyenError as error:
            complain(f"{shown}: {error_words(error)}")
            self.has_failed = True
        except Exception as error:  # noqa: BLE001 - a fault of ours costs its own message, not the thousands behind it
            words = tr("could not be explained ({kind}); this is a fault of Citoyen.", kind=type(error).__name__)
            complain(f"{shown}: {words}")
            self.has_failed = True

    def _explain_file(self, file: Path, shown: str, *, is_named: bool) -> None:
        with self._told(shown):
            try:
                for item in items(file, self._channel, self._tells_log):
                    with self._told(shown):
                        self._explain_item(item, shown)
            except NotAMessageError:
                # A folder holds other things too; only a file somebody asked for is missed.
                if is_named:
                    raise
                complain(f"{shown}: " + tr("passed over, this is no message."))

    def _explain_item(self, item: Item, shown: str) -> None:
        match item.form:
            case Form.PAPER:
                self._explain_paper(item, shown)
            case Form.SUBMISSION:
                self._explain_submission(item, shown)
            case Form.CALLS:
                self._explain_calls(item, shown)
            case _:
                self._explain_mail(item, shown)

    def _explain_mail(self, item: Item, shown: str) -> None:
        view, mailbox = self._open.towns.of(item.raw)
        original = self._open.scratch / "item"
        original.write_bytes(item.raw)
        name = item.path.name if item.form is Form.TEXT and shown != STANDARD_INPUT else None
        for draft in self._drafts(original, view):
            self._print(view, Source(path=shown, item=item.item, source_id=name), draft, mailbox)

    def _explain_submission(self, item: Item, shown: str) -> None:
        """Explain what a form, or a note of a call or a visit, holds; one that is none is shown as it is, and told."""
        view, _ = self._open.towns.of(b"")
        original = self._open.scratch / "item"
        original.write_bytes(item.raw)
        for draft in self._open.reader.read(original, item.channel, view.reception):
            if Remark.MALFORMED in draft.remarks:
                complain(f"{shown}: " + tr("this is no form that can be read; its text is shown as it is."))
                self.has_failed = True
            self._print(view, Source(path=shown, item=draft.item, source_id=item.path.name), draft, None)

    def _explain_calls(self, item: Item, shown: str) -> None:
        """Explain what a call log asks: the calls of the reception, whom to call back, and last what became of its rows."""
        view, _ = self._open.towns.of(b"")
        with progress_of_files() as progress:
            size = item.path.stat().st_size
            told = partial(_told_of_size, progress, escape(tr("Calls of {name}", name=item.path.name)), size)
            for found in drafts_of_log(item.path, self._reading(view), told):
                if isinstance(found, Draft):
                    self._print(view, Source(path=shown, item=found.item, source_id=item.path.name), found, None)
                    continue
                complain(report_line(shown, found))
                for one in found.unreadable[:MOST_ROWS]:
                    complain(f"{shown}:{one.line}: {REASONS[one.reason]}" + (f" ({one.value})" if one.value else ""))
                self.has_failed |= found.unreadable_count > 0

    def _tells_log(self, head: bytes) -> bool:
        """Tell whether a file is a call log that the town can read."""
        view, _ = self._open.towns.of(b"")
        how = self._reading(view)
        return tells_log(options_for(how.view, how.settings, how.now), how.mappings)(head)

    def _reading(self, view: TownView) -> Reading:
        """Return how the logs of a town are read, with the mappings that are saved for it."""
        return Reading(view=view, settings=self._open.settings, mappings=self._mappings(view.town.id), now=options.now())

    def _mappings(self, town: TownId) -> tuple[ColumnMapping, ...]:
        database = self._open.towns.database
        if database is None:
            return ()
        if town not in self._known_mappings:
            self._known_mappings[town] = tuple(saved_mappings(database, town).values())
        return self._known_mappings[town]

    def _explain_paper(self, item: Item, shown: str) -> None:
        """Explain the letters of a scan or fax; what is no document raises UnreadableInputError."""
        view, _ = self._open.towns.of(b"")
        with progress_of_files() as progress:
            told = partial(progress, escape(tr("Pages of {name}", name=item.path.name)))
            drafts = drafts_of_file(self._open.paper.get(), item.path, view, item.channel, options.now(), told)
        for draft in drafts:
            page = draft.paper.pages[0] + 1 if draft.paper is not None else 1
            self._print(view, Source(path=shown, item=draft.item, source_id=f"{item.path.name}, p. {page}"), draft, None)

    def _print(self, view: TownView, source: Source, draft: Draft, mailbox: Mailbox | None) -> None:
        account = explain(view, source, draft, options.now(), mailbox)
        if self._as_json:
            print_json(explain_line(account, view.town, view.ruleset))
        else:
            print_account(account, view)

    def _drafts(self, original: Path, view: TownView) -> tuple[Draft, ...]:
        """Return the drafts of a mail, with what is known of its sender."""
        opened = self._open
        found = opened.reader.read(original, Channel.EMAIL, view.reception)
        authenticity = authenticity_of(original, Envelope(), opened.settings, opened.checker.get)
        mails = tuple(replace(draft, authenticity=authenticity) for draft in found)
        if any(map(scans_of, mails)):
            return drafts_of_mail(opened.paper.get(), opened.reader, original, mails, view, options.now())
        return mails

    @property
    def _open(self) -> _Opened:
        if self._opened is None:
            raise AssertionError("explaining before entering")
        return self._opened

    def _open_towns(self, town: str | None, settings: Settings, stack: ExitStack) -> _Folder | _Installed:
        if town is not None and (os.sep in town or Path(town).is_dir()):
            with progress_of_files() as progress:
                folder = read_town(Path(town), progress=progress)
            return _Folder(town_view(folder.town, folder.ruleset, folder.places, folder.mailboxes))
        database = self._installed(settings, stack)
        views = TownViews(database)
        if not views.ids():
            raise ConfigurationError(_no_town())
        if town is None:
            return _Installed(views, views.ids()[0], database)
        try:
            return _Folder(views.get(TownId(town)), database)
        except NotFoundError as error:
            raise ConfigurationError(unknown_town(town, views.ids())) from error

    def _installed(self, settings: Settings, stack: ExitStack) -> Database:
        """Return the database of the installation, which is looked at and never made or changed."""
        address = settings.database_address
        if address.startswith("sqlite") and not Path(address.partition("///")[2]).exists():
            raise ConfigurationError(_no_town())
        return stack.enter_context(closing(Database(address)))


def _no_town() -> Mistake:
    return Mistake(
        where="--town", what=tr("no town is loaded here."), remedy=tr("Name a town folder, or load one: citoyen init --town DIR")
    )


def _told_of_size(progress: Callable[[str, int, int], None], what: str, size: int, done: int) -> None:
    progress(what, min(done, size), size)  # one that is packed has more in it


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder in the order of their names, without hidden ones."""
    for path in _sorted(folder):
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from files_below(path)
        elif path.is_file():
            yield path


def _sorted(folder: Path) -> Sequence[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise UnreadableInputError(say("cannot be read ({reason}).", reason=error.strerror)) from error
