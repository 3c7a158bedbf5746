"""Recipients hear of every article once, hubs of every changed document; no fault of theirs reaches a pass."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import flask
import pytest
import requests
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from flask_websub.hub import Hub, SQLite3HubStorage
from werkzeug.serving import make_server

from feedsvc.config import Config, parse
from feedsvc.decide import withdrawn
from feedsvc.errors import ConfigError, FeedsvcError, NotifyError, RetryError
from feedsvc.fetching.client import WebFetcher
from feedsvc.fetching.mail import send_mail
from feedsvc.model import Entry, Recipient
from feedsvc.notifiers import Letterhead, open_notifier
from feedsvc.notifiers.wecom import LIMIT
from feedsvc.notify import FIRST_WAIT, LONGEST_WAIT, NEWEST_ALONE, ON_ITS_WAY, Bell, ring, untold
from feedsvc.practice import Publish
from feedsvc.published import Document
from feedsvc.record import Commit, Outcome, SourceState, Verdict
from feedsvc.serve import StaticFeeds
from feedsvc.settings import RECIPIENT
from feedsvc.stores.retention import OUTBOX_ROWS

from .builders import NOW, SOURCE, entry
from .fake_fetcher import FakeFetcher
from .fake_publisher import FakePublisher
from .fake_store import FakeStore
from .http_client import serving
from .installation import START, installed
from .listing_layouts import URL, Article, articles
from .scripted_server import Received, ScriptedServer, http
from .watched_section import Section

HEAD = Letterhead("质量评价协会", "zh-CN", "https://example.org/")
HOOK = "https://hook.example.org/in?key=k"
FRESH = NOW - timedelta(hours=1)


@dataclass
class Office:
    """An installation that tells ``recipients`` and ``hubs``; ``come`` commits entries, ``ring`` tells."""

    recipients: tuple[Recipient, ...] = ()
    hubs: tuple[str, ...] = ()
    store: FakeStore = field(default_factory=FakeStore)
    publisher: FakePublisher = field(default_factory=FakePublisher)
    web: Any = field(default_factory=FakeFetcher)
    now: datetime = NOW
    mails: list[EmailMessage] = field(default_factory=list)

    def come(self, *entries: Entry) -> None:
        self.store.commit(Commit(SourceState("news", title="新闻动态"), Outcome("news", Verdict.OK, "read", at=self.now), entries))

    @property
    def config(self) -> Config:
        return Config(
            Path("config.toml"), "质量评价协会", "zh-CN", "Asia/Shanghai", "协会", "mailto:a@example.org", "https://feeds.example.org/",
            "example.org", "https://example.org/", None, None, (SOURCE,), hubs=self.hubs, recipients=self.recipients,
        )  # fmt: skip

    def ring(self) -> tuple[FeedsvcError, ...]:
        return asyncio.run(self._ring())

    async def _ring(self) -> tuple[FeedsvcError, ...]:
        bell = Bell(self.config, self.store, self.publisher, self._open, self.web.post, lambda: self.now, asyncio.Lock())
        try:
            return await ring(bell)
        finally:
            await self.web.aclose()

    def _open(self, recipient: Recipient) -> Any:
        return open_notifier(recipient, HEAD, self.web.post, self._mail)

    async def _mail(self, recipient: Recipient, message: EmailMessage) -> None:
        self.mails.append(message)

    @property
    def told(self) -> list[tuple[str, str]]:
        """(kind, id) of every item of every webhook message."""
        return [(item["kind"], item["id"]) for _, body, _ in self.web.posted for item in json.loads(body)["items"]]


def news(number: int, **changes: Any) -> Entry:
    """An article that came out just now."""
    return entry(number, **{"first_seen": FRESH, **changes})


@pytest.fixture
def office() -> Office:
    """One webhook that has heard of everything so far."""
    made = Office((Recipient("hook", "webhook", HOOK),))
    assert made.ring() == ()
    return made


# --- what is told, and when -------------------------------------------------------------------------


def test_a_new_recipient_hears_of_what_comes(office: Office) -> None:
    """Nothing of the past; each article that comes once, oldest first, however often it rings."""
    made = Office((Recipient("hook", "webhook", HOOK),))
    made.come(news(1))
    assert (made.ring(), made.told) == ((), [])
    made.come(news(2), news(3))
    assert (made.ring(), made.ring()) == ((), ())
    assert made.told == [("new", news(2).id), ("new", news(3).id)]


def test_corrections_and_withdrawals_are_told(office: Office) -> None:
    """A correction under the same id, a withdrawal without the text; what was only looked at again is no news."""
    office.come(news(1))
    office.ring()
    office.come(replace(news(1), next_check=NOW))
    office.come(replace(news(1), title="更正", updated=NOW, revision=1))
    office.ring()
    office.come(withdrawn(news(1), NOW + timedelta(hours=1)))
    office.ring()
    assert [kind for kind, _ in office.told] == ["new", "corrected", "withdrawn"]
    assert "summary" not in json.loads(office.web.posted[-1][1])["items"][0]


def test_what_changed_before_it_was_told_is_told_as_it_is(office: Office) -> None:
    """New and corrected: one message, new. New and withdrawn: none."""
    office.come(news(1), news(2))
    office.come(replace(news(1), title="更正", updated=NOW, revision=1), withdrawn(news(2), NOW))
    office.ring()
    assert office.told == [("new", news(1).id)]
    assert json.loads(office.web.posted[0][1])["items"][0]["title"] == "更正"


def test_history_is_no_news(office: Office) -> None:
    """Articles of a back catalogue that is being read are not announced."""
    old = replace(news(1), published=replace(news(1).published, at=news(1).published.at - timedelta(days=30)))
    office.come(old, news(2))
    office.ring()
    assert office.told == [("new", news(2).id)]


def test_the_past_of_a_section_without_dates_is_no_news(office: Office) -> None:
    """A source that is added later, whose pages give no time at all: what its pages list at first, and on the way back, is told to
    nobody; what comes on top afterwards is."""
    section, items = Section(), [replace(item, url=f"{URL}?id={70 - n}", day=None) for n, item in enumerate(articles(20, 1))]
    section.source, section.store = replace(section.source, pages=None), office.store
    section.parts = replace(section.parts, store=office.store)
    office.come(news(100))
    office.ring()

    def show(rows: list[Article]) -> None:
        for number, page in enumerate((rows[:7], rows[7:14], rows[14:]), 1):
            more = f'<div><a href="{URL}?page={number + 1}">下一页</a></div>' if number < 3 else ""
            listed = "".join(f'<li><a href="{item.url}">{item.title}</a></li>' for item in page)
            place = URL if number == 1 else f"{URL}?page={number}"
            section.web.put(place, f"<html><body><h1>新闻动态</h1><ul>{listed}</ul>{more}</body></html>".encode())

    for item in items:
        text = "".join(f"<p>{item.title}，这里是正文的第{n}句，说明事情的经过。</p>" for n in range(3))
        section.web.put(item.url, f"<html><body><h1>{item.title}</h1><div>{text}</div></body></html>".encode())
    for rows in (items[1:], items[1:], items):
        show(rows)
        section.look()
        office.ring()
    assert len(section.entries) == 21
    assert [office.store.entry(told).url for _, told in office.told[1:]] == [items[0].url]  # type: ignore[union-attr]


def test_only_the_sources_asked_for() -> None:
    """A recipient of some sections does not hear of the others."""
    made = Office((Recipient("hook", "webhook", HOOK, sources=("other",)),))
    made.ring()
    made.come(news(1), news(2, sources=("news", "other")))
    made.ring()
    assert made.told == [("new", news(2).id)]


def test_a_digest_waits_for_its_time() -> None:
    """With ``every`` news is gathered and told together."""
    made = Office((Recipient("hook", "webhook", HOOK, every=86400),))
    made.ring()
    for hours in (1, 9, 23):
        made.now = NOW + timedelta(hours=hours)
        made.come(news(hours))
        assert (made.ring(), made.web.posted) == ((), [])
    made.now = NOW + timedelta(hours=24)
    made.ring()
    assert len(made.web.posted) == 1
    assert len(made.told) == 3


def test_what_a_digest_waits_for_is_not_pushed_out() -> None:
    """However much comes before the digest's time, such as a back catalogue: all news is in it, and only what everyone heard is forgotten."""
    made = Office((Recipient("hook", "webhook", HOOK, every=86400), Recipient("other", "webhook", HOOK, sources=("other",))))
    made.ring()
    made.come(news(1))
    old = [entry(number, first_seen=NOW + timedelta(days=100)) for number in range(2, OUTBOX_ROWS + 500)]
    made.come(*old)
    made.ring()
    made.now = NOW + timedelta(hours=24)
    made.ring()
    assert made.told == [("new", news(1).id)]
    assert len(made.store.outbox(0, 2 * OUTBOX_ROWS)) == OUTBOX_ROWS


@pytest.mark.parametrize("every", [None, 86400])
def test_p10_a_wrong_clock_holds_back_no_news(every: int | None) -> None:
    """A digest, or another try after a fault, planned while the clock stood in another year is due once it is right again."""
    made = Office((Recipient("hook", "webhook", HOOK, every=every),))
    made.ring()
    made.now = NOW + timedelta(days=3650)
    made.come(news(1))
    made.web.fail(HOOK, RetryError(f"{HOOK} gave no answer"))
    assert len(made.ring()) == 1
    made.web.failures.clear()
    made.now = NOW + timedelta(minutes=5)
    assert made.ring() == ()
    assert made.told == [("new", news(1).id)]


def test_who_could_not_be_told_is_known(office: Office) -> None:
    """A recipient and a hub at which the last try failed, with the cause; nobody once they have heard."""
    office.hubs = ("https://hub.example.org/",)
    office.publisher.publish({"news": ("1", [Document("news.atom", "application/atom+xml", b"<feed/>", NOW)])}, ())
    for address in (HOOK, *office.hubs):
        office.web.fail(address, RetryError("no connection"))
    office.come(news(1))
    assert len(office.ring()) == 2
    (hook, hub) = untold(office.config, office.store)
    assert (hook, hub[1:]) == (("hook: no connection", 1, NOW + FIRST_WAIT, ON_ITS_WAY), (1, NOW + FIRST_WAIT, ON_ITS_WAY)) and "hub.example.org" in hub[0]
    office.web.failures.clear()
    office.now += LONGEST_WAIT
    assert office.ring() == () and list(untold(office.config, office.store)) == []


def test_a_fault_loses_nothing(office: Office) -> None:
    """News waits while the recipient is down, longer between tries each time, and is told once it is up; others are told meanwhile."""
    office.recipients += (Recipient("other", "webhook", "https://other.example.org/"),)
    office.ring()
    office.web.fail(HOOK, RetryError(f"{HOOK} gave no answer"))
    office.come(news(1))
    (fault,) = office.ring()
    assert (type(fault), "hook" in fault.message, "key=k" in fault.message) == (NotifyError, True, False)
    assert [url for url, _, _ in office.web.posted] == ["https://other.example.org/"]
    assert office.ring() == (), "not tried again at once"
    tries = 0
    for _ in range(60 * 24 * 2):
        office.now += timedelta(minutes=1)
        tries += len(office.ring())
    assert 8 < tries < 8 + 48 * 3600 / LONGEST_WAIT.total_seconds() + 4
    office.come(news(2))
    office.web.failures.clear()
    office.now += LONGEST_WAIT
    assert office.ring() == ()
    assert [item["id"] for url, body, _ in office.web.posted if url == HOOK for item in json.loads(body)["items"]] == [news(1).id, news(2).id]


def test_who_takes_nothing_for_weeks_holds_back_the_outbox_no_longer(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what it has not heard the newest is kept from then on, as log and status say; when it hears again they tell how much it missed."""
    monkeypatch.setattr("feedsvc.notify.PATIENCE", 4)
    office.ring()
    office.web.fail(HOOK, RetryError("no connection"))
    office.come(*(news(number) for number in range(1, OUTBOX_ROWS + 51)))
    rows = []
    for _ in range(4):
        (fault,) = office.ring()
        (silent,) = untold(office.config, office.store)
        rows.append((len(office.store.outbox(0, 2 * OUTBOX_ROWS)), silent[3], NEWEST_ALONE in fault.next_step))
        office.now += LONGEST_WAIT
    assert set(rows[:-1]) == {(OUTBOX_ROWS + 50, ON_ITS_WAY, False)}
    assert rows[-1] == (OUTBOX_ROWS, NEWEST_ALONE, True)
    office.web.failures.clear()
    (notice,) = office.ring()
    assert "hook hears again; 50 changes" in notice.message
    assert {item for _, item in office.told} == {news(number).id for number in range(51, OUTBOX_ROWS + 51)}
    office.come(news(1, title="Corrected"))
    assert (office.ring(), list(untold(office.config, office.store))) == ((), [])


def test_what_nobody_thought_of_is_one_recipients_fault(office: Office) -> None:
    """Whatever goes wrong in telling one recipient, it is told in words, that one waits, and the others hear their news."""
    office.recipients = (Recipient("odd", "webhook", HOOK, secret="whsec_abc"), *office.recipients)
    office.ring()
    office.come(news(1))
    (fault,) = office.ring()
    assert "recipient:odd" in fault.message and "config.toml" in fault.next_step
    assert office.told == [("new", news(1).id)]
    assert office.ring() == (), "not tried again at once"
    office.recipients = (replace(office.recipients[0], secret=""), office.recipients[1])
    office.now += LONGEST_WAIT
    assert office.ring() == ()
    assert office.told == [("new", news(1).id)] * 2


@pytest.mark.parametrize("status", [301, 400, 404, 429, 500])
def test_a_refusal_is_told_in_words(status: int, office: Office) -> None:
    """Anything but a 2xx is no delivery, and says what to look at."""
    office.web.put(HOOK, b"", status=status)
    office.come(news(1))
    (fault,) = office.ring()
    assert str(status) in fault.message
    assert fault.next_step


def test_a_long_outage_is_told_in_portions(office: Office) -> None:
    """Many articles at once come in messages of bounded size, none left out, none twice."""
    office.come(*(news(number) for number in range(1, 450)))
    office.ring()
    assert len(office.told) == len(set(office.told)) == 449
    assert max(len(json.loads(body)["items"]) for _, body, _ in office.web.posted) <= 50


def test_two_passes_at_once_tell_once(office: Office) -> None:
    """Sources refreshed side by side ring the same bell; each article is told once."""
    office.come(news(1))

    async def both() -> None:
        lock = asyncio.Lock()
        config_of = Config(
            Path("c"), "x", "zh-CN", "UTC", "x", "mailto:a@b.c", "https://f/", "f", "https://f/", None, None, (SOURCE,),
            recipients=office.recipients,
        )  # fmt: skip
        bell = Bell(config_of, office.store, office.publisher, office._open, slow, lambda: NOW, lock)
        await asyncio.gather(ring(bell), ring(bell))

    async def slow(*given: Any, **more: Any) -> tuple[int, bytes]:
        await asyncio.sleep(0)
        return await FakeFetcher.post(office.web, *given, **more)

    asyncio.run(both())
    assert office.told == [("new", news(1).id)]


# --- letters ----------------------------------------------------------------------------------------


def delivered(recipient: Recipient, answer: bytes, *entries: Entry) -> list[Received]:
    """The requests a real server on this machine got, sent through the real door."""
    with ScriptedServer(lambda _: [http(200, answer, {"Content-Type": "application/json"})]) as server:
        at_home = replace(recipient, url=server.url("/robot?key=k"), allow_private=True)
        made = Office((at_home,), web=WebFetcher("mailto:a@example.org", "1", pace=0))
        made.ring()
        made.come(*entries)
        assert made.ring() == ()
    return server.requests


NASTY = news(2, title="坏](http://evil.example/)标题 <b>*x*</b>\n第二行", summary="<script>alert(1)</script>")


def test_webhook() -> None:
    """A receiver that holds the secret can check both signatures; the body has JSON Feed's names."""
    (got,) = delivered(Recipient("hook", "webhook", "", secret="s3cret"), b"", news(1), NASTY)
    assert (got.method, got.path, got.headers["content-type"]) == ("POST", "/robot?key=k", "application/json; charset=utf-8")
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    right = base64.b64encode(hmac.new(b"s3cret", signed, hashlib.sha256).digest()).decode()
    assert got.headers["webhook-signature"] == f"v1,{right}"
    assert got.headers["x-hub-signature-256"] == "sha256=" + hmac.new(b"s3cret", got.body, hashlib.sha256).hexdigest()
    said = json.loads(got.body)
    assert (said["title"], [item["title"] for item in said["items"]]) == ("质量评价协会", [news(1).title, NASTY.title])
    assert said["items"][0]["date_published"] == news(1).published.at.isoformat()
    assert said["items"][0]["section"] == "新闻动态"


def test_webhook_secret_in_standard_form() -> None:
    """A secret that begins with whsec_ is the base64 of the key."""
    secret = "whsec_" + base64.b64encode(b"k" * 24).decode()
    (got,) = delivered(Recipient("hook", "webhook", "", secret=secret), b"", news(1))
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    assert got.headers["webhook-signature"] == "v1," + base64.b64encode(hmac.new(b"k" * 24, signed, hashlib.sha256).digest()).decode()


def test_wecom() -> None:
    """企业微信: Markdown whose links lead to the articles, whatever stands in a title; the answer's errcode counts."""
    (got,) = delivered(Recipient("team", "wecom", ""), b'{"errcode": 0, "errmsg": "ok"}', news(1), NASTY)
    said = json.loads(got.body)
    assert said["msgtype"] == "markdown"
    head, first, second = said["markdown"]["content"].split("\n")
    assert "2 篇新文章" in head
    assert f"[{news(1).title}]({news(1).url})" in first
    assert f"]({NASTY.url})" in second
    assert second.count("](") == 1


SLY = news(3, url="http://www.example.org/a)![](https://tracker.example/g.gif?to=group)[Log-in-again](https://evil.example/)<b>")


@pytest.mark.parametrize("to", ["wecom", "dingtalk"])
def test_an_address_is_no_markup(to: str) -> None:
    """Whatever stands in an article's address, a chat shows one link and no picture, and the link leads where the address leads."""
    (got,) = delivered(Recipient("team", to, ""), b'{"errcode": 0}', SLY, news(4, title="", url=SLY.url))
    markdown = json.loads(got.body)["markdown"]
    for line in (markdown.get("content") or markdown["text"]).replace("\n\n", "\n").split("\n")[1:]:
        targets = re.findall(r"\]\(([^()\[\]<>!]*)\)", line)
        assert [unquote(target) for target in targets] == [SLY.url]
        assert (line.count("["), line.count("!"), "<b>" in line) == (1, 0, False)


def test_wecom_stays_within_its_limit() -> None:
    """Ten articles with endless titles still make a message that the robot takes."""
    requests = delivered(Recipient("team", "wecom", ""), b'{"errcode": 0}', *(news(n, title="质" * 500) for n in range(1, 24)))
    contents = [json.loads(got.body)["markdown"]["content"] for got in requests]
    assert [text.count("](") for text in contents] == [10, 10, 3]
    assert max(len(text.encode()) for text in contents) <= LIMIT


def test_dingtalk() -> None:
    """钉钉: Markdown; time in milliseconds and signature stand in the address."""
    (got,) = delivered(Recipient("team", "dingtalk", "", secret="SEC1"), b'{"errcode": 0, "errmsg": "ok"}', news(1), NASTY)
    query = parse_qs(urlsplit(got.path).query)
    millis = query["timestamp"][0]
    assert int(millis) == int(NOW.timestamp()) * 1000
    right = base64.b64encode(hmac.new(b"SEC1", f"{millis}\nSEC1".encode(), hashlib.sha256).digest()).decode()
    assert (query["sign"], query["key"]) == ([right], ["k"])
    said = json.loads(got.body)["markdown"]
    assert "2 篇新文章" in said["title"]
    assert f"[{news(1).title}]({news(1).url})" in said["text"]
    assert said["text"].count("](") == 2


def test_feishu() -> None:
    """飞书: rich text with the titles as they are; time and signature stand in the message."""
    (got,) = delivered(Recipient("team", "feishu", "", secret="s"), b'{"code": 0, "msg": "success"}', news(1), withdrawn(news(9), NOW), NASTY)
    said = json.loads(got.body)
    right = base64.b64encode(hmac.new(f"{said['timestamp']}\ns".encode(), b"", hashlib.sha256).digest()).decode()
    assert (said["sign"], said["msg_type"]) == (right, "post")
    lines = said["content"]["post"]["zh_cn"]["content"]
    assert [line[0].get("href") for line in lines] == [news(1).url, NASTY.url]


@pytest.mark.parametrize("to", ["wecom", "dingtalk", "feishu"])
@pytest.mark.parametrize("answer", [b'{"errcode": 93000, "code": 19021, "errmsg": "invalid key", "msg": "sign wrong"}', b"<html>", b"[]", b""])
def test_a_robot_that_refuses(to: str, answer: bytes) -> None:
    """HTTP 200 is not enough: the robot's own code must be 0; else the news waits."""
    made = Office((Recipient("team", to, HOOK),))
    made.ring()
    made.web.put(HOOK, answer)
    made.come(news(1))
    (fault,) = made.ring()
    assert "team" in fault.message
    assert fault.next_step
    made.web.put(HOOK, b'{"errcode": 0, "code": 0}')
    made.now += LONGEST_WAIT
    assert made.ring() == ()
    assert len(made.web.posted) == 2


@dataclass
class Busy(FakeFetcher):
    """A robot that takes five messages at a time and refuses the next."""

    patience: int = 5

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, allow_private: bool = False) -> tuple[int, bytes]:
        if not self.patience:
            return 200, b'{"code": 11232, "msg": "frequency limited"}'
        self.patience -= 1
        self.posted.append((url, body, dict(headers)))
        return 200, b'{"code": 0}'


def test_a_robot_that_takes_a_few_messages_at_a_time() -> None:
    """What it took it does not get again: each try goes on where the last one ended, to the end."""
    robot = Busy()
    made = Office((Recipient("team", "feishu", HOOK),), web=robot)
    made.ring()
    made.come(*(news(number) for number in range(70)))
    faults = []
    for _ in range(3):
        faults.append(len(made.ring()))
        robot.patience, made.now = 5, made.now + LONGEST_WAIT
    posts = [json.loads(body)["content"]["post"]["zh_cn"]["content"] for _, body, _ in robot.posted]
    assert (faults, [len(lines) for lines in posts]) == ([1, 0, 0], [10] * 7)
    told = [line[0]["href"] for lines in posts for line in lines]
    assert told == [news(number).url for number in range(70)]


# --- mail -------------------------------------------------------------------------------------------


class Box:
    """What a mail server took."""

    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(envelope)
        return "250 kept"


@contextmanager
def mail_server(box: Box, **ways: Any) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, **ways)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def posted_by_mail(port: int, entries: Sequence[Entry], user: str = "") -> tuple[FeedsvcError, ...]:
    recipient = Recipient("post", "email", f"smtp://{user}127.0.0.1:{port}", sender="feeds@example.org", addresses=("a@example.org", "b@example.org"))
    made = Office((recipient,))
    made._mail = send_mail  # type: ignore[method-assign,assignment]
    made.ring()
    made.come(*entries)
    return made.ring()


def test_mail() -> None:
    """A digest in plain text and in HTML reaches every address; what a title holds is text in both."""
    box = Box()
    with mail_server(box) as port:
        assert posted_by_mail(port, [news(1), NASTY]) == ()
    (envelope,) = box.letters
    assert envelope.rcpt_tos == ["a@example.org", "b@example.org"]
    message = message_from_bytes(envelope.content, policy=policy.default)
    assert message["Subject"] == "质量评价协会：2 篇新文章"
    plain, rich = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert news(1).title in plain
    assert news(1).url in plain
    assert f'<a href="{news(1).url}">{news(1).title}</a>' in rich
    assert "<script" not in rich
    assert "<b>*x*" not in rich


def test_mail_says_no_title_twice() -> None:
    """What has no text is summed up by its title."""
    box = Box()
    with mail_server(box) as port:
        assert posted_by_mail(port, [news(1, title="第十三批标准的公告", summary="第十三批标准的公告")]) == ()
    message = message_from_bytes(box.letters[0].content, policy=policy.default)
    assert [message.get_body((kind,)).get_content().count("第十三批标准的公告") for kind in ("plain", "html")] == [1, 1]  # type: ignore[union-attr]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_mail_with_password() -> None:
    """User and password of the address are used; a server that refuses them is told in words."""

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"p@ss", handled=False)

    box = Box()
    with mail_server(box, authenticator=check, auth_required=True, auth_require_tls=False) as port:
        assert posted_by_mail(port, [news(1)], "me:p%40ss@") == ()
        (fault,) = posted_by_mail(port, [news(1)], "me:wrong@")
    assert len(box.letters) == 1
    assert "password" in fault.message
    assert "wrong" not in fault.message


def test_mail_server_down(free_port: int) -> None:
    """No server: the digest waits."""
    (fault,) = posted_by_mail(free_port, [news(1)])
    assert "mail server" in fault.message


@pytest.fixture
def free_port() -> int:
    with ScriptedServer(lambda _: []) as server:
        return server.port


def test_no_plain_mail_over_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A far server that offers no encryption gets neither password nor letter."""
    box = Box()
    with mail_server(box) as port:
        real = socket.create_connection
        monkeypatch.setattr("socket.create_connection", lambda address, *rest, **more: real(("127.0.0.1", port), *rest, **more))
        recipient = Recipient("post", "email", "smtp://u:p@mail.example.org", sender="f@example.org", addresses=("a@example.org",))
        with pytest.raises(NotifyError, match="no encryption"):
            asyncio.run(send_mail(recipient, EmailMessage()))
    assert box.letters == []


# --- hubs -------------------------------------------------------------------------------------------


class Eager:
    """Celery's face for the hub: every task is done at once."""

    def task(self, bind: bool = False, **options: Any) -> Callable[[Callable[..., None]], Any]:
        def wrap(work: Callable[..., None]) -> Any:
            done = type("Task", (), {"delay": staticmethod(lambda *given: work(*((done,) if bind else ()), *given)), "request": None})
            return done

        return wrap


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[tuple[str, list[tuple[str, bytes]], Any]]:
    """A real hub (flask-websub) on this machine: (its address, what it pushed to the subscriber, a way to subscribe)."""
    app, pushed = flask.Flask("hub"), []
    app.config["PUBLISH_SUPPORTED"] = True
    storage = SQLite3HubStorage(str(tmp_path / "hub.db"))
    real = Hub(storage, Eager(), PUBLISH_SUPPORTED=True)
    app.register_blueprint(real.build_blueprint(url_prefix="/hub"))

    @app.route("/callback", methods=["GET", "POST"])
    def callback() -> Any:
        if flask.request.method == "POST":
            pushed.append((flask.request.headers["X-Hub-Signature"], flask.request.data))
        return flask.request.args.get("hub.challenge", "")

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    home = f"http://127.0.0.1:{server.port}"

    def subscribe(topic: str) -> None:
        form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": f"{home}/callback", "hub.secret": "s"}
        assert requests.post(f"{home}/hub", form, timeout=5).status_code == 202

    yield f"{home}/hub", pushed, subscribe
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_hub_pushes_what_we_publish(hub: Any, tmp_path: Path) -> None:
    """A subscriber of a real hub gets the new bytes of a feed by itself after a refresh, signed by the hub, and once."""
    address, pushed, subscribe = hub
    script = [Publish(START + timedelta(minutes=5), "news", "关于开展质量月活动的通知", ("请各单位准备材料。",))]
    with installed(tmp_path, ["news"], script) as place:
        (tmp_path / "feeds").mkdir()
        application = StaticFeeds(tmp_path / "feeds", hubs=(address,))
        with serving(application) as port:
            application.base_url = f"http://127.0.0.1:{port}/"
            place.config = replace(place.config, hubs=(address,), base_url=application.base_url)
            place.refresh()
            assert pushed == []
            subscribe(f"{application.base_url}news.atom")
            place.clock.forward(minutes=10)
            place.refresh()
            place.refresh()
            standing = (place.feeds / "news.atom").read_bytes()
    ((signature, body),) = pushed
    assert body == standing
    assert "关于开展质量月活动的通知".encode() in body
    assert signature == "sha512=" + hmac.new(b"s", body, hashlib.sha512).hexdigest()


def test_a_hub_hears_of_changed_documents_only() -> None:
    """One POST for each feed document whose bytes changed since; nothing for pages and archives, nothing twice."""
    made = Office(hubs=("https://hub.example.org/",))
    made.publisher.publish(documents(news=b"1"), keep=())
    assert made.ring() == ()
    assert sorted(topics(made)) == [f"https://feeds.example.org/news.{suffix}" for suffix in ("atom", "json", "rss")]
    made.ring()
    assert len(topics(made)) == 3
    made.publisher.publish(documents(news=b"2"), keep=())
    made.web.fail("https://hub.example.org/", RetryError("the hub gave no answer"))
    assert len(made.ring()) == 1
    made.web.failures.clear()
    made.now += LONGEST_WAIT
    made.ring()
    assert len(topics(made)) == 6
    _, body, headers = made.web.posted[-1]
    assert parse_qs(body.decode())["hub.mode"] == ["publish"]
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"


def documents(**bodies: bytes) -> dict[str, tuple[str, list[Any]]]:
    names = ("{}.atom", "{}.rss", "{}.json", "{}.html", "archive/{}/00001.atom")
    return {
        key: (str(body), [Document(name.format(key), "text/plain", body, NOW) for name in names]) for key, body in bodies.items()
    }  # fmt: skip


def topics(made: Office) -> list[str]:
    return [parse_qs(body.decode())["hub.url"][0] for _, body, _ in made.web.posted]


# --- configuration ----------------------------------------------------------------------------------

SITE = '[site]\ntitle = "x"\ncontact = "mailto:a@example.org"\n[[source]]\nkey = "news"\nurl = "http://example.org/"\n'
MAIL = 'name = "a"\nto = "email"\nurl = "smtp://{}"\nsender = "{}"\naddresses = ["{}"]'


def test_recipients_in_the_file() -> None:
    """Address and secret may come from the environment, so that the file can be shown to others."""
    text = SITE + '[[recipient]]\nname = "team"\nto = "dingtalk"\nurl = "env:TEAM_URL"\nsecret = "env:TEAM_SECRET"\nevery = "1d"\n'
    config = parse(text, Path("config.toml"), {"TEAM_URL": HOOK, "TEAM_SECRET": "s"})
    assert config.recipients == (Recipient("team", "dingtalk", HOOK, "s", every=86400),)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('to = "webhook"\nurl = "https://h.example.org/"', "'recipient.name' is missing"),
        ('name = "a"\nto = "fax"\nurl = "https://h.example.org/"', "'webhook' or 'wecom'"),
        ('name = "a"\nto = "webhook"\nurl = "ftp://h.example.org/"', "http://"),
        ('name = "a"\nto = "webhook"\nurl = "env:NOWHERE"', "no variable 'NOWHERE'"),
        ('name = "a"\nto = "webhook"\nurl = "smtp://h.example.org"', "needs a web address"),
        ('name = "a"\nto = "email"\nurl = "https://h.example.org"\nsender = "a@b.c"\naddresses = ["a@b.c"]', "needs smtp://"),
        ('name = "a"\nto = "email"\nurl = "smtp://h.example.org"', "'sender' and 'addresses'"),
        ('name = "a"\nto = "webhook"\nurl = "https://h.example.org/"\nsecret = "whsec_abc"', "'recipient.secret': must have base64 behind 'whsec_'"),
        ('name = "a"\nto = "webhook"\nurl = "https://h.example.org/"\nsecret = "whsec_密码"', "base64 behind"),
        ('name = "a"\nto = "webhook"\nurl = "https://h.example.org:99999/"', "is not a web address"),
        (MAIL.format("u:p@h.example.org:99999", "a@b.c", "a@b.c"), "is not a mail server"),
        (MAIL.format("u:p@[h.example.org", "a@b.c", "a@b.c"), "is not a mail server"),
        (MAIL.format("u:密码@h.example.org", "a@b.c", "a@b.c"), "ASCII"),
        (MAIL.format("u:%E5%AF%86@h.example.org", "a@b.c", "a@b.c"), "ASCII"),
        (MAIL.format("h.example.org", "a@b.c\\nBcc: x@y.z", "a@b.c"), "'recipient.sender' = 'a@b.c\\nBcc: x@y.z': must be a mail address"),
        (MAIL.format("h.example.org", "a@b.c", 'a@b.c", "nobody'), "'recipient.addresses'"),
        ('name = "a"\nto = "webhook"\nurl = "env:MAIL"', "needs a web address"),
        ('name = "a"\nto = "webhook"\nurl = "https://h.example.org/"\nsources = ["new"]', "did you mean 'news'"),
        ('name = "a"\nto = "webhook"\nurl = "https://h.example.org/"\nsecrt = "x"', "did you mean 'secret'"),
    ],
)
def test_mistakes(lines: str, words: str) -> None:
    """Each with its line, before anything is sent."""
    with pytest.raises(ConfigError) as caught:
        parse(f"{SITE}[[recipient]]\n{lines}\n", Path("config.toml"), {"MAIL": "smtp://h.example.org"})
    assert words in caught.value.message
    assert "line " in caught.value.message


@pytest.mark.parametrize("url", ["https//h/?key=k123", "smtp://u:k123/s@h.example.org", "https://u:k123", "https://h\u2100k123/"])
def test_a_wrong_secret_is_not_shown(url: str) -> None:
    """A mistake in an address that holds a key or a password is told without it."""
    with pytest.raises(ConfigError) as caught:
        parse(f'{SITE}[[recipient]]\nname = "a"\nto = "webhook"\nurl = "{url}"\n', Path("config.toml"), {})
    assert "k123" not in caught.value.message


@pytest.mark.parametrize("sender", ["feeds@example.org", "质量评价协会 <feeds@example.org>", '\\"Feeds, daily\\" <f.e+d@example.org>'])
def test_senders_with_and_without_a_name(sender: str) -> None:
    """A name may stand before the address."""
    (recipient,) = parse(f"{SITE}[[recipient]]\n{MAIL.format('h.example.org', sender, sender)}\n", Path("config.toml"), {}).recipients
    assert recipient.addresses == (recipient.sender,)


def test_every_kind_has_its_file() -> None:
    """What config.toml may name is what stands in the folder."""
    folder = Path(__file__).parent.parent / "feedsvc/notifiers"
    kinds = {path.stem for path in folder.glob("*.py")} - {"__init__", "letters"}
    with pytest.raises(ValueError, match="must be") as caught:
        RECIPIENT["to"].check("")
    assert {word.strip("' ") for word in str(caught.value).removeprefix("must be ").split(" or ")} == kinds
