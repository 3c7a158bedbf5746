"""The files an article carries are found however its system links or shows them, and bear a name that says something."""

from __future__ import annotations

import pytest

from feedsvc.reading.article import read_article

PAGE = "http://www.sample.example/info/1001/77.htm"
TEXT = "<p>为做好年会的筹备工作，请各会员单位认真填写回执，并在规定时间内报送到秘书处，逾期不再受理，联系人和联系方式见附件。</p>" * 3

LINKED = {
    "text in an element": ('<p>附件【<a href="/system/download.jsp?id=3"><span>参会回执.docx</span></a>】已下载<span>3</span>次</p>', "/system/download.jsp?id=3", "参会回执.docx"),
    "file named in a parameter": ('<p><a href="/module/downfile.jsp?classid=0&filename=2611.doc">参会回执</a></p>', "/module/downfile.jsp?classid=0&filename=2611.doc", "参会回执"),
    "a call, the name before it": ('<p>会议手册：<a href="/u/x1.pdf">点击下载</a></p>', "/u/x1.pdf", "会议手册"),
    "a call, the name in its title": ('<p><a href="/u/x1.pdf" title="会议手册.pdf">下载</a></p>', "/u/x1.pdf", "会议手册.pdf"),
    "a script": ("""<p>附件：<a href="javascript:void(0)" onclick="window.open('/u/1.doc')">参会回执.doc</a></p>""", "/u/1.doc", "参会回执.doc"),
    "a player": ('<p><span class="player" pdfsrc="/u/aa/1.pdf"></span></p>', "/u/aa/1.pdf", "1.pdf"),
    "embedded": ('<embed src="/u/x1.pdf" type="application/pdf">', "/u/x1.pdf", "x1.pdf"),
    "a frame": ('<iframe width=100% src="/u/x1.pdf#page=1"></iframe>', "/u/x1.pdf", "x1.pdf"),
    "an object": ('<object type="application/pdf" data="/u/x1.pdf"></object>', "/u/x1.pdf", "x1.pdf"),
    "a viewer's frame": ('<iframe src="/pdf/web/viewer.html?v=2&file=/u/x1.pdf"></iframe>', "/u/x1.pdf", "x1.pdf"),
    "a viewer of another site": ('<iframe src="https://view.example/op?src=http%3A%2F%2Fwww.sample.example%2Fu%2Fx1.docx"></iframe>', "/u/x1.docx", "x1.docx"),
    "a call in a script": ('<script>showPdfFrame("/u/x1.pdf","100%","600")</script>', "/u/x1.pdf", "x1.pdf"),
}  # fmt: skip


def files(inside: str, below: str = "") -> list[tuple[str, str]]:
    html = f"<title>关于召开年会的通知</title><h1>关于召开年会的通知</h1><p>2021-09-08</p><div class=con>{TEXT}{inside}</div>{below}"
    return [(file.url.removeprefix("http://www.sample.example"), file.title) for file in read_article(html, PAGE).attachments]


@pytest.mark.parametrize("way", LINKED)
def test_a_file_in_the_text(way: str) -> None:
    """Linked, handed out by a script or shown by a player."""
    html, url, title = LINKED[way]
    assert files(html) == [(url, title)]


def test_a_file_called_an_attachment_below_other_lines() -> None:
    """Further below the text a file must be called so."""
    between = "".join(f"<div>{words}</div>" for words in ("分享到：微信", "上一篇：<a href=/1>理事会召开会议</a>", "下一篇：<a href=/2>工作会议召开</a>", "责任编辑：王", "审核：李", "打印", "关闭"))
    assert files("", f"{between}<div>相关附件：<a href=/u/1.docx>参会回执</a></div>") == [("/u/1.docx", "参会回执")]
    assert files("", f"{between}<div>资料：<a href=/u/1.docx>参会回执</a></div>") == []


def test_a_file_in_the_foot_of_the_page_is_not_the_articles() -> None:
    """It stands on every page."""
    assert files("", "<div class=footer>版权所有 <a href=/u/app.zip>客户端</a></div>") == []


@pytest.mark.parametrize("shown", [way for way in LINKED if way.split()[0] in ("a", "an", "embedded") and "call," not in way])
def test_a_document_that_is_all_of_an_article(shown: str) -> None:
    """A page may show one in the place of a text; a film in a frame is none."""
    html, url, _ = LINKED[shown]
    page = f"<title>关于召开年会的通知</title><h1>关于召开年会的通知</h1><p>2021-09-08</p><div class=con>{html}<iframe src='/v/1.html?x=1.mp4'></iframe></div>"
    assert [file.url for file in read_article(page, PAGE).attachments] == [f"http://www.sample.example{url}"]
