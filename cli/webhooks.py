"""`citoyen webhooks`: other software that is told of what happens."""

from typing import Annotated

import typer
from rich.table import Table

from cli import options
from cli.options import Json, TownOption
from cli.screen import out, print_json, print_wide
from cli.words import tr
from domain.ids import DepartmentCode, SubjectCode
from domain.webhook import (
    CHOICE,
    Content,
    Delivery,
    DeliveryState,
    Event,
    Webhook,
    WebhookDeliveryId,
    WebhookId,
    WebhookState,
    WebhookTerms,
)
from flows.webhooks import keeping, sending
from flows.webhooks.keeping import Made, Seen
from store import webhooks as stored

BY = "system"
webhooks = typer.Typer(no_args_is_help=True, help=tr("Webhooks: other software that is told of what happens to requests."))
ADD_HELP = tr(
    "Make a webhook and print its secret, once.\n\nExample:\n\n"
    "$ citoyen webhooks add GMAO https://gmao.example/citoyen --town valognes --event request.routed --event request.closed"
)
Number = Annotated[int, typer.Argument(metavar="ID", min=1, max=2**63 - 1, help=tr("Number of the webhook; see: citoyen webhooks list"))]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    webhooks.command("add", help=ADD_HELP)(add)
    webhooks.command("list", help=tr("List the webhooks.\n\nExample:\n\n$ citoyen webhooks list"))(list_webhooks)
    webhooks.command("log", help=tr("Show what a webhook was told lately.\n\nExample:\n\n$ citoyen webhooks log 3"))(log)
    webhooks.command("ping", help=tr("Try a webhook now.\n\nExample:\n\n$ citoyen webhooks ping 3"))(ping)
    webhooks.command("on", help=tr("Switch a webhook on.\n\nExample:\n\n$ citoyen webhooks on 3"))(switch_on)
    webhooks.command("off", help=tr("Switch a webhook off.\n\nExample:\n\n$ citoyen webhooks off 3"))(switch_off)
    webhooks.command(
        "rotate",
        help=tr("Give a webhook another secret; the former one signs as well for a day.\n\nExample:\n\n$ citoyen webhooks rotate 3"),
    )(rotate)
    webhooks.command("resend", help=tr("Send something again.\n\nExample:\n\n$ citoyen webhooks resend 3 118"))(resend)
    webhooks.command("remove", help=tr("Remove a webhook with its log.\n\nExample:\n\n$ citoyen webhooks remove 3"))(remove)
    app.add_typer(webhooks, name="webhooks")


def add(  # noqa: PLR0913, PLR0917 — what a webhook is
    name: Annotated[str, typer.Argument(help=tr("What it is for, such as the software that is told."))],
    url: Annotated[str, typer.Argument(help=tr("The address that is called."))],
    town: TownOption = None,
    event: Annotated[
        list[Event] | None, typer.Option("--event", help=tr("What it is told of; may be given several times. By default all."))
    ] = None,
    subject: Annotated[
        list[str] | None, typer.Option("--subject", metavar="CODE", help=tr("Of this subject only; may be given several times."))
    ] = None,
    department: Annotated[
        list[str] | None, typer.Option("--department", metavar="CODE", help=tr("Of this department only; may be given several times."))
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help=tr("With the requester, his words and the place; never of confidential requests."))
    ] = False,
) -> None:
    """Make a webhook."""
    terms = WebhookTerms(
        name=name,
        url=url,
        events=frozenset(event or CHOICE),
        subjects=frozenset(map(SubjectCode, subject or ())),
        departments=frozenset(map(DepartmentCode, department or ())),
        content=Content.WHOLE if whole else Content.STATES,
    )
    with options.installation() as installation:
        made = keeping.add(installation, options.only_town(installation, town), terms, BY, options.now())
    _print_secret(made)


def list_webhooks(town: TownOption = None, as_json: Json = False) -> None:
    """List webhooks."""
    with options.installation() as installation, installation.database.read() as session:
        named = options.known_town(installation, town)
        found, waiting = stored.all_of(session, named), stored.waiting(session, named)
    if as_json:
        for one in found:
            print_json(_facts(one) | {"waiting": waiting.get(one.id, 0)})
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("ID"), tr("Name"), tr("Town"), tr("Address"), tr("Waiting"), tr("State")):
        table.add_column(title)
    states = {WebhookState.ON: tr("active"), WebhookState.OFF: tr("off"), WebhookState.FAILED: tr("off: does not answer")}
    for one in found:
        table.add_row(str(one.id), one.terms.name, one.town, one.terms.url, str(waiting.get(one.id, 0)), states[one.state])
    print_wide(table)


def log(
    webhook: Number,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=1000, help=tr("So many at most."))] = 50,
    as_json: Json = False,
) -> None:
    """Show what a webhook was told."""
    with options.installation() as installation:
        found = keeping.find(installation, _seen(webhook))
        with installation.database.read() as session:
            lines = stored.deliveries(session, found.id, before=None, limit=limit)
    if as_json:
        for one in lines:
            print_json(_delivery(one))
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("ID"), tr("When"), tr("Event"), tr("Request"), tr("State"), tr("Attempts"), tr("Answer")):
        table.add_column(title)
    states = {DeliveryState.WAITING: tr("waiting"), DeliveryState.SENT: tr("taken"), DeliveryState.GIVEN_UP: tr("not taken")}
    for one in lines:
        answer = f"{one.answer or ''} {one.said}".strip()
        when = f"{one.at.astimezone():%Y-%m-%d %H:%M}"
        table.add_row(str(one.id), when, one.event.value, str(one.request or ""), states[one.state], str(one.attempts), answer)
    print_wide(table)


def ping(webhook: Number) -> None:
    """Try a webhook."""
    with options.installation() as installation:
        told = sending.ping(installation, _seen(webhook), BY, sending.line_of(installation))
    if told.state is DeliveryState.SENT:
        out.print(tr("It has answered: {code}.", code=told.answer))
        return
    out.print(tr("It has not taken the trial: {said}", said=f"{told.answer or ''} {told.said}".strip()), markup=False)
    raise typer.Exit(1)


def switch_on(webhook: Number) -> None:
    """Switch a webhook on."""
    with options.installation() as installation:
        found = keeping.switch(installation, _seen(webhook), WebhookState.ON, BY, options.now())
    out.print(tr("Webhook {id} ({name}) is told again.", id=found.id, name=found.terms.name))


def switch_off(webhook: Number) -> None:
    """Switch a webhook off."""
    with options.installation() as installation:
        found = keeping.switch(installation, _seen(webhook), WebhookState.OFF, BY, options.now())
    out.print(tr("Webhook {id} ({name}) is told nothing any more.", id=found.id, name=found.terms.name))


def rotate(webhook: Number) -> None:
    """Give a webhook another secret."""
    with options.installation() as installation:
        made = keeping.rotate(installation, _seen(webhook), BY, options.now())
    _print_secret(made)


def resend(
    webhook: Number,
    delivery: Annotated[int, typer.Argument(metavar="DELIVERY", min=1, max=2**63 - 1, help=tr("Its number; see: citoyen webhooks log"))],
) -> None:
    """Send something again."""
    with options.installation() as installation:
        told = keeping.send_again(installation, _seen(webhook), WebhookDeliveryId(delivery), BY, options.now())
    out.print(tr("{event} leaves again in a moment.", event=told.event.value))


def remove(webhook: Number) -> None:
    """Remove a webhook."""
    with options.installation() as installation:
        keeping.remove(installation, _seen(webhook), BY, options.now())
    out.print(tr("Webhook {id} is removed.", id=webhook))


def _seen(webhook: int) -> Seen:
    return Seen(id=WebhookId(webhook), town=None)


def _print_secret(made: Made) -> None:
    out.print(
        tr("Secret of webhook {id} ({name}): {secret}", id=made.webhook.id, name=made.webhook.terms.name, secret=made.secret),
        soft_wrap=True,
    )
    out.print(tr("It is shown only this once. The other software proves by it that a call comes from here (Standard Webhooks, v1)."))


def _facts(one: Webhook) -> dict[str, object]:
    return {
        "id": one.id,
        "town": one.town,
        "name": one.terms.name,
        "url": one.terms.url,
        "events": sorted(one.terms.events),
        "subjects": sorted(one.terms.subjects),
        "departments": sorted(one.terms.departments),
        "content": one.terms.content.value,
        "state": one.state.value,
        "failing_since": one.failing_since and one.failing_since.isoformat(),
    }


def _delivery(one: Delivery) -> dict[str, object]:
    return {
        "id": one.id,
        "event": one.event.value,
        "request": one.request,
        "status": one.status and one.status.value,
        "at": one.at.isoformat(),
        "state": one.state.value,
        "attempts": one.attempts,
        "answer": one.answer,
        "said": one.said,
    }
