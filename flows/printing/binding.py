"""A batch as one document: a cover, then its letters in order, each on a sheet of its own where both sides are printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf

from domain.stationery import Batch
from flows.printing.pdf import render
from flows.wiring import Installation
from store import letter_sheets, print_batches
from store.print_batches import InBatch

_AT_ONCE = 100
"""Letters that are open at a time; so many make one part of the document."""
_LISTED_AT_ONCE = 500
_A4 = (595.28, 841.89)
_STYLE = """
@page { size: A4; margin: 18mm 18mm 18mm 20mm; @bottom-right { content: counter(page) "/" counter(pages); font: 8pt "Liberation Sans" } }
html { font: 10pt/1.4 "Liberation Sans" } h1 { font-size: 16pt; margin: 0 0 4mm } h2 { font-size: 11pt }
ol { padding-left: 12mm; font-size: 9pt }
.count { font-size: 12pt }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a cover says, in the language of who prints: titles, and the sentence of each letter that is not printed, by its number."""

    title: str
    counts: tuple[str, ...]
    listed: str
    unprinted: str
    faults: dict[int, str]


def bind(installation: Installation, batch: Batch, words: Words, target: Path) -> int:
    """Write a batch into a file and return its pages, the cover's and blank ones among them. Memory does not grow with the batch."""
    with installation.database.read() as session:
        found = print_batches.letters(session, batch.id)
    with TemporaryDirectory(prefix="citoyen-batch-") as folder:
        parts = [*_covers(batch, found, words, Path(folder)), *_parts(installation, batch, found, Path(folder))]
        return _joined(parts, batch, target)


def _parts(installation: Installation, batch: Batch, found: Sequence[InBatch], folder: Path) -> Iterator[Path]:
    printed = [one.letter for one in found if one.fault is None and one.pages]
    for start in range(0, len(printed), _AT_ONCE):
        with pikepdf.new() as part, installation.database.read() as session:
            for _, content in letter_sheets.each(session, printed[start : start + _AT_ONCE]):
                with pikepdf.open(BytesIO(content)) as letter:
                    _append(part, letter, is_double_sided=batch.is_double_sided)
            path = folder / f"{start:08}.pdf"
            _share_pictures(part)
            part.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        yield path


def _covers(batch: Batch, found: Sequence[InBatch], words: Words, folder: Path) -> Iterator[Path]:
    """Yield the cover and what it lists, some hundred letters a document: one list of thousands takes a minute to set."""
    printed = [one for one in found if one.fault is None]
    pages = [_first_cover(found, words)]
    pages += [_list(printed[start : start + _LISTED_AT_ONCE], start, words) for start in range(0, len(printed), _LISTED_AT_ONCE)]
    for place, html in enumerate(pages):
        head = f"<title>{escape(words.title)}</title><style>{_STYLE}</style>"
        document = f'<!doctype html><html lang="fr"><head>{head}</head><body>{html}</body></html>'
        path = folder / f"cover-{place:04}.pdf"
        path.write_bytes(render(document))
        yield path


def _first_cover(found: Sequence[InBatch], words: Words) -> str:
    counts = "".join(f'<p class="count">{escape(line)}</p>' for line in words.counts)
    faulty = "".join(
        f"<li>{escape(_called(one))} – {escape(words.faults.get(one.letter, ''))}</li>" for one in found if one.fault is not None
    )
    unprinted = f"<h2>{escape(words.unprinted)}</h2><ul>{faulty}</ul>" if faulty else ""
    return f"<h1>{escape(words.title)}</h1>{counts}{unprinted}"


def _list(some: Sequence[InBatch], start: int, words: Words) -> str:
    items = "".join(f"<li>{escape(_called(one))} – {one.pages} p.</li>" for one in some)
    return f'<h2>{escape(words.listed)}</h2><ol start="{start + 1}">{items}</ol>'


def _called(one: InBatch) -> str:
    country, postcode = (one.sort_key or "||").split("|")[1:3]
    return " – ".join(part for part in (f"n°\u00a0{one.letter}", one.recipient, country or postcode) if part)


def _joined(parts: Sequence[Path], batch: Batch, target: Path) -> int:
    with pikepdf.new() as whole:
        for path in parts:
            with pikepdf.open(path) as part:
                is_cover = path.name.startswith("cover")
                _append(whole, part, is_double_sided=batch.is_double_sided and is_cover)
        _share_pictures(whole)
        whole.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return len(whole.pages)


def _share_pictures(pdf: pikepdf.Pdf) -> None:
    """Let pictures that are the same be one: the logo of thousands of letters is most of their bytes."""
    known: dict[bytes, pikepdf.Object] = {}
    seen: dict[tuple[int, int], bytes] = {}
    for page in pdf.pages:
        drawn = page.obj.get("/Resources", pikepdf.Dictionary()).get("/XObject", pikepdf.Dictionary())
        for name, one in list(drawn.items()):
            if one.get("/Subtype") == "/Image":
                if one.objgen not in seen:
                    seen[one.objgen] = _picture(one)
                drawn[name] = known.setdefault(seen[one.objgen], one)


def _picture(one: pikepdf.Object) -> bytes:
    """Return what tells a picture from others: its bytes, how they are read, and the mask that goes with it."""
    how = b"".join(f"{key}{value.unparse() if isinstance(value, pikepdf.Object) else value}".encode() for key, value in sorted(_said(one)))
    mask = one.get("/SMask")
    return sha256(how + one.read_raw_bytes() + (b"" if mask is None else _picture(mask))).digest()


def _said(one: pikepdf.Object) -> Iterator[tuple[str, object]]:
    return ((key, value) for key, value in one.items() if key not in {"/SMask", "/Length"})


def _append(whole: pikepdf.Pdf, more: pikepdf.Pdf, *, is_double_sided: bool) -> None:
    whole.pages.extend(more.pages)
    if is_double_sided and len(more.pages) % 2:
        whole.add_blank_page(page_size=_A4)
