"""The guard: no way of writing, redirecting to or resolving to an inside address leads to a connection."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import httpcore2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.errors import RefusedError
from feedsvc.fetching import WebFetcher, line
from feedsvc.fetching.classify import Closed
from feedsvc.fetching.line import GuardedBackend, Line
from feedsvc.guard import is_here, is_inside, why_not
from feedsvc.model import Page, Request

from .scripted_server import ScriptedServer, http, table

# Addresses, each closed to a source without allow_private.
INSIDE = """
127.0.0.1 127.0.0.2 127.255.255.254 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.255.255
100.64.0.1 100.100.100.200 100.127.255.255 169.254.169.254 169.254.0.1 169.254.170.2 168.63.129.16 0.0.0.0 0.1.2.3
192.0.0.1 192.0.0.8 192.0.0.170 192.0.2.1 192.88.99.1 192.31.196.1 192.52.193.1 192.175.48.1 198.18.0.1 198.19.255.255
198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
::1 :: ::2 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0.0.0.0 ::ffff:0:127.0.0.1
64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::169.254.169.254 64:ff9b:1::1 64:ff9b:1::10.0.0.1 100::1
2001::1 2001:0:7f00:1::1 2001:10::1 2001:20::1 2001:2::1 2001:db8::1 2002:7f00:1:: 2002:a00:1::1 2002:c0a8:101::1 2002:808:808::1
3fff::1 5f00::1 fc00::1 fd00:ec2::254 fdff::1 fe80::1 febf::1 fec0::1 ff02::1 ff0e::1 2620:4f:8000::1 4000::1
""".split()
SPELLINGS = """
127.1 127.0.1 0 0x7f.1 0x7f000001 0x7F.0.0.1 0177.0.0.1 0177.1 017700000001 2130706433 127.0.0.01 127.000.000.001
0x0a.0.0.1 167772161 0xa9fea9fe 2852039166 169.254.43518 0251.0376.0251.0376 ①②⑦.⓪.⓪.① 127。0。0。1 １２７.0.0.1 127.0.0.1. localhost%00.org
127.0.0.1%00 127.0.0.1%20 0x7f.0x0.0x0.0x1 [::ffff:7f00:1] [0:0:0:0:0:0:0:1] [::ffff:0x7f.0.0.1] [::1%25lo] [fe80::1%25eth0]
""".split()
PUBLIC = """
8.8.8.8 1.1.1.1 93.184.216.34 114.114.114.114 172.15.255.255 172.32.0.1 100.63.255.255 100.128.0.1 169.253.255.255 11.0.0.1
192.0.1.1 223.255.255.255 2606:4700::1111 2400:3200::1 2a00:1450::1 2001:4860::8888 ::ffff:8.8.8.8 64:ff9b::8.8.8.8
""".split()


def literal(address: str) -> str:
    return f"[{address}]" if ":" in address else address


class Tried:
    """Every address this process tried to connect to, as the interpreter itself reports it."""

    def __init__(self) -> None:
        self.addresses: list[Any] = []
        self.on = False
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.on and event == "socket.connect":
            self.addresses.append(arguments[1])


TRIED = Tried()


@pytest.fixture
def tried() -> Iterator[list[Any]]:
    TRIED.addresses.clear()
    TRIED.on = True
    yield TRIED.addresses
    TRIED.on = False


async def at_once(_: float) -> None:
    """Sleeps not at all."""


def says(*answers: Sequence[str]) -> Callable[[str, int], Any]:
    """A name service that gives these answers in turn, the last one for ever."""
    left = list(answers)

    async def resolve(host: str, port: int) -> Sequence[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve


def fetch(request: Request, resolver: Callable[[str, int], Any] | None = None) -> Page:
    async def once() -> Page:
        fetcher = WebFetcher("mailto:operator@example.org", "1.0", pace=0, sleep=at_once, resolver=resolver)
        try:
            page = await fetcher.fetch(request)
            assert isinstance(page, Page)
            return page
        finally:
            await fetcher.aclose()

    return asyncio.run(once())


@pytest.fixture
def inside() -> Iterator[ScriptedServer]:
    """What must never be reached."""
    with ScriptedServer(table({"/": http(200, b"secret"), "/robots.txt": http(404)})) as server:
        yield server


# --- the table ----------------------------------------------------------------------------------


def test_enough_forms() -> None:
    """At least sixty forms are tried on every route: direct, by redirect, by name, in a mixed answer, by rebinding."""
    assert len(set(INSIDE)) >= 60
    assert len(set(SPELLINGS)) >= 25


@pytest.mark.parametrize("address", INSIDE)
def test_inside(address: str) -> None:
    """An address that is not public is refused, with words that name it."""
    reason = why_not(address)
    assert reason is not None
    assert str(IPv6Address(address) if ":" in address else IPv4Address(address)).split(":")[-1] in reason or "." in reason


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    """A public address is not refused, nor one that only wraps it."""
    assert why_not(address) is None


@pytest.mark.parametrize("address", "127.0.0.1 10.1.2.3 192.168.1.1 172.20.0.1 100.64.0.1 ::1 fd00::1 ::ffff:127.0.0.1".split())
def test_named_private(address: str) -> None:
    """Loopback and private addresses are open where the operator names them."""
    assert why_not(address, allow_private=True) is None


@pytest.mark.parametrize("address", "169.254.169.254 0.0.0.0 224.0.0.1 fe80::1 :: ::ffff:169.254.169.254 64:ff9b::127.0.0.1".split())
def test_never(address: str) -> None:
    """Metadata services and addresses of no host stay closed even then."""
    assert why_not(address, allow_private=True) is not None


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("http://localhost:8080/hub", True), ("http://127.0.0.1/", True), ("https://[::1]:8443/", True), ("http://100.64.0.1/", True),
        ("http://10.0.0.1/", True), ("http://[fd00::1]/", True), ("http://[::ffff:192.168.0.1]/", True),
        ("http://192.0.2.1/", False), ("http://0.0.0.0/", False), ("http://169.254.169.254/", False), ("http://[64:ff9b::a00:1]/", False),
        ("http://93.184.216.34/", False), ("https://hub.example/", False), ("http://hub.localhost.example/", False), ("http://127.1/", False), ("hub", False),
    ],
)  # fmt: skip
def test_inside_is_what_the_operators_word_opens(url: str, inside: bool) -> None:
    """A hub or a sign of life goes to a private address that is named by its number, to no other closed one, and not to a name's."""
    assert is_inside(url) is inside


@given(st.ip_addresses())
def test_inside_is_judged_by_the_guards_own_table(address: IPv4Address | IPv6Address) -> None:
    """Inside is what the guard lets in on the operator's word, and not without."""
    host = f"[{address}]" if isinstance(address, IPv6Address) else str(address)
    opened = why_not(str(address)) is not None and why_not(str(address), allow_private=True) is None
    assert is_inside(f"http://{host}/") is opened


@pytest.mark.parametrize(
    ("host", "here"), [("localhost", True), ("127.9.9.9", True), ("::1", True), ("0.0.0.0", False), ("10.0.0.1", False), ("::", False), ("", False)]
)
def test_here_is_this_machine_alone(host: str, here: bool) -> None:
    """An address that leads nowhere on another machine."""
    assert is_here(host) is here


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "0x7f.0.0.1", "::1%lo", "fe80::1%eth0", "2606:4700:4700::1111%eth0", "1.2.3.4/32", "[::1]"])
def test_no_address(text: str) -> None:
    """What is not an address in canonical spelling is refused."""
    assert why_not(text) is not None


@given(st.ip_addresses(v=4).filter(lambda address: not address.is_global))
def test_no_wider_than_python_4(address: IPv4Address) -> None:
    """No IPv4 address is open that Python calls not global."""
    assert why_not(str(address)) is not None


@given(st.ip_addresses(v=6).filter(lambda address: not address.is_global))
def test_no_wider_than_python_6(address: IPv6Address) -> None:
    """No IPv6 address is open that Python calls not global, but for the wrappings of public addresses."""
    if address.ipv4_mapped is None and not str(address).startswith("64:ff9b::"):
        assert why_not(str(address)) is not None


@given(st.ip_addresses(v=4))
def test_wrapped(address: IPv4Address) -> None:
    """A wrapping is judged as what it wraps."""
    for prefix in ("::ffff:", "64:ff9b::"):
        assert (why_not(f"{prefix}{address}") is None) == (why_not(str(address)) is None)


# --- the routes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [*map(literal, INSIDE), *SPELLINGS, "localhost", "LOCALHOST", "localhost.", "ip6-localhost"])
def test_direct(form: str, inside: ScriptedServer, tried: list[Any]) -> None:
    """Written into the URL, no inside address is even tried."""
    url = f"http://{form}:{inside.port}/"
    resolver = says(["127.0.0.1"])
    with pytest.raises(RefusedError):
        fetch(Request(url, home=url), resolver)
    assert (inside.connections, tried) == (0, [])


@pytest.mark.parametrize("form", [*map(literal, INSIDE), *SPELLINGS, "localhost", "user@127.0.0.1", "x\\@127.0.0.1"])
def test_redirect(form: str, inside: ScriptedServer, tried: list[Any]) -> None:
    """A redirect leads to no inside address, even when the source lets the host pass."""
    answer = http(302, b"", {"Location": f"http://{form}/"})
    with ScriptedServer(table({"/start": answer})) as server:
        hosts = (form.strip("[]"), str(IPv6Address(form[1:-1])) if re.fullmatch(r"\[[0-9a-f:.]+\]", form) else form)
        with pytest.raises(RefusedError):
            fetch(Request(server.url("/start", "front.example"), hosts=hosts, allow_private=True), says(["127.0.0.1"]))
        assert {address[1] for address in tried} == {server.port}
    assert inside.connections == 0


@pytest.mark.parametrize("address", INSIDE)
def test_name(address: str, inside: ScriptedServer, tried: list[Any]) -> None:
    """A name that resolves to an inside address is not asked."""
    url = f"http://news.example:{inside.port}/"
    with pytest.raises(Closed):
        fetch(Request(url, home=url), says([address]))
    assert (inside.connections, tried) == (0, [])


@pytest.mark.parametrize("address", INSIDE)
def test_mixed_answer(address: str, inside: ScriptedServer, tried: list[Any]) -> None:
    """One inside address among public ones closes the name, wherever it stands."""
    url = f"http://news.example:{inside.port}/"
    for answer in (["93.184.216.34", address], [address, "93.184.216.34"]):
        with pytest.raises(Closed):
            fetch(Request(url, home=url), says(answer))
    assert (inside.connections, tried) == (0, [])


@pytest.mark.parametrize("address", [form for form in INSIDE if why_not(form, allow_private=True)])
def test_rebinding(address: str, inside: ScriptedServer, tried: list[Any]) -> None:
    """A name that changes its answer is judged anew for each connection, and connected to what was judged."""
    looked_up = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else [address]

    closing = http(404, b"", {"Connection": "close"})
    with ScriptedServer(table({"/robots.txt": closing, "/": http(200, b"<p>never")})) as server:
        with pytest.raises(Closed):
            fetch(Request(server.url("/", "news.example"), allow_private=True), resolve)
        assert server.paths == ["/robots.txt"]
        assert [peer[:2] for peer in tried] == [("127.0.0.1", server.port)]
    assert len(looked_up) == 2
    assert inside.connections == 0


@pytest.mark.parametrize("address", INSIDE)
def test_rebinding_between_tries(address: str, tried: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that was public when first looked up, and is inside when it is tried again, is not asked."""
    connected = []

    async def nobody(host: str, port: int, seconds: float | None) -> Line:
        connected.append(host)
        raise httpcore2.ConnectError("nobody there")

    monkeypatch.setattr(line, "_connected", nobody)
    with pytest.raises(Closed):
        fetch(Request("http://news.example/"), says(["93.184.216.34"], [address]))
    assert connected == ["93.184.216.34"]
    assert tried == []


def test_one_look_up(tried: list[Any]) -> None:
    """One connection takes one look-up: there is no gap between the judgement and the connection."""
    looked_up = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        looked_up.append(host)
        return ["127.0.0.1"]

    with ScriptedServer(table({"/robots.txt": http(200), "/": http(200, b"hello")})) as server:
        assert fetch(Request(server.url("/", "news.example"), allow_private=True), resolve).body == b"hello"
        assert server.requests[-1].headers["host"] == f"news.example:{server.port}"
    assert looked_up == ["news.example"]


@pytest.mark.parametrize("way", ["link", "redirect", "robots"])
def test_neighbours_of_a_private_server(way: str, inside: ScriptedServer, tried: list[Any]) -> None:
    """A private server the operator named opens no other port of the same machine."""
    neighbour = {"Location": inside.url("/")}
    answers = {"/start": http(302, b"", neighbour)}
    if way == "robots":
        answers = {"/start": http(200, b"hello"), "/robots.txt": http(302, b"", neighbour)}
    with ScriptedServer(table(answers)) as server:
        url = inside.url("/") if way == "link" else server.url("/start")
        request = Request(url, allow_private=True, home=server.url("/start"))
        if way == "robots":
            assert fetch(request).body == b"hello"
        else:
            with pytest.raises(RefusedError):
                fetch(request)
        assert {address[1] for address in tried} <= {server.port}
    assert inside.connections == 0


def test_private_connection_is_not_lent(inside: ScriptedServer) -> None:
    """A kept connection to a private server does not serve a source that may not go there."""

    async def both() -> None:
        fetcher = WebFetcher("mailto:operator@example.org", "1.0", pace=0, sleep=at_once)
        await fetcher.fetch(Request(inside.url("/"), allow_private=True))
        with pytest.raises(Closed):
            await fetcher.fetch(Request(inside.url("/"), home=inside.url("/")))
        await fetcher.aclose()

    asyncio.run(both())
    assert inside.connections <= 2  # robots.txt and the page, for the source that may


def test_proxy_is_not_handed_inside_addresses(inside: ScriptedServer, tried: list[Any]) -> None:
    """With a proxy in between, names are judged all the same."""

    async def once(address: str) -> None:
        proxy = f"http://127.0.0.1:{inside.port}"
        fetcher = WebFetcher("mailto:operator@example.org", "1.0", pace=0, sleep=at_once, proxy=proxy, resolver=says([address]))
        with pytest.raises(Closed):
            await fetcher.fetch(Request("http://news.example/"))
        await fetcher.aclose()

    for address in ("127.0.0.1", "169.254.169.254", "fd00::1"):
        asyncio.run(once(address))
    assert (inside.connections, tried) == (0, [])


@pytest.mark.parametrize("port", [1, 22, 25, 6379, 8080, 65535])
def test_ports(port: int, tried: list[Any]) -> None:
    """Ports other than 80 and 443 are closed unless the operator named them for this site."""
    with pytest.raises(RefusedError, match="port"):
        fetch(Request(f"http://example.org:{port}/"))
    with pytest.raises(RefusedError, match="port"):
        fetch(Request(f"http://example.org:{port}/", home=f"http://other.example:{port}/"))
    assert tried == []


def test_wrong_peer() -> None:
    """A connection that ends up elsewhere than at the judged address is dropped."""

    class Astray(GuardedBackend):
        async def _checked(self, host: str, numeric: str, port: int, seconds: float | None) -> Line:
            return await super()._checked(host, "127.0.0.1", port, seconds)

    async def once(port: int) -> None:
        line = await GuardedBackend(says(["127.0.0.1"]), allow_private=True)._checked("x.example", "127.0.0.1", port, 5)
        await line.aclose()
        with pytest.raises(Closed, match="reached at"):
            await Astray(says(["93.184.216.34"]), allow_private=False).connect_tcp("x.example", port)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        asyncio.run(once(listener.getsockname()[1]))


def test_next_address() -> None:
    """When one judged address does not answer, the next one is tried."""

    async def once(port: int) -> None:
        backend = GuardedBackend(says(["127.0.0.9", "127.0.0.1"]), allow_private=True)
        line = await backend.connect_tcp("x.example", port)
        assert line.get_extra_info("server_addr")[0] == "127.0.0.1"
        await line.aclose()
        with pytest.raises(httpcore2.ConnectError):
            await GuardedBackend(says(["127.0.0.9", "127.0.0.8"]), allow_private=True).connect_tcp("x.example", port)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        asyncio.run(once(listener.getsockname()[1]))
