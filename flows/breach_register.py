"""The register of breaches as CSV, as spreadsheets open it, and as PDF for who asks to see it (GDPR, article 33(5))."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from domain.breach import Breach, clock_of
from domain.ids import TownId
from domain.town import Town
from figures.formula_guard import guarded
from figures.words import Said
from flows.breach_words import FIELDS, clock_words, field_words, moment_words
from flows.printing import pdf
from flows.wiring import Installation
from store import breaches

_TITLE = Said("Registre des violations de données à caractère personnel – {town}", "Register of personal data breaches – {town}")
_SOURCE = Said("RGPD, article 33, paragraphe 5. Établi le {moment}.", "GDPR, article 33(5). Made on {moment}.")
_NONE = Said("Aucune violation n’est inscrite.", "No breach is recorded.")
_NUMBER, _CLOCK, _WRITTEN = Said("Numéro", "Number"), Said("Délai", "Clock"), Said("Version", "Version")
_ONE = Said("Violation n° {number}", "Breach no. {number}")
_WRITTEN_BY = Said("n° {version}, {moment}", "no. {version}, {moment}")


def as_csv(installation: Installation, town: TownId, language: str, now: datetime) -> bytes:
    """Return the register of a town as CSV: semicolons, UTF-8 with a mark, no cell a formula."""
    of, every = _read(installation, town)
    zone, file = ZoneInfo(of.timezone), io.StringIO(newline="")
    out = csv.writer(file, delimiter=";", lineterminator="\r\n")
    out.writerow([_NUMBER.told(language), *(one.told(language) for one in FIELDS.values()), _CLOCK.told(language), _WRITTEN.told(language)])
    for one in every:
        cells = [str(one.id), *(field_words(one.facts, name, zone, language) for name in FIELDS)]
        cells += [clock_words(clock_of(one.facts, now), one.facts, zone, language), _version(one, zone, language)]
        out.writerow([guarded(cell) for cell in cells])
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8", "replace")


def as_pdf(installation: Installation, town: TownId, language: str, now: datetime) -> bytes:
    """Return the register of a town as PDF. Raises UnprintableError, UnavailableError."""
    return pdf.render(page_of(*_read(installation, town), language, now))


def page_of(of: Town, every: Sequence[Breach], language: str, now: datetime) -> str:
    """Return the register as the HTML that is printed; pure."""
    zone, title = ZoneInfo(of.timezone), escape(_TITLE.filled(language, town=of.name))
    style = (
        "body{font-family:'Liberation Sans';font-size:10pt}h1{font-size:15pt}h2{font-size:12pt;margin:1.4em 0 .3em}"
        "table{border-collapse:collapse;width:100%}th{text-align:left;width:32%;font-weight:normal;color:#444}"
        "th,td{vertical-align:top;border-top:.5pt solid #bbb;padding:.25em .4em;white-space:pre-line}"
    )
    parts = "".join(_one(one, zone, language, now) for one in every) or f"<p>{escape(_NONE.told(language))}</p>"
    source = escape(_SOURCE.filled(language, moment=moment_words(now, zone)))
    head = f'<meta charset="utf-8"><title>{title}</title><style>{style}</style>'
    return f'<!doctype html><html lang="{language}"><head>{head}</head><body><h1>{title}</h1><p>{source}</p>{parts}</body></html>'


def _one(one: Breach, zone: ZoneInfo, language: str, now: datetime) -> str:
    rows = [(FIELDS[name].told(language), field_words(one.facts, name, zone, language) or "–") for name in FIELDS]
    rows.append((_CLOCK.told(language), clock_words(clock_of(one.facts, now), one.facts, zone, language)))
    rows.append((_WRITTEN.told(language), _version(one, zone, language)))
    lines = "".join(f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows)
    return f"<h2>{escape(_ONE.filled(language, number=one.id))}</h2><table>{lines}</table>"


def _version(one: Breach, zone: ZoneInfo, language: str) -> str:
    return _WRITTEN_BY.filled(language, version=one.version, moment=moment_words(one.at, zone))


def _read(installation: Installation, town: TownId) -> tuple[Town, tuple[Breach, ...]]:
    with installation.database.read() as session:
        return installation.towns.get(town).town, breaches.of_town(session, town)
