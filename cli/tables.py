"""Lines of the ledger, for people and for programs."""

from zoneinfo import ZoneInfo

from rich.text import Text

from cli.labels import CAUSES, OUTCOMES
from cli.screen import out
from domain.ids import InboundId
from domain.town import Town
from flows.wiring import Installation
from store import inbounds, towns
from store.fates import fate as fate_of
from store.inbounds import LedgerLine

Json = dict[str, object]


def ledger_line(installation: Installation, inbound_id: InboundId) -> Json:
    """Return the ledger's object for one arrival."""
    with installation.database.read() as session:
        record = inbounds.get(session, inbound_id)
        fate = fate_of(session, inbound_id)
        town = towns.town(session, record.inbound.town)
    line = LedgerLine(
        id=record.id,
        town=record.inbound.town,
        channel=record.inbound.channel,
        source_id=record.inbound.source_id,
        sha256=record.inbound.sha256,
        received_at=record.inbound.received_at,
        outcome=record.outcome,
        requests=tuple(str(request.number or request.tracking) for request in fate.requests),
        reason=record.reason,
    )
    return as_json(line, town)


def as_json(line: LedgerLine, town: Town) -> Json:
    """Return the ledger's object for a line, its time as the town's clock showed it."""
    return {
        "id": line.id,
        "town": line.town,
        "channel": line.channel.value,
        "source_id": line.source_id,
        "sha256": line.sha256,
        "received_at": line.received_at.astimezone(ZoneInfo(town.timezone)).isoformat(timespec="seconds"),
        "outcome": line.outcome.value,
        "requests": list(line.requests),
        "reason": line.reason,
    }


def print_ledger_line(line: Json) -> None:
    """Print a line of the ledger for people."""
    outcome = next(label for known, label in OUTCOMES.items() if known == line["outcome"])
    requests = line["requests"]
    named = ", ".join(str(name) for name in requests) if isinstance(requests, list) else ""
    reason = str(line["reason"] or "")
    words = Text(f"{line['id']:>6}  {line['received_at']}  {line['town']:<12} {line['channel']:<7} ")
    words.append(f"{outcome:<22}", style="cyan")
    words.append(f" {named or CAUSES.get(reason, reason)}  ")
    words.append(str(line["source_id"] or ""), style="dim")
    out.print(words)
