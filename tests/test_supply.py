"""What we depend on: locked by hash and without addresses, few, each with its reason and its licence; a bill of materials."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from feedsvc import errors

REPOSITORY = Path(__file__).parent.parent
DEPLOYED, EXTRAS, TESTED = LOCKS = [REPOSITORY / name for name in ("deploy/requirements.lock", "deploy/extras.lock", "tests/requirements.lock")]
FREE = re.compile(r"MIT|BSD|Apache|0BSD|PSF|LGPL|ISC", re.IGNORECASE)


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    return found


def locked(path: Path) -> Iterator[tuple[Requirement, int]]:
    """What a lock names, and how many hashes it has."""
    for block in re.split(r"\n(?=\S)", path.read_text("utf-8").strip()):
        first, *rest = block.split("\n")
        yield Requirement(first.rstrip(" \\")), sum("--hash=sha256:" in line for line in rest)


def here(path: Path) -> dict[str, str]:
    """Name → version of what the lock installs on this machine."""
    return {r.name: str(r.specifier).removeprefix("==") for r, _ in locked(path) if r.marker is None or r.marker.evaluate()}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_locks_hold_versions_and_hashes_and_no_address(path: Path) -> None:
    """Each line is one version with at least one hash; no registry is named, so that anybody's own one serves."""
    for requirement, hashes in locked(path):
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), requirement
        assert hashes >= 1, requirement
    assert "://" not in path.read_text("utf-8")


def test_the_locks_agree() -> None:
    """The extras come on top of what is deployed, and the tests run with the very versions of both."""
    deployed, extras, tested = (here(path) for path in LOCKS)
    assert {name: extras.get(name) for name in deployed} == deployed
    assert {name: tested.get(name) for name in extras} == extras


def test_the_locks_hold_what_the_project_names() -> None:
    """Every dependency of pyproject.toml is locked at a version it allows, and all that some installations need in the extras."""
    optional = project()["optional-dependencies"]
    more = [line for name, lines in optional.items() if name != "test" for line in lines]
    for path, lines in ((DEPLOYED, project()["dependencies"]), (EXTRAS, more)):
        versions = here(path)
        for requirement in map(Requirement, lines):
            if requirement.marker is None or requirement.marker.evaluate():
                assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)], prereleases=True), requirement


def test_what_a_message_tells_to_do_there_is() -> None:
    """'make extras' and the image's build argument install from that lock; no word sends anybody to a package of our name on an index."""
    makefile, dockerfile = ((REPOSITORY / name).read_text("utf-8") for name in ("Makefile", "Dockerfile"))
    assert "make extras" in errors.EXTRAS and "\nextras: .venv/.installed\n\t@$(PIP) -r deploy/extras.lock --require-hashes" in makefile
    assert "LOCK=extras.lock" in errors.EXTRAS and "COPY deploy/${LOCK} ./" in dockerfile and "ARG LOCK=requirements.lock" in dockerfile
    told = [REPOSITORY / "README.md", REPOSITORY / "deploy" / "REFERENCE.md", *(REPOSITORY / "feedsvc").rglob("*.py")]
    assert [path.name for path in told if re.search(r"feedsvc\[", path.read_text("utf-8"))] == []


def rows() -> dict[str, tuple[str, str]]:
    """The table in DECISIONS.md: package → (licence, reason)."""
    found = re.findall(r"^\| `([a-z0-9.-]+)` \| ([^|]+) \| ([^|]+) \|$", (REPOSITORY / "DECISIONS.md").read_text("utf-8"), re.MULTILINE)
    return {name: (licence, reason) for name, licence, reason in found}


def licence_of(name: str) -> str:
    """As its own metadata tells it."""
    told = metadata(name)
    classifiers = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    return told.get("License-Expression") or " ".join([told.get("License") or "", *classifiers])


def test_each_dependency_has_its_reason_and_its_licence() -> None:
    """DECISIONS.md tells of every runtime dependency, ours and theirs, under which licence it stands and what it is for."""
    told, versions = rows(), here(EXTRAS)
    assert set(versions) <= set(told) <= {requirement.name for requirement, _ in locked(EXTRAS)}
    for name, (licence, reason) in ((name, told[name]) for name in versions):
        assert reason.strip(), name
        words = [word for word in re.split(r"[ ,]+|AND|OR", licence) if word]
        assert all(word.split("-")[0].lower() in licence_of(name).lower() for word in words), (name, licence, licence_of(name))


def test_every_licence_lets_us() -> None:
    """All that is deployed is free software that may stand in a service."""
    assert [name for name in here(EXTRAS) if not FREE.search(licence_of(name))] == []


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    """What 'make sbom' writes."""
    environment = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    done = subprocess.run(["make", "sbom", f"PYTHON={sys._base_executable}"], cwd=REPOSITORY, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads((REPOSITORY / "build" / "feedsvc.cdx.json").read_text("utf-8"))
    return found


def test_the_bill_of_materials_is_valid(bill: dict[str, Any]) -> None:
    """CycloneDX 1.6, by its own schema."""
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill)) is None
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "feedsvc")


def test_the_bill_of_materials_is_complete(bill: dict[str, Any]) -> None:
    """Every deployed package stands in it, with version, address of the package and licence; nothing else does; who needs whom is told."""
    components = {canonicalize_name(component["name"]): component for component in bill["components"]}
    assert {name: component["version"] for name, component in components.items()} == here(DEPLOYED)
    for name, component in components.items():
        assert component["purl"].startswith(f"pkg:pypi/{name}@")
        assert component.get("licenses"), name
    needed = {entry["ref"]: entry.get("dependsOn", []) for entry in bill["dependencies"]}
    root = needed[bill["metadata"]["component"]["bom-ref"]]
    assert {Requirement(line).name for line in project()["dependencies"]} <= {canonicalize_name(ref.partition("==")[0]) for ref in root}
    assert str(REPOSITORY) not in json.dumps(bill)


def test_make_without_a_network_says_so(tmp_path: Path) -> None:
    """Where pip finds no package, the last word is about the network, not about a package."""
    pip = f'#!/bin/sh\ncase "$*" in *" install "*) echo "No matching distribution found for anyio" >&2; exit 1;; esac\nexec {sys.executable} "$@"\n'
    (tmp_path / "python").write_text(pip, "utf-8")
    (tmp_path / "python").chmod(0o755)
    for name in ("Makefile", "pyproject.toml", "deploy"):
        (tmp_path / name).symlink_to(REPOSITORY / name)
    environment = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    done = subprocess.run(["make", "run", f"PYTHON={tmp_path / 'python'}"], cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert done.returncode != 0
    assert "Is there a network?" in done.stderr.splitlines()[1], done.stderr


@pytest.mark.parametrize(
    ("config", "started"),
    [('[[source]]\nurl = "http://a.example/"\n', "run"), ("[[source]]\n  url='http://a.example/'\n", "run"), ('[[source]]\nurl = ""\n', "demo"), (None, "demo"),
     ('source = [{ key = "n", url = "http://a.example/" }]\n', "run"), ("[[source]]\nurl ＝ “http://a.example/”\n", "run"),
     ('[site]\nbase_url = "http://f.example/"\n# url = "http://a.example/"\n', "demo")],
)
def test_make_run_watches_the_site_once_one_is_named(tmp_path: Path, config: str | None, started: str) -> None:
    """However TOML lets it be written, or not: what is written wrong is told; until then the demo starts, without a config.toml too."""
    (tmp_path / "feedsvc").write_text("#!/bin/sh\necho started $1\n")
    (tmp_path / "feedsvc").chmod(0o755)
    if config is not None:
        (tmp_path / "config.toml").write_text(config, "utf-8")
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    command = ["make", "-f", str(REPOSITORY / "Makefile"), "-o", ".venv/.installed", f"BIN={tmp_path}", "run"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert (done.stdout, done.stderr) == (f"started {started}\n", "")
