"""Text made of the parts of an archive of XML (ZIP): read piece by piece, in flat memory, up to a bound."""

import io
import zipfile
import zlib
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from ingest.phone.faults import Reason
from ingest.phone.replayed import BEFORE_LOOKING, CHUNK, MOST_BYTES, MOST_TIMES, Binary, Replayed

UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError, expat.ExpatError)

Attributes = Mapping[str, str]


class TooLargeError(Exception):
    """An archive unpacks to more than any log has."""


class Seekable(io.RawIOBase):
    """A file with all that the reader of archives asks for."""

    def __init__(self, stream: Binary) -> None:
        self._stream = stream

    def seekable(self) -> bool:
        """Tell that one can go to any byte."""
        return True

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def tell(self) -> int:
        """Return at which byte it stands."""
        return self._stream.seek(0, 1)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a byte."""
        return self._stream.seek(offset, whence)

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        return self._stream.read(size)


class ArchivedText(Replayed):
    """What an archive says, as text in UTF-8."""

    def __init__(self, stream: Binary) -> None:
        super().__init__()
        self._stream = stream
        self._restart()

    def _restart(self) -> None:
        self._stream.seek(0)
        self._ready = b""
        self._pieces = self._opened()

    def _next(self, size: int) -> bytes:
        if not self._ready and self.fault is None:
            try:
                self._ready = next(self._pieces, b"")
            except TooLargeError:
                self.fault = Reason.TOO_LARGE
            except UNREADABLE:
                self.fault = Reason.PACKED
        part, self._ready = self._ready[:size], self._ready[size:]
        self._at += len(part)
        return part

    def _opened(self) -> Iterator[bytes]:
        with zipfile.ZipFile(Seekable(self._stream)) as archive:
            yield from self._text(archive)

    @abstractmethod
    def _text(self, archive: zipfile.ZipFile) -> Iterator[bytes]:
        """Yield the text piece by piece. Raises TooLargeError, and what `UNREADABLE` names."""


class Part:
    """A part of a workbook, told element by element; names are without their namespaces."""

    def begin(self, name: str, attributes: Attributes) -> None:
        """Take that an element begins."""

    def end(self, name: str) -> None:
        """Take that an element ends."""

    def said(self, text: str) -> None:
        """Take text within it."""

    def read(self, archive: zipfile.ZipFile, part: str) -> None:
        """Read a part to its end; nothing where the archive has none of that name."""
        if part in archive.namelist():
            for _ in self.pieces(archive, part):
                pass

    def pieces(self, archive: zipfile.ZipFile, part: str) -> Iterator[None]:
        """Read a part piece by piece: after each, what is in it has been told."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._begun
        parser.EndElementHandler = self._ended
        parser.CharacterDataHandler = self.said
        parser.EntityDeclHandler = _refuse
        info = archive.getinfo(part)
        read = 0
        with archive.open(info) as stream:
            while piece := stream.read(CHUNK):
                read += len(piece)
                if read > MOST_BYTES or (read > BEFORE_LOOKING and read > MOST_TIMES * info.compress_size):
                    raise TooLargeError
                parser.Parse(piece, False)
                yield
            parser.Parse(b"", True)
            yield

    def _begun(self, name: str, attributes: Attributes) -> None:
        self.begin(name.rpartition("}")[2], attributes)

    def _ended(self, name: str) -> None:
        self.end(name.rpartition("}")[2])


def _refuse(*_: object) -> None:
    raise ValueError
