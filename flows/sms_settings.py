"""Settings of the gateways that text messages leave through."""

import json
import re
from datetime import time
from enum import StrEnum
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from flows.wording import say

_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+: ?[\x21-\x7e\u0080-\u00ff][\x20-\x7e\u0080-\u00ff]*")
"""RFC 9110, 5.1 and 5.5."""


class BodyForm(StrEnum):
    """How a gateway is told of a message."""

    JSON = "json"
    FORM = "form"


class NumberForm(StrEnum):
    """How a gateway wants a number written: ``+33639981234``, or ``33639981234``."""

    E164 = "e164"
    DIGITS = "digits"


class SmsSettings(BaseModel):
    """A gateway of text messages: a table ``[[sms_gateways]]`` of citoyen.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    town: str | None = Field(
        default=None, description="Town whose messages it takes. By default the only town of the installation.", examples=["valognes"]
    )
    url: str | None = Field(
        default=None,
        description="Where a message is handed over, by HTTPS; by HTTP only on this machine.",
        examples=["https://sms.operateur.example/v1/messages"],
    )
    command: str | None = Field(
        default=None,
        description=(
            "In place of an address, a command that is given the text. {to}, {sender} and {key} stand for the number, the sender and the "
            "key. No shell reads it. It ends with 0 where the message is taken and may print the number it has there, with 75 where it is "
            "to be tried later, with anything else where the message is refused."
        ),
        examples=["/usr/local/bin/envoyer-sms {to}"],
    )
    method: Literal["POST", "PUT", "GET"] = Field(default="POST", description="How it is asked.", examples=["POST"])
    form: BodyForm = Field(default=BodyForm.JSON, description="How the message is written: json, or form.", examples=["form"])
    body: str = Field(
        default='{"to": "{to}", "from": "{sender}", "text": "{text}"}',
        description=(
            "The message as the gateway wants it, a JSON document or pairs as in an address; {to}, {text}, {sender}, {key} and {secret} "
            "stand for what it is."
        ),
        examples=["to={to}&from={sender}&message={text}"],
    )
    headers: tuple[str, ...] = Field(
        default=(),
        description="Headers, each with its name; {secret} and {key} may stand in them.",
        examples=[["Authorization: Bearer {secret}"]],
    )
    secret: SecretStr | None = Field(
        default=None, description="The gateway's key or password. By default CITOYEN_SMS_SECRET.", examples=["secret"]
    )
    secret_command: str | None = Field(
        default=None, description="Command that prints it; it is run for each message.", examples=["cat /run/secrets/sms"]
    )
    sender: str = Field(
        default="",
        max_length=16,
        description="Who the message is from, where the gateway lets that be chosen: 11 letters, or a number.",
        examples=["VALOGNES"],
    )
    number: NumberForm = Field(default=NumberForm.E164, description="How numbers are written: e164, or digits (no +).", examples=["digits"])
    accepted: tuple[int, ...] = Field(
        default=(200, 201, 202), min_length=1, description="Answers that say that a message is taken.", examples=["[200, 202]"]
    )
    expected: str | None = Field(
        default=None,
        description="Words that stand in the answer to a message that is taken; where they do not, it is refused.",
        examples=['"status":"ok"'],
    )
    reference: str | None = Field(
        default=None,
        description="Where the answer, in JSON, names the message: keys and places with dots between them.",
        examples=["messages.0.id"],
    )
    idempotency_header: str | None = Field(
        default=None,
        pattern=r"[!#$%&'*+.^_`|~0-9A-Za-z-]+",
        description=(
            "Header by which the gateway knows a message it has had. With it a message is handed over again where the line broke; without "
            "it such a message is held, for it may have left."
        ),
        examples=["Idempotency-Key"],
    )
    seconds: float = Field(default=10.0, gt=0, le=60, description="How long the gateway is waited for.", examples=[10])
    per_hour: int = Field(default=300, ge=1, le=100_000, description="So many messages leave in an hour.", examples=[300])
    opens: time = Field(default=time(8), description="From when on messages leave, in the town's time.", examples=["08:00"])
    closes: time = Field(default=time(20), description="Until when.", examples=["20:00"])

    @field_validator("url")
    @classmethod
    def _is_safe(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)):
            raise ValueError(say("A gateway's address begins with https://; http:// is for one on this machine."))
        return value

    @field_validator("headers")
    @classmethod
    def _are_headers(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(_HEADER.fullmatch(one) for one in value):
            raise ValueError(say("A header is written “Name: value”."))
        return value

    @model_validator(mode="after")
    def _whole(self) -> "SmsSettings":
        if (self.url is None) == (self.command is None):
            raise ValueError(say("A gateway has one of these: url, command."))
        if self.secret is not None and self.secret_command is not None:
            raise ValueError(say("A gateway has one of these: secret, secret_command."))
        if self.opens >= self.closes:
            raise ValueError(say("Messages leave from an hour of the day until a later one."))
        if self.url is not None and not ("{to}" in self.body and "{text}" in self.body):
            raise ValueError(say("The body names {to} and {text}.", to="{to}", text="{text}"))
        if self.url is not None and self.form is BodyForm.JSON and self.method != "GET" and not _is_json(self.body):
            raise ValueError(say("The body is no JSON document."))
        return self


class SmsGateways(BaseModel):
    """The gateways of an installation."""

    sms_secret: SecretStr | None = Field(
        default=None, description="Key or password of the gateway of text messages, where its table names none.", examples=["secret"]
    )
    sms_gateways: tuple[SmsSettings, ...] = Field(
        default=(), description="Gateways of text messages: tables `[[sms_gateways]]` of citoyen.toml, see below."
    )


def _is_json(body: str) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True
