"""What is allowed to a file of paper before it is looked at no further."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds for one file. What is beyond is kept and told, not read.

    ``megabytes`` is the size of the file, ``pages`` how many of it are read, ``pixels`` those of one picture decoded or drawn at once (an
    A3 page at 600 dpi has 70 million), ``objects`` those within a PDF, ``unpacked_megabytes`` what one packed stream of a PDF other than a
    picture may unpack to.
    """

    megabytes: int = 200
    pages: int = 2_000
    pixels: int = 100_000_000
    objects: int = 500_000
    unpacked_megabytes: int = 64

    @property
    def file_bytes(self) -> int:
        """Return ``megabytes`` in bytes."""
        return self.megabytes * 2**20

    @property
    def unpacked_bytes(self) -> int:
        """Return ``unpacked_megabytes`` in bytes."""
        return self.unpacked_megabytes * 2**20


DEFAULT_LIMITS = Limits()
