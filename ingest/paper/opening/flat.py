"""A PDF with what was filled in and typed onto it made part of its pages, so that it is read in its place like any other text."""

import io
from pathlib import Path

from domain.errors import UnreadableInputError
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.pdf_inside import PDF_ERRORS, opened_pdf


def flattened(path: Path, limits: Limits) -> bytes | None:
    """Return a copy to be read, made in memory; None where it cannot be made, then the pages themselves must do.

    What a form hides stays hidden. The original is not touched, so a signature on it still holds.
    """
    made = io.BytesIO()
    try:
        with opened_pdf(path, limits) as pdf:
            pdf.generate_appearance_streams()  # where the program that filled it in left the drawing to the reader
            pdf.flatten_annotations("screen")
            pdf.save(made)
    except (UnreadableInputError, *PDF_ERRORS):
        return None
    return made.getvalue()
