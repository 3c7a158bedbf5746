"""The publisher contract on object storage: in memory always, and on an S3 server where there is one (moto)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from feedsvc.cli import main
from feedsvc.errors import PublishError
from feedsvc.record import Manifest

from .installation import installed
from .publisher_contract import ATOM, LONG, SECOND, PublisherContract, document, group

obstore = pytest.importorskip("obstore", reason="obstore is not installed (extra \"s3\")")

from feedsvc.publishers import open_publisher  # noqa: E402  # only once obstore is known to be there
from feedsvc.publishers.s3 import S3Publisher  # noqa: E402

NUMBERS = count(1)
MOTO = shutil.which("moto_server", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")


class TestMemory(PublisherContract):
    siblings = False

    @pytest.fixture
    def reopen(self) -> Callable[[], S3Publisher]:
        from obstore.store import MemoryStore

        store = MemoryStore()
        return lambda: S3Publisher(store, "memory")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    if MOTO is None:
        pytest.skip("no moto_server: pip install 'moto[server,s3]'")
    command = [MOTO, "-H", "127.0.0.1", "-p", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        address = next(line.split()[-1] for line in server.stderr if "Running on" in line)
        yield address
        server.terminate()
        server.stderr.read()


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new bucket, and the variables an operator would set."""
    name = f"bucket-{next(NUMBERS)}"
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/{name}", method="PUT")).close()
    settings = {"ACCESS_KEY_ID": "x", "SECRET_ACCESS_KEY": "y", "REGION": "us-east-1", "ENDPOINT": endpoint, "ALLOW_HTTP": "true"}
    for key, value in settings.items():
        monkeypatch.setenv(f"AWS_{key}", value)
    return name


class TestServer(PublisherContract):
    siblings = False

    @pytest.fixture
    def reopen(self, bucket: str) -> Callable[[], Any]:
        return lambda: open_publisher(f"s3://{bucket}/feeds")


def test_what_a_reader_gets(bucket: str) -> None:
    """An object has the right media type, with its charset, and may be cached for a short while."""
    open_publisher(f"s3://{bucket}/feeds").publish({"x": group("v1", document("archive/新闻 1.atom", LONG, media_type="application/atom+xml"))}, ())
    answer = obstore.get(obstore.store.from_url(f"s3://{bucket}"), "feeds/archive/新闻 1.atom")
    assert bytes(answer.bytes()).decode() == LONG
    assert answer.attributes["Content-Type"] == ATOM
    assert "max-age=300" in answer.attributes["Cache-Control"]


def test_a_robots_txt_of_the_operators_own_stays() -> None:
    """The rules of a bucket that is a host of its own; ours takes its place once it is gone."""
    from obstore.store import MemoryStore

    store = MemoryStore()
    obstore.put(store, "robots.txt", b"User-agent: *\nDisallow: /intern/\n")
    site = {"site": group("v1", document("robots.txt", "# written by feedsvc\n"), document("index.html", "feedsvc"))}
    assert S3Publisher(store, "memory").publish(site, ()) == ("index.html",)
    assert bytes(obstore.get(store, "robots.txt").bytes()).startswith(b"User-agent")
    obstore.delete(store, "robots.txt")
    assert S3Publisher(store, "memory").publish(site, ()) == ("robots.txt",)


def test_no_such_bucket(bucket: str) -> None:
    """A bucket that is not there is told as such."""
    with pytest.raises(PublishError, match="no such bucket") as caught:
        open_publisher("s3://elsewhere/feeds").publish({"x": group("v1", document())}, ())
    assert caught.value.next_step


def test_nobody_there(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Storage that is not reached is told in one line, without its inner workings."""
    monkeypatch.setenv("AWS_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setattr("feedsvc.publishers.s3.RETRIES", {"max_retries": 0})
    with pytest.raises(PublishError, match="s3://news/feeds") as caught:
        open_publisher("s3://news/feeds").manifest()
    assert "\n" not in caught.value.message


class TestHealing:
    @pytest.fixture
    def store(self) -> Any:
        from obstore.store import MemoryStore

        store = MemoryStore()
        S3Publisher(store, "memory").publish({"x": group("v1", document(), document("b.atom"))}, ())
        return store

    def heal(self, store: Any) -> tuple[str, ...]:
        publisher = S3Publisher(store, "memory")
        publisher.verify()
        written = publisher.publish({"x": group("v1", document(), document("b.atom"))}, ())
        assert (publisher.verify(), publisher.manifest().groups, len(publisher.manifest().files)) == ((), {"x": "v1"}, 2)
        return written

    def test_missing(self, store: Any) -> None:
        """An object that went missing is left out with its group's fingerprint, and comes back."""
        obstore.delete(store, "news.atom")
        assert set(S3Publisher(store, "memory").manifest().files) == {"b.atom"}
        assert S3Publisher(store, "memory").manifest().groups == {}
        assert self.heal(store) == ("news.atom",)

    def test_overwritten(self, store: Any) -> None:
        """An object of other bytes and the same size is found by reading, and put right."""
        obstore.put(store, "news.atom", b"<feed!>")
        assert S3Publisher(store, "memory").verify() == ("news.atom",)
        assert self.heal(store) == ("news.atom",)

    def test_taken_back_elsewhere(self, store: Any) -> None:
        """What was found damaged here and was taken back by another process since is no longer missed."""
        publisher = S3Publisher(store, "memory")
        obstore.put(store, "b.atom", b"<feed!>")
        assert publisher.verify() == ("b.atom",)
        S3Publisher(store, "memory").publish({"x": group("v1", document())}, ())
        assert set(publisher.manifest().files) == {"news.atom"}

    def test_manifest_lost(self, store: Any) -> None:
        """Without a sound manifest the objects are read, and equal ones are not written again."""
        obstore.put(store, ".manifest.json", b"{")
        assert S3Publisher(store, "memory").manifest() == Manifest()
        assert self.heal(store) == ()
        assert S3Publisher(store, "memory").manifest().files["news.atom"].modified == SECOND


def test_a_refresh_publishes_there(bucket: str, tmp_path: Path) -> None:
    """``feedsvc refresh`` with a bucket for its feeds: they stand there, and no folder was made for them."""
    with installed(tmp_path) as place:
        source = place.config.sources[0]
        (tmp_path / "config.toml").write_text(
            f'publish = "s3://{bucket}/feeds"\n[site]\ntitle = "T"\ncontact = "mailto:a@example.org"\n[fetch]\npace = 0\n'
            f'[[source]]\nkey = "news"\nurl = "{source.url}"\npages = 1\nallow_private = true\n'
        )
        with pytest.raises(SystemExit) as ended:
            main(["refresh", "--config", str(tmp_path / "config.toml")])
    assert ended.value.code == 0
    assert json.loads(bytes(obstore.get(obstore.store.from_url(f"s3://{bucket}"), "feeds/news.json").bytes()))["items"]
    assert not (tmp_path / "feeds").exists()
