"""What happens in a call log, in words."""

from collections.abc import Mapping

from cli.call_terms import DOUBTS
from cli.words import tr
from ingest.phone.faults import Reason, Rule
from ingest.phone.log import LogReport

LISTED = 50
"""Unreadable rows a line names; of more it tells the number."""
REASONS: Mapping[Reason, str] = {
    Reason.CELLS: tr("too few columns, or others than the rest has"),
    Reason.NO_DATE: tr("no date"),
    Reason.DATE: tr("the date is written like no other of this log"),
    Reason.IMPOSSIBLE_DATE: tr("there is no such day or hour"),
    Reason.DURATION: tr("the duration is no number"),
    Reason.LONG: tr("the line is far too long"),
    Reason.QUOTE: tr("a quote is opened and never closed"),
    Reason.NUMBER: tr("a spreadsheet has rounded or cut the number"),
    Reason.CUT_OFF: tr("the file ends within the row"),
    Reason.PACKED: tr("the packed file is damaged or cut off from here on"),
    Reason.TOO_LARGE: tr("the packed file unpacks to more than any log has; the rest was left"),
    Reason.JSON: tr("no valid JSON"),
    Reason.XML: tr("no valid XML"),
    Reason.ENTITIES: tr("XML with entities, which no switchboard writes"),
}
RULES: Mapping[Rule, str] = {
    Rule.HEADER: tr("header"),
    Rule.BLANK: tr("blank"),
    Rule.COMMENT: tr("comment"),
    Rule.TOTAL: tr("sum or title"),
    Rule.NOT_A_CALL: tr("no call"),
    Rule.HIDDEN: tr("number withheld"),
    Rule.FAX: tr("fax"),
    Rule.ANSWERED_LATER: tr("answered later"),
    Rule.CALLED_BACK: tr("called back"),
    Rule.OTHER_LINE: tr("not a line of the reception"),
}


def report_line(name: str, report: LogReport) -> str:
    """Return what became of the rows of a log, in one line."""
    ignored = sum(report.ignored.values())
    rules = ", ".join(f"{RULES[rule]} {count}" for rule, count in report.ignored.most_common())
    told = tr(
        "{name}: rows read {rows}, call-backs {drafts}, call cards {cards}, joined to another call {joined}, internal {internal}, "
        "outgoing {outgoing}, ignored {ignored}, unreadable {unreadable}",
        name=name,
        rows=report.rows,
        drafts=report.drafts,
        cards=report.cards,
        joined=report.joined,
        internal=report.internal,
        outgoing=report.outgoing,
        ignored=f"{ignored} ({rules})" if rules else ignored,
        unreadable=report.unreadable_count,
    )
    lines = ", ".join(str(one.line) for one in report.unreadable[:LISTED])
    more = "…" if report.unreadable_count > LISTED else ""
    still = tr(", {count} of calls that may still go on", count=report.open_rows) if report.open_rows else ""
    odd = "".join(tr(" Doubt: {doubts}.", doubts=words) for doubt, words in DOUBTS.items() if report.doubts[doubt])
    return told + (tr(": line {lines}", lines=lines + more) if lines else "") + still + "." + odd
