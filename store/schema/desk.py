"""Tables of the work on requests at the desk: notes, tasks, added files, what rings whose bell, saved filters."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base, where


class NoteRow(Base):
    """An internal note on a request (note interne): what its author wrote, as it reads now."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"))
    author: Mapped[str]
    at: Mapped[datetime]
    text: Mapped[str]
    edited_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_notes_request", "request_id", "id"),)


class TaskRow(Base):
    """Something to be done for a request (tâche), by an agent or by a department; ``ended_at`` None as long as it is open."""

    __tablename__ = "tasks"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"))
    text: Mapped[str]
    agent: Mapped[str | None]
    department: Mapped[str | None] = mapped_column(ShortWords(64))
    due_on: Mapped[date | None]
    author: Mapped[str]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    ending: Mapped[str | None] = mapped_column(ShortWords(16))
    """The `domain.note.TaskEnd`."""

    __table_args__ = (
        Index("ix_tasks_request", "request_id", "id"),
        Index("ix_tasks_agent_open", "agent", "id", **where("ended_at IS NULL")),
        Index("ix_tasks_department_open", "town", "department", "id", **where("ended_at IS NULL")),
    )


class RingRow(Base):
    """Something new on a request that concerns one agent (sonnerie). ``item`` is the id of the note or the task."""

    __tablename__ = "rings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"))
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"))
    kind: Mapped[str] = mapped_column(ShortWords(16))
    """The `domain.note.RingKind`."""
    item: Mapped[int] = mapped_column(BigInteger)
    actor: Mapped[str]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("agent_id", "kind", "item"),
        Index("ix_rings_agent", "agent_id", "id"),
        Index("ix_rings_agent_unread", "agent_id", "id", **where("read_at IS NULL")),
    )


class AddedFileRow(Base):
    """A file an agent added to a request (pièce ajoutée); ``withdrawn_at`` None as long as it is shown."""

    __tablename__ = "added_files"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"))
    sha256: Mapped[str] = mapped_column(ShortWords(64))
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    is_shareable: Mapped[bool]
    author: Mapped[str]
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_added_files_request", "request_id", "id"),)


class SavedFilterRow(Base):
    """A filter of the list an agent keeps under a name (filtre enregistré), shared with a department's members where one is named."""

    __tablename__ = "saved_filters"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"))
    name: Mapped[str]
    query: Mapped[str]
    """What stands behind the address of the list."""
    place: Mapped[int]
    town: Mapped[str | None] = mapped_column(ForeignKey("towns.id"))
    department: Mapped[str | None] = mapped_column(ShortWords(64))
    at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("agent_id", "name"),
        Index("ix_saved_filters_department", "town", "department", **where("department IS NOT NULL")),
    )
