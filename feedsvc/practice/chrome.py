"""What stands around every page of the practice site: head, navigation, declaration, footer."""

from __future__ import annotations

from html import escape

from .sections import NAVIGATION

NAME = "示范省质量评价协会"
DECLARATION = (
    f"1、凡本网站原创信息均属{NAME}版权所有，需要转载的，请先取得本会书面同意。",
    "2、本站也会摘录其他媒体的公开报道，只为交流学习，文中看法由原作者负责。",
)
FOOTER = (
    f"版权所有:{NAME} ©2007-2026",
    "地址:东岭市示范路1号  邮编:000000",
    "电话/传真:0000—00000000",
    "鲁ICP备00000000号-1",
)
STYLE = """body { margin: 0 auto; max-width: 1000px; font: 14px/1.8 SimSun, "Noto Serif CJK SC", serif; color: #333; background: #fff; }
a { color: #0b4a8f; text-decoration: none; } a:hover { text-decoration: underline; }
.banner { background: #0b4a8f; color: #fff; font-size: 28px; padding: 18px 24px; }
.nav { background: #e7eef7; padding: 6px 24px; } .pos { padding: 6px 24px; border-bottom: 1px dashed #bbb; }
.biaoti, h2 { font-size: 20px; font-weight: bold; text-align: center; padding: 18px 0 4px; }
.shijian { text-align: center; color: #888; font-size: 12px; } .neirong { padding: 8px 24px; }
.shengming { padding: 12px 24px; color: #666; font-size: 12px; } .foot { text-align: center; padding: 16px; color: #666; font-size: 12px; }
.liebiao { width: 100%; box-sizing: border-box; padding: 0 24px; } ul.liebiao { list-style: none; } .liebiao span, .riqi { color: #888; }
ul.liebiao span { float: right; } .item { border-bottom: 1px solid #eee; padding: 8px 24px; } .page { text-align: center; padding: 12px; }
"""


def document(title: str, place: str, content: str, charset: str, footer: tuple[str, ...] = FOOTER) -> bytes:
    """A whole page in the given encoding, declared the way old sites do: "gb2312" for whatever GBK can say.

    ``place`` is the breadcrumb after 首页; characters GBK lacks become numeric references.
    """
    declared = "gb2312" if charset == "gbk" else charset
    trail = f"<a href='/'>首页</a> &gt;&gt; {escape(place)}" if place else "<a href='/'>首页</a>"
    menu = " | ".join(f"<a href='{escape(path)}'>{name}</a>" for name, path in NAVIGATION)
    text = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset={declared}" />
<title>{escape(title)}{"_" if title else ""}{NAME}</title>
<link href="/style.css" rel="stylesheet" type="text/css" />
</head>
<body>
<div class="banner">{NAME}</div>
<div class="nav">{menu}</div>
<div class="pos">{trail}</div>
{content}
<div class="foot">{"<br />".join(map(escape, footer))}</div>
</body>
</html>
"""
    return text.encode(charset, "xmlcharrefreplace")
