import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytesseract
import pytest
from rapidfuzz.distance import Levenshtein

from bench.ocr_pages import ENGLISH, Picture, blurred, fax, letter, noisy, photographed, picture, printed, skewed
from domain.draft import Remark
from domain.errors import ConfigurationError, UnavailableError, UnreadableInputError
from domain.paper import WHOLE, Box, Word
from ingest.paper.reading.engine import Engine, Layout, NotReadError
from ingest.paper.reading.recognise import POOR, Reading, read_picture
from ingest.paper.reading.table import Found, is_english, is_wordlike, legibility, lines_of
from ingest.paper.reading.tesseract_library import TesseractLibrary, is_installed, models_folder
from ingest.paper.reading.tesseract_program import TesseractProgram

SHORT = letter(3, length=700)
SHAPE = (2000, 1500)
GOOD = (("Le", 95), ("trottoir", 94), ("devant", 96), ("notre", 95), ("immeuble", 93), ("est", 96), ("défoncé", 92))
JUNK = (("Ix", 30), ("ttr°oi", 22), ("|_,", 60), ("vvnt", 31), ("nrtre", 38), ("~~", 70))


class FailingModel:
    """A model that gives every page up at once."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_: None

    def Recognize(self, _: int) -> bool:
        return False


@lru_cache
def engine() -> Engine:
    return TesseractLibrary() if is_installed() else TesseractProgram()


@lru_cache
def page(dpi: int = 200) -> Picture:
    return picture(SHORT, dpi)


def text_of(reading: Reading) -> str:
    return " ".join(line.text for line in reading.lines)


def wrong(read: str, true: str) -> float:
    plain = [re.sub(r"\s+", " ", text.replace("’", "'")) for text in (read, true)]
    return Levenshtein.distance(*plain) / len(plain[1])


def words_of(text: str) -> list[str]:
    return text.split()


def row(  # noqa: PLR0913 - the columns of a table
    text: str, confidence: float = 90, left: int = 300, top: int = 300, *, width: int = 90, height: int = 30, line: int = 1, block: int = 1
) -> str:
    return "\t".join(map(str, (5, 1, block, 1, line, 1, left, top, width, height, confidence, text)))


def table(words: tuple[tuple[str, float], ...]) -> str:
    return "\n".join(row(text, confidence, left=100 + 100 * place) for place, (text, confidence) in enumerate(words))


class Told:
    """An engine that answers what it was told, and keeps what it was asked."""

    def __init__(self, answer: Callable[[Picture, int, str], str]) -> None:
        self._answer = answer
        self.asked: list[tuple[int, str]] = []

    def table(self, grey: Picture, dpi: int, languages: str, layout: Layout) -> str:
        self.asked.append((dpi, languages))
        return self._answer(grey, dpi, languages)


# --- the table ------------------------------------------------------------------------------------------------------------------------


def test_noise_is_dropped_and_doubtful_words_are_kept() -> None:
    rows = [
        row("Mairie"),
        row("Monsieur,", confidence=0.0),
        row("|", confidence=40),
        row("", confidence=95),
        row(" ", confidence=95),
        row("—", confidence=80),
        row("l", confidence=3),
        row("I", confidence=60, left=2, width=12),
        row("Réclamation", height=900),
        "\t".join(("4", "1", "1", "1", "1", "0", "0", "0", "10", "10", "-1", "")),
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext",
    ]
    assert [word.text for word in Found.of_table("\n".join(rows), SHAPE)] == ["Mairie", "Monsieur,", "—"]


def test_line_that_was_cut_in_two_is_put_together() -> None:
    rows = [
        row("de", left=400, top=302, line=1),
        row("rue", left=500, top=301, line=1),
        row("suite", left=100, top=350, line=2),
        row("À", left=100, top=298, line=3),
        row("l’angle", left=200, top=304, line=3),
        row("colonne", left=900, top=300, block=2),
    ]
    found = Found.of_table("\n".join(rows), SHAPE)
    lines = lines_of(found, [Box(left=0, top=0, right=1, bottom=1)] * len(found))
    assert [line.text for line in lines] == ["À l’angle de rue", "suite", "colonne"]
    assert [line.block for line in lines] == [0, 0, 1]


@pytest.mark.parametrize(
    "text",
    ["Madame,", "l’école", "d’Ornano", "Saint-Étienne", "75011", "9h30", "n°12", "«", "12,50", "MAIRIE", "c.morel@courriel.example", "16e"],
)
def test_words_numbers_and_addresses_are_wordlike(text: str) -> None:
    assert is_wordlike(text)


@pytest.mark.parametrize("text", ["ttr°oi", "vvnt", "MaIrIe", "|_,", "}x{", "rn~n"])
def test_jumble_is_not_wordlike(text: str) -> None:
    assert not is_wordlike(text)


def test_legibility_tells_words_from_jumble_and_from_words_on_their_side() -> None:
    good, junk = (Found.of_table(table(words), SHAPE) for words in (GOOD, JUNK))
    assert legibility(good) > 0.9 > POOR > 0.4 > legibility(junk)
    lying = Found.of_table("\n".join(row(text, confidence, width=30, height=90) for text, confidence in GOOD), SHAPE)
    assert legibility(lying) < POOR
    assert legibility(()) == 0


def test_english_is_known_by_its_little_words() -> None:
    assert is_english(Found.of_table(table(tuple((word, 80.0) for word in words_of("the lamp of my street is not on"))), SHAPE))
    assert not is_english(Found.of_table(table(tuple((word, 80.0) for word in words_of("le is de la rue on est à the"))), SHAPE))


# --- when a page is looked at again ---------------------------------------------------------------------------------------------------


def test_clear_page_is_read_once_in_french() -> None:
    told = Told(lambda *_: table(GOOD))
    reading = read_picture(page(300), (300, 300), told)
    ((dpi, languages),) = told.asked
    assert (dpi <= 200, languages) == (True, "fra")
    assert reading.quality > 0.9


def test_page_in_doubt_is_read_with_more_dots() -> None:
    told = Told(lambda _, dpi, __: table(GOOD if dpi == 300 else JUNK))
    assert read_picture(page(300), (300, 300), told).quality > 0.9
    assert told.asked[-1] == (300, "fra")


def test_more_dots_are_asked_of_the_file() -> None:
    asked = []

    def picture_at(dpi: int) -> Picture:
        asked.append(dpi)
        return page(300)

    told = Told(lambda _, dpi, __: table(GOOD if dpi == 300 else JUNK))
    reading = read_picture(page(), (200, 200), told, picture_at=picture_at)
    assert asked == [300]
    assert reading.quality > 0.9
    # What was found on the finer picture is told in places of the page.
    assert reading.lines[0].words[0].box == Box(left=round(100 / 2480 * WHOLE), top=855, right=round(190 / 2480 * WHOLE), bottom=941)


def test_file_without_more_dots_is_not_read_again() -> None:
    told = Told(lambda *_: table(JUNK))
    reading = read_picture(page(), (200, 200), told, picture_at=lambda _: page())
    assert max(dpi for dpi, _ in told.asked) == 200
    assert reading.quality < POOR


def test_english_words_are_read_with_english() -> None:
    doubtful = tuple((word, 70.0) for word in words_of("the lamp of my street is not on since the storm"))
    told = Told(lambda _, __, languages: table(tuple((word, 95.0) for word, _ in doubtful) if "eng" in languages else doubtful))
    reading = read_picture(page(), (200, 200), told)
    assert told.asked[-1][1] == "fra+eng"
    assert reading.lines[0].words[0].confidence == 95


def test_second_look_that_takes_too_long_leaves_the_first() -> None:
    def answer(_: Picture, dpi: int, __: str) -> str:
        if dpi == 300:
            raise UnreadableInputError("took too long")
        return table(JUNK)

    assert "ttr°oi" in text_of(read_picture(page(300), (300, 300), Told(answer)))


def ruled() -> Picture:
    """Return a page with the frames of a form."""
    form = page().copy()
    for top in range(400, 2000, 200):
        form[top : top + 3, 150:1500] = 0
    return form


def test_a_form_in_doubt_is_read_without_its_lines() -> None:
    def answer(grey: Picture, _: int, __: str) -> str:
        edges = (np.flatnonzero(np.diff(row, prepend=0, append=0)) for row in (grey < 128).astype(np.int8))
        longest = max(np.diff(one)[::2].max(initial=0) for one in edges)
        return table(JUNK if longest > 600 else GOOD)

    assert read_picture(ruled(), (200, 200), Told(answer)).quality > 0.9


def test_a_form_that_reads_well_is_read_once() -> None:
    told = Told(lambda *_: table(GOOD))
    read_picture(ruled(), (200, 200), told)
    assert len(told.asked) == 1


def test_colours_and_empty_arrays_are_refused() -> None:
    for wrong_picture in (np.zeros((10, 10, 3), np.uint8), np.zeros((0, 10), np.uint8), np.zeros((10, 10), np.float32)):
        with pytest.raises(ValueError, match="grey"):
            read_picture(wrong_picture, (200, 200), Told(lambda *_: ""))  # type: ignore[arg-type]


# --- with tesseract itself ------------------------------------------------------------------------------------------------------------


def test_clean_letter_is_read_to_the_letter() -> None:
    reading = read_picture(page(300), (300, 300), engine())
    assert wrong(text_of(reading), printed(SHORT)) <= 0.006
    assert reading.turned == 0
    assert reading.quality > 0.9
    assert reading.picture.shape == page(300).shape


@pytest.mark.parametrize("degrees", [90, 180])
def test_boxes_lie_on_the_words_of_the_page_held_upright(degrees: int) -> None:
    lying = np.ascontiguousarray(np.rot90(skewed(page(), 2.5), degrees // 90))
    reading = read_picture(lying, (200, 200), engine())
    assert reading.turned == degrees
    assert (reading.picture == skewed(page(), 2.5)).all()
    height, width = reading.picture.shape
    ink = reading.picture < 128
    words = [word for line in reading.lines for word in line.words if len(word.text) > 3]
    filled = 0
    for word in words:
        box = word.box
        held = ink[box.top * height // WHOLE : -(-box.bottom * height // WHOLE), box.left * width // WHOLE : -(-box.right * width // WHOLE)]
        across, down = held.any(axis=0).mean(), held.any(axis=1).mean()
        filled += across > 0.7 and down > 0.75
    assert filled > 0.95 * len(words) > 40


def test_standard_fax_is_read() -> None:
    sent = letter(6, length=700)
    reading = read_picture(fax(sent, seed=6), (204, 98), engine(), is_fax=True)
    assert wrong(text_of(reading), printed(sent)) <= 0.02
    assert reading.picture.shape == (2386, 1728)


def test_photograph_in_a_shadow_is_read_and_its_boxes_lie_on_the_photograph() -> None:
    taken = photographed(page(), seed=2)
    reading = read_picture(taken, (72, 72), engine())
    assert wrong(text_of(reading), printed(SHORT)) <= 0.02
    name = next(word for line in reading.lines for word in line.words if word.text == printed(SHORT).split()[0])
    assert reading.picture.shape == taken.shape
    assert WHOLE / 10 < name.box.left < WHOLE / 3 and WHOLE / 12 < name.box.top < WHOLE / 4


def test_english_letter_is_read() -> None:
    sent = letter(4, sentences=ENGLISH, length=300)
    assert wrong(text_of(read_picture(picture(sent, 200), (200, 200), engine())), printed(sent)) <= 0.01


def test_ruined_page_says_so() -> None:
    assert read_picture(noisy(blurred(page(), 3.5), 10), (200, 200), engine()).quality < POOR


def test_page_of_scribble_says_so() -> None:
    chance = np.random.default_rng(3)
    scribble = np.full((2339, 1654), 255, np.uint8)
    for place in range(14):
        x = np.linspace(200, 1400, 160)
        y = 300 + 120 * place + np.cumsum(chance.normal(0, 9, 160)) % 50
        cv2.polylines(scribble, [np.stack([x + chance.normal(0, 9, 160), y], axis=1).astype(np.int32).reshape(-1, 1, 2)], False, (40,), 4)
    assert read_picture(scribble, (200, 200), engine()).quality < POOR


def test_blank_page_has_no_words() -> None:
    reading = read_picture(noisy(np.full((1200, 850), 240, np.uint8), 2), (100, 100), engine())
    assert reading.lines == ()
    assert reading.quality == 0


@pytest.mark.skipif(not is_installed(), reason="tesserocr is not installed")
def test_both_engines_read_the_same() -> None:
    ours, theirs = (read_picture(page(), (200, 200), one) for one in (engine(), TesseractProgram()))
    assert wrong(text_of(ours), text_of(theirs)) < 0.01
    first, second = (reading.lines[0].words[0] for reading in (ours, theirs))
    assert isinstance(first, Word)
    assert first.text == second.text
    assert abs(first.box.left - second.box.left) <= 10 and abs(first.confidence - second.confidence) <= 5


# --- what can be wrong with tesseract -------------------------------------------------------------------------------------------------


def test_language_that_is_missing_is_named() -> None:
    engines: list[Engine] = [TesseractProgram()]
    if is_installed():
        engines.append(TesseractLibrary())
    for one in engines:
        with pytest.raises(ConfigurationError, match="tesseract-ocr-tlh"):
            one.table(page(), 200, "tlh", Layout.PAGE)


def test_program_that_is_missing_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "/nowhere/tesseract")
    with pytest.raises(UnavailableError, match="Install"):
        TesseractProgram().table(page(), 200, "fra", Layout.PAGE)


def test_page_that_takes_too_long_is_given_up() -> None:
    engines: list[Engine] = [TesseractProgram(seconds=0.05)]
    if is_installed():
        engines.append(TesseractLibrary(seconds=0.05))
    for one in engines:
        with pytest.raises(NotReadError, match="more than") as told:
            one.table(page(300), 300, "fra", Layout.PAGE)
        assert told.value.remark is Remark.TIME_LIMIT


@pytest.mark.parametrize(
    ("status", "said", "remark"),
    [
        (-9, "", Remark.MEMORY_LIMIT),
        (-6, "terminate called after throwing an instance of 'std::bad_alloc'", Remark.MEMORY_LIMIT),
        (-11, "Error in pixCreateNoInit: pixdata_malloc fail for data", Remark.MEMORY_LIMIT),
        (-11, "", Remark.DAMAGED),
        (1, "Error during processing.", Remark.DAMAGED),
    ],
)
def test_program_that_ended_tells_why(status: int, said: str, remark: Remark, monkeypatch: pytest.MonkeyPatch) -> None:
    def end(*_: object, **__: object) -> str:
        raise pytesseract.TesseractError(status, said)

    monkeypatch.setattr(pytesseract, "image_to_data", end)
    with pytest.raises(NotReadError) as told:
        TesseractProgram().table(page(), 200, "fra", Layout.PAGE)
    assert told.value.remark is remark


@pytest.mark.skipif(not is_installed(), reason="tesserocr is an extra")
@pytest.mark.parametrize(("has_room", "remark"), [(True, Remark.DAMAGED), (False, Remark.MEMORY_LIMIT)])
def test_library_that_gives_up_at_once_is_not_out_of_time(has_room: bool, remark: Remark, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> None:
        raise MemoryError

    library = TesseractLibrary()
    monkeypatch.setattr(library, "_models", {"fra": FailingModel()})
    if not has_room:
        monkeypatch.setattr("ingest.paper.reading.tesseract_library.np", SimpleNamespace(empty=no_room, uint8=np.uint8))
    with pytest.raises(NotReadError) as told:
        library.table(page(), 200, "fra", Layout.PAGE)
    assert told.value.remark is remark


def test_models_are_found_by_the_environment_else_by_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = models_folder({"PATH": "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"})
    assert (usual / "fra.traineddata").is_file()
    (tmp_path / "tessdata").mkdir()
    assert models_folder({"TESSDATA_PREFIX": str(tmp_path), "PATH": "/usr/bin:/usr/local/bin"}) == usual
    (tmp_path / "tessdata" / "fra.traineddata").touch()
    assert models_folder({"TESSDATA_PREFIX": str(tmp_path)}) == tmp_path / "tessdata"
    monkeypatch.setattr("ingest.paper.reading.tesseract_library._USUAL", ())
    with pytest.raises(ConfigurationError, match="fra"):
        models_folder({"PATH": str(tmp_path)})
