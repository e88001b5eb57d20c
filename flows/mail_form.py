"""How a mail that leaves is written down: its subject in encoded words that hold the whole of it (RFC 2047)."""

from email.header import Header
from email.policy import EmailPolicy

_COLUMNS = 76


class Outgoing(EmailPolicy):
    """Mail for everybody's program.

    Python encodes the words of a subject one by one. Where a line ends before one with an accent it puts two encoded words together with no
    space between, which is none by RFC 2047: « le 3 décembre » left as ``=?utf-8?q?_?==?utf-8?q?d=C3=A9cembre?=`` (Python 3.13).
    """

    def fold(self, name: str, value: str) -> str:
        """Return a field as text, folded."""
        if name.lower() == "subject" and not str(value).isascii():
            encoded = Header(str(value), "utf-8", header_name=name, maxlinelen=_COLUMNS).encode(linesep=self.linesep)
            return f"{name}: {encoded}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a field as bytes, folded."""
        if name.lower() == "subject" and not str(value).isascii():
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


OUTGOING = Outgoing()
