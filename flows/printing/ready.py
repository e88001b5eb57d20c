"""Pictures made ready for a PDF once, for a run of documents that share them: the logo and the signature of all letters of a batch."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Protocol

from weasyprint.images import RasterImage


class _Stream(Protocol):
    """An object of a PDF with bytes, as pydyf makes it."""

    stream: list[object]
    extra: dict[str, object]


class _Ready(RasterImage):  # type: ignore[misc]
    """A picture that is encoded once: WeasyPrint does so for every document, which takes as long as to set the letter around it."""

    ready: dict[tuple[bool, float], _Stream]

    def get_x_object(self, interpolate: bool, dpi_ratio: float) -> _Stream:
        """Return the picture as an object of a new document."""
        if (interpolate, dpi_ratio) not in self.ready:
            self.ready[interpolate, dpi_ratio] = super().get_x_object(interpolate, dpi_ratio)
        return _copy(self.ready[interpolate, dpi_ratio])


def _copy(one: _Stream) -> _Stream:
    """Return a stream that belongs to no document yet; its bytes are those of the other."""
    made = type(one).__new__(type(one))
    vars(made).update(vars(one))
    extra = type(one.extra)(one.extra)
    # What of a picture is seen through is a picture itself.
    if (mask := extra.get("SMask")) is not None:
        extra["SMask"] = _copy(mask)  # type: ignore[arg-type]  # pydyf's
    made.extra = extra
    return made


class Pictures:
    """The pictures of the last document; those of the next letter are the same.

    Only pixels: a drawing belongs to the document it is drawn into. Nothing of a document that failed stays (`forget`).
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._of: bytes | None = None
        self._made: dict[str, object] = {}

    def of(self, files: Mapping[str, bytes], most_pixels: int) -> dict[str, object]:
        """Return what WeasyPrint has made of these files, by address; it adds what it makes of others."""
        parts = (sha256(name.encode()).digest() + sha256(content).digest() for name, content in sorted(files.items()))
        digest = sha256(b"".join((str(most_pixels).encode(), *parts))).digest()
        if self._of != digest or any(name.endswith(".svg") for name in files):
            self._of, self._made = digest, {}
        for image in self._made.values():
            if type(image) is RasterImage:
                vars(image)["ready"] = {}
                image.__class__ = _Ready
        return self._made

    def forget(self) -> None:
        """Keep nothing."""
        self._of, self._made = None, {}
