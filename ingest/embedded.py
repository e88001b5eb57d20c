"""Files that lie within a PDF (ISO 32000-1, 7.11.4): beside its pages, or as the documents of a portfolio."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Dictionary, Object, Pdf, Stream, String
from pikepdf.settings import set_qpdf_limits

PDF_ERRORS = (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError)
"""What pikepdf raises over damaged objects; ValueError covers its foreign ones."""
_MOST_FILES = 200
_MOST_OBJECTS = 100_000
_MOST_BYTES = 64 * 2**20
_SIGNS = (b"/EmbeddedFile", b"/EF")
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedFile:
    """A file within a PDF, unpacked; None where it has no name."""

    filename: str | None
    content: bytes


def files_of_pdf(content: bytes) -> tuple[EmbeddedFile, ...]:
    """Return the files within a PDF, at most 64 MB in all; none of one that is damaged or opens with a password only.

    Sets qpdf's limits, which are those of the process.
    """
    if not any(sign in content for sign in _SIGNS):
        return ()
    set_qpdf_limits(flate_max_memory=_MOST_BYTES, run_length_max_memory=_MOST_BYTES, parser_max_container_size=_MOST_OBJECTS)
    try:
        with Pdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            return tuple(_files(pdf)) if len(pdf.objects) <= _MOST_OBJECTS else ()
    except (pikepdf.PasswordError, *PDF_ERRORS):
        return ()


def _files(pdf: Pdf) -> Iterator[EmbeddedFile]:
    left, count = _MOST_BYTES, 0
    for one in objects_of(pdf):
        stream = file_stream(one) if "/EF" in one else None
        if stream is None:
            continue
        try:
            content = stream.read_bytes()
        except PDF_ERRORS:
            continue  # damaged, or it unpacks to more than is allowed
        left -= len(content)
        count += 1
        if left < 0 or count > _MOST_FILES:
            return
        yield EmbeddedFile(filename=file_name(one) or None, content=content)


def objects_of(pdf: Pdf) -> Iterator[Object]:
    """Yield the dictionaries and streams of a PDF, damaged ones left out."""
    # By number each would cost as much as the whole list.
    following = iter(pdf.objects)
    while True:
        try:
            one = next(following)
        except StopIteration:
            return
        except PDF_ERRORS:
            continue
        if isinstance(one, Dictionary | Stream):
            yield one


def file_stream(spec: Object) -> Stream | None:
    """Return the content of a file that an object names; None where that lies elsewhere."""
    streams = spec.get("/EF")
    if not isinstance(streams, Dictionary):
        return None
    stream = next((streams.get(key) for key in ("/UF", "/F", "/DOS", "/Unix", "/Mac") if key in streams), None)
    return stream if isinstance(stream, Stream) else None


def file_name(spec: Object) -> str:
    """Return the name of a file that an object names, empty where it has none."""
    return next((str(spec.get(key)) for key in ("/UF", "/F", "/Desc") if isinstance(spec.get(key), String)), "")[:_LONGEST_NAME]
