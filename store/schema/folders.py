"""Tables of drop folders: how each goes, and which of its files are to be seen in it."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base


class DropFolderRow(Base):
    """A folder that scanners or faxes lay files in, and how taking them in goes."""

    __tablename__ = "drop_folders"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    path: Mapped[str]
    file_system: Mapped[str | None]
    """What it lay on when it was last looked through, such as ``cifs``: an empty mount point says nothing of its share."""
    taken: Mapped[int] = mapped_column(default=0)
    """Files that were taken in, each time it was."""
    taken_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    """When it was last looked through to its end."""
    fault: Mapped[str | None]
    """The `ingest.drop.faults.Fault` that keeps its files from being taken in now."""
    detail: Mapped[str | None]
    fault_since: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("town", "path"),)


class DroppedFileRow(Base):
    """A file that lies in such a folder for longer than it should, and why.

    Written in the commit that keeps it, with the arrival it became; the row goes when the file is gone.
    """

    __tablename__ = "dropped_files"

    folder_id: Mapped[int] = mapped_column(BigId, ForeignKey("drop_folders.id"), primary_key=True)
    key: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    """SHA-256 of the bytes of its name, which need not be text."""
    name: Mapped[str]
    state: Mapped[str] = mapped_column(ShortWords(16))
    """A `store.folders.FileState`."""
    size: Mapped[int] = mapped_column(BigInteger)
    changed_ns: Mapped[int] = mapped_column(BigInteger)
    """When it was last changed, by its own machine's clock, in nanoseconds."""
    since: Mapped[datetime]
    sha256: Mapped[str | None] = mapped_column(ShortWords(64))
    inbound_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("inbounds.id"), index=True)
