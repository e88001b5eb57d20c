"""Settings of a drop folder: a folder that scanners or a fax server lay files in."""

from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from domain.inbound import BlankPages, Channel
from flows.wording import say

MAX_BYTES = 200 * 2**20


class DateRule(StrEnum):
    """Which day counts as that of receipt."""

    FILE = "file"
    TODAY = "today"
    NAME = "name"


class Subfolders(StrEnum):
    """What a sub-folder means."""

    IGNORED = "ignored"
    PLAIN = "plain"
    DEPARTMENT = "department"
    DATE = "date"
    MAILBOX = "mailbox"


class FolderSettings(BaseModel):
    """A drop folder: a table ``[[folders]]`` of citoyen.toml; ``CITOYEN_SCAN_FOLDER`` and ``CITOYEN_FAX_FOLDER`` name one with defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    path: Path = Field(description="The folder. It is taken empty: what lies in it comes in.", examples=["/srv/scans"])
    channel: Literal[Channel.SCAN, Channel.FAX] = Field(
        default=Channel.SCAN, description="How what lies there came in: scan or fax.", examples=["fax"]
    )
    town: str | None = Field(
        default=None, description="Town it is for. By default the only town of the installation.", examples=["valognes"]
    )
    scanner: str | None = Field(
        default=None, min_length=1, description="Name of the machine; rules can ask for it as for a mailbox.", examples=["Copieur accueil"]
    )
    mailbox: str | None = Field(
        default=None, description="Mailbox of the town that it counts as having come in at.", examples=["mairie@ville.example"]
    )
    department: str | None = Field(
        default=None, description="Department it is for where nothing in it says otherwise, instead of a mailbox.", examples=["URB"]
    )
    date: DateRule = Field(
        default=DateRule.FILE,
        description=(
            "Which day counts as that of receipt: file (when the file was written, at most 31 days ago), today, or name (the day that the "
            "file's name or a sub-folder's carries, such as 2026-03-12 or 20260312_0914)."
        ),
        examples=["name"],
    )
    subfolders: Subfolders = Field(
        default=Subfolders.IGNORED,
        description=(
            "What a sub-folder is: ignored (not looked into), plain (looked into, its name means nothing), department (named by code or "
            "name), date (it carries the day of receipt) or mailbox (named by address or name)."
        ),
        examples=["department"],
    )
    blank_pages: BlankPages = Field(
        default=BlankPages.JUDGE,
        description="What a blank page means: judge (by what lies around it), remove (it ends no letter) or separate (it ends one).",
        examples=["separate"],
    )
    patterns: tuple[str, ...] = Field(
        default=("*",), min_length=1, description="Names that are taken in; others are left alone.", examples=[["*.pdf", "*.tif"]]
    )
    done: Path | None = Field(
        default=None,
        description="Folder, best within it, that files are moved to once they are kept. By default they are removed.",
        examples=["done"],
    )
    still_seconds: float = Field(
        default=2.0, gt=0, le=3600, description="A file is taken when nothing of it has changed for so long, in seconds.", examples=[5]
    )
    rescan_seconds: float = Field(
        default=10.0,
        gt=0,
        le=3600,
        description="How often it is looked through where nothing tells of news (network shares), in seconds.",
        examples=[30],
    )
    give_up_minutes: float = Field(
        default=10.0,
        ge=0,
        le=1440,
        description="A file that is still but has no end, is empty or has a lock beside it is taken as it is after so many minutes.",
        examples=[30],
    )
    max_bytes: int = Field(
        default=MAX_BYTES, ge=2**16, le=2**31 - 1, description="Larger files are left there, in sight; in bytes.", examples=[209715200]
    )

    @field_validator("patterns")
    @classmethod
    def _not_empty(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(value):
            raise ValueError(say("A pattern is a name with * for what may be anything."))
        return value

    @model_validator(mode="after")
    def _one_addressee(self) -> "FolderSettings":
        if self.mailbox is not None and self.department is not None:
            raise ValueError(say("A folder is for a mailbox or for a department, not for both."))
        return self
