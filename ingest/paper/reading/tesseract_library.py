"""Tesseract as a library, through tesserocr (optional): the model is loaded once a process, pixels go in as they are."""

import os
import re
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # read when the library loads; its threads make it five times slower, see bench/ocr.py

import numpy as np

try:
    import tesserocr
except ImportError:  # the extra is not installed
    tesserocr = None

from domain.draft import Remark
from domain.errors import ConfigurationError, Mistake, UnavailableError
from ingest.paper.reading.engine import PAGE_SECONDS, Layout, NotReadError, over_memory, over_time
from ingest.paper.reading.pixels import Picture

_LIST_SECONDS = 20
_SHARE = 0.95
"""Of its time: it looks at the clock between words."""
_ROOM_BYTES = 64 * 2**20
_USUAL = (
    "/usr/share/tesseract-ocr/5/tessdata",  # Debian, Ubuntu
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tesseract/tessdata",  # Fedora
    "/usr/share/tessdata",  # Arch, Alpine
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",  # macOS
)


def is_installed() -> bool:
    """Tell whether tesserocr can be had."""
    return tesserocr is not None


class TesseractLibrary:
    """Reads within the process. One model a choice of languages is kept as long as the process lives."""

    def __init__(self, *, seconds: float = PAGE_SECONDS, folder: Path | None = None) -> None:
        """Find the models. Raises UnavailableError without tesserocr, ConfigurationError where no French model is found."""
        if not is_installed():
            raise UnavailableError("tesserocr is not installed. Install the extra citoyen[tesserocr], or read with pytesseract.")
        tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)  # it tells of every empty box; what matters is raised
        self._seconds = seconds
        self._folder = folder or models_folder(os.environ)
        self._models: dict[str, tesserocr.PyTessBaseAPI] = {}

    def table(self, picture: Picture, dpi: int, languages: str, layout: Layout) -> str:
        """Return tesseract's table, as `ingest.paper.reading.engine.Engine` says."""
        model = self._model(languages)
        height, width = picture.shape
        model.SetPageSegMode(int(layout))
        model.SetImageBytes(picture.tobytes(), width, height, 1, width)
        model.SetSourceResolution(dpi)
        started = time.monotonic()
        try:
            if not model.Recognize(round(self._seconds * 1000)):
                raise over_time(self._seconds) if time.monotonic() - started >= _SHARE * self._seconds else _gave_up()
            return str(model.GetTSVText(0))
        finally:
            model.Clear()
            model.ClearAdaptiveClassifier()

    def _model(self, languages: str) -> "tesserocr.PyTessBaseAPI":
        if languages not in self._models:
            missing = [language for language in languages.split("+") if not (self._folder / f"{language}.traineddata").exists()]
            if missing:
                packages = " ".join(f"tesseract-ocr-{language}" for language in missing)
                what = f"{self._folder} has no model of {', '.join(missing)}."
                raise ConfigurationError(Mistake(where="tesseract", what=what, remedy=f"Install {packages}."))
            self._models[languages] = tesserocr.PyTessBaseAPI(path=str(self._folder), lang=languages, oem=tesserocr.OEM.LSTM_ONLY)
        return self._models[languages]


def _gave_up() -> NotReadError:
    """Return why a page was not read within its time: the library says only that it was not, so memory is asked for."""
    try:
        np.empty(_ROOM_BYTES, np.uint8)
    except MemoryError:
        return over_memory()
    return NotReadError("tesseract gave up the page.", Remark.DAMAGED)


def models_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder of tesseract's models that has French: the environment's, else the one of the program, else a usual one.

    Raises ConfigurationError where there is none.
    """
    named = environment.get("TESSDATA_PREFIX")
    candidates = [Path(named), Path(named) / "tessdata"] if named else []
    for folder in candidates:
        if _has_french(folder):
            return folder
    for folder in (*_folder_of_program(environment), *map(Path, _USUAL)):
        if _has_french(folder):
            return folder
    remedy = "Install tesseract-ocr-fra or set TESSDATA_PREFIX."
    raise ConfigurationError(Mistake(where="tesseract", what="No folder with fra.traineddata is found.", remedy=remedy))


def _has_french(folder: Path) -> bool:
    return (folder / "fra.traineddata").is_file()


def _folder_of_program(environment: Mapping[str, str]) -> tuple[Path, ...]:
    """Return the folder the program ``tesseract`` names above its list of languages."""
    try:
        listed = subprocess.run(
            ["tesseract", "--list-langs"],  # noqa: S607 - wherever the system has it
            capture_output=True,
            text=True,
            timeout=_LIST_SECONDS,
            check=False,
            env=dict(environment),
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()  # the usual folders are tried then
    found = re.search(r'"([^"\n]+)"', listed.stdout + listed.stderr)
    return (Path(found.group(1)),) if found else ()
