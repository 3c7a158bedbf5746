"""A PostgreSQL server of one's own, from Debian's package, on a Unix socket in a temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = "-c listen_addresses= -c fsync=off -c max_connections=80 -c logging_collector=off"


def missing() -> str:
    """Why no server can be started here; empty when one can."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed (extra \"postgres\")"
    if _programs() is None:
        return "no PostgreSQL server found: apt install postgresql"
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        return "PostgreSQL does not run as root, and there is no setpriv"
    return ""


class Server:
    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder = folder
        self._programs = programs
        self._run("initdb", "-A", "trust", "-U", "feedsvc", "--no-sync", "-E", "UTF8", "-D", str(folder / "data"))
        self.start()

    def url(self, schema: str) -> str:
        return f"postgresql://feedsvc@/postgres?host={self._folder}&options=-csearch_path%3D{schema}"

    def start(self) -> None:
        settings = f"{SETTINGS} -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "start", "-w", "-D", str(self._folder / "data"), "-l", str(self._folder / "log"), "-o", settings)

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self._folder / "data"))

    def _run(self, program: str, *arguments: str) -> None:
        other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        command = [*other, str(self._programs / program), *arguments]
        subprocess.run(command, cwd=self._folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


@contextmanager
def running() -> Iterator[Server]:
    programs = _programs()
    assert programs is not None
    with tempfile.TemporaryDirectory(prefix="feedsvc-pg-") as name:
        if os.geteuid() == 0:
            shutil.chown(name, "postgres", "postgres")
        server = Server(Path(name), programs)
        try:
            yield server
        finally:
            server.stop()


def _programs() -> Path | None:
    """The folder with initdb and pg_ctl, of the newest version installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name.split(".")[0]))
    found = [folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()]
    on_path = shutil.which("pg_ctl")
    return found[-1] if found else Path(on_path).resolve().parent if on_path else None
