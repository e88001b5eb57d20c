"""PDF of HTML: what it gets, what it must not get, and what it says where it cannot be made."""

import threading
from collections.abc import Iterator
from io import BytesIO

import pdfplumber
import pikepdf
import pytest
from PIL import Image

from flows.printing.pdf import Printer, UnprintableError, draw, render
from flows.printing.task import Why

HEAD = '<!doctype html><html lang="fr"><head><title>Accusé de réception</title><meta name="dcterms.created" content="2026-11-27"></head>'


def picture(mode: str = "RGB", size: tuple[int, int] = (30, 20), kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, format=kind)
    return out.getvalue()


def noise() -> bytes:
    out = BytesIO()
    Image.effect_noise((80, 80), 50).save(out, format="JPEG")
    return out.getvalue()


NOISE = noise()


def refused(html: str, files: dict[str, bytes] | None = None) -> UnprintableError:
    with pytest.raises(UnprintableError) as raised:
        render(html, files)
    return raised.value


def test_a_document_is_tagged_says_what_it_is_and_holds_its_fonts() -> None:
    html = HEAD + '<h1>Voirie</h1><p>« Œuvre »</p><img src="logo.png" alt="Blason"><table><tr><th>A<td>1</table></html>'
    with pikepdf.open(BytesIO(render(html, {"logo.png": picture("RGBA")}))) as pdf:
        assert pdf.Root.MarkInfo.Marked and "/StructTreeRoot" in pdf.Root and pdf.Root.Lang == "fr"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle and pdf.docinfo.Title == "Accusé de réception"
        with pdf.open_metadata() as said:
            assert (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"]) == ("3", "U", "1")
        assert bytes(pdf.Root.Metadata.read_bytes()).count(b"<rdf:RDF") == 1
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1" and "/DestOutputProfile" in pdf.Root.OutputIntents[0]
        fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"]
        assert fonts and all("/FontFile2" in one or "/FontFile3" in one for one in fonts)
        assert all("Liberation" in str(one.FontName) for one in fonts)
        pictures = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
        assert pictures and not any(one.Interpolate for one in pictures)


def test_below_a_list_stand_its_items_whatever_holds_them() -> None:
    """Matterhorn Protocol 09-005; an orphan among the tags would be one too many."""
    html = HEAD + "<h1>Fiche</h1><dl><div><dt>Objet</dt><dd>Trou</dd></div><div><dt>Lieu</dt><dd>Place</dd></div></dl></html>"
    with pikepdf.open(BytesIO(render(html))) as pdf:
        (found,) = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/L"]
        items = [one for one in found.K if isinstance(one, pikepdf.Dictionary)]
        assert len(items) >= 2 and {str(one.S) for one in items} <= {"/LI", "/Lbl", "/LBody"}
        assert all(one.P.objgen == found.objgen for one in items)


def test_heads_of_tables_have_a_scope_and_what_stands_in_the_margins_is_an_artifact() -> None:
    """Matterhorn Protocol 15-003 and 18-001; ISO 32000-1, 14.7.2, of identifiers."""
    margins_of = "@page { @top-left { content: element(run) } @bottom-right { content: counter(page) } }"
    style = f"<style>{margins_of} .run {{ position: running(run) }}</style>"
    rows = "".join(f'<tr><th scope="row">Rue {one}</th><td>{one}</td></tr>' for one in range(60))
    head = '<thead><tr><th scope="col">Rue</th><th scope="col">Nombre</th></tr></thead>'
    html = f'{HEAD}{style}<p class="run">Valognes</p><h1>Rues</h1><table>{head}<tbody>{rows}</tbody></table></html>'
    with pikepdf.open(BytesIO(render(html))) as pdf:
        assert len(pdf.pages) > 1 and "/IDTree" in pdf.Root.StructTreeRoot
        heads = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/TH"]
        scopes = [str(one.A.Scope) for one in heads]
        assert scopes.count("/Row") == 60 and scopes.count("/Column") == 2 * len(pdf.pages)
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        for page, tags in zip(pdf.pages, numbers[1::2], strict=False):
            marks = [one.operands for one in pikepdf.parse_content_stream(page) if str(one.operator) == "BDC"]
            margins = [given for given in marks if given[0] == "/Artifact" and given[1].get("/Type") == "/Pagination"]
            assert len(margins) == 2, "the running head and the number of the page"
            assert {int(given[1].MCID) for given in marks if "/MCID" in given[1]} == {at for at, one in enumerate(tags) if one is not None}


def test_the_same_document_is_the_same_bytes() -> None:
    html = HEAD + '<p>Le même</p><img src="a b é.jpg" alt=""></html>'
    files = {"a b é.jpg": picture("CMYK", kind="JPEG")}
    assert render(html, files) == render(html, files)


def test_colours_of_printers_become_those_of_the_document() -> None:
    # PDF/A knows the colours of its one profile, which is sRGB.
    with pikepdf.open(BytesIO(render('<img src="a.jpg" alt="">', {"a.jpg": picture("CMYK", kind="JPEG")}))) as pdf:
        spaces = [str(one.ColorSpace) for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
    assert spaces == ["/DeviceRGB"]


@pytest.mark.parametrize(
    "html",
    [
        '<img src="file:///etc/passwd" alt="">',
        '<img src="http://127.0.0.1:1/logo.png" alt="">',
        '<img src="other.png" alt="">',
        '<style>@import "file:///etc/passwd";</style>',
        "<style>p { background: url(//example.invalid/a.png) }</style><p>x</p>",
        '<link rel="attachment" href="file:///etc/passwd">',
        '<link rel="stylesheet" href="file:///etc/passwd">',
        '<object data="file:///etc/passwd"></object>',
        '<base href="file:///etc/"><img src="passwd" alt="">',
    ],
)
def test_a_document_gets_nothing_but_its_files(html: str) -> None:
    assert refused(html, {"logo.png": picture()}).why is Why.MISSING


def test_a_drawing_gets_nothing_either() -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd" width="9" height="9"/></svg>'
    assert refused('<img src="logo.svg" alt="">', {"logo.svg": drawing}).why is Why.MISSING


def test_a_style_sheet_among_the_files_is_used() -> None:
    printed = draw('<link rel="stylesheet" href="s.css"><p>a</p><p>b</p>', {"s.css": b"p { break-after: page }"})
    assert printed.pages == 2


@pytest.mark.parametrize("content", [b"no picture", NOISE[: len(NOISE) // 2], b"<svg"])
def test_a_picture_that_cannot_be_read_is_named(content: bytes) -> None:
    error = refused('<img src="logo.png" alt="">', {"logo.png": content})
    assert (error.why, error.file) == (Why.PICTURE, "logo.png") and "logo.png" in str(error)


def test_a_picture_of_too_many_pixels_is_named_with_its_size() -> None:
    error = refused('<img src="logo.png" alt="">', {"logo.png": picture("1", (6000, 6000))})
    assert error.why is Why.PICTURE_SIZE and "6000 × 6000" in error.file


def test_a_document_of_too_many_pages_is_refused_with_their_number() -> None:
    with pytest.raises(UnprintableError, match="4 pages") as raised:
        render("<p style='break-after: page'>a" * 3 + "<p>b", most_pages=3)
    assert raised.value.why is Why.TOO_LONG


@pytest.fixture
def narrow() -> Iterator[Printer]:
    made = Printer(seconds=3, memory_bytes=400 * 2**20, renewed_after=3)
    yield made
    made.close()


def test_what_eats_memory_or_time_ends_and_the_next_is_made(narrow: Printer) -> None:
    assert narrow.make("<p>a", {}).pages == 1
    with pytest.raises(UnprintableError) as raised:
        narrow.make("<p>mot " * 150_000, {})
    assert raised.value.why in {Why.MEMORY, Why.TIME}
    assert narrow.make("<p>a", {}).pages == 1


def test_many_threads_ask_one_child_which_is_renewed(narrow: Printer) -> None:
    texts: dict[int, str] = {}

    def ask(number: int) -> None:
        with pdfplumber.open(BytesIO(narrow.make(f"<p>Lettre {number}", {}).content)) as pdf:
            texts[number] = pdf.pages[0].extract_text()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == {number: f"Lettre {number}" for number in range(8)}
