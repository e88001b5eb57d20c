"""The data folder belongs to one process at a time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from flows.data_folder import own

ROOT = Path(__file__).parents[2]
OWNER = """
import sys, pathlib
from flows.data_folder import own
with own(pathlib.Path(sys.argv[1])):
    print("mine", flush=True)
    sys.stdin.read()
"""


def test_a_folder_of_another_process_is_refused_with_its_number_until_it_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OWNER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"mine\n"
        with pytest.raises(ConfigurationError) as caught, own(tmp_path):
            pass
        owner.kill()
    assert f"process {owner.pid}" in str(caught.value)
    assert "CITOYEN_DATA" in str(caught.value)
    with own(tmp_path):
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_a_folder_is_free_again_afterwards(tmp_path: Path) -> None:
    with own(tmp_path / "new"):
        pass
    with own(tmp_path / "new"):
        pass
