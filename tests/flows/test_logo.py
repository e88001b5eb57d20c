"""The logo of a town: what it may be, and that it is kept with the town (S19)."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from domain.town import Logo
from flows.town_folder import TownFolder
from flows.town_folder.logo import MOST_BYTES, MOST_SIDE, read_logo
from flows.town_folder.mistakes import Mistakes
from flows.towns import load_town
from flows.wiring import Installation
from store import logos
from tests.installations import BREVILLE, NOW, mailboxes, places, ruleset, town
from tests.soon import soon

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'
PLAIN = SVG.format('<style>path{fill:url(#g)}</style><path d="M0 0h9v9z" fill="#1d4f91"/><use xlink:href="#a"/>').encode()


def picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    held = BytesIO()
    Image.new("RGB", size, (29, 79, 145)).save(held, kind)
    return held.getvalue()


def read(folder: Path, **files: bytes) -> tuple[Logo | None, list[str]]:
    """Return the logo of a folder with these files, and what is wrong."""
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    mistakes = Mistakes()
    found = read_logo(folder, mistakes)
    return found, [one.what for one in mistakes.everything()]


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("logo_png", picture("PNG"), "image/png"),
        ("logo_jpg", picture("JPEG"), "image/jpeg"),
        ("logo_png", picture("JPEG"), "image/jpeg"),
        ("logo_svg", PLAIN, "image/svg+xml"),
        ("logo_svg", b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>\n<!-- blason -->" + PLAIN, "image/svg+xml"),
    ],
)
def test_a_logo_is_what_its_bytes_are(tmp_path: Path, name: str, content: bytes, media_type: str) -> None:
    assert read(tmp_path, **{name: content}) == (Logo(media_type=media_type, content=content), [])


def test_a_folder_without_a_logo_has_none(tmp_path: Path) -> None:
    assert read(tmp_path) == (None, [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SVG.format("<script>alert(1)</script>").encode(), "runs something"),
        (SVG.format('<path d="M0 0" onload="alert(1)"/>').encode(), "runs something"),
        (SVG.format("<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>").encode(), "runs something"),
        (SVG.format('<image xlink:href="https://elsewhere.example/a.png"/>').encode(), "fetches something"),
        (SVG.format('<a href=" javascript:alert(1)"/>').encode(), "runs something"),
        (SVG.format("<style>@import 'https://elsewhere.example/a.css';</style>").encode(), "fetches something"),
        (SVG.format('<path style="fill:url( https://elsewhere.example/#a )"/>').encode(), "fetches something"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + PLAIN, "no SVG"),
        (b"<?xml-stylesheet href='https://elsewhere.example/a.css'?>" + PLAIN, "fetches something"),
        (b"<html><body>bonjour</body></html>", "no SVG"),
        (PLAIN[:-6], "no picture"),
        (b"\x89PNG\r\n\x1a\nabc", "no picture"),
        (picture("PNG")[:30], "no picture"),
        (picture("GIF"), "no picture"),
        (b"", "no picture"),
        (picture("PNG", (MOST_SIDE + 1, 2)), "pixels"),
        (b"\x00" * (MOST_BYTES + 1), "bytes"),
    ],
)
def test_what_is_no_logo_is_refused_with_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    found, what = read(tmp_path, logo_png=content)
    assert found is None and len(what) == 1 and said in what[0], what


OUTSIDE = "https://elsewhere.example/a.png"


@pytest.mark.parametrize(
    "inside",
    [
        f"<style>path{{fill:\\75 rl({OUTSIDE})}}</style>",
        f"<style>path{{fill:u\\rl({OUTSIDE})}}</style>",
        f"<style>\\40 import '{OUTSIDE}';</style>",
        f"<style>path{{mask:image-set('{OUTSIDE}' 1x)}}</style>",
        f"<style>path{{mask:-webkit-image-set('{OUTSIDE}' 1x)}}</style>",
        f"<style>path{{mask:image('{OUTSIDE}')}}</style>",
        f"<style>path{{mask:cross-fade('{OUTSIDE}', red)}}</style>",
        f"<style>/* */path{{fill:url(/**/{OUTSIDE})}}</style>",
        f"<style>path{{fill:url(#a/*)}} */ g{{fill:url({OUTSIDE})}}</style>",
        "<style>path{fill:red} /* </style>",
        f"<style>path{{fill:ur<!-- -->l({OUTSIDE})}}</style>",
        f"<style>path{{fill:ur<![CDATA[l({OUTSIDE})]]>}}</style>",
        f"<style>{' ' * 300_000}path{{fill:url({OUTSIDE})}}</style>",
        f"<style>path{{src:src('{OUTSIDE}')}}</style>",
        f"<style><g/>path{{fill:url({OUTSIDE})}}</style>",
        f'<path style="fill:\\75\\72\\6c({OUTSIDE})"/>',
        f'<path fill="&#x75;rl({OUTSIDE})"/>',
        f'<path mask="image-set({OUTSIDE} 1x)"/>',
        f'<image href="{OUTSIDE}"/>',
        '<image href="data:image/png+svg;base64,AAAA"/>',
        '<image href="data:image/svg+xml;base64,AAAA"/>',
        f'<use href="{OUTSIDE}#a"/>',
        '<use href="data:image/png;base64,AAAA"/>',
        '<g xml:base="https://elsewhere.example/"/>',
        '<a href="#a"><path d="M0 0"/></a>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<animate attributeName="href" values="javascript:alert(1)"/>',
        f'<feImage href="{OUTSIDE}"/>',
        f'<path d="M0 0" unknown="{OUTSIDE}"/>',
        f"<img xmlns='http://www.w3.org/1999/xhtml' src='{OUTSIDE}'/>",
        "<script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>",
    ],
)
def test_a_drawing_reaches_for_nothing_however_it_is_written(tmp_path: Path, inside: str) -> None:
    found, what = read(tmp_path, logo_svg=SVG.format(inside).encode())
    assert found is None and len(what) == 1, inside


@pytest.mark.parametrize("much", [" ", "(", "/*", "/**/", "a", "url(#a)", "url( "])
def test_the_largest_drawing_is_looked_at_at_once(tmp_path: Path, much: str) -> None:
    style = much * ((MOST_BYTES - 1000) // len(much))
    with soon(5):  # seconds; read time and again it would be minutes
        read(tmp_path, logo_svg=SVG.format(f"<style>{style}</style>").encode())


@pytest.mark.parametrize(
    "inside",
    [
        '<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs><path fill="url(#g)" d="M0 0h9"/>',
        "<style type='text/css'>/* bleu */ .st0{fill:#1d4f91;stroke:rgb(0, 0, 0)} .st1{clip-path:url('#c')}</style><path class='st0'/>",
        '<g transform="translate(1 2) rotate(45)" style="opacity:.5;filter:url(#f)"><title>Blason (bleu)</title></g>',
        '<image width="2" height="2" xlink:href="data:image/png;base64,iVBORw0KGgo="/>',
        '<metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:li r:resource="https://elsewhere.example"/></r:RDF></metadata>',
        '<g xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:label="Calque (1)" data-name="a" aria-label="Ville (50)"/>',
    ],
)
def test_a_drawing_as_programs_save_it_is_taken(tmp_path: Path, inside: str) -> None:
    assert read(tmp_path, logo_svg=SVG.format(inside).encode())[1] == []


def test_of_two_logos_nobody_knows_which(tmp_path: Path) -> None:
    found, what = read(tmp_path, logo_png=picture("PNG"), logo_svg=PLAIN)
    assert (found, what) == (None, ["there are two logos."])


def test_a_logo_comes_and_goes_with_the_folder(town_hall: Installation) -> None:
    own = TownFolder(town=town(), ruleset=ruleset(BREVILLE), places=places(), mailboxes=mailboxes(BREVILLE))
    first, second = (Logo(media_type="image/png", content=content) for content in (b"first", b"second"))
    marks = list[str | None]()
    for wanted in (first, second, None):
        load_town(town_hall, replace(own, logo=wanted), NOW)
        with town_hall.database.read() as session:
            assert logos.find(session, BREVILLE) == wanted
            marks.append(logos.find_mark(session, BREVILLE))
    assert len(set(marks)) == 3 and marks[-1] is None
