"""The production shape, read from its files: no container engine is at hand where these tests run."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from hub.supervisor import commands

_ROOT = Path(__file__).resolve().parent.parent.parent
_COMPOSE: dict[str, Any] = yaml.safe_load((_ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
_SERVICES: dict[str, dict[str, Any]] = _COMPOSE["services"]
_OURS = ["web", "worker", "beat", "migrate"]
_DOCKERFILE = (_ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_file_follows_its_schema() -> None:
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yml",
    ]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_services_are_those_of_the_design() -> None:
    assert set(_SERVICES) == {"proxy", "web", "worker", "beat", "migrate", "postgres", "redis"}
    assert _SERVICES["web"]["deploy"]["replicas"] >= 2
    assert "replicas" not in _SERVICES["beat"].get("deploy", {})


@pytest.mark.parametrize("name", _SERVICES)
def test_each_service_is_shut_in(name: str) -> None:
    service = _SERVICES[name]
    user = str(service["user"]).partition(":")[0]
    assert user.isdigit()
    assert int(user) > 0
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert {"privileged", "cap_add", "pid", "ipc", "network_mode", "devices"} & set(service) == set()
    assert not any("docker.sock" in str(volume) for volume in service.get("volumes", []))


@pytest.mark.parametrize("name", _SERVICES)
def test_each_service_says_whether_it_is_well(name: str) -> None:
    check = _SERVICES[name]["healthcheck"]
    if name == "migrate":  # ends by itself; the others wait for its success
        assert check == {"disable": True}
    else:
        assert check["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", _OURS)
def test_each_container_is_the_process_that_make_run_starts(name: str, tmp_path: Path) -> None:
    """``process NAME`` becomes the very words of ``commands``: a stand-in for Python tells what it was called with."""
    assert _SERVICES[name]["command"] == ["python", "-m", "hub.supervisor", "process", name]
    teller = tmp_path / "python"
    teller.write_text('#!/bin/sh\necho "$HUB_AS_OWNER" "$@"\n', encoding="utf-8")
    teller.chmod(0o755)
    code = f"import sys; from hub.supervisor.__main__ import main; sys.executable = {str(teller)!r}; main(['process', {name!r}])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=_ROOT,
        env=os.environ | {"HUB_STATE_DIR": "/var/lib/hub"},
        capture_output=True,
        text=True,
        check=True,
    )
    words = {
        "web": commands.WEB,
        "worker": commands.WORKER,
        "beat": commands.beat(Path("/var/lib/hub/beat-schedule")),
        "migrate": ("1", *commands.MIGRATE),
    }[name]
    assert done.stdout.split() == list(words)


def test_only_the_migrations_know_the_owner() -> None:
    who = {name for name in _SERVICES if "database_owner_url" in _SERVICES[name].get("secrets", [])}
    assert who == {"migrate"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_hub_starts_on_a_migrated_database(name: str) -> None:
    assert _SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_the_worker_reaches_the_mail_server() -> None:
    """Every process loads the settings; mails leave from the worker alone, which is the one with a way out."""
    for name in _OURS:
        assert _SERVICES[name]["environment"]["EMAIL_URL_FILE"] == "/run/secrets/email_url"
        assert "email_url" in _SERVICES[name]["secrets"]
    assert {name for name in _OURS if "out" in _SERVICES[name]["networks"]} == {"worker"}


def test_no_secret_is_in_the_file_or_in_an_environment() -> None:
    for service in _SERVICES.values():
        for key, value in service.get("environment", {}).items():
            if re.search(r"SECRET|PASSWORD|DATABASE|REDIS|EMAIL_URL", key):
                assert key.endswith("_FILE")
                assert str(value).startswith("/run/secrets/")
    named = {name for service in _SERVICES.values() for name in service.get("secrets", [])}
    assert named == set(_COMPOSE["secrets"])
    assert {secret["file"] for secret in _COMPOSE["secrets"].values()} == {f"./deploy/secrets/{name}" for name in named}


def test_database_and_broker_are_reached_from_within_alone() -> None:
    assert _COMPOSE["networks"]["back"] == {"internal": True}
    for name in ("postgres", "redis"):
        assert _SERVICES[name]["networks"] == ["back"]
        assert "ports" not in _SERVICES[name]
    assert [name for name in _SERVICES if "ports" in _SERVICES[name]] == ["proxy"]


def test_redis_keeps_what_it_is_given() -> None:
    words = _SERVICES["redis"]["command"][-1]
    assert "--appendonly yes" in words
    assert "--maxmemory-policy noeviction" in words


def test_every_volume_and_mounted_file_is_there() -> None:
    for service in _SERVICES.values():
        for volume in service.get("volumes", []):
            source = str(volume).partition(":")[0]
            assert source in _COMPOSE["volumes"] or (_ROOT / source).exists()


def test_the_image_runs_as_nobody_of_weight_and_is_watched() -> None:
    last = _DOCKERFILE[_DOCKERFILE.rindex("\nFROM ") :]
    assert re.findall(r"^USER (.+)$", last, re.MULTILINE) == ["10001:10001"]
    assert 'CMD ["python", "-m", "hub.supervisor", "healthy", "web"]' in last
    assert re.findall(r"^CMD (.+)$", last, re.MULTILINE) == ['["python", "-m", "hub.supervisor", "process", "web"]']
    assert "--require-hashes" in _DOCKERFILE
    assert "SECRET_KEY" not in last


def test_the_image_holds_what_the_hub_needs_and_no_more() -> None:
    kept = re.findall(r"^!(\S+)$", (_ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name in kept if not (_ROOT / name).exists()] == []
    assert "docs/examples" in kept  # shown at /data/examples/
    packages = {path.parent.name for path in _ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages <= set(kept)
    assert {"deploy", "tests", "var", ".git", ".venv"} & set(kept) == set()


def test_the_secrets_are_made_once_and_kept(tmp_path: Path) -> None:
    script = tmp_path / "make-secrets.sh"
    script.write_text((_ROOT / "deploy" / "make-secrets.sh").read_text(encoding="utf-8"), encoding="utf-8")
    written = []
    for _ in range(2):
        subprocess.run(["sh", str(script)], capture_output=True, check=True)
        written.append({path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "secrets").iterdir()})
    assert written[0] == written[1]
    assert set(written[0]) | {"tls_certificate", "tls_key", "email_url"} == set(_COMPOSE["secrets"])
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert written[0]["database_url"].strip() == (
        f"postgresql://hub_app:{written[0]['hub_app_password'].strip()}@postgres:5432/hub"
    )


@pytest.mark.parametrize("name", ["deploy/make-secrets.sh", "deploy/postgres/10-roles.sh", "tests/browser/prepare.sh"])
def test_shell_scripts_parse(name: str) -> None:
    assert subprocess.run(["sh", "-n", _ROOT / name], check=False).returncode == 0
