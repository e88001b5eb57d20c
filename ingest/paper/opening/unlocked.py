"""A PDF that opens with a password only, as a copy that opens without: pages and words are the same, the original is not touched."""

import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pikepdf

from ingest.embedded import PDF_ERRORS
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.pdf_inside import opened_pdf
from ingest.paper.opening.survey import Trouble, TroubleError

_CODES = ("utf-8", "pdfdoc", "cp1252", "cp850", "mac_roman")
"""Before PDF 2.0 a password was bytes in whatever code the writing program's machine had (ISO 32000-2, 7.6.4.3.2): « é » has many."""


def unlocked(path: Path, password: str, limits: Limits) -> bytes | None:
    """Return the copy, None where the password does not open the document; the same copy each time.

    The password may be the reader's or the owner's. Raises TroubleError where it opens and is damaged.
    """
    for candidate in _candidates(password):
        try:
            pdf = opened_pdf(path, limits, candidate)
        except TroubleError as error:
            if error.trouble is Trouble.PASSWORD:
                continue
            raise
        with pdf:
            return _copied(pdf)
    return None


def _candidates(password: str) -> Iterator[bytes]:
    """Yield what a password may be as bytes: as it was typed, in the forms of Unicode, in older codes; last without spaces about it."""
    seen = {b""}
    for text in (password, password.strip()):
        for form in (text, *(unicodedata.normalize(name, text) for name in ("NFKC", "NFD"))):
            for code in _CODES:
                try:
                    candidate = form.encode(code)
                except UnicodeEncodeError:
                    continue
                if candidate not in seen and b"\0" not in candidate:
                    seen.add(candidate)
                    yield candidate


def _copied(pdf: pikepdf.Pdf) -> bytes:
    made = io.BytesIO()
    try:
        # Streams stay packed as they are: unpacking them here would open bombs.
        pdf.save(made, encryption=False, stream_decode_level=pikepdf.StreamDecodeLevel.none, deterministic_id=True)
    except PDF_ERRORS as error:
        raise TroubleError(Trouble.MALFORMED) from error
    return made.getvalue()
