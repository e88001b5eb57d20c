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
