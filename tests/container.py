"""The image as ``Dockerfile`` makes it, without Docker: a base by mmdebstrap, built by buildah, run by podman and runc.

What takes long is kept between runs below ``$XDG_CACHE_HOME/feedsvc`` (else ``~/.cache/feedsvc``): the base of the week and the
layers that did not change.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent
PROGRAMS = ("mmdebstrap", "buildah", "podman", "runc")
BASE_DAYS = 7
MOST_BYTES = 3_000_000_000
"""Kept layers beyond this are thrown away: each changed source file leaves some."""
BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
SLIM = [f"path-exclude=/usr/share/{name}/*" for name in ("doc", "man", "info", "locale", "lintian")] + ["path-include=/usr/share/doc/*/copyright"]
"""What Debian's own slim images leave out."""
PLAIN = 'printf "Package: usrmerge\\nPin: release *\\nPin-Priority: -1\\n" > "$1/etc/apt/preferences.d/plain"'
"""A folder that is merged already needs no program, and no Perl, to merge it."""
HARDENED = [
    "--no-healthcheck", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "all", "--security-opt", "no-new-privileges",
    "--ulimit", "nofile=1024:4096", "--ulimit", "nproc=1000:1000",
]  # fmt: skip


def missing() -> str | None:
    """Why no image can be made here, in words; None when it can."""
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        return "building and running the image needs root on Debian"
    absent = [name for name in PROGRAMS if shutil.which(name) is None]
    return f"{', '.join(absent)} not installed; tests/packages.sh installs them when run as root" if absent else None


def said(command: Sequence[str], **more: Any) -> str:
    """What a command prints; its errors are the test's errors."""
    done = subprocess.run(command, capture_output=True, text=True, **more)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout.strip()


@dataclass(frozen=True)
class Engine:
    """``folder`` keeps images and containers."""

    folder: Path

    @property
    def running(self) -> Path:
        """What containers need while they run; podman wants a path of fifty letters at most."""
        return Path(f"/run/feedsvc-{zlib.crc32(os.fsencode(self.folder)):08x}")

    @property
    def _place(self) -> list[str]:
        return ["--root", str(self.folder), "--runroot", str(self.running), "--storage-driver", "overlay"]

    def buildah(self, *words: str) -> str:
        return said(["buildah", *self._place, *words], cwd=REPOSITORY, env={**os.environ, "BUILDAH_ISOLATION": "chroot"})

    def podman(self, *words: str) -> list[str]:
        return ["podman", *self._place, "--cgroup-manager", "cgroupfs", "--runtime", "runc", *words]

    def run(self, options: Sequence[str], *words: str) -> subprocess.CompletedProcess[str]:
        """A container of the image, as hardened as ``deploy/`` asks for, until it ends."""
        command = self.podman("run", "--rm", *HARDENED, *options, IMAGE, *words)
        return subprocess.run(command, capture_output=True, text=True, timeout=120)

    def inspected(self) -> dict[str, Any]:
        """The image's configuration, as Docker keeps it, and its size in bytes."""
        found: dict[str, Any] = json.loads(self.buildah("inspect", "--type", "image", IMAGE))["Docker"]
        size = json.loads(said(self.podman("image", "inspect", IMAGE)))[0]["Size"]
        return {**found, "Size": size}

    @contextmanager
    def started(self, options: Sequence[str], *words: str) -> Iterator[str]:
        """A container in the background, by its id."""
        name = said(self.podman("run", "-d", *HARDENED, *options, IMAGE, *words))
        try:
            yield name
        finally:
            subprocess.run(self.podman("rm", "-f", "-t", "0", name), capture_output=True)

    def logs(self, name: str) -> str:
        done = subprocess.run(self.podman("logs", name), capture_output=True, text=True)
        return done.stdout + done.stderr


IMAGE = "localhost/feedsvc:test"


@contextmanager
def built() -> Iterator[Engine]:
    """The image of this working tree; one test run at a time builds and runs."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "feedsvc"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        base = _base(cache, _codename(), date.today())
        engine = Engine(cache / f"containers-{base.stem}")
        if _size(engine.folder) > MOST_BYTES:
            _throw_away(engine)
        _import(engine, base)
        _build(engine, cache)
        yield engine


def _codename() -> str:
    lines = Path("/etc/os-release").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)["VERSION_CODENAME"].strip('"')


def _base(cache: Path, codename: str, today: date) -> Path:
    """A Debian as slim as the official image, made when the last one is a week old."""
    oldest = f"{codename}-{today - timedelta(days=BASE_DAYS)}.tar"
    for old in sorted(cache.glob("*.tar")):
        if old.name > oldest and old.name.startswith(codename):
            return old
        _throw_away(Engine(cache / f"containers-{old.stem}"))
        old.unlink()
    path = cache / f"{codename}-{today}.tar"
    sources = [str(found) for found in [Path("/etc/apt/sources.list.d/debian.sources")] if found.exists()]
    leave_out = [f"--dpkgopt={words}" for words in SLIM]
    hooks = ["--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr", f"--setup-hook={PLAIN}", '--customize-hook=rm "$1/etc/apt/preferences.d/plain"']
    command = ["mmdebstrap", "--quiet", "--variant=minbase", "--include=usr-is-merged", *hooks, *leave_out]
    partial = cache / "partial.tar"
    said([*command, codename, str(partial), *sources])
    partial.rename(path)
    return path


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) if folder.exists() else 0


def _throw_away(engine: Engine) -> None:
    if engine.folder.exists():
        engine.buildah("rm", "--all")
        engine.buildah("rmi", "--all", "--force")
        shutil.rmtree(engine.folder, ignore_errors=True)
        shutil.rmtree(engine.running, ignore_errors=True)


def _import(engine: Engine, base: Path) -> None:
    """The base as an image, once."""
    if engine.buildah("images", "--quiet", "--filter", "reference=localhost/base"):
        return
    name = engine.buildah("from", "scratch")
    engine.buildah("add", "-q", name, str(base), "/")
    engine.buildah("config", "--env", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", name)
    engine.buildah("commit", "-q", name, "localhost/base")
    engine.buildah("rm", name)


def _build(engine: Engine, cache: Path) -> None:
    """As ``docker build``, but with this machine's way to the package index mounted while building; nothing of it stays."""
    config = cache / "pip.conf"
    config.write_text("[global]\n" + "".join(f"{name} = {value}\n" for name, value in _ways(os.environ).items()))
    mounts = {config: "/etc/pip.conf", BUNDLE: "/run/build-ca.crt"}
    volumes = [word for here, there in mounts.items() if here.exists() for word in ("--volume", f"{here}:{there}:ro")]
    engine.buildah("build", "--layers", "--format", "docker", "--pull-never", "--build-arg", "BASE=localhost/base", *volumes, "-t", IMAGE, ".")


def _ways(environment: Mapping[str, str]) -> dict[str, str]:
    named = {name: environment.get(f"PIP_{name.upper().replace('-', '_')}") for name in ("index-url", "trusted-host", "proxy")}
    ways = {name: value for name, value in named.items() if value}
    return {**ways, "cert": "/run/build-ca.crt"} if BUNDLE.exists() else ways
