"""Commands that learn from agents' decisions; here: replay them by a draft of the rules."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, TypeVar

import typer
from rich.table import Table

from cli import options, suggesting
from cli.moments import read_moment
from cli.options import Json, TownOption, only_town
from cli.screen import out, print_json, print_wide, progress_of_files
from cli.versions import known
from cli.words import percent, tr
from domain.backtest import BacktestReport, Contrast, Outcome, Replayed, Tally
from domain.ids import DepartmentCode, SubjectCode
from flows.backtest import backtest

LISTED = 20

Code = TypeVar("Code", SubjectCode, DepartmentCode)

BACKTEST_HELP = tr(
    "Replay what agents decided by a draft of the rules, beside the published ones.\n\nExamples:\n\n"
    "$ citoyen rules backtest --draft 3\n\n$ citoyen rules backtest --draft 3 --since 2026-01-01 --json\n\n"
    "Today's places are used; words learned from confirmations speak in neither, since they have seen the answers."
)


def register(rules: typer.Typer, _app: typer.Typer) -> None:
    """Add the commands."""
    rules.command("backtest", help=BACKTEST_HELP)(run_backtest)
    suggesting.register(rules)


def run_backtest(
    draft: Annotated[int, typer.Option("--draft", metavar="N", help=tr("Number of the rule set to try."))],
    town: TownOption = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help=tr("Only requests received from this day on, in the town's time."))
    ] = None,
    as_json: Json = False,
) -> None:
    """Replay what agents decided."""
    with options.installation() as installation, progress_of_files() as progress:
        wanted = only_town(installation, town)
        known(installation, wanted, draft)
        first = None if since is None else read_moment("--since", since, options.zone(installation, wanted))
        report = backtest(installation, wanted, draft, since=first, progress=partial(progress, tr("Replay")))
    print_json(_object(report)) if as_json else _print(report)


def _print(report: BacktestReport) -> None:
    overall = report.comparison.overall
    if not overall.before.requests:
        out.print(tr("Agents have decided no request yet: nothing to replay."))
        return
    out.print(
        tr(
            "Rule set {number} beside the published {published}, on {count} requests that agents decided:",
            number=report.number,
            published=report.published,
            count=overall.before.requests,
        )
    )
    out.print(_overall_table(overall))
    out.print(_contrast_table(tr("Subject"), report.comparison.by_subject))
    out.print(_contrast_table(tr("Department"), report.comparison.by_department))
    _print_changes(report)
    if report.lowers_agreement:
        out.print(tr("It agrees less often with agents than the published rules: publishing it needs a reason."), style="yellow")


def _overall_table(overall: Contrast) -> Table:
    table = _table("", tr("Published"), tr("Draft"))
    before, after = overall.before, overall.after
    table.add_row(tr("agreement"), _percent(before, before.right), _percent(after, after.right))
    table.add_row(tr("right subject"), _percent(before, before.subject_right), _percent(after, after.subject_right))
    table.add_row(tr("right department"), _percent(before, before.department_right), _percent(after, after.department_right))
    table.add_row(tr("sent without people"), _percent(before, before.alone), _percent(after, after.alone))
    table.add_row(tr("of these to a wrong department"), str(before.alone_wrong), str(after.alone_wrong))
    return table


def _contrast_table(title: str, contrasts: Mapping[Code, Contrast]) -> Table:
    table = _table(title, tr("Requests"), tr("Published"), tr("Draft"), tr("Sent wrong"))
    for code, one in contrasts.items():
        before, after = one.before, one.after
        style = None if before.right == after.right else "green" if after.right > before.right else "red"
        cells = str(before.requests), _percent(before, before.right), _percent(after, after.right)
        table.add_row(code, *cells, f"{before.alone_wrong} → {after.alone_wrong}", style=style)
    return table


def _print_changes(report: BacktestReport) -> None:
    if not report.change_count:
        out.print(tr("Nothing would change."))
        return
    out.print(tr("{count} requests would be decided otherwise:", count=report.change_count))
    table = _table(tr("Request"), tr("Published"), tr("Draft"), tr("Agent"), "")
    for change in report.comparison.changes[:LISTED]:
        decided = f"{change.subject} {change.department}"
        table.add_row(change.reference, _words(change.before), _words(change.after), decided, _verdict(change))
    print_wide(table)
    if report.change_count > LISTED:
        out.print(tr("… and {count} more; all with --json.", count=report.change_count - LISTED))


def _verdict(change: Replayed) -> str:
    match change.is_right(change.before), change.is_right(change.after):
        case False, True:
            return tr("becomes right")
        case True, False:
            return tr("becomes wrong")
        case True, True:
            return tr("stays right")
        case _:
            return tr("stays wrong")


def _words(outcome: Outcome) -> str:
    how = "" if outcome.alone else f" ({tr('to review')})"
    return f"{outcome.subject} {outcome.department}{how}"


def _percent(tally: Tally, count: int) -> str:
    return percent(tally.share(count), 1)


def _table(*titles: str) -> Table:
    table = Table(box=None, header_style="bold")
    for title in titles:
        table.add_column(title)
    return table


def _object(report: BacktestReport) -> dict[str, object]:
    comparison = report.comparison
    return {
        "town": report.town,
        "ruleset": report.number,
        "revision": report.revision,
        "published": report.published,
        "since": None if report.since is None else report.since.isoformat(),
        "requests": comparison.overall.before.requests,
        "lowers_agreement": report.lowers_agreement,
        "before": _tally_object(comparison.overall.before),
        "after": _tally_object(comparison.overall.after),
        "subjects": {code: _contrast_object(one) for code, one in comparison.by_subject.items()},
        "departments": {code: _contrast_object(one) for code, one in comparison.by_department.items()},
        "changes": [_change_object(change) for change in comparison.changes],
    }


def _contrast_object(contrast: Contrast) -> dict[str, object]:
    return {"before": _tally_object(contrast.before), "after": _tally_object(contrast.after)}


def _tally_object(tally: Tally) -> dict[str, object]:
    return {
        "requests": tally.requests,
        "agreement": round(tally.agreement, 4),
        "right": tally.right,
        "subject_right": tally.subject_right,
        "department_right": tally.department_right,
        "alone": tally.alone,
        "alone_wrong": tally.alone_wrong,
    }


def _change_object(change: Replayed) -> dict[str, object]:
    return {
        "id": change.request,
        "request": change.reference,
        "before": _outcome_object(change.before),
        "after": _outcome_object(change.after),
        "agent": {"subject": change.subject, "department": change.department},
        "before_right": change.is_right(change.before),
        "after_right": change.is_right(change.after),
    }


def _outcome_object(outcome: Outcome) -> dict[str, object]:
    return {"subject": outcome.subject, "department": outcome.department, "review": not outcome.alone}
