"""The next page of a listing is found in whatever way the page leads to it, and never where it leads elsewhere."""

from __future__ import annotations

import pytest

from feedsvc.reading.listing import read_listing

HOST = "http://www.sample-society.example"
ROWS = "".join(f"<li><a href=/n/{n}.html>关于召开第{n}次会员代表大会的通知公告</a><span>2025-03-{20 - n:02d}</span></li>" for n in range(12))

LEADS = {
    "words": "<a href=list_2.html>下一页</a>",
    "words apart": "<a href=list_2.html>下 一 页</a>",
    "hard spaces": "<a href=list_2.html>下&nbsp;一&nbsp;页</a>",
    "short words": "<a href=list_2.html>下页</a>",
    "traditional": "<a href=list_2.html>下一頁</a>",
    "an arrow before": "<a href=list_2.html>» 下一页</a>",
    "an arrow after": "<a href=list_2.html>Next &raquo;</a>",
    "older": "<a href=list_2.html>← Older posts</a>",
    "wide sign": "<a href=list_2.html>下一页＞</a>",
    "count": "<a href=list_2.html>下一页(2/10)</a>",
    "Japanese": "<a href=list_2.html>次のページへ</a>",
    "Japanese count": "<a href=list_2.html>次の20件</a>",
    "more": "<a href=list_2.html>加载更多</a>",
    "picture": '<a href=list_2.html><img src=n.gif alt="下一页"></a>',
    "picture with a title": '<a href=list_2.html><img src=n.gif title="下一页"></a>',
    "label": '<a aria-label="Next" href=list_2.html><span>&raquo;</span></a>',
    "name": '<a class="page-next" href=list_2.html><i></i></a>',
    "script": "<a href=\"javascript:location.href='list_2.html'\">下一页</a>",
    "click": "<a href=# onclick=\"location.href='list_2.html'\">下一页</a>",
    "number after text": "<span>1</span> <a href=list_2.html>2</a> <a href=list_3.html>3</a>",
    "number after a link here": "<a href=list.html>[1]</a> <a href=list_2.html>[2]</a>",
    "number after the present one": '<a class=cur href=index.html>1</a><a href=list_2.html>2</a>',
    "nothing but links": "<a href=list_1.html>1</a> <a href=list_2.html>2</a> <a href=list_3.html>3</a>",
    "links all named active": "<span>1</span> <a class=active href=list_2.html>2</a> <a class=active href=list_3.html>3</a>",
    "numbers in words": "<span>第1页</span> <a href=list_2.html>第2页</a>",
    "numbers in a list": "<ul><li class=thisclass>1</li><li><a href=list_2.html>2</a></li></ul>",
    "menu": "<select><option value=list.html selected>1<option value=list_2.html>2<option value=list_3.html>3</select>",
    "a system's script": "<script>createPageHTML(34, 1, 'list', 'html');</script>",
    "another system's script": "<script>window.onload=function() {createPageHTML('page_div',34, 1,'list','html',1000);}</script>",
    "another system's script, two pages": "<script>createPageHTML('page_div',2, 1,'list','html',37);</script>",
    "a sign that jumps ten pages": "<b>1</b> <a href=list_2.html>2</a> <a href=list_3.html>3</a> <a class=next href=list_11.html>&gt;</a>",
    "a sign for the last page": "<a href=list_2.html>›</a> <a href=list_9.html>»</a>",
    "menu in words": "<select><option value=/tz/list.html>第1页</option><option value=/tz/list_2.html>第2页</option></select>",
}
LEADS_NOWHERE = {
    "last page": "<a href=list_1.html>上一页</a> <a>下一页</a>",
    "last page, the first without an address": "<ul><li><a href=list_1.html>上一页</a></li><li><a href='javascript:;'>1</a></li><li><a href=list_1.html>2</a></li><li class=thisclass><a>3</a></li></ul>",
    "here": "<a href=list.html>下一页</a>",
    "another host": "<a href=http://elsewhere.example/list_2.html>下一页</a>",
    "sign without address": "<a href=#>下一页</a> <a href='javascript:void(0)'>&gt;</a>",
    "idle": "<a class=disabled href=list_2.html>下一页</a>",
    "years": "<select><option value=2024.html>2024<option value=2025.html>2025</select>",
    "numbers that are not pages": "<a href=/a.html>7</a> <a href=/b.html>9</a>",
    "days of a month": "".join(f"<a href=/day_{n}.html>{n}</a>" for n in range(1, 31)),
    "places of a ranking": "<a href=/a.html>1</a> <a href=/b.html>2</a> <a href=/c.html>3</a>",
    "pictures": "".join(f"<a href=/tz/{900 + n}.html>{n}</a>" for n in range(1, 6)),
    "articles of a ranking": "".join(f"<a href=/tz/2025/{n}.html>{n}</a>" for n in range(1, 6)),
    "months": "".join(f"<a href='?m={n}'>{n}</a>" for n in range(1, 13)),
    "issues": "".join(f"<a href=/qk/2025/{n}.html>{n}</a>" for n in range(1, 4)),
    "days of two weeks": "".join(f"<a href=/tz/2025/3/{n}/>{n}</a>" for n in range(1, 15)),
    "numbers that lead to one place": "<a href=/top_1.html>1</a> <a href=/top_1.html>2</a>",
    "slider": '<a class="next" href="javascript:;"></a>',
    "a system's last page": "<script>createPageHTML(34, 33, 'list', 'html');</script>",
    "another system's last page": "<script>createPageHTML('page_div',34, 34,'list','html',1000);</script>",
    "last choice": "<select><option value=list_1.html>1<option value=list.html selected>2</select>",
    "values that lead nowhere": "<select><option value=1>1<option value=2>2</select>",
}


def following(pager: str) -> str | None:
    html = f"<title>通知公告</title><body><ul class=list>{ROWS}</ul><div class=page>{pager}</div></body>"
    return read_listing(html, f"{HOST}/tz/list.html").next


@pytest.mark.parametrize("way", LEADS)
def test_ways_to_the_next_page(way: str) -> None:
    """Words, pictures, names, numbers, menus and scripts lead to it."""
    assert following(LEADS[way]) == f"{HOST}/tz/list_2.html"


@pytest.mark.parametrize("first", ["?page=0", "?page=1", "?cat=7&pageNo=1"])
def test_numbers_in_a_parameter(first: str) -> None:
    """All of them links, counted from 0 or from 1: the second leads on."""
    second = first[:-1] + str(int(first[-1]) + 1)
    assert following(f"<a href='{first}'>1</a> <a href='{second}'>2</a>") == f"{HOST}/tz/list.html{second}"


WORDS = """更早的文章 »|« 早期文章|较旧的日志|舊文章|Next|Next page|Older posts|Older entries|Ältere Beiträge|Nächste Seite|Suivant|Page suivante ›|Articles plus anciens|Publications plus anciennes|Entradas antiguas|Siguiente|Página siguiente
Successivo|Articoli meno recenti|Próximo|Posts mais antigos|Oudere berichten|Volgende pagina|Äldre inlägg|Nästa|Ældre indlæg|Næste|Eldre innlegg|Neste side|Seuraava|Vanhemmat artikkelit|Następna|Starsze wpisy
Další|Starší příspěvky|Ďalšia|Következő|Régebbi bejegyzések|Următoarea|Articole mai vechi|Sonraki|Eski yazılar|Επόμενη|Παλαιότερα άρθρα|Следующая|След.|Более старые записи|Наступна|Старіші записи
Sljedeća|التالي|مقالات أقدم|بعدی|نوشته‌های قدیمی‌تر|הבא|פוסטים ישנים|अगला|पुराने लेख|ถัดไป|เรื่องที่เก่ากว่า|Tiếp theo|Bài cũ hơn|Berikutnya|Pos lebih lama|次へ|以前の記事|다음|이전 글"""


@pytest.mark.parametrize("words", [one for line in WORDS.splitlines() for one in line.split("|")])
def test_words_for_the_next_page_in_many_tongues(words: str) -> None:
    """With an arrow after them, too, whichever way the tongue is written."""
    assert following(f"<a href=list_2.html>{words}</a>") == following(f"<a href=list_2.html>{words} «</a>") == f"{HOST}/tz/list_2.html"


@pytest.mark.parametrize("words", ["NEXT PAGE", "ÄLTERE Beiträge", "İLERİ", "ΕΠΌΜΕΝΕΣ", "СЛЕДУЮЩАЯ", "ĎALŠIA"])
def test_words_for_the_next_page_are_known_in_any_case(words: str) -> None:
    """Also where a letter's small form is two signs, or another one at a word's end."""
    assert following(f"<a href=list_2.html>{words}</a>") == f"{HOST}/tz/list_2.html"


@pytest.mark.parametrize("words", ["Previous", "Newer posts", "Neuere Beiträge", "Articles plus récents", "Предыдущая", "السابق", "前へ", "이전", "Read older", "Next week's plans", "Next article", "Next post"])
def test_words_that_lead_back_or_elsewhere(words: str) -> None:
    """What is newer is no next page, and neither is a single article."""
    assert following(f"<a href=list_2.html>{words}</a>") is None


def test_pages_that_are_called_by_their_first_row() -> None:
    """0 | 10 | 20: ten rows on stands the next page, wherever one is."""
    assert following("<b>0</b> | <a href='?from=10'>10</a> | <a href='?from=20'>20</a>") == f"{HOST}/tz/list.html?from=10"
    assert following("<a href='?from=0'>0</a> | <b>10</b> | <a href='?from=20'>20</a>") == f"{HOST}/tz/list.html?from=20"


@pytest.mark.parametrize("way", LEADS_NOWHERE)
def test_what_leads_to_no_next_page(way: str) -> None:
    """The last page has none, and links that are alike lead nowhere."""
    assert following(LEADS_NOWHERE[way]) is None


def test_a_script_that_keeps_the_next_page_to_itself_is_told() -> None:
    """The operator reads that there is one, and can pin where it is."""
    html = f"<title>通知公告</title><body><ul>{ROWS}</ul><a href='javascript:;' onclick='toPage(2);'>下一页</a></body>"
    listing = read_listing(html, f"{HOST}/tz/list.html")
    assert (listing.next, listing.reasons["next"]) == (None, "a link says so, but its script alone knows where it leads")


def test_the_last_of_numbers_that_are_all_links_leads_nowhere() -> None:
    """One of them leads here: the pages are followed up to the last, and not from there to the second again."""
    html = f"<title>通知公告</title><body><ul class=list>{ROWS}</ul>{LEADS['nothing but links']}</body>"
    found = [read_listing(html, f"{HOST}/tz/list{page}.html").next for page in ("", "_1", "_2", "_3")]
    assert found == [f"{HOST}/tz/list_2.html"] * 2 + [f"{HOST}/tz/list_3.html", None]
