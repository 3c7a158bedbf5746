"""Article pages in the layouts old sites use: nested tables, lines with breaks, div, text pasted from a word processor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape

from .chrome import DECLARATION, FOOTER, document


@dataclass(frozen=True, slots=True)
class Shown:
    """An article as a page shows it.  ``section`` is the name in the breadcrumb, ``views`` the counter beside the time,
    ``attachments`` are (path, name); paragraphs are printed as they are, stray spaces and all."""

    section: str
    title: str
    published: datetime
    paragraphs: tuple[str, ...]
    views: int = 1
    declaration: tuple[str, ...] = DECLARATION
    footer: tuple[str, ...] = FOOTER
    attachments: tuple[tuple[str, str], ...] = ()

    @property
    def stamp(self) -> str:
        """The line under the title, with the gap between its two parts that such pages have."""
        return f"发布时间:{self.published:%Y-%m-%d %H:%M:%S}{'&nbsp;' * 5}浏览次数:{self.views}"


def render_layout(kind: str, article: Shown, charset: str = "gbk") -> bytes:
    """The article's page in one of ``LAYOUTS`` and an encoding ("gbk" or "utf-8")."""
    return document(article.title, article.section, LAYOUTS[kind](article), charset, article.footer)


def _table(article: Shown) -> str:
    text = "\n".join(f"<p>{'&nbsp;' * 6}{escape(paragraph)}</p>" for paragraph in article.paragraphs)
    return f"""<table width="100%" border="0" cellspacing="0" cellpadding="0"><tr><td valign="top">
<table width="96%" border="0" align="center" cellpadding="0" cellspacing="0">
<tr><td class="biaoti" align="center" height="40">{escape(article.title)}</td></tr>
<tr><td class="shijian" align="center" bgcolor="#F5F5F5">{article.stamp}</td></tr>
<tr><td height="10">&nbsp;</td></tr>
<tr><td class="neirong"><div id="zoom">
{text}
</div>{_attachments(article)}</td></tr>
<tr><td class="shengming">声明:<br />{"<br />".join(map(escape, article.declaration))}</td></tr>
</table></td></tr></table>"""


def _lines(article: Shown) -> str:
    text = "<br />\n<br />\n".join(f"　　{escape(paragraph)}" for paragraph in article.paragraphs)
    return f"""<table width="980" align="center"><tbody>
<tr><td align="center"><font size="4"><b>{escape(article.title)}</b></font></td></tr>
<tr><td align="center"><font color="#999999">{article.stamp}</font><hr size="1" /></td></tr>
<tr><td style="line-height:200%">{text}{_attachments(article)}</td></tr>
<tr><td><br /><strong>声明:</strong><br />{"<br />".join(map(escape, article.declaration))}</td></tr>
</tbody></table>"""


def _div(article: Shown) -> str:
    text = "\n".join(f"<p>　　{escape(paragraph)}</p>" for paragraph in article.paragraphs)
    notes = "\n".join(f"<p>{escape(line)}</p>" for line in article.declaration)
    return f"""<div class="main"><div class="show">
<h2>{escape(article.title)}</h2>
<div class="shijian">{article.stamp}</div>
<div class="neirong">
{text}
</div>{_attachments(article)}
<div class="shengming"><p>声明:</p>
{notes}
</div>
</div></div>"""


def _word(article: Shown) -> str:
    style = 'class="MsoNormal" style="text-indent:28pt;line-height:150%"'
    span = "<span style='font-size:14.0pt;font-family:仿宋_GB2312'>"
    text = "\n".join(f"<p {style}>{span}{escape(paragraph)}</span><span lang='EN-US'></span></p>" for paragraph in article.paragraphs)
    notes = "".join(f"<li>{escape(line)}</li>" for line in article.declaration)
    return f"""<div id="content">
<div class="biaoti"><strong>{escape(article.title)}</strong></div>
<div class="shijian"><span>{article.stamp}</span></div>
<div class="neirong">
{text}
<p {style}><span lang='EN-US'>&nbsp;</span></p>
</div>{_attachments(article)}
<div class="shengming">声明:<ul style="list-style:none">{notes}</ul></div>
</div>"""


def _attachments(article: Shown) -> str:
    links = "<br />".join(f"附件：<a href='{escape(path)}'>{escape(name)}</a>" for path, name in article.attachments)
    return f"\n<p>{links}</p>" if links else ""


LAYOUTS: Mapping[str, Callable[[Shown], str]] = {"table": _table, "lines": _lines, "div": _div, "word": _word}
