"""The files in deploy/ name what there really is: commands, volumes, ports, users and settings of the image and the program."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from feedsvc.cli import build

REPOSITORY = Path(__file__).parent.parent
DEPLOY = REPOSITORY / "deploy"
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text("utf-8")


def image() -> dict[str, Any]:
    """What the last stage of the Dockerfile says."""
    last = DOCKERFILE.rpartition("\nFROM ")[2].replace("\\\n", " ")
    words = dict(re.findall(r"^(USER|VOLUME|EXPOSE|ENTRYPOINT|CMD) (.+)$", last, re.MULTILINE))
    environment = dict(re.findall(r"\b([A-Z_]+)=(\S+)", re.findall(r"^ENV (.+)$", last, re.MULTILINE)[0]))
    return {**words, "environment": environment}


def commands() -> set[str]:
    (found,) = [action for action in build()._actions if isinstance(action.choices, dict)]
    return set(found.choices)


def parses(arguments: list[str]) -> bool:
    """Whether the program knows this command line."""
    return build().parse_args(arguments).command in commands()


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


def test_compose_runs_the_image_as_it_is_made(compose: dict[str, Any]) -> None:
    """Its volumes and its port are the image's; the folder it builds is the one with the Dockerfile; the rights are the fewest."""
    (service,) = compose["services"].values()
    mounted = {volume.split(":")[0]: volume.split(":")[1] for volume in service["volumes"]}
    assert {mounted["state"], mounted["feeds"]} == {"/state", "/feeds"} == set(yaml.safe_load(image()["VOLUME"]))
    assert set(compose["volumes"]) == {"state", "feeds"}
    assert mounted["../config.toml"] == image()["environment"]["FEEDSVC_CONFIG"]
    assert (DEPLOY / service["build"] / "Dockerfile").is_file() and (DEPLOY / "../config.toml").is_file()
    assert [port.split(":")[-1] for port in service["ports"]] == [image()["EXPOSE"]]
    assert (service["read_only"], service["cap_drop"], service["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])


def test_compose_says_only_what_compose_knows(compose: dict[str, Any]) -> None:
    """No key that the Compose specification does not have."""
    known = {"build", "image", "restart", "ports", "read_only", "tmpfs", "cap_drop", "security_opt", "volumes", "stop_grace_period"}
    assert set(compose) == {"name", "services", "volumes"}
    assert all(set(service) <= known for service in compose["services"].values())


def test_the_cron_job_runs_the_image_as_it_is_made() -> None:
    """User, volumes and command are the image's and the program's; passes never overlap; a claim stands for each volume."""
    job, *claims = yaml.safe_load_all((DEPLOY / "cronjob.yaml").read_text("utf-8"))
    assert (job["apiVersion"], job["kind"], job["spec"]["concurrencyPolicy"]) == ("batch/v1", "CronJob", "Forbid")
    pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert f"{pod['securityContext']['runAsUser']}:{pod['securityContext']['runAsGroup']}" == image()["USER"]
    assert pod["securityContext"]["runAsNonRoot"] and container["securityContext"]["readOnlyRootFilesystem"]
    assert parses(container["args"])
    assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}
    paths = {mount["mountPath"] for mount in container["volumeMounts"]}
    assert {"/state", "/feeds", "/tmp", str(Path(image()["environment"]["FEEDSVC_CONFIG"]).parent)} == paths
    named = {volume["persistentVolumeClaim"]["claimName"] for volume in pod["volumes"] if "persistentVolumeClaim" in volume}
    assert named == {claim["metadata"]["name"] for claim in claims}


def units() -> dict[str, configparser.ConfigParser]:
    found = {}
    for path in sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]):
        parser = configparser.ConfigParser(strict=False, interpolation=None)
        parser.optionxform = str  # type: ignore[assignment, method-assign]
        parser.read(path, "utf-8")
        found[path.name] = parser
    return found


def test_units_start_commands_that_there_are() -> None:
    """Each service starts a command the program knows, the timer starts a service that is there, and what we call success is one."""
    for name, unit in units().items():
        if name.endswith(".service"):
            program, *arguments = unit["Service"]["ExecStart"].split()
            assert program.endswith("/bin/feedsvc") and parses(arguments), name
            fine = {"143"} if arguments == ["run"] else {"75", "143"}  # a service whose port is taken is started again
            assert set(unit["Service"]["SuccessExitStatus"].split()) == fine, name
        else:
            assert name.replace(".timer", ".service") in units()


def services() -> dict[str, configparser.SectionProxy]:
    return {name: unit["Service"] for name, unit in units().items() if name.endswith(".service")}


@pytest.mark.parametrize("name", services())
def test_units_keep_all_in_one_folder_that_others_may_enter(name: str) -> None:
    """A web server reads the feeds, and a command typed in that folder finds the same store: none is told by the environment, and
    no user of the moment, whose folder is closed to all others (systemd.exec, DynamicUser=)."""
    unit = services()[name]
    assert unit["WorkingDirectory"] == f"/var/lib/{unit['StateDirectory']}"
    assert (unit["User"], unit.get("DynamicUser"), unit.get("StateDirectoryMode"), unit.get("Environment")) == ("feedsvc", None, None, None)


def test_the_service_is_started_again_for_as_long_as_it_takes() -> None:
    """systemd gives up after five starts in ten seconds (systemd.unit, StartLimitBurst=): they must be further apart."""
    unit = services()["feedsvc-run.service"]
    assert unit["Restart"] == "on-failure" and float(unit["RestartSec"]) * 5 > 10


@pytest.mark.parametrize("name", ["feedsvc.service", "feedsvc.timer", "feedsvc-run.service"])
def test_systemd_understands_them(name: str, tmp_path: Path) -> None:
    """systemd's own check finds nothing to complain of."""
    if shutil.which("systemd-analyze") is None:
        words = "systemd-analyze is not installed (package systemd)"
        pytest.fail(words) if os.environ.get("FEEDSVC_STRICT") else pytest.skip(words)
    for path in units():
        text = (DEPLOY / path).read_text("utf-8")
        (tmp_path / path).write_text(text.replace("/opt/feedsvc/.venv/bin/feedsvc", "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(tmp_path / name)], capture_output=True, text=True)
    complaints = [line for line in done.stderr.splitlines() if "feedsvc" in line]
    assert (done.returncode, complaints) == (0, [])


def test_settings_named_in_deploy_are_settings() -> None:
    """Every FEEDSVC_ variable named in the image and the units is one the program looks at."""
    known = {"FEEDSVC_CONFIG", "FEEDSVC_STORE", "FEEDSVC_PUBLISH", "FEEDSVC_HOST", "FEEDSVC_LOG"}
    named = set(re.findall(r"FEEDSVC_[A-Z]+", DOCKERFILE + "".join(path.read_text("utf-8") for path in DEPLOY.iterdir() if path.suffix != ".lock")))
    assert named <= known
    reference = (REPOSITORY / "deploy" / "REFERENCE.md").read_text("utf-8")
    assert all(name in reference for name in known)
