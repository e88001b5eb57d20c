"""Settings of a mailbox that is collected over IMAP."""

from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidatorFunctionWrapHandler, field_validator, model_validator

from flows.wording import say
from ingest.email.imap_account import After, Tls

_INBOX = "INBOX"
"""The one name whose case means nothing (RFC 3501, 5.1)."""


class MailboxSettings(BaseModel):
    """A mailbox that is collected over IMAP: the variables ``CITOYEN_IMAP_<FIELD>``, or a table ``[[mailboxes]]`` of citoyen.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    host: str = Field(min_length=1, description="IMAP server.", examples=["imap.ville.example"])
    port: int | None = Field(
        default=None, ge=1, le=65535, description="Its port. By default 993, or 143 where TLS is not implicit.", examples=[993]
    )
    tls: Tls = Field(
        default=Tls.IMPLICIT,
        description="How the connection is encrypted: implicit, starttls, or none for a server on this machine.",
        examples=["implicit"],
    )
    certificates: Path | None = Field(
        default=None,
        description="Authorities (PEM) that the server's certificate is checked by. By default the system's.",
        examples=["/etc/citoyen/authorities.pem"],
    )
    user: str = Field(min_length=1, description="Name to sign in with.", examples=["mairie@ville.example"])
    password: SecretStr | None = Field(default=None, description="Password to sign in with.", examples=["password"])
    password_command: str | None = Field(
        default=None, description="Command that prints the password.", examples=["cat /run/secrets/mairie"]
    )
    token_command: str | None = Field(
        default=None,
        description="Command that prints an OAuth 2 access token; it is run at each connection.",
        examples=["/usr/local/bin/mail-token mairie@ville.example"],
    )
    folders: tuple[str, ...] = Field(default=("INBOX",), min_length=1, description="Folders to collect.", examples=[["INBOX", "Contact"]])
    town: str | None = Field(
        default=None, description="Town whose mailbox it is. By default the only town of the installation.", examples=["valognes"]
    )
    address: str | None = Field(
        default=None,
        description="Address at which its mails arrive, where they do not say so themselves. By default the name to sign in with.",
        examples=["mairie@ville.example"],
    )
    after: After = Field(
        default=After.LEAVE,
        description="What becomes of a mail there once it is kept here: leave, seen, flag, move or delete.",
        examples=["move"],
    )
    target: str | None = Field(default=None, description="Folder that mails are moved to; it is made if missing.", examples=["Citoyen"])
    since: date | None = Field(
        default=None, description="Mails that the server received before this day are left where they are.", examples=["2026-01-01"]
    )
    poll_seconds: float = Field(
        default=60.0,
        ge=1,
        le=600,
        description="How often to look for new mail, in seconds, where the server does not tell by itself (IDLE).",
        examples=[60],
    )

    @field_validator("password", mode="wrap")
    @classmethod
    def _as_it_is(cls, value: object, check: ValidatorFunctionWrapHandler) -> SecretStr | None:
        # Spaces at its ends are part of a password.
        secret: SecretStr | None = check(value)
        return SecretStr(value) if isinstance(value, str) and value.strip() else secret

    @field_validator("host")
    @classmethod
    def _is_name(cls, value: str) -> str:
        # Two colons and more are in an address of IPv6.
        if "/" in value or "@" in value or value.count(":") == 1:
            raise ValueError(say("This is the name of the server alone; its port and its encryption are told by port and tls."))
        return value

    @field_validator("folders")
    @classmethod
    def _each_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        names = tuple(dict.fromkeys(_INBOX if name.upper() == _INBOX else name for name in value))
        if not all(names):
            raise ValueError(say("A folder has a name."))
        return names

    @field_validator("target")
    @classmethod
    def _target(cls, value: str | None) -> str | None:
        return _INBOX if value is not None and value.upper() == _INBOX else value

    @model_validator(mode="after")
    def _whole(self) -> "MailboxSettings":
        if sum(way is not None for way in (self.password, self.password_command, self.token_command)) != 1:
            raise ValueError(say("A mailbox has one of these: password, password_command, token_command."))
        if (self.after is After.MOVE) != (self.target is not None):
            raise ValueError(say("A target folder is named where mails are moved, and only there."))
        if self.target is not None and self.target in self.folders:
            raise ValueError(say("Mails cannot be moved to a folder that is collected itself."))
        return self
