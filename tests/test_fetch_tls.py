"""TLS: a server that cannot prove its name is not listened to."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpcore2
import pytest

from feedsvc.errors import RefusedError, RetryError, SourceError
from feedsvc.fetching import WebFetcher
from feedsvc.fetching.line import Line
from feedsvc.model import Page, Request

from .scripted_server import Received, ScriptedServer, Step, http, with_robots

KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
PAGE = b"<html><body><p>hello</p></body></html>"
HOST = "news.example"


@dataclass(frozen=True)
class Authority:
    """A certificate authority in a folder, made with the openssl command."""

    folder: Path

    @property
    def file(self) -> str:
        return str(self.folder / "ca.pem")

    def run(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def found(self) -> Authority:
        self.run("req", "-x509", *KEY, "-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=Test authority")
        return self

    def server(self, name: str, host: str, *, days: str = "5", digest: str = "-sha256", signed: bool = True) -> ssl.SSLContext:
        """A server's context with a certificate for ``host``; unsigned means signed by itself."""
        (self.folder / f"{name}.ext").write_text(f"subjectAltName=DNS:{host}\nbasicConstraints=CA:FALSE\n")
        self.run("req", *KEY, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={host}")
        by = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial") if signed else ("-signkey", f"{name}.key")
        request = ("x509", "-req", "-in", f"{name}.csr", "-out", f"{name}.pem", "-extfile", f"{name}.ext")
        self.run(*request, *by, "-days", days, digest)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        return context


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if shutil.which("openssl") is None:
        pytest.skip("the openssl command is not installed")
    return Authority(tmp_path_factory.mktemp("ca")).found()


Script = Callable[[Received], Iterable[Step]]


async def resolve(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


async def at_once(_: float) -> None:
    """Sleeps not at all."""


async def twice(url: str, ca_file: str | None, old_tls: Sequence[str] = ()) -> bytes:
    """The page, asked for twice by one fetcher."""
    contact, pace = "mailto:operator@example.org", 0
    fetcher = WebFetcher(contact, "1.0", pace=pace, ca_file=ca_file, old_tls=old_tls, resolver=resolve, sleep=at_once)
    try:
        pages = [await fetcher.fetch(Request(url, allow_private=True)) for _ in range(2)]
        assert isinstance(pages[1], Page)
        return pages[1].body
    finally:
        await fetcher.aclose()


def ask(
    context: ssl.SSLContext, ca_file: str | None, script: Script | None = None, old_tls: Sequence[str] = ()
) -> tuple[bytes, ScriptedServer]:
    """The page, and the server it came from."""
    with ScriptedServer(script or with_robots(lambda _: [http(200, PAGE)], b"User-agent: *\nDisallow: /x\n"), context) as server:
        return asyncio.run(twice(server.url("/", HOST), ca_file, old_tls)), server


def test_right_name(authority: Authority) -> None:
    """The name is checked although the connection goes to a number; one connection serves all requests."""
    body, server = ask(authority.server("good", HOST), authority.file)
    assert body == PAGE
    assert server.requests[0].headers["host"].startswith(HOST)
    assert server.connections == 1


def test_large_page(authority: Authority) -> None:
    """A page larger than any buffer comes whole."""
    large = PAGE + b"<!-- " + b"x" * 1_900_000 + b" -->"
    body, _ = ask(authority.server("large", HOST), authority.file, with_robots(lambda _: [http(200, large)]))
    assert body == large


def old(context: ssl.SSLContext) -> ssl.SSLContext:
    """Speaks nothing newer than TLS 1.1."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


BAD: dict[str, Callable[[Authority], ssl.SSLContext]] = {
    "expired": lambda authority: authority.server("expired", HOST, days="-1"),
    "wrong host": lambda authority: authority.server("wrong", "other.example"),
    "the number instead of the name": lambda authority: authority.server("number", "127.0.0.1"),
    "signed by itself": lambda authority: authority.server("self", HOST, signed=False),
    "weak signature": lambda authority: authority.server("weak", HOST, digest="-sha1"),
    "old protocol": lambda authority: old(authority.server("old", HOST)),
}


@pytest.mark.parametrize("fault", BAD)
def test_s17_bad_certificate(authority: Authority, fault: str) -> None:
    """A bad certificate or protocol ends it before anything is asked."""
    with pytest.raises(SourceError) as caught:
        ask(BAD[fault](authority), authority.file)
    assert isinstance(caught.value, RefusedError if fault != "old protocol" else RetryError)
    assert HOST in caught.value.message


@pytest.mark.parametrize(
    ("fault", "step"), [("expired", "renew"), ("wrong host", "with www. or without"), ("signed by itself", "ca_file"), ("weak signature", "old_tls")]
)
def test_s17_each_fault_of_a_certificate_has_its_remedy(authority: Authority, fault: str, step: str) -> None:
    """To renew it, to ask for another name, to believe it, or to talk to who has it."""
    with pytest.raises(RefusedError) as caught:
        ask(BAD[fault](authority), authority.file)
    assert step in caught.value.next_step


def test_s17_a_missing_link_of_the_chain_can_be_given(tmp_path: Path) -> None:
    """Sites forget the certificate between their own and the authority's, which browsers have from elsewhere: ca_file fills the gap."""
    if shutil.which("openssl") is None:
        pytest.skip("the openssl command is not installed")
    root, between = Authority(tmp_path).found(), tmp_path / "between"
    between.mkdir()
    (tmp_path / "between.ext").write_text("basicConstraints=critical,CA:TRUE\n")
    root.run("req", *KEY, "-keyout", "between/ca.key", "-out", "between.csr", "-subj", "/CN=Between")
    sign = ("x509", "-req", "-in", "between.csr", "-out", "between/ca.pem", "-extfile", "between.ext")
    root.run(*sign, "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "5")
    context = Authority(between).server("good", HOST)
    with pytest.raises(RefusedError) as caught:
        ask(context, root.file)
    assert "leaves out a certificate" in caught.value.next_step
    both = tmp_path / "both.pem"
    both.write_text(Path(root.file).read_text() + (between / "ca.pem").read_text())
    assert ask(context, str(both))[0] == PAGE


def test_s17_unknown_authority(authority: Authority) -> None:
    """An authority the operator did not name is no authority; the words say what to do."""
    with pytest.raises(RefusedError) as caught:
        ask(authority.server("unknown", HOST), None)
    assert "does not prove who it is" in caught.value.message
    assert "ca_file" in caught.value.next_step


@pytest.mark.parametrize("fault", ["weak signature", "old protocol"])
def test_s17_a_host_that_knows_old_encryption_only_is_asked_where_the_operator_says_so(authority: Authority, fault: str) -> None:
    """It tells how: refused for all others, believed under ``old_tls`` as far as its certificate is its own."""
    with pytest.raises(SourceError) as caught:
        ask(BAD[fault](authority), authority.file, old_tls=["other.example"])
    assert "'old_tls' under [fetch]" in caught.value.next_step
    assert ask(BAD[fault](authority), authority.file, old_tls=[HOST])[0] == PAGE


@pytest.mark.parametrize("fault", ["expired", "wrong host", "the number instead of the name", "signed by itself"])
def test_s17_old_encryption_is_no_leave_to_be_somebody_else(authority: Authority, fault: str) -> None:
    """Also under ``old_tls`` a certificate must hold, be for that name, and come from an authority."""
    with pytest.raises(RefusedError, match="does not prove who it is"):
        ask(BAD[fault](authority), authority.file, old_tls=[HOST])


def test_s17_a_server_without_tls_is_told_apart() -> None:
    """An address with https:// whose port speaks plain HTTP: the words say which address to try."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(http(400, b"This is HTTP."))
        writer.close()

    async def once() -> None:
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            await twice(f"https://{HOST}:{server.sockets[0].getsockname()[1]}/", None)

    with pytest.raises(RetryError) as caught:
        asyncio.run(once())
    assert "try the address with http://" in caught.value.next_step


def test_downgrade(authority: Authority) -> None:
    """From https a redirect does not lead down to http."""
    down = with_robots(lambda _: [http(301, b"", {"Location": f"http://{HOST}/"})])
    with pytest.raises(RefusedError, match="unprotected"):
        ask(authority.server("down", HOST), authority.file, down)


def test_bytes_before_the_handshake_end_the_connection(authority: Authority) -> None:
    """What comes in the clear before TLS began is nobody's word: the handshake is not even begun."""
    context, theirs = ssl.create_default_context(cafile=authority.file), authority.server("early", HOST)

    async def speak_second(line: Line) -> None:
        assert await line.read(0) == b""  # something is there now
        with pytest.raises(httpcore2.ConnectError, match="before the connection was safe"):
            await line.start_tls(context, HOST)
        assert line.get_extra_info("is_readable")

    async def once() -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(http(200, b"<html><body><p>forged</p></body></html>"))
            with contextlib.suppress(OSError):
                await writer.start_tls(theirs)
            writer.close()

        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            _, line = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port)
            await speak_second(line)

    asyncio.run(once())


def test_no_tls_at_all() -> None:
    """A server that speaks plain HTTP on an https address is not understood."""

    async def once(server: ScriptedServer) -> None:
        async def at_once(_: float) -> None:
            """Sleeps not at all."""

        fetcher = WebFetcher("mailto:operator@example.org", "1.0", pace=0, deadline=0.5, sleep=at_once)
        with pytest.raises(RetryError):
            await fetcher.fetch(Request(server.url("/").replace("http:", "https:"), allow_private=True))
        await fetcher.aclose()

    with ScriptedServer(lambda _: [http(200, PAGE)]) as server:
        asyncio.run(once(server))
