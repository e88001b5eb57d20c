"""Networks that can be cut: processes in a name space of their own, joined to this machine by a bridge, as machines are by a switch."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A machine of its own, as far as its processes see. ``within`` are the words that start a command there."""

    name: str
    address: str
    plug: str
    bridge: str

    @property
    def within(self) -> Sequence[str]:
        return ("ip", "netns", "exec", self.name)

    def cut(self) -> None:
        """Pull the plug: what is sent is lost, and nobody is told."""
        _ip("link", "set", self.plug, "nomaster")

    def mend(self) -> None:
        """Put the plug back."""
        _ip("link", "set", self.plug, "master", self.bridge)


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """This machine's own address on the bridge, and the others'."""

    address: str
    networks: Sequence[Network]


@contextmanager
def networks(count: int) -> Iterator[Switch]:
    """Join so many networks to this machine. Skips the test where that is not allowed."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("a network can be cut only by root, with ip")
    number = os.getpid()
    bridge, stem = f"ctb{number}", f"10.{200 + number % 50}.{number // 50 % 250}"
    if subprocess.run(["ip", "link", "add", bridge, "type", "bridge"], capture_output=True, check=False).returncode:
        pytest.skip("this machine makes no bridges")
    made = [
        Network(name=f"ctn{number}-{one}", address=f"{stem}.{one + 2}", plug=f"ctp{number}-{one}", bridge=bridge) for one in range(count)
    ]
    try:
        _ip("address", "add", f"{stem}.1/24", "dev", bridge)
        _ip("link", "set", bridge, "up")
        for network in made:
            _ip("netns", "add", network.name)
            _ip("link", "add", network.plug, "type", "veth", "peer", "name", "eth0", "netns", network.name)
            _ip("link", "set", network.plug, "master", bridge, "up")
            _ip("-n", network.name, "address", "add", f"{network.address}/24", "dev", "eth0")
            _ip("-n", network.name, "link", "set", "eth0", "up")
            _ip("-n", network.name, "link", "set", "lo", "up")
        yield Switch(address=f"{stem}.1", networks=made)
    finally:
        for network in made:
            subprocess.run(["ip", "netns", "delete", network.name], capture_output=True, check=False)
        _ip("link", "delete", bridge)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
