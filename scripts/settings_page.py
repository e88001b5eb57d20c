"""Write docs/configuration.md from the settings themselves, so that the page can never say something else than the program.

``python scripts/settings_page.py`` writes the page, ``--check`` only tells whether it is current (exit status 1 if not).
"""

import sys
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from flows.call_settings import CallLogSettings
from flows.folder_settings import FolderSettings
from flows.mailbox_settings import MailboxSettings
from flows.settings import CONFIG_FILE, CONFIG_VARIABLE, TABLES, Settings
from flows.settings_mistakes import PREFIX
from flows.sms_settings import SmsSettings

PAGE = Path(__file__).resolve().parent.parent / "docs" / "configuration.md"

HEAD = f"""# Configuration

<!-- Written by scripts/settings_page.py from flows/settings.py. Change the settings there, then run it. -->

Citoyen needs no configuration to start: every setting has a default that fits one town on one machine. A setting is taken from, in
this order:

1. the command line, where a command has an option for it;
2. the environment: `{PREFIX}` and the name in capitals, such as `{PREFIX}WEB_PORT=8080`;
3. the file `{CONFIG_FILE}` in the folder the program is started in, such as `web_port = 8080`. `{CONFIG_VARIABLE}` names another file.

An empty variable counts as not set. A wrong value, an unknown name and a line that is not TOML are refused at the start, all of them
at once, each with what to do. `citoyen doctor` tells whether what the settings name is really there.

Passwords belong into the environment (an `EnvironmentFile` of systemd, the `.env` of Docker Compose) or into a `{CONFIG_FILE}` that only
the program may read. They are never written to the log.

## All settings

| setting | default | what it is |
|---|---|---|
"""

MAILBOXES = f"""
## Mailboxes collected over IMAP

One mailbox is set by variables (or by the same names in small letters in `{CONFIG_FILE}`); `{PREFIX}IMAP_FOLDER` may name several folders,
with commas between them. More mailboxes are tables of `{CONFIG_FILE}`, whose keys are the same names without `imap_`, and `folders`:

```toml
[[mailboxes]]
host = "imap.ville.example"
user = "voirie@ville.example"
password_command = "cat /run/secrets/voirie"
folders = ["INBOX", "Contact"]
after = "move"
target = "Citoyen"
```

`citoyen mailbox check` tries each of them and says what is wrong. [running.md](running.md) tells what happens to the mails.

| setting | default | what it is |
|---|---|---|
"""

FOLDERS = f"""
## Drop folders

`{PREFIX}SCAN_FOLDER` and `{PREFIX}FAX_FOLDER` name a folder each, for the only town of the installation. More of them, or more to say of
one, are tables of `{CONFIG_FILE}`:

```toml
[[folders]]
path = "/srv/scans/accueil"
scanner = "Copieur accueil"
mailbox = "mairie@ville.example"
subfolders = "department"

[[folders]]
path = "/srv/fax"
channel = "fax"
patterns = ["*.pdf", "*.tif"]
done = "done"
```

`citoyen folders check` tries each of them and says what is wrong. [scans.md](scans.md) tells what happens to the files.

| key | default | what it is |
|---|---|---|
"""

CALL_LOGS = f"""
## Call logs that grow

`{PREFIX}CALLS_FOLDER` names the folder that whole exports of the switchboard are laid in. A log that the switchboard writes on is a table
of `{CONFIG_FILE}`; what it says of the town's lines holds for every log of that town:

```toml
[[call_logs]]
path = "/var/log/asterisk/cdr-csv/Master.csv"
reception = ["01 99 00 10 00"]
fax = ["01 99 00 10 09"]
```

[calls.md](calls.md) tells how each switchboard writes its log, and what becomes of the calls.

| key | default | what it is |
|---|---|---|
"""

GATEWAYS = f"""
## Text messages

A gateway of text messages is a table of `{CONFIG_FILE}`; without one none leaves. A town has one at most:

```toml
[[sms_gateways]]
url = "https://sms.operateur.example/v1/messages"
headers = ["Authorization: Bearer {{secret}}"]
body = '{{"recipient": "{{to}}", "sender": "{{sender}}", "content": "{{text}}"}}'
sender = "VALOGNES"
reference = "id"
idempotency_header = "Idempotency-Key"
```

Its secret stands in `{PREFIX}SMS_SECRET`, or is printed by a `secret_command` such as `cat /run/secrets/sms`. `citoyen doctor` tells what
is wrong with it, and what is held. [letters.md](letters.md) tells who gets text messages, and when.

| setting | default | what it is |
|---|---|---|
"""

TAIL = f"""
## An example

```toml
# {CONFIG_FILE}
data = "/var/lib/citoyen"
url = "https://citoyen.ville.example"
smtp_host = "0.0.0.0"
smtp_port = 25
smtp_certificate = "/etc/citoyen/mail.pem"
smtp_key = "/etc/citoyen/mail.key"
relay_url = "smtp+starttls://citoyen:password@relay.ville.example:587"
```

## One process or many

With `broker_url = "memory://"` (the default) the desk, the SMTP door and the workers live in one process, `citoyen run`. With a broker
the same work is done by one process for each role; see [running.md](running.md).

| | one process | several processes |
|---|---|---|
| `database_url` | SQLite in `data` (default), or PostgreSQL | PostgreSQL |
| `broker_url` | `memory://` (default) | `amqp://…` (RabbitMQ) or `redis://…` |
| originals | folder in `data` (default) | one folder all processes see: `data` on a shared disk, or `blobs_url`, which may be a bucket |
| `secret_key` | made by itself | the same for all processes |
"""


def page() -> str:
    """Return the whole page."""
    own = "".join(_line(name, field) for name, field in Settings.model_fields.items() if name not in TABLES)
    mailbox = "".join(_line(f"imap_{_singular(name)}", field) for name, field in MailboxSettings.model_fields.items())
    folder = "".join(_line(name, field, is_key=True) for name, field in FolderSettings.model_fields.items())
    log = "".join(_line(name, field, is_key=True) for name, field in CallLogSettings.model_fields.items())
    gateway = "".join(_line(name, field, is_key=True) for name, field in SmsSettings.model_fields.items())
    return HEAD + own + MAILBOXES + mailbox + FOLDERS + folder + CALL_LOGS + log + GATEWAYS + gateway + TAIL


def _singular(name: str) -> str:
    return "folder" if name == "folders" else name


def _line(name: str, field: FieldInfo, *, is_key: bool = False) -> str:
    description = (field.description or "").replace("|", "\\|")
    example = f" Example: `{_example(field)}`." if field.examples else ""
    shown = name if is_key else f"{PREFIX}{name.upper()}"
    return f"| `{shown}` | {_default(field)} | {description}{example} |\n"


def _example(field: FieldInfo) -> str:
    example = field.examples[0] if field.examples else ""
    return ", ".join(example) if isinstance(example, list) else str(example)


def _default(field: FieldInfo) -> str:
    default: object = field.default
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    if isinstance(default, tuple):
        default = ", ".join(map(str, default))
    return "–" if field.is_required() or default in (None, "") else f"`{default}`"


def main() -> int:
    """Write or check the page; return the exit status."""
    current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    if "--check" in sys.argv[1:]:
        if current != page():
            sys.stderr.write("docs/configuration.md is old. Run: python scripts/settings_page.py\n")
        return int(current != page())
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
