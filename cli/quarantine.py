"""`citoyen quarantine`: what nothing could be made of, of all channels, and what to do about it."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table
from rich.text import Text
from sqlalchemy.orm import Session

from cli import options
from cli.options import ACTOR, Json, TownOption
from cli.screen import complain, out, print_json, print_wide
from cli.words import tr, translated
from domain.errors import NotFoundError
from domain.ids import InboundId, TownId
from domain.inbound import Channel
from flows import quarantine as flow
from flows.quarantine import HEADLESS, Retried
from flows.quarantine_words import said_of
from flows.wiring import Installation
from ingest.plain_bytes import shown_bytes
from store import journal, towns
from store import quarantine as stored
from store.quarantine import Chosen, Kept
from workers.roles import nudging

PAGE = 500
HEAD_BYTES = 2_048
FAILED = 1

HELP = tr("What nothing could be made of, of all channels.")
LIST_HELP = tr("List it with why, and what to do.\n\nExample:\n\n$ citoyen quarantine list --town valognes")
SHOW_HELP = tr("Show one: why, what to do, and its first bytes with --raw.\n\nExample:\n\n$ citoyen quarantine show 12 --raw")
RETRY_HELP = tr(
    "Have it read again.\n\nExamples:\n\n$ citoyen quarantine retry 12 13\n\n$ citoyen quarantine retry --all --reason malformed"
)
REPLAY_HELP = tr(
    "Have read again what another release set aside; that is done by itself after an upgrade, once."
    "\n\nExample:\n\n$ citoyen quarantine replay"
)
DISMISS_HELP = tr(
    "Say that nothing is to be made of it, and why; it stays in the ledger.\n\nExample:\n\n"
    "$ citoyen quarantine dismiss 12 --why “Page de test du copieur”"
)
REQUEST_HELP = tr("Make a request for people of it, with its original.\n\nExample:\n\n$ citoyen quarantine request 12")
Ids = Annotated[list[int], typer.Argument(metavar="ID...", min=1, help=tr("Numbers of arrivals, as the list shows them."))]
quarantine = typer.Typer(no_args_is_help=True, help=HELP)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(quarantine, name="quarantine")
    quarantine.command("list", help=LIST_HELP)(list_kept)
    quarantine.command("show", help=SHOW_HELP)(show)
    quarantine.command("retry", help=RETRY_HELP)(retry)
    quarantine.command("replay", help=REPLAY_HELP)(replay)
    quarantine.command("dismiss", help=DISMISS_HELP)(dismiss)
    quarantine.command("request", help=REQUEST_HELP)(request)


def list_kept(
    town: TownOption = None,
    channel: Annotated[Channel | None, typer.Option("--channel", help=tr("Only what came in by this channel."))] = None,
    dismissed: Annotated[bool, typer.Option("--dismissed", help=tr("What was put away, instead."))] = False,
    as_json: Json = False,
) -> None:
    """List what is in quarantine."""
    with options.installation() as installation:
        chosen = Chosen(town=options.known_town(installation, town), channel=channel, is_dismissed=dismissed)
        with options.exporting(installation, "citoyen quarantine list") as export, installation.database.read() as session:
            found = stored.page(session, chosen, before=None, limit=PAGE)
            zones = {served.id: ZoneInfo(served.timezone) for served in towns.towns(session)}
            for one in found:
                export.count(one.inbound.town)
    if as_json:
        for one in found:
            print_json(_object(one))
    elif found:
        print_wide(_table(found, zones))
    else:
        out.print(tr("Nothing is in quarantine."))


def show(
    inbound_id: Annotated[int, typer.Argument(metavar="ID", help=tr("Number of the arrival."))],
    raw: Annotated[bool, typer.Option("--raw", help=tr("Its first bytes, too."))] = False,
    as_json: Json = False,
) -> None:
    """Show one."""
    with options.installation() as installation:
        with installation.database.read() as session:
            one = _get(session, inbound_id)
            zone = towns.town(session, one.inbound.town).timezone
        head = _head(installation, one) if raw else None
    if as_json:
        print_json(_object(one))
        return
    said = said_of(one.reason)
    out.print(Text(f"{one.id}  {one.inbound.town}  {one.inbound.channel}  {one.inbound.source_id or ''}", "bold"))
    out.print(f"{translated(said.why)} {translated(said.remedy)}")
    out.print(
        tr(
            "Received at {received}, set aside {tries} times, last by release {release}. {size} bytes, SHA-256 {digest}.",
            received=one.inbound.received_at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds"),
            tries=one.tries,
            release=one.release or "?",
            size=one.inbound.size,
            digest=one.inbound.sha256,
        )
    )
    if one.is_dismissed:
        out.print(tr("Put away by {who}: {why}", who=one.dismissed_by, why=one.dismissal))
    if head is not None:
        out.print(shown_bytes(head).text)


def retry(
    ids: Annotated[list[int] | None, typer.Argument(metavar="[ID...]", help=tr("Numbers of arrivals, as the list shows them."))] = None,
    every: Annotated[bool, typer.Option("--all", help=tr("All of them, but what was put away."))] = False,
    reason: Annotated[str | None, typer.Option("--reason", help=tr("With --all: only what is there for this reason."))] = None,
    town: TownOption = None,
) -> None:
    """Have arrivals read again."""
    if bool(ids) == every:
        raise typer.BadParameter(tr("write: citoyen quarantine retry ID..., or --all"))
    with options.installation() as installation, nudging(installation):
        known = options.known_town(installation, town)
        now = options.now()
        done = (
            flow.retry_all(installation, Chosen(town=known, reason=reason), ACTOR, now)
            if every
            else flow.retry(installation, _there(installation, ids or ()), ACTOR, now, town=known)
        )
    _tell(done)


def replay() -> None:
    """Have read again what another release set aside."""
    with options.installation() as installation, nudging(installation):
        count = flow.replay(installation, options.now())
    out.print(tr("Read again: {count}.", count=count))


def dismiss(ids: Ids, why: Annotated[str, typer.Option("--why", help=tr("The reason, for the ledger."))] = "") -> None:
    """Put arrivals away."""
    with options.installation() as installation:
        count = flow.dismiss(installation, _there(installation, ids), why, ACTOR, options.now())
    out.print(tr("Put away: {count}.", count=count))


def request(inbound_id: Annotated[int, typer.Argument(metavar="ID", help=tr("Number of the arrival."))]) -> None:
    """Make a request of an arrival."""
    with options.installation() as installation, nudging(installation):
        (wanted,) = _there(installation, (inbound_id,))
        flow.make_request(installation, wanted, ACTOR, options.now())
    out.print(tr("A request is being made of arrival {number}.", number=inbound_id))


def _head(installation: Installation, one: Kept) -> bytes:
    """Return the first bytes of one; that somebody looks at them is written down."""
    with installation.database.write() as session:
        journal.append(
            session,
            at=options.now(),
            town=one.inbound.town,
            actor=ACTOR,
            action="looked_set_aside",
            object=f"arrival {one.id}",
            details={"sha256": one.inbound.sha256},
        )
    return installation.blobs.head(one.inbound.sha256, HEAD_BYTES)


def _there(installation: Installation, ids: Sequence[int]) -> tuple[InboundId, ...]:
    """Return the arrivals named. Raises NotFoundError where one is not in quarantine."""
    with installation.database.read() as session:
        return tuple(_get(session, one).id for one in ids)


def _get(session: Session, number: int) -> Kept:
    """Return the arrival of a number. Raises NotFoundError where it is not in quarantine, or is being read again just now."""
    try:
        return stored.get(session, InboundId(number))
    except NotFoundError as error:
        raise NotFoundError(tr("Arrival {number} is not in quarantine. See: citoyen quarantine list", number=number)) from error


def _tell(done: Retried) -> None:
    out.print(tr("Read again: {count}.", count=done.tried))
    if done.headless:
        complain(tr("Of {count} only the header is here: their mailbox is asked again when its mails are counted.", count=done.headless))


def _object(one: Kept) -> dict[str, object]:
    said = said_of(one.reason)
    return {
        "id": one.id,
        "town": one.inbound.town,
        "channel": one.inbound.channel.value,
        "source_id": one.inbound.source_id,
        "sha256": one.inbound.sha256,
        "size": one.inbound.size,
        "received_at": one.inbound.received_at.isoformat(timespec="seconds"),
        "reason": one.reason,
        "why": translated(said.why),
        "remedy": translated(said.remedy),
        "release": one.release,
        "tries": one.tries,
        "can_be_read": one.reason not in HEADLESS,
        "dismissed_at": None if one.dismissed_at is None else one.dismissed_at.isoformat(timespec="seconds"),
        "dismissed_by": one.dismissed_by,
        "dismissal": one.dismissal,
    }


def _table(found: Sequence[Kept], zones: Mapping[TownId, ZoneInfo]) -> Table:
    table = Table(box=None, header_style="bold")
    for title in (tr("Arrival"), tr("Town"), tr("Channel"), tr("Since"), tr("Name"), tr("Why"), tr("What to do")):
        table.add_column(title)
    for one in found:
        said = said_of(one.reason)
        since = one.at.astimezone(zones[one.inbound.town]).isoformat(timespec="minutes")
        remedy = one.dismissal or translated(said.remedy)
        table.add_row(str(one.id), one.inbound.town, one.inbound.channel, since, one.inbound.source_id or "", translated(said.why), remedy)
    return table
