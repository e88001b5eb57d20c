"""Settings of a call log that grows: a table ``[[call_logs]]`` of citoyen.toml."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator

from flows.wording import say
from ingest.phone.numbers import outside


class CallLogSettings(BaseModel):
    """A log that the telephone switchboard writes on; what it says of the town's lines holds for every log of that town."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    path: Path = Field(
        description="The file that the switchboard writes on; it is only read, may lie on a share and may be rotated.",
        examples=["/var/log/asterisk/cdr-csv/Master.csv"],
    )
    town: str | None = Field(
        default=None, description="Town it is for. By default the only town of the installation.", examples=["valognes"]
    )
    mapping: str | None = Field(
        default=None,
        min_length=1,
        description="Column mapping to read it by, by the name it was saved under (`citoyen calls mapping`). By default found out.",
        examples=["standard"],
    )
    own: tuple[str, ...] = Field(
        default=(),
        description="The town hall's own numbers, beside those of the town's facts and its departments; a block is first-last.",
        examples=[["01 99 00 10 00", "01 99 00 10 20-01 99 00 10 39"]],
    )
    reception: tuple[str, ...] = Field(
        default=(),
        description="Lines whose answered calls become call cards. By default all of the town's own numbers but fax lines.",
        examples=[["01 99 00 10 00"]],
    )
    fax: tuple[str, ...] = Field(default=(), description="Fax lines: their calls are left out.", examples=[["01 99 00 10 09"]])
    extensions: str = Field(
        default="",
        description="What an extension looks like (regular expression). By default told from the length of the numbers.",
        examples=["[1-4][0-9]{2}"],
    )
    prefix: str = Field(default="", max_length=4, description="What is dialled for an outside line.", examples=["0"])
    timezone: str | None = Field(
        default=None, description="Time zone of the switchboard's clock. By default the town's.", examples=["Europe/Paris"]
    )
    poll_seconds: float = Field(default=2.0, ge=0.1, le=3600, description="How often it is looked at, in seconds.", examples=[5])

    @field_validator("own", "reception", "fax")
    @classmethod
    def _numbers(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            if not all(outside(part, "FR") for part in one.split("-")):
                raise ValueError(say("“{number}” is no telephone number. Write it like 01 99 00 10 00 or +33199001000.", number=one))
        return value

    @field_validator("extensions")
    @classmethod
    def _pattern(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(say("This is no regular expression.")) from error
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                ZoneInfo(value)
            except (ZoneInfoNotFoundError, ValueError) as error:
                raise ValueError(say("This is no time zone. Write it like Europe/Paris.")) from error
        return value
