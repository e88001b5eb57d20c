"""What a document of figures says in sentences, from the tables that stand in it; and the definitions that end it. Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from figures.chart_words import figure
from figures.table import Cell, Table, Unit
from figures.words import Said

_RECEIVED = Said("La commune a reçu {count}\u00a0demandes{compared}.", "The town received {count} requests{compared}.")
_RECEIVED_ONE = Said("La commune a reçu une demande{compared}.", "The town received one request{compared}.")
_RECEIVED_NONE = Said("La commune n’a reçu aucune demande{compared}.", "The town received no request{compared}.")
_COMPARED = Said(", contre {before} l’année précédente{change}", ", after {before} the year before{change}")
_CHANGE = Said(" ({change})", " ({change})")
_CLOSED = Said("{count}\u00a0clôtures ont été prononcées", "{count} closings were made")
_ON_TIME = Said("{share} des clôtures qui avaient une date limite l’ont respectée", "{share} of the closings with a target day kept it")
_MEDIAN = Said("la moitié des demandes closes l’ont été en {days} ou moins", "half of the requests that were closed took {days} or less")
_STOCK = Said("À la fin de la période, {count} restaient ouvertes", "At the end of the period {count} were open")
_OVERDUE = Said(", dont {count} en retard", ", {count} of them late")
_TOP = Said(
    "L’objet le plus fréquent est «\u00a0{label}\u00a0» ({share} des demandes reçues).",
    "The most frequent subject is “{label}” ({share} of requests received).",
)
_CHANNEL = Said("Le premier canal est «\u00a0{label}\u00a0» ({share}).", "The first channel is “{label}” ({share}).")
_MONTH = Said("Le mois le plus chargé\u00a0: {label} ({count}\u00a0demandes).", "The busiest month: {label} ({count} requests).")
_ALONE = Said(
    "{share} des demandes ont été transmises au service sans qu’un agent y touche",
    "{share} of the requests were sent on without a person’s edit",
)
_CORRECTED = Said("{share} de celles qu’un agent a vérifiées ont été corrigées", "{share} of those reviewed were corrected")
_NOBODY = Said(
    "Ce document ne contient aucune donnée personnelle. Les nombres qui représentent moins de cinq demandes sont masqués, ainsi que ceux"
    " dont on pourrait les déduire.",
    "This document holds no personal data. Numbers that stand for fewer than five requests are masked, and those they could"
    " be computed from.",
)
DEFINITIONS: tuple[tuple[Said, Said], ...] = (
    (
        Said("Demande reçue", "Request received"),
        Said(
            "Toute demande enregistrée, quel que soit son canal, au jour de sa réception. Un message qui porte deux demandes"
            " en compte deux.",
            "Every request on record, whatever its channel, on the day it was received. A message with two requests counts as two.",
        ),
    ),
    (
        Said("Clôture", "Closing"),
        Said(
            "Le jour où la demande est close, quelle qu’en soit l’issue. Une demande rouverte puis close de nouveau compte deux clôtures.",
            "The day the request was closed, whatever came of it. One reopened and closed again counts two closings.",
        ),
    ),
    (
        Said("Stock", "Stock"),
        Said("Les demandes ouvertes à la fin du dernier jour.", "The requests open at the end of the last day."),
    ),
    (
        Said("En retard", "Late"),
        Said(
            "Ouverte à la fin du dernier jour, après sa date limite. La date limite est l’objectif de la commune, compté en jours ouvrés ou"
            " calendaires selon l’objet.",
            "Open at the end of the last day, after its target day. That is the town’s own aim, in working or calendar days"
            " by the subject.",
        ),
    ),
    (
        Said("Décision implicite", "Implicit decision"),
        Said(
            "Le délai légal est passé sans réponse\u00a0: la demande est réputée rejetée, ou acceptée pour certains objets"
            " (articles L.\u00a0231-1"
            " et suivants du code des relations entre le public et l’administration).",
            "The legal time passed without an answer: the request counts as rejected, or as granted for some subjects (French code of"
            " relations between the public and the administration, articles L. 231-1 and following).",
        ),
    ),
    (
        Said("Médiane, p90", "Median, p90"),
        Said(
            "La plus petite durée observée que la moitié des demandes, ou neuf sur dix, ne dépassent pas. Les durées sont en"
            " jours calendaires"
            " depuis la réception, sauf mention de jours ouvrés.",
            "The smallest duration observed that half of the requests, or nine in ten, do not exceed. Durations are in"
            " calendar days since the"
            " reception, unless working days are named.",
        ),
    ),
    (
        Said("Routage automatique, correction", "Auto-routing, correction"),
        Said(
            "Une demande est routée automatiquement quand elle est transmise à son service sans qu’un agent y touche. Elle"
            " est corrigée quand"
            " l’agent qui la vérifie change son objet, son service ou son lieu. Les règles de routage sont celles de la commune, écrites et"
            " publiées par ses administrateurs.",
            "A request is routed automatically when it reaches its department without a person’s edit. It is corrected when the agent who"
            " reviews it changes its subject, department or place. The rules are the town’s own, written and published by its"
            " administrators.",
        ),
    ),
    (
        Said("Réorientation", "Reorientation"),
        Said("Le service a changé après la transmission.", "The department changed after the request was sent on."),
    ),
    (
        Said("Année précédente", "Year before"),
        Said("Les mêmes jours, un an plus tôt.", "The same days, a year earlier."),
    ),
)


def lead(chapter: str, tables: Mapping[str, Table], language: str) -> tuple[str, ...]:
    """Return the sentences that begin a chapter of the annual report; none where there is nothing to say, or what must not be told.

    ``tables`` are those of the whole report by the codes of their parts.
    """
    return tuple(one for one in _LEADS.get(chapter, _nothing)(tables, language) if one)


def _nothing(_tables: Mapping[str, Table], _language: str) -> Iterator[str]:
    return iter(())


def _essential(tables: Mapping[str, Table], language: str) -> Iterator[str]:
    table = tables["standing"]
    received = whole(table, "received")
    if received.value is not None:
        yield _received(received.value, whole(table, "received", is_before=True), language)
    yield _joined(
        (
            _filled(_CLOSED, "count", whole(table, "closed"), Unit.COUNT, language),
            _filled(_ON_TIME, "share", whole(table, "on_time_rate"), Unit.RATE, language),
            _median(whole(table, "closing_median"), language),
        ),
        language,
    )
    stock = _filled(_STOCK, "count", whole(table, "stock"), Unit.COUNT, language)
    late = whole(table, "overdue")
    if stock:
        yield stock + (_filled(_OVERDUE, "count", late, Unit.COUNT, language) if late.value else "") + "."


def _received(count: Decimal, before: Cell, language: str) -> str:
    said = {Decimal(0): _RECEIVED_NONE, Decimal(1): _RECEIVED_ONE}.get(count, _RECEIVED)
    compared = ""
    if before.value:
        written = figure(before.value, Unit.COUNT, language)
        compared = _COMPARED.filled(language, before=written, change=_CHANGE.filled(language, change=change(count, before.value, language)))
    return said.filled(language, count=figure(count, Unit.COUNT, language), compared=compared)


def change(now: Decimal, before: Decimal, language: str) -> str:
    """Return by how much a figure rose or fell, in percent with its sign; "=" where it did not."""
    if now == before:
        return "="
    share = figure((now - before) / before, Unit.RATE, language)
    return share if now < before else f"+{share}"


def _median(cell: Cell, language: str) -> str:
    if cell.value is None:
        return ""
    words = Said("{count}\u00a0jour", "{count} day") if cell.value <= 1 else Said("{count}\u00a0jours", "{count} days")
    return _MEDIAN.filled(language, days=words.filled(language, count=figure(cell.value, Unit.DAYS, language)))


def _joined(parts: tuple[str, ...], language: str) -> str:
    """Return parts of sentences as one sentence."""
    known = [one for one in parts if one]
    separator = "\u202f; " if language == "fr" else "; "
    joined = separator.join(known)
    return f"{joined[:1].upper()}{joined[1:]}." if known else ""


def _filled(said: Said, name: str, cell: Cell, unit: Unit, language: str) -> str:
    return "" if cell.value is None else said.filled(language, **{name: figure(cell.value, unit, language)})


def _first(table: Table) -> tuple[str, Decimal, Decimal | None] | None:
    """Return the label and the figure of the largest line that has a key, and its share of the whole."""
    known = [(line.label, line.cells[0].value) for line in table.lines if line.key and line.cells[0].value is not None]
    if not known:
        return None
    label, value = max(known, key=lambda one: one[1] or Decimal(0))
    total = table.total.cells[0].value
    return (label, value, value / total if total else None) if value else None


def _volumes(tables: Mapping[str, Table], language: str) -> Iterator[str]:
    found = _first(tables["months"])
    if found is not None:
        label, value, _ = found
        yield _MONTH.filled(
            language, label=label[:1].lower() + label[1:] if language == "fr" else label, count=figure(value, Unit.COUNT, language)
        )


def _shared(said: Said, table: Table, language: str) -> Iterator[str]:
    found = _first(table)
    if found is not None and found[2] is not None:
        yield said.filled(language, label=found[0], share=figure(found[2], Unit.RATE, language))


def _channels(tables: Mapping[str, Table], language: str) -> Iterator[str]:
    return _shared(_CHANNEL, tables["channels"], language)


def _subjects(tables: Mapping[str, Table], language: str) -> Iterator[str]:
    return _shared(_TOP, tables["subjects"], language)


def _quality(tables: Mapping[str, Table], language: str) -> Iterator[str]:
    table = tables["quality"]
    yield _joined(
        (
            _filled(_ALONE, "share", whole(table, "auto_routing_rate"), Unit.RATE, language),
            _filled(_CORRECTED, "share", whole(table, "correction_rate"), Unit.RATE, language),
        ),
        language,
    )


def _method(_tables: Mapping[str, Table], language: str) -> Iterator[str]:
    yield _NOBODY.told(language)


_LEADS = {
    "essential": _essential,
    "volumes": _volumes,
    "channels": _channels,
    "subjects": _subjects,
    "quality": _quality,
    "method": _method,
}


def whole(table: Table, indicator: str, *, is_before: bool = False) -> Cell:
    """Return the figure of the whole for an indicator; an empty cell where the table has none."""
    for column, cell in zip(table.columns, table.total.cells, strict=True):
        if column.indicator == indicator and column.is_before is is_before:
            return cell
    return Cell(value=None)


def cell_words(cell: Cell, unit: Unit, language: str) -> str:
    """Return a figure as it stands in a document: "–" where there is none, « < 5 » in words where it is masked."""
    if cell.is_masked:
        return Said("masqué", "masked").told(language)
    return "–" if cell.value is None else figure(cell.value, unit, language)
