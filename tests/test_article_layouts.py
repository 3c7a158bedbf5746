"""Articles rendered in many layouts, date forms and encodings read back exactly."""

from __future__ import annotations

import pytest

from feedsvc.reading.article import read_article
from feedsvc.reading.decoding import decode

from .article_layouts import DATE_FORMS, LAYOUTS, NOW, URL, article, page

ENCODINGS = {"utf-8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "utf-8-sig": "utf-8", "gb18030": "gb18030", "utf-16": "utf-16"}


def test_there_are_as_many_as_promised() -> None:
    """Thirty layouts, six encodings and two hundred forms of dates."""
    assert (len(LAYOUTS) >= 30, len(ENCODINGS) >= 6, len(DATE_FORMS) >= 200) == (True, True, True)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_article_reads_back_exactly(layout: str) -> None:
    """Title, time and the beginning of the text of an article are read in every layout and date form, whether the document's
    title names it or the site alone."""
    for seed, (form, write) in enumerate(DATE_FORMS.items()):
        one = article(seed * 101 + len(layout))
        when, precision = write(one.at)
        read = read_article(page(layout, one, when, "full" if seed % 2 else "site"), URL, now=NOW)
        assert read.title == one.title, (form, read.reasons["title"])
        assert read.published is not None, (form, when, read.reasons["published"])
        assert (read.published.at.date(), read.published.precision) == (one.at.date(), precision), (form, when, read.reasons["published"])
        if precision != "day":
            assert read.published.at == one.at.replace(microsecond=0, second=one.at.second if precision == "second" else 0), (form, when)
        assert read.summary is not None
        assert one.paragraphs[0].startswith(read.summary[:12]), (form, read.summary)


@pytest.mark.parametrize("label", ENCODINGS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_reads_the_same_in_every_encoding(layout: str, label: str) -> None:
    """A page's bytes in any encoding, rightly labelled, read as its text does."""
    one = article(len(layout))
    html = page(layout, one, f"{one.at:%Y-%m-%d %H:%M:%S}")
    head = "" if label in ("utf-16", "utf-8-sig") else f"<meta http-equiv=Content-Type content='text/html; charset={label}'>"
    body = html.replace("<head>", "<head>" + head).encode("utf-8-sig" if label == "utf-8-sig" else ENCODINGS[label])
    assert read_article(decode(body).text, URL, now=NOW) == read_article(html, URL, now=NOW)


TRANSLATED = {
    "big5": ("協會召開年度工作會議", "與會代表圍繞檢驗方法的改進作了發言，並就下一步的分工達成一致，負責人表示後續將繼續開展幫扶。"),
    "shift_jis": ("協会が年次総会を開催", "出席者は検査方法の改善について意見を述べ、今後の役割分担について合意した。事務局は引き続き支援を行うとしている。"),
    "euc-jp": ("協会が年次総会を開催", "出席者は検査方法の改善について意見を述べ、今後の役割分担について合意した。事務局は引き続き支援を行うとしている。"),
    "euc-kr": ("협회 연례 회의 개최", "참석자들은 검사 방법의 개선에 대해 의견을 나누고 앞으로의 역할 분담에 합의하였으며 사무국은 계속 지원하겠다고 밝혔다."),
    "windows-1251": ("Общество провело ежегодное собрание", "Участники обсудили улучшение методов проверки, распределили обязанности и договорились о поддержке, сообщил секретарь."),
    "windows-1250": ("Společnost uspořádala výroční schůzi", "Účastníci hovořili o zlepšení zkušebních metod a dohodli se na rozdělení úkolů, uvedl tajemník společnosti."),
    "windows-1252": ("Der Verein hält seine Jahresversammlung ab", "Die Teilnehmer sprachen über bessere Prüfverfahren für größere Geräte und einigten sich, wie der Vorstand erklärte."),
    "windows-1254": ("Dernek yıllık toplantısını yaptı", "Katılımcılar denetim yöntemlerinin geliştirilmesi üzerine konuştu, görev dağılımında anlaştı, yönetim desteğin süreceğini açıkladı."),
}  # fmt: skip


@pytest.mark.parametrize("told", ["meta", "header", "wrong header"])
@pytest.mark.parametrize("encoding", TRANSLATED)
def test_pages_of_other_tongues(encoding: str, told: str) -> None:
    """Title, day and text come back from the encodings of the world, also where the server names a wrong one."""
    title, text = TRANSLATED[encoding]
    head = f"<meta charset={encoding}>" if told != "header" else ""
    html = f"<html><head>{head}<title>{title}</title></head><body><h1>{title}</h1><p>2021-09-08 14:13</p>{f'<p>{text}</p>' * 3}</body></html>"
    header = {"meta": None, "header": f"text/html; charset={encoding}", "wrong header": "text/html; charset=iso-8859-1"}[told]
    read = read_article(decode(html.encode(encoding), header).text, URL, now=NOW)
    assert (read.title, read.text.split("\n")[0], str(read.published and read.published.at)[:16]) == (title, text, "2021-09-08 14:13")
