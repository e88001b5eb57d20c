"""Private servers for the tests: each on a free port, in a folder of its own, stopped when the test run ends or dies."""

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

_START_SECONDS = 60
_STOP_SECONDS = 20
_LOCAL = "127.0.0.1"


class MissingProgramError(Exception):
    """A program the tests need is not installed."""


class ServerError(Exception):
    """A private server did not start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dovecot:
    """A private IMAP server: any user name is let in with the password and finds an empty mailbox."""

    port: int
    home: Path
    host: str = _LOCAL
    password: str = "secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program to run in the background. ``user`` counts only where we are root; ``stop`` is the signal it ends by."""

    command: Sequence[str]
    log: Path
    user: str | None = None
    stop: signal.Signals = signal.SIGTERM
    environment: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def postgresql(folder: Path, *, port: int | None = None, host: str = _LOCAL, **more: str) -> Iterator[str]:
    """Run PostgreSQL and yield the address of its database ``postgres``, for a user who may create others.

    ``port``: that of one that ran in the same folder, whose databases it serves again; ``more``: settings of the server.
    """
    programs = _postgresql_programs()
    cluster = folder / "cluster"
    if not cluster.exists():
        _give(folder, "postgres")
        initdb = (programs / "initdb", "-D", cluster, "-U", "citoyen", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        _call([str(part) for part in initdb], user="postgres")
        if host != _LOCAL:
            with (cluster / "pg_hba.conf").open("a") as access:
                access.write(f"host all all {host}/24 trust\n")
    port = port or free_port()
    settings = {
        "listen_addresses": host,
        "port": str(port),
        "unix_socket_directories": str(folder),
        "max_connections": "200",
        # What it holds is thrown away; waiting for the disk would only cost time.
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        **more,
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [str(programs / "postgres"), "-D", str(cluster), *options]
    url = f"postgresql://citoyen@{host}:{port}/postgres"
    with _running(Program(command=command, log=folder / "log", user="postgres", stop=signal.SIGINT), lambda: _answers_sql(url)):
        yield url


@contextmanager
def redis(folder: Path, *, host: str = _LOCAL) -> Iterator[str]:
    """Run Redis and yield its address."""
    port = free_port()
    listening = ("--port", str(port), "--bind", *{_LOCAL, host}, "--protected-mode", "no")
    command = [_program("redis-server", "redis-server"), *listening, "--save", "", "--appendonly", "no"]
    with _running(Program(command=[*command, "--dir", str(folder)], log=folder / "log"), lambda: _answers_redis(port)):
        yield f"redis://{host}:{port}/0"


@contextmanager
def rabbitmq(folder: Path, *, port: int | None = None) -> Iterator[str]:
    """Run RabbitMQ and yield its address. ``port``: that of one that ran in the same folder, whose queues it serves again."""
    # The command on PATH is a wrapper that insists on a system user and folder.
    program = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    if not program.exists():
        raise _missing("RabbitMQ", "rabbitmq-server")
    port, epmd_port = port or free_port(), free_port()
    plugins = folder / "plugins"
    plugins.write_text("[].")
    environment = {
        "HOME": str(folder),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "logs"),
        "RABBITMQ_CONFIG_FILE": str(folder / "none"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(plugins),
        "RABBITMQ_PLUGINS_DIR": str(next(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/plugins"))),
        "RABBITMQ_NODENAME": f"citoyen{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": _LOCAL,
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "ERL_EPMD_PORT": str(epmd_port),
        "ERL_EPMD_ADDRESS": _LOCAL,
        # The script then becomes the server instead of staying as its parent.
        "RUNNING_UNDER_SYSTEMD": "1",
    }
    # Started by us, the port mapper of Erlang ends with the server; started by the server it would outlive it.
    mapper = Program(
        command=[_program("epmd", "rabbitmq-server"), "-port", str(epmd_port)], log=folder / "epmd.log", environment=environment
    )
    server = Program(command=[str(program)], log=folder / "log", environment=environment)
    url = f"amqp://guest:guest@{_LOCAL}:{port}//"
    with _running(mapper, lambda: _listens(epmd_port)), _running(server, lambda: _answers_amqp(port)):
        yield url


def deliver(server: Dovecot, user: str, name: str, raw: bytes) -> None:
    """Put a mail into somebody's inbox as a delivering mail server does: whole, or not at all, whether Dovecot runs or not."""
    box = server.home / user / "Maildir"
    for part in (box.parent, box, box / "tmp", box / "new", box / "cur"):
        if not part.exists():
            # Dovecot makes them too, when somebody signs in.
            part.mkdir(exist_ok=True)
            _give(part, "nobody")
    file = box / "tmp" / name
    file.write_bytes(raw)
    _give(file, "nobody")
    file.rename(box / "new" / name)


@contextmanager
def dovecot(folder: Path, *, port: int | None = None, host: str = _LOCAL) -> Iterator[Dovecot]:
    """Run Dovecot and yield where it is. ``port``: that of one that ran in the same folder, whose mail it serves again."""
    program = _program("dovecot", "dovecot-imapd")
    home = folder / "home"
    home.mkdir(exist_ok=True)
    _give(home, "nobody")
    port = port or free_port()
    configuration = folder / "dovecot.conf"
    accounts = _dovecot_accounts()
    listen = ", ".join({_LOCAL, host})
    configuration.write_text(_DOVECOT.format(folder=folder, port=port, listen=listen, **accounts))
    with _running(Program(command=[program, "-F", "-c", str(configuration)], log=folder / "out"), lambda: _greets(port)):
        yield Dovecot(port=port, home=home, host=host)


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.create_server((_LOCAL, 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def _running(program: Program, answers: Callable[[], bool]) -> Iterator[None]:
    account = _account(program.user)
    with program.log.open("wb") as log:
        process = subprocess.Popen(
            [*_leash(program.stop), *program.command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LC_ALL": "C.UTF-8", **program.environment},
            cwd=program.log.parent,
            start_new_session=True,
            user=account and account.pw_uid,
            group=account and account.pw_gid,
            extra_groups=() if account else None,
        )
    try:
        _wait(process, program, answers)
        yield
    finally:
        _stop(process, program.stop)


def _wait(process: subprocess.Popen[bytes], program: Program, answers: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not answers():
        if process.poll() is not None or time.monotonic() > deadline:
            tail = program.log.read_text(errors="replace")[-2000:]
            raise ServerError(f"{program.command[0]} did not start:\n{tail}")
        time.sleep(0.02)


def _stop(process: subprocess.Popen[bytes], stop: signal.Signals) -> None:
    process.send_signal(stop)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _leash(stop: signal.Signals) -> tuple[str, ...]:
    """Return the words in front of a command that make it end with us, however we end."""
    setpriv = shutil.which("setpriv")
    return () if setpriv is None else (setpriv, "--pdeathsig", stop.name.removeprefix("SIG"), "--")


def _account(user: str | None) -> pwd.struct_passwd | None:
    """Return whom a process is to run as; only root can choose, and only for root some servers refuse to work."""
    return None if user is None or os.geteuid() != 0 else pwd.getpwnam(user)


def _call(command: Sequence[str], *, user: str) -> None:
    account = _account(user)
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        user=account and account.pw_uid,
        group=account and account.pw_gid,
        extra_groups=() if account else None,
    )
    if done.returncode:
        raise ServerError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def _give(folder: Path, user: str) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, user)


def _program(name: str, package: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        raise _missing(name, package)
    return found


def _postgresql_programs() -> Path:
    """Return the folder of the newest PostgreSQL; a plain `postgres` on PATH may be an older one."""
    found = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    if not found:
        raise _missing("PostgreSQL", "postgresql-17")
    return max(found, key=lambda folder: int(folder.parent.name))


def _missing(program: str, package: str) -> MissingProgramError:
    return MissingProgramError(
        f"{program} is not installed. Install it (Debian: apt-get install {package}) or run the tests without servers."
    )


def _listens(port: int) -> bool:
    return _first_words(port, b"") is not None


def _answers_sql(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _answers_redis(port: int) -> bool:
    return _first_words(port, b"PING\r\n", read=True) == b"+PONG\r\n"


def _answers_amqp(port: int) -> bool:
    # The answer to the protocol header is a frame of type 1, a method (AMQP 0-9-1, 4.2.2 and 4.2.3).
    return (_first_words(port, b"AMQP\x00\x00\x09\x01", read=True) or b"").startswith(b"\x01")


def _greets(port: int) -> bool:
    return (_first_words(port, b"", read=True) or b"").startswith(b"* OK")


def _first_words(port: int, said: bytes, *, read: bool = False) -> bytes | None:
    """Say something on a port and return the answer; None where nobody listens."""
    try:
        with socket.create_connection((_LOCAL, port), timeout=2) as connection:
            connection.sendall(said)
            return connection.recv(1000) if read else b""
    except OSError:
        return None


def _dovecot_accounts() -> dict[str, str]:
    """Return whose accounts Dovecot uses: its own for root, ours otherwise (it cannot change then)."""
    if os.geteuid() == 0:
        return {"internal": "dovecot", "login": "dovenull", "user": "nobody", "group": "nogroup"}
    user, group = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
    return {"internal": user, "login": user, "user": user, "group": group}


_DOVECOT = """\
dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = {listen}
ssl = no
auth_allow_cleartext = yes
default_internal_user = {internal}
default_login_user = {login}
first_valid_uid = 0
mail_driver = maildir
mail_path = ~/Maildir
mail_home = {folder}/home/%{{user}}
mail_uid = {user}
mail_gid = {group}
passdb static {{
  password = secret
}}
userdb static {{
  fields {{
    uid = {user}
    gid = {group}
    home = {folder}/home/%{{user}}
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"""
