"""Settings of an installation: environment ``CITOYEN_*`` first, then ``citoyen.toml``; every mistake is told at once."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator

from domain.errors import ConfigurationError, Mistake
from domain.inbound import Channel
from flows.blob_settings import BlobSettings
from flows.call_settings import CallLogSettings
from flows.folder_settings import FolderSettings
from flows.mailbox_settings import MailboxSettings
from flows.settings_file import CONFIG_FILE, CONFIG_VARIABLE, config_text, parsed
from flows.settings_mistakes import IMAP, PREFIX, Origins, line_of, of_key
from flows.sms_settings import SmsGateways
from flows.webhook_settings import WebhookSettings
from flows.wording import say
from ingest.email.border import Trust
from ingest.email.lookup import SYSTEM, read_servers
from ingest.paper.opening.limits import Limits

__all__ = ["CONFIG_FILE", "CONFIG_VARIABLE", "TABLES", "Settings", "load_settings"]

Port = Annotated[int, Field(ge=1, le=65535)]

_DATABASES = ("sqlite", "postgresql", "postgres", "postgresql+psycopg")
_BROKERS = ("memory", "amqp", "amqps", "redis", "rediss")
_RELAYS = ("smtp", "smtp+starttls", "smtps")


class Settings(BlobSettings, SmsGateways, WebhookSettings):
    """What the person who installs decides. Each field is ``CITOYEN_<FIELD>`` in the environment and ``<field>`` in citoyen.toml."""

    database_url: SecretStr = Field(
        default=SecretStr(""),
        description="Address of the database. By default an SQLite file in the data folder.",
        examples=["postgresql://citoyen:password@localhost/citoyen"],
    )
    broker_url: SecretStr = Field(
        default=SecretStr("memory://"),
        description="Broker that nudges the workers: memory:// keeps everything in one process; RabbitMQ or Redis serve several.",
        examples=["amqp://citoyen:password@localhost//"],
    )
    smtp_host: str = Field(default="127.0.0.1", min_length=1, description="Address the SMTP door listens on.", examples=["192.0.2.10"])
    smtp_port: Port = Field(default=2525, description="Port the SMTP door listens on.", examples=[25])
    smtp_max_bytes: int = Field(
        default=50 * 2**20,
        ge=2**16,
        le=2**30,
        description="Largest message taken in, in bytes; announced to senders (SIZE).",
        examples=[52428800],
    )
    smtp_certificate: Path | None = Field(
        default=None,
        description="Certificate chain (PEM) of the SMTP door; with it STARTTLS is offered.",
        examples=["/etc/citoyen/mail.pem"],
    )
    smtp_key: Path | None = Field(default=None, description="Private key (PEM) of that certificate.", examples=["/etc/citoyen/mail.key"])
    web_host: str = Field(default="127.0.0.1", min_length=1, description="Address the desk listens on.", examples=["192.0.2.10"])
    web_port: Port = Field(default=8000, description="Port the desk listens on.", examples=[8080])
    url: str | None = Field(
        default=None,
        description="Public address of the desk, as agents type it; links in mails begin with it.",
        examples=["https://citoyen.ville.example"],
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""),
        description="Signs what browsers are given. By default generated once into the data folder; several machines need the same one.",
        examples=["64 random characters"],
    )
    relay_url: SecretStr | None = Field(
        default=None,
        description=(
            "Mail server for outgoing mail: smtp:// (not encrypted), smtp+starttls:// or smtps://. "
            "Without it mails are held (`citoyen jobs --held`) and leave at the first start with it."
        ),
        examples=["smtp+starttls://user:password@relay.ville.example:587"],
    )
    relay_from: str | None = Field(
        default=None, description="Sender of outgoing mail. By default the town's own address.", examples=["citoyen@ville.example"]
    )
    letters_per_hour: int = Field(
        default=100,
        ge=1,
        le=100_000,
        description=(
            "So many automatic letters go to one address in an hour; what exceeds is held in sight (`citoyen jobs --held`) and leaves "
            "when the hour is over. Ends what would otherwise be a loop of two machines."
        ),
        examples=[100],
    )
    undo_seconds: float = Field(
        default=20.0,
        ge=0,
        le=3600,
        description=(
            "So long a department's notice of a confirmed request waits, in seconds: until it has left, the confirmation can be undone. "
            "0: it leaves at once. Alerts of danger never wait."
        ),
        examples=[20],
    )
    claim_minutes: float = Field(
        default=15.0,
        gt=0,
        le=1440,
        description="How long a request in review is held for the agent who claimed it, in minutes; claiming it again renews that.",
        examples=[15],
    )
    letters_per_day: int = Field(default=1000, ge=1, le=1_000_000, description="The same for a day.", examples=[1000])
    relay_per_minute: int | None = Field(
        default=None,
        ge=1,
        le=100_000,
        description=(
            "So many letters are handed to the relay in a minute, by all processes together; the others follow. By default as many as "
            "there are. For relays that count: Microsoft 365 takes 30 from a mailbox."
        ),
        examples=[30],
    )
    imap: MailboxSettings | None = Field(
        default=None, description="The mailbox collected over IMAP: `CITOYEN_IMAP_HOST` and so on, see below."
    )
    mailboxes: tuple[MailboxSettings, ...] = Field(
        default=(), description="More mailboxes collected over IMAP: tables `[[mailboxes]]` of citoyen.toml, see below."
    )
    map_tiles: str | None = Field(
        default=None,
        pattern=r"https?://[^/?#\s\"';,]+/\S*",
        description=(
            "Address of the tiles behind the maps, of forms and of the desk, with {z}, {x} and {y}. By default none: maps show the town's "
            "own streets, and nobody else learns where a citizen or an agent looks."
        ),
        examples=["https://tuiles.valognes.example/{z}/{x}/{y}.png"],
    )
    map_credit: str = Field(
        default="", description="What has to stand beside a map made of such tiles.", examples=["© les contributeurs d’OpenStreetMap"]
    )
    scan_folder: Path | None = Field(
        default=None,
        description="Folder that scanners lay the post in; its files come in and are removed there. To say more of it, see below.",
        examples=["/srv/scans"],
    )
    fax_folder: Path | None = Field(default=None, description="The same for faxes.", examples=["/srv/fax"])
    folders: tuple[FolderSettings, ...] = Field(
        default=(), description="More drop folders: tables `[[folders]]` of citoyen.toml, see below."
    )
    drop_root: Path | None = Field(
        default=None,
        description=(
            "Folder within which administrators can name drop folders on the desk, and nowhere else: what lies in a drop folder is taken "
            "in and removed there. By default `depots` in the data folder."
        ),
        examples=["/srv/depots"],
    )
    calls_folder: Path | None = Field(
        default=None,
        description="Folder that exports of the telephone switchboard's call log are laid in; its files come in and are removed there.",
        examples=["/srv/appels"],
    )
    call_logs: tuple[CallLogSettings, ...] = Field(
        default=(), description="Call logs that grow and are read on: tables `[[call_logs]]` of citoyen.toml, see below."
    )
    calls_audio: Path | None = Field(
        default=None,
        description="Folder below which the switchboard keeps voice messages; agents can listen to those whose file is there.",
        examples=["/var/spool/asterisk/voicemail"],
    )
    paper_megabytes: int = Field(
        default=200,
        ge=1,
        le=4096,
        description="Largest scan or fax that is read, in megabytes; a larger one is kept for people.",
        examples=[200],
    )
    paper_pages: int = Field(
        default=2000, ge=1, le=20_000, description="So many pages of one file are read; of a longer one the first.", examples=[2000]
    )
    paper_megapixels: int = Field(
        default=100, ge=10, le=400, description="Largest page that is read, in millions of pixels; A3 at 600 dpi has 70.", examples=[100]
    )
    paper_page_seconds: float = Field(
        default=60.0, ge=5, le=600, description="How long reading one page may take, in seconds.", examples=[60]
    )
    mail_servers: str = Field(
        default="",
        description=(
            "The town’s own mail servers whose word on a sender counts: the names they write first in Authentication-Results "
            "(authserv-id), a domain for all its hosts; Microsoft 365 writes none there: outlook.com. "
            "And the domains whose seals of forwarded mail (ARC) count. Without it nobody’s word counts."
        ),
        examples=["mx.ville.example"],
    )
    mail_relays: str = Field(
        default="127.0.0.0/8, ::1/128",
        description=(
            "Networks of the town’s own mail servers: what they write into headers is believed, and the address they took a mail from "
            "is the sender’s. Only servers that no stranger writes headers for."
        ),
        examples=["127.0.0.0/8, 192.0.2.0/28"],
    )
    dns: str = Field(
        default="",
        description=(
            "Name servers asked for DKIM, SPF and DMARC where no trusted mail server has checked a sender: system for those of this "
            "machine, or addresses. By default none is asked."
        ),
        examples=["system"],
    )
    open311_without_key: str = Field(
        default="",
        description=(
            "Towns (short names, separated by commas, or all) to which anybody may post Open311 requests without an API key, "
            "ten a minute from one address. By default a key is needed."
        ),
        examples=["valognes"],
    )
    trusted_proxies: str = Field(
        default="127.0.0.1,::1",
        description=(
            "Addresses or networks of the proxies before the desk, separated by commas: what they say in X-Forwarded-For is believed. "
            "Limits for one address need it: without it all who come through a proxy elsewhere share one."
        ),
        examples=["172.16.0.0/12"],
    )
    sweep_seconds: float = Field(
        default=30.0, gt=0, le=3600, description="How often forgotten work is looked for, in seconds.", examples=[30]
    )
    towns_in_memory: int = Field(
        default=100,
        ge=1,
        description="So many towns a process keeps ready, some 10 MB each; another one takes a moment when its turn comes.",
        examples=[1000],
    )

    @property
    def database_address(self) -> str:
        """Return the address of the database, with its password."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.data / 'citoyen.db'}"

    @property
    def is_embedded(self) -> bool:
        """Tell whether the whole engine lives in one process."""
        return urlsplit(self.broker_url.get_secret_value()).scheme == "memory"

    @property
    def every_mailbox(self) -> tuple[MailboxSettings, ...]:
        """Return all mailboxes to collect."""
        return self.mailboxes if self.imap is None else (self.imap, *self.mailboxes)

    @property
    def every_folder(self) -> tuple[FolderSettings, ...]:
        """Return all drop folders."""
        scan = () if self.scan_folder is None else (FolderSettings(path=self.scan_folder),)
        fax = () if self.fax_folder is None else (FolderSettings(path=self.fax_folder, channel=Channel.FAX),)
        return (*scan, *fax, *self.folders)

    @property
    def paper_limits(self) -> Limits:
        """Return the bounds for one file of paper."""
        return Limits(megabytes=self.paper_megabytes, pages=self.paper_pages, pixels=self.paper_megapixels * 1_000_000)

    @property
    def trust(self) -> Trust:
        """Return whose word on senders counts."""
        return _trust(self.mail_servers, self.mail_relays)

    @property
    def public_url(self) -> str:
        """Return the address of the desk without a slash at its end."""
        return (self.url or f"http://{self.web_host}:{self.web_port}").rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr) -> SecretStr:
        return _with_scheme(value, ("", *_DATABASES))

    @field_validator("broker_url")
    @classmethod
    def _broker(cls, value: SecretStr) -> SecretStr:
        return _with_scheme(value, _BROKERS)

    @field_validator("relay_url")
    @classmethod
    def _relay(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        if not urlsplit(value.get_secret_value()).hostname:
            raise ValueError(say("No server is named."))
        return _with_scheme(value, _RELAYS)

    @field_validator("url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            raise ValueError(say("A web address begins with http:// or https:// and names a host."))
        return value

    @field_validator("relay_from")
    @classmethod
    def _sender(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", value):
            raise ValueError(say("This is not an e-mail address."))
        return value

    @field_validator("mail_relays")
    @classmethod
    def _networks(cls, value: str) -> str:
        for one in value.replace(",", " ").split():
            try:
                ip_network(one)
            except ValueError as error:
                raise ValueError(say("“{network}” is no network.", network=one)) from error
        return value

    @field_validator("dns")
    @classmethod
    def _name_servers(cls, value: str) -> str:
        if value == SYSTEM:
            return value
        try:
            read_servers(value)
        except ValueError as error:
            raise ValueError(say("This names no name servers: write system, or addresses.")) from error
        return value

    @field_validator("secret_key")
    @classmethod
    def _strong(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < _KEY_CHARACTERS:
            raise ValueError(say("A secret key has at least {count} characters.", count=_KEY_CHARACTERS))
        return value

    @model_validator(mode="after")
    def _certificate_with_key(self) -> "Settings":
        if (self.smtp_certificate is None) != (self.smtp_key is None):
            raise ValueError(say("The certificate and its key are set together or not at all."))
        return self


_KEY_CHARACTERS = 32


@cache
def _trust(servers: str, relays: str) -> Trust:
    """Return what two settings say; asked for with every mail."""
    named = (name.rstrip(".").lower() for name in servers.replace(",", " ").split())
    return Trust(servers=frozenset(named), relays=tuple(map(ip_network, relays.replace(",", " ").split())))


def load_settings(**overrides: object) -> Settings:
    """Return the settings: ``overrides`` (what the command line says) before the environment before the file.

    Raises ConfigurationError with all mistakes.
    """
    path, text, mistakes = config_text()
    from_file, broken = parsed(path, text)
    mistakes += broken
    from_environment = _environment()
    mistakes += _unknown_variables(from_environment)
    mistakes += _unknown_keys(path, text, from_file)
    values: dict[str, object] = {name: value for name, value in from_file.items() if name in Settings.model_fields}
    values |= {name: value for name, value in from_environment.items() if name in Settings.model_fields and name not in TABLES}
    values |= _imap({name: value for name, value in from_file.items() if name not in TABLES} | from_environment, values.get("imap"))
    values |= overrides
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        origins = Origins(Settings.model_fields, path=path, text=text, environment=from_environment, overrides=overrides)
        raise ConfigurationError(*mistakes, *(origins.mistake(details) for details in error.errors())) from error
    if mistakes:
        raise ConfigurationError(*mistakes)
    return settings


def _environment() -> dict[str, str]:
    """Return the variables by the field they set; an empty one counts as not set, as compose files write it."""
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in os.environ.items()
        if name.startswith(PREFIX) and name != CONFIG_VARIABLE and value.strip()
    }


def _imap(flat: Mapping[str, object], table: object) -> dict[str, object]:
    """Return the mailbox that names like ``imap_host`` tell of, in the environment or the file, over what a table ``[imap]`` says."""
    told = {name.removeprefix(IMAP): value for name, value in flat.items() if name.startswith(IMAP) and _is_known(name)}
    if "folder" in told:
        told["folders"] = [name.strip() for name in str(told.pop("folder")).split(",")]
    return {"imap": {**(table if isinstance(table, dict) else {}), **told}} if told else {}


def _is_known(name: str) -> bool:
    return name in _NAMES or (name.startswith(IMAP) and name.removeprefix(IMAP) in _IMAP_NAMES)


TABLES = frozenset({"imap", "mailboxes", "folders", "call_logs", "sms_gateways"})
_NAMES = frozenset(Settings.model_fields)
_IMAP_NAMES = frozenset({*MailboxSettings.model_fields, "folder"}) - {"folders"}


def _unknown_variables(environment: Mapping[str, str]) -> tuple[Mistake, ...]:
    names = sorted(name for name in environment if not _is_known(name) or name in TABLES)
    return tuple(_unknown(name, where=f"{PREFIX}{name.upper()}", written=lambda near: f"{PREFIX}{near.upper()}") for name in names)


def _unknown_keys(path: Path, text: str, values: Mapping[str, object]) -> tuple[Mistake, ...]:
    mistakes = [(name, _unknown(name, where=str(path), written=str)) for name in values if not _is_known(name)]
    return tuple(replace(mistake, line=line_of(text, name), what=of_key(name, mistake.what)) for name, mistake in mistakes)


def _unknown(name: str, *, where: str, written: Callable[[str], str]) -> Mistake:
    near = get_close_matches(name, [*(_NAMES - TABLES), *(f"{IMAP}{one}" for one in _IMAP_NAMES)], n=1)
    remedy = say("Did you mean “{near}”?", near=written(near[0])) if near else say("Take it out; docs/configuration.md lists all settings.")
    return Mistake(where=where, what=say("There is no such setting."), remedy=remedy)


def _with_scheme(value: SecretStr, schemes: tuple[str, ...]) -> SecretStr:
    scheme = urlsplit(value.get_secret_value()).scheme
    if scheme not in schemes:
        raise ValueError(
            say("The address begins with one of these: {choices}.", choices=", ".join(f"{name}://" for name in schemes if name))
        )
    return value
