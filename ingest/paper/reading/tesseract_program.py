"""Tesseract as a program, through pytesseract: always there, one process a page."""

import signal
import tempfile
from pathlib import Path

import cv2
import pytesseract

from domain.draft import Remark
from domain.errors import ConfigurationError, Mistake, UnavailableError
from ingest.paper.reading.engine import PAGE_SECONDS, Layout, NotReadError, over_memory, over_time
from ingest.paper.reading.pixels import Picture

_WITHOUT_MEMORY = ("bad_alloc", "malloc fail", "calloc fail", "Cannot allocate memory")
"""What tesseract, the library of pictures below it and the system say before it ends; who is killed for its memory says nothing."""


class TesseractProgram:
    """Reads by starting ``tesseract``. The picture goes raw into a temporary file: packing a PNG costs half as much as reading it."""

    def __init__(self, *, seconds: float = PAGE_SECONDS) -> None:
        """Set how long one page may take."""
        self._seconds = seconds

    def table(self, picture: Picture, dpi: int, languages: str, layout: Layout) -> str:
        """Return tesseract's table, as `ingest.paper.reading.engine.Engine` says.

        Raises NotReadError over time or memory, UnavailableError without the program, ConfigurationError without a language.
        """
        with tempfile.TemporaryDirectory(prefix="citoyen-page-") as folder:
            path = Path(folder) / "page.pgm"
            if not cv2.imwrite(str(path), picture):
                raise UnavailableError("A page cannot be written to the temporary folder. Make room on the disk, then try again.")
            try:
                table = pytesseract.image_to_data(
                    str(path), lang=languages, config=f"--oem 1 --psm {layout.value} --dpi {dpi}", timeout=self._seconds
                )
            except pytesseract.TesseractNotFoundError as error:
                raise UnavailableError("The program tesseract is not found. Install tesseract-ocr, then try again.") from error
            except pytesseract.TesseractError as error:
                raise _fault(error, languages) from error
            except RuntimeError as error:  # that is how pytesseract says that the time is over
                raise over_time(self._seconds) from error
        return str(table)


def _fault(error: pytesseract.TesseractError, languages: str) -> Exception:
    if "Failed loading language" in error.message or "couldn't load any languages" in error.message:
        packages = " ".join(f"tesseract-ocr-{language}" for language in languages.split("+"))
        return ConfigurationError(Mistake(where="tesseract", what=f"It does not know {languages}.", remedy=f"Install {packages}."))
    if error.status == -signal.SIGKILL or any(sign in error.message for sign in _WITHOUT_MEMORY):
        return over_memory()
    return NotReadError(f"tesseract gave up the page with status {error.status}.", Remark.DAMAGED)
