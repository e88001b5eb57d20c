"""Makes PDF of HTML in a child process that can be killed (`ingest.children`): ``python -m flows.printing.child``."""

import logging
import ssl
from base64 import b64decode
from collections.abc import Mapping
from functools import cache, lru_cache
from io import BytesIO
from urllib.parse import unquote, unquote_to_bytes
from xml.etree import ElementTree

import pydyf
import weasyprint
from PIL import Image, ImageFile
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from flows.printing import tagging
from flows.printing.ready import Pictures
from flows.printing.task import ANSWER, BASE, Answer, Task, Why, unpacked
from ingest import children

_FONTS = weasyprint.CSS(
    string="html { font-family: 'Liberation Sans', sans-serif } code, pre { font-family: 'Liberation Mono', monospace }"
)
"""Fonts that are installed with the product: without a word about it a document has whatever the machine has."""
_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody. Without one WeasyPrint reads the machine's certificates for each document, though nothing is ever fetched from afar."""
_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>PDF/UA part</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
"""WeasyPrint says of a document one thing, PDF/A or PDF/UA. PDF/A wants it explained what the other's words mean (ISO 19005-3, 6.6.2.3)."""
_END = b"</rdf:RDF>"


class _RefusedError(FatalURLFetchingError):  # type: ignore[misc]
    """The document is not made. WeasyPrint would leave out silently what cannot be had, were this an Exception."""

    def __init__(self, why: Why, file: str = "") -> None:
        super().__init__(why)
        self.why, self.file = why, file


_undrawn: list[str] = []
"""What WeasyPrint said that it could not draw in the document at hand; it only says so and goes on."""


class _Undrawn(logging.Handler):
    """Keeps what is said of drawings."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one word about a drawing."""
        if str(record.msg).startswith("Failed to"):
            _undrawn.append(str(record.msg))


class _Given(URLFetcher):  # type: ignore[misc]
    """Fetches what was given with the document, pictures that stand within it, and nothing else."""

    def __init__(self, files: Mapping[str, bytes], most_pixels: int) -> None:
        super().__init__(ssl_context=_NOBODY)
        self._files, self._most_pixels = files, most_pixels
        self.refused: _RefusedError | None = None

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return what lies at an address. Raises _RefusedError, and keeps it: what a drawing fetches fails without a word."""
        del headers
        try:
            return self._found(url)
        except _RefusedError as error:
            self.refused = error
            raise

    def _found(self, url: str) -> URLFetcherResponse:
        name = unquote(url.removeprefix(BASE))
        if url.startswith("data:image/"):
            content = _within(url)
        elif url.startswith(BASE) and name in self._files:
            content = self._files[name]
        else:
            raise _RefusedError(Why.MISSING, name[:200])
        if name.endswith(".css"):
            return URLFetcherResponse(url, content, {"Content-Type": "text/css"})
        content, media_type = _picture(content, name[:200], self._most_pixels)
        return URLFetcherResponse(url, content, {"Content-Type": media_type})


def _within(url: str) -> bytes:
    head, _, body = url.partition(",")
    content = unquote_to_bytes(body)
    try:
        return b64decode(content) if head.endswith(";base64") else content
    except ValueError as error:
        raise _RefusedError(Why.PICTURE) from error


def _picture(content: bytes, name: str, most_pixels: int) -> tuple[bytes, str]:
    """Return a picture as it may stand in a PDF/A, and its media type: a drawing, or RGB or grey pixels."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        try:
            ElementTree.fromstring(content)  # noqa: S314 - what is drawn was looked at when it was taken in; this process can be killed
        except ElementTree.ParseError as error:
            raise _RefusedError(Why.PICTURE, name) from error
        return content, "image/svg+xml"
    try:
        return _pixels(content, name, most_pixels)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _RefusedError(Why.PICTURE, name) from error


def _pixels(content: bytes, name: str, most_pixels: int) -> tuple[bytes, str]:
    with Image.open(BytesIO(content), formats=("PNG", "JPEG", "GIF", "WEBP")) as picture:
        if picture.width * picture.height > most_pixels:
            raise _RefusedError(Why.PICTURE_SIZE, f"{name} ({picture.width} × {picture.height})")
        # WeasyPrint shows half a picture where its end is missing; whoever prints wants to know.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        picture.load()
        if picture.format in {"PNG", "JPEG"} and picture.mode in {"L", "RGB"}:
            return content, f"image/{picture.format.lower()}"
        out = BytesIO()
        picture.convert("RGBA" if picture.has_transparency_data else "RGB").save(out, format="PNG")
        return out.getvalue(), "image/png"


class _Metadata(DocumentMetadata):  # type: ignore[misc]
    """What a PDF says of itself: that it is a PDF/UA as well."""

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        """Return the description, in the one RDF that XMP allows."""
        said: bytes = super().generate_rdf_metadata(variant, version, conformance)
        return said.removesuffix(_END) + _UA + _END


def _finish(_document: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """Mend what PDF/A does not allow: a picture must not be interpolated (ISO 19005-3, 6.2.8); and what is missing in the tags."""
    tagging.finish(pdf)
    for one in pdf.objects:
        extra = getattr(one, "extra", None)
        if extra and "Interpolate" in extra:
            extra["Interpolate"] = "false"


@cache
def _fonts() -> FontConfiguration:
    """Return the fonts of this process: to look for them takes longer than to set a line of each."""
    return FontConfiguration()


@lru_cache(maxsize=8)
def _shared(style: str) -> weasyprint.CSS:
    """Return a style sheet that many documents have in common. It gets no file."""
    return weasyprint.CSS(string=style, base_url=BASE, url_fetcher=_Given({}, 0), font_config=_fonts())


_pictures = Pictures()


def _made(task: Task, files: Mapping[str, bytes]) -> tuple[Answer, bytes]:
    given = _Given(files, task.most_pixels)
    _undrawn.clear()
    if "data:" in task.html:
        # What stands within a document is no other's.
        _pictures.forget()
    source = weasyprint.HTML(string=task.html, base_url=BASE, url_fetcher=given)
    document = source.render(
        font_config=_fonts(),
        stylesheets=[_FONTS, *map(_shared, task.styles)],
        cache=_pictures.of(files, task.most_pixels),
        pdf_variant="pdf/a-3u",
        pdf_tags=True,
    )
    if len(document.pages) > task.most_pages:
        return Answer(why=Why.TOO_LONG, pages=len(document.pages)), b""
    document.metadata = _Metadata(**vars(document.metadata))
    content = document.write_pdf(finisher=_finish, pdf_variant="pdf/a-3u", pdf_tags=True)
    if given.refused is not None:
        raise given.refused
    if _undrawn:
        raise _RefusedError(Why.PICTURE, "SVG")
    return Answer(pages=len(document.pages)), content or b""


def answered(frame: bytes) -> tuple[bytes, bytes]:
    """Make one document. What is unforeseen ends the process with its trace; the parent starts another."""
    task, files = unpacked(frame)
    try:
        answer, content = _made(task, files)
    except _RefusedError as error:
        answer, content = Answer(why=error.why, file=error.file), b""
    except (MemoryError, RecursionError):
        answer, content = Answer(why=Why.MEMORY), b""
    if answer.why is not None:
        _pictures.forget()
    return ANSWER.dump_json(answer), content


if __name__ == "__main__":
    logging.getLogger("weasyprint").addHandler(_Undrawn())
    children.run(answered)
