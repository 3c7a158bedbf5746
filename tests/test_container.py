"""The image, really built and really run: as hardened as deploy/ asks for, and of use."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from . import container
from .container import Engine, said
from .http_client import get
from .installation import Installation, installed
from .scripted_server import HOLD, ScriptedServer
from .test_deploy_servers import free_port

pytestmark = pytest.mark.timeout(900)
UID = 10001
MOST_BYTES = 200_000_000
HERE = ["--network=none"]
BESIDE = ["--network=host"]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    if words := container.missing():
        pytest.fail(words) if os.environ.get("FEEDSVC_STRICT") else pytest.skip(words)
    with container.built() as engine:
        yield engine


@pytest.fixture
def section(tmp_path: Path) -> Iterator[Installation]:
    """A section of the practice site, with folders that belong to the image's user."""
    for name in ("state", "feeds"):
        (tmp_path / name).mkdir()
        os.chown(tmp_path / name, UID, UID)
    with installed(tmp_path) as section:
        config = '[site]\ntitle = "演练协会"\ncontact = "mailto:test@example.org"\nbase_url = "http://feeds.example.org/"\n[fetch]\npace = 0\n'
        source = f'[[source]]\nkey = "news"\nurl = "{section.config.sources[0].url}"\nallow_private = true\npages = 1\n'
        (tmp_path / "config.toml").write_text(f"{config}[serve]\nport = {free_port()}\n{source}")
        yield section


def volumes(folder: Path) -> list[str]:
    mounted = {"config.toml": "/config/config.toml:ro", "state": "/state", "feeds": "/feeds"}
    return [*BESIDE, *(word for here, there in mounted.items() for word in ("--volume", f"{folder / here}:{there}"))]


def until(done: Callable[[], bool], otherwise: Callable[[], str]) -> None:
    """Waits for what another process does; a container has no event to wait for."""
    for _ in range(3000):
        if done():
            return
        time.sleep(0.02)
    raise AssertionError(otherwise())


def test_the_image_is_small_and_says_how_it_is_run(engine: Engine, record_property: Callable[[str, object], None]) -> None:
    """At most 200 MB; user 10001, two volumes, one port, a health check; 'run' unless another command is given."""
    found = engine.inspected()
    record_property("figure", f"image: {found['Size'] / 1e6:.0f} MB")
    assert found["Size"] <= MOST_BYTES
    settings = found["config"]
    assert (settings["User"], settings["Entrypoint"], settings["Cmd"]) == ("10001:10001", ["feedsvc"], ["run"])
    assert (set(settings["Volumes"]), set(settings["ExposedPorts"])) == ({"/state", "/feeds"}, {"8080/tcp"})
    assert settings["Healthcheck"]["Test"] == ["CMD", "feedsvc", "health"]


LOOK = """
import json, os, pathlib
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
def may_write(folder):
    try:
        pathlib.Path(folder, "x").write_text("x")
        return True
    except OSError:
        return False
files = [str(path) for path in pathlib.Path("/").rglob("*") if not str(path).startswith(("/proc", "/sys", "/dev")) and path.is_file()]
links = sorted(name for name in os.listdir("/sys/class/net"))
print(json.dumps({"uid": os.getuid(), "gid": os.getgid(), "caps": [status[name] for name in ("CapEff", "CapPrm", "CapBnd")],
    "privileges": status["NoNewPrivs"], "written": [name for name in ("/", "/opt/feedsvc", "/config", "/usr/bin", "/etc", "/state", "/feeds") if may_write(name)],
    "files": files, "environment": dict(os.environ), "links": links}))
"""


def test_it_may_do_nothing_it_need_not(engine: Engine) -> None:
    """User 10001, no capability, no way to more rights; of all folders only the two volumes can be written."""
    done = engine.run([*HERE, "--entrypoint", "python3"], "-c", LOOK)
    found = json.loads(done.stdout)
    assert (found["uid"], found["gid"], found["privileges"]) == (UID, UID, "1")
    assert {int(value, 16) for value in found["caps"]} == {0}
    assert found["written"] == ["/state", "/feeds"]
    assert found["links"] == ["lo"]


def test_it_holds_no_secret_and_nothing_it_need_not(engine: Engine) -> None:
    """No key, no configuration of the builder, no repository, tests, package installer or compiler lies in the image or its environment."""
    found = json.loads(engine.run([*HERE, "--entrypoint", "python3"], "-c", LOOK).stdout)
    wrong = (".git/", "/tests/", "id_rsa", ".pem", ".key", ".env", ".netrc", "/bin/pip", "/bin/gcc", "/config.toml", ".db", "root/.")
    public = ("/etc/ssl/certs", "/usr/lib/ssl/cert.pem", "/run")
    assert [name for name in found["files"] if any(part in name for part in wrong) and not name.startswith(public)] == []
    assert set(found["environment"]) <= {
        "PATH", "HOME", "HOSTNAME", "TERM", "container", "PYTHONDONTWRITEBYTECODE", "LC_CTYPE",
        "FEEDSVC_CONFIG", "FEEDSVC_STORE", "FEEDSVC_PUBLISH", "FEEDSVC_HOST",
    }  # fmt: skip
    assert not any(word in json.dumps(engine.inspected()["history"]).lower() for word in ("password", "token", "secret", "proxy"))


def test_the_demo_needs_no_network(engine: Engine, record_property: Callable[[str, object], None]) -> None:
    """Without any network the demo publishes a valid feed in a moment."""
    start = time.monotonic()
    with engine.started(HERE, "demo") as name:
        until(lambda: "\nopen http://127.0.0.1:8080/" in engine.logs(name), lambda: engine.logs(name))
        record_property("figure", f"container start to first feed: {time.monotonic() - start:.1f} s")
        look = "import urllib.request; print(urllib.request.urlopen('http://127.0.0.1:8080/all.atom').read().decode())"
        feed = said(engine.podman("exec", name, "python3", "-c", look))
    assert feed.startswith("<?xml") and feed.count("<entry>") > 5


def test_a_second_refresh_changes_nothing(engine: Engine, section: Installation) -> None:
    """'refresh' as a cron container, twice in a row: the first publishes, the second leaves every byte and every time as it was."""
    first = engine.run(volumes(section.folder), "refresh")
    assert (first.returncode, "+ news: " in first.stdout) == (0, True), first.stdout + first.stderr
    before = section.snapshot()
    assert "news.atom" in before
    second = engine.run(volumes(section.folder), "refresh")
    assert (second.returncode, "nothing changed" in second.stdout or "not modified" in second.stdout) == (0, True), second.stdout
    assert section.snapshot() == before
    owners = {(path.stat().st_uid, path.stat().st_mode & 0o022) for path in section.feeds.rglob("*")}
    assert owners == {(UID, 0)}


def test_two_at_once_do_not_meet(engine: Engine, section: Installation) -> None:
    """While 'run' is at work on the volumes, a 'refresh' beside it ends at once with 75 and says who is at work."""
    with engine.started(volumes(section.folder)) as name:
        until(lambda: "+ news" in engine.logs(name), lambda: engine.logs(name))
        done = engine.run(volumes(section.folder), "refresh")
    assert (done.returncode, "Another feedsvc is at work" in done.stderr) == (75, True)


def test_run_serves_is_healthy_and_ends_when_told(engine: Engine, section: Installation) -> None:
    """'run' serves its feed, its health check says so, and SIGTERM ends it within five seconds and without a stack trace."""
    port = int((section.folder / "config.toml").read_text().partition("port = ")[2].split()[0])
    check = engine.inspected()["config"]["Healthcheck"]["Test"][1:]
    with engine.started(volumes(section.folder)) as name:
        until(lambda: "+ news" in engine.logs(name), lambda: engine.logs(name))
        assert get(port, "/news.atom", {"Host": "feeds.example.org"}).status == 200
        assert said(engine.podman("exec", name, *check)) == "healthy"
        said(engine.podman("stop", "-t", "5", name))  # after that, it would be killed: 137
        state = json.loads(said(engine.podman("inspect", name)))[0]["State"]
        words = engine.logs(name)
    assert (state["ExitCode"], "Traceback" in words) == (143, False)


def test_a_pass_ends_when_told(engine: Engine, section: Installation) -> None:
    """SIGTERM ends a 'refresh' that waits for a site within five seconds, though it is the container's first process."""
    with ScriptedServer(lambda received: [HOLD]) as site:
        text = (section.folder / "config.toml").read_text().replace(section.home, site.url("").rstrip("/"))
        (section.folder / "config.toml").write_text(text)
        with engine.started(volumes(section.folder), "refresh") as name:
            until(lambda: bool(site.requests), lambda: engine.logs(name))
            said(engine.podman("stop", "-t", "5", name))
            state = json.loads(said(engine.podman("inspect", name)))[0]["State"]
            assert (state["ExitCode"], "Traceback" in engine.logs(name)) == (143, False)


@pytest.mark.parametrize(("name", "code"), [("state", 3), ("feeds", 4)])
def test_a_volume_of_another_user_is_told_in_words(engine: Engine, section: Installation, name: str, code: int) -> None:
    """Where a volume belongs to another user, the message names the folder and our user id; no stack trace."""
    os.chown(section.folder / name, 0, 0)
    done = engine.run(volumes(section.folder), "refresh")
    assert done.returncode == code, done.stderr
    assert f"user id {UID}; /{name} belongs to user id 0" in done.stderr
    assert "→" in done.stderr and "Traceback" not in done.stderr


def test_without_a_configuration_it_says_what_to_do(engine: Engine) -> None:
    """Started with nothing mounted, it names the file it wants and ends with 2."""
    done = engine.run(HERE)
    assert (done.returncode, "there is no /config/config.toml" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr


def test_any_user_id_will_do(engine: Engine, section: Installation) -> None:
    """Some clusters choose the user id; with volumes of that user all goes well."""
    for name in ("state", "feeds"):
        os.chown(section.folder / name, 4321, 0)
    done = engine.run([*volumes(section.folder), "--user", "4321:0"], "refresh")
    assert done.returncode == 0, done.stderr


def test_it_builds_from_what_the_ignore_file_leaves() -> None:
    """What the image needs is not ignored; what may hold secrets, or is large, is."""
    ignored = (container.REPOSITORY / ".dockerignore").read_text().split()
    assert {".git", ".venv", "build", "config.toml", "feeds", "state", "tests"} <= set(ignored)
    copied = subprocess.run(["grep", "-E", "^COPY [^-]", "Dockerfile"], cwd=container.REPOSITORY, capture_output=True, text=True).stdout
    assert copied and not any(word in ignored for line in copied.splitlines() for word in line.split()[1:-1])
