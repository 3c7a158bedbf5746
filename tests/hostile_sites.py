"""Twenty sites that mean harm, each by an answer of its own, and as many good ones, on addresses of this machine.

    with sites() as (good, hostile):    # name → address of a listing
        …

Every site is a host of its own (127.0.1.x), as the door asks one host one thing at a time.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

from .scripted_server import HOLD, Drip, Received, Script, ScriptedServer, Step, gzipped, head, http, table, with_robots

MEBIBYTE = 1 << 20
GZIP = {"Content-Encoding": "gzip"}
ENDLESS = 1_000_000


def gzip_bomb(mebibytes: int) -> bytes:
    """A gzip stream that unpacks to so many mebibytes of zeros: one flushed block again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(bytes(MEBIBYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    return gzipped(b"")[:10] + block * mebibytes


def document(inner: str) -> str:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>新闻动态</title></head><body>{inner}</body></html>'


def packed(inner: str) -> bytes:
    """A well-formed answer whose page is small on the wire."""
    return http(200, gzipped(document(inner).encode()), GZIP)


PLACES = "临河 海州 北川 东岭 青泉 南屏 西塘 云溪 金沙 石桥 平湖 安源 长岛 白塔 红岩 沙洲 梅岭 竹山 松江 柳城 桂林坡".split()
SUBJECTS = "计量比对 标准宣贯 现场观摩 供应商评审 顾客回访 设备点检 安全演练 材料检验 技能竞赛 图书捐赠 论文征集 班组交流".split()


def title(site: int, number: int) -> str:
    return f"{PLACES[site]}{SUBJECTS[number - 1]}{number}月安排发布"


def listing(site: int) -> bytes:
    """Twelve articles."""
    rows = (f'<li><a href="/news/{site * 1000 + n}.html">{title(site, n)}</a><span>2026-10-{n + 1:02}</span></li>' for n in range(12, 0, -1))
    return document(f"<h2>新闻动态</h2><ul>{''.join(rows)}</ul>").encode()


def links(count: int) -> str:
    return "<ul>" + "".join(f"<li><a href=/{number}>{number}</a>" for number in range(count)) + "</ul>"


def formatting(size: int) -> str:
    """Formatting elements that each paragraph opens again (HTML standard, 13.2.4.3), so that they multiply."""
    return ("<p><b><i><u><font color=red><code><em><s>" * (size // 42))[:size]


BOMB = gzip_bomb(1024)
HOSTILE: Mapping[str, bytes | Iterable[Step]] = {
    "gzip": http(200, BOMB, GZIP),
    "brotli": http(200, BOMB, {"Content-Encoding": "br"}),
    "zstd": http(200, BOMB, {"Content-Encoding": "zstd"}),
    "two codings": http(200, BOMB, {"Content-Encoding": "gzip, gzip"}),
    "gzip in gzip": http(200, gzipped(BOMB), GZIP),
    "endless chunks": [head(200, {"Transfer-Encoding": "chunked"}), Drip(b"10000\r\n" + b"x" * 65536 + b"\r\n", 0, ENDLESS)],
    "endless body": [head(200), Drip(b"<p>" * 20_000, 0, ENDLESS)],
    "crumbs": [head(200, {"Transfer-Encoding": "chunked"}), Drip(b"1\r\nx\r\n" * 4000, 0, ENDLESS)],
    "links": packed(links(100_000)),
    "depth": packed("<div>" * 100_000),
    "formatting": packed(formatting(38_000)),
    "formatting and tables": packed("<table><b><p>" * 3000 + formatting(60_000)),
    "dates": packed("".join(f"<p>2026年{n % 12 + 1}月{n % 28 + 1}日 12:00</p>" for n in range(90_000))),
    "attributes": packed("<div " + "".join(f"a{n}=b " for n in range(300_000)) + ">"),
    "body drips": [head(200, {"Content-Length": "1000000"}), Drip(b"x", 0.5)],
    "head drips": [b"HTTP/1.1 200 OK\r\n", Drip(b"X: y\r\n", 0.5)],
    "silence": [HOLD],
    "header flood": [b"HTTP/1.1 200 OK\r\n", Drip(b"X: " + b"y" * 8000 + b"\r\n", 0, ENDLESS)],
    "redirect loop": http(302, BOMB, {**GZIP, "Location": "/news/"}),
}


def good(site: int) -> Script:
    """A listing of twelve articles that can be read."""
    text = f"<p>{PLACES[site]}工作站召开质量提升经验交流会，三十家企业登台介绍做法，会议还安排了两场现场观摩。</p>" * 6

    def answer(received: Received) -> Iterable[Step]:
        if received.path == "/news/":
            return [http(200, listing(site))]
        number = int(received.path.rpartition("/")[2].removesuffix(".html")) % 1000
        info = f"<h1>{title(site, number)}</h1><p>发布时间：2026-10-{number + 1:02} 09:{site:02}:00</p>"
        return [http(200, document(info + text).encode())]

    return with_robots(answer)


def mined() -> Script:
    """A good listing whose articles are bombs."""
    return with_robots(lambda received: [http(200, listing(0)) if received.path == "/news/" else http(200, BOMB, GZIP)])


def hostile() -> Mapping[str, Script]:
    """Name → the script of a site that means harm."""
    alone = {name: with_robots(table({"/news/": answer})) for name, answer in HOSTILE.items()}
    return {**alone, "mined articles": mined()}


@contextmanager
def sites(count: int = 20) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The good and the hostile ones, up and waiting: name → address of the listing."""
    good_ones = {f"good {number}": good(number) for number in range(1, count + 1)}
    with ExitStack() as stack:
        addresses = {
            name: stack.enter_context(ScriptedServer(script, host=f"127.0.1.{number}")).url("/news/")
            for number, (name, script) in enumerate({**hostile(), **good_ones}.items(), 1)
        }
        yield {name: addresses[name] for name in good_ones}, {name: addresses[name] for name in hostile()}

