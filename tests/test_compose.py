"""The compose file: accepted by the program that reads it, and as closed as it promises to be."""

import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
OURS = ("init", "web", "smtp", "mailbox", "folders", "worker-mail", "worker-ocr", "worker-later", "beat")
SERVERS = ("database", "broker")


@pytest.fixture(scope="module", name="services")
def _services() -> dict[str, dict[str, Any]]:
    services: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    return services


def _docker_compose(*arguments: str) -> str:
    program = shutil.which("docker-compose")
    if program is None:
        pytest.skip("docker-compose is not installed (apt install docker-compose)")
    example = str(ROOT / ".env.example")
    command = [
        program,
        "--project-directory",
        str(ROOT),
        "--env-file",
        example,
        "--profile",
        "mailbox",
        "--profile",
        "folders",
        "config",
        *arguments,
    ]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_docker_compose_accepts_the_file() -> None:
    _docker_compose("--quiet")


def test_every_role_and_server_is_there() -> None:
    assert sorted(_docker_compose("--services").split()) == sorted((*OURS, *SERVERS))


def test_secrets_come_from_the_environment_only() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")

    for line in text.splitlines():
        if "PASSWORD:" in line or "_PASS:" in line or "SECRET_KEY:" in line:
            assert ":-}" in line, line
        assert "://citoyen:" not in line or "PASSWORD:-}@" in line, line


def test_every_value_of_the_file_is_explained_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")

    names = [line.split("=")[0] for line in example if line and not line.startswith("#")]
    for name in names:
        assert f"${{{name}:-" in compose, f"{name} is explained but not used"
    for used in {part.split(":-")[0] for part in compose.split("${")[1:]}:
        assert used in names, f"{used} is used but not explained"
    for before, line in pairwise(example):
        if line and not line.startswith("#"):
            assert before.startswith("# "), f"{line} has no explanation above it"


def test_nothing_runs_as_root_or_gains_rights(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        assert str(service["user"]).split(":")[0] not in ("root", "0"), name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service, name


def test_root_file_systems_are_read_only_but_the_brokers(services: dict[str, dict[str, Any]]) -> None:
    writable = [name for name, service in services.items() if not service["read_only"]]

    assert writable == ["broker"]


def test_everything_but_the_one_shot_has_a_health_check(services: dict[str, dict[str, Any]]) -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert services["init"]["healthcheck"] == {"disable": True}
    for name in (*OURS[1:], *SERVERS):
        # The desk has the image's own.
        assert "healthcheck" in services[name] or (name == "web" and "HEALTHCHECK" in dockerfile), name


def test_roles_wait_for_the_tables_and_the_servers(services: dict[str, dict[str, Any]]) -> None:
    for name in OURS[1:]:
        assert services[name]["depends_on"] == {
            "init": {"condition": "service_completed_successfully"},
            "database": {"condition": "service_healthy"},
            "broker": {"condition": "service_healthy"},
        }, name


def test_database_and_broker_are_reachable_from_inside_only(services: dict[str, dict[str, Any]]) -> None:
    networks = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["networks"]

    assert networks["inside"]["internal"] is True
    for name in SERVERS:
        assert services[name]["networks"] == ["inside"], name
        assert "ports" not in services[name], name


def test_each_server_keeps_its_files_in_a_volume_and_images_are_named_by_version(services: dict[str, dict[str, Any]]) -> None:
    for name in SERVERS:
        assert services[name]["volumes"], name
        assert services[name]["image"].split(":")[1] not in ("", "latest"), name


def test_the_image_is_built_without_tools_and_runs_without_root() -> None:
    stages = (ROOT / "Dockerfile").read_text(encoding="utf-8").split("\nFROM ")

    assert len(stages) == 3, "a stage that builds and a stage that runs"
    runtime = stages[-1]
    assert "USER 10001:10001" in runtime
    assert "COPY --from=build" in runtime
    assert 'ENTRYPOINT ["citoyen"]' in runtime
    for tool in (" pip ", " uv ", " npm", " git", " make", " gcc", " curl"):
        assert tool not in runtime, tool
    for lock in ("requirements.lock", "requirements-build.lock", "requirements-tools.lock"):
        assert lock in stages[1], lock
