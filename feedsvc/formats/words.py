"""The wording of every page, one table per language.  ``words`` picks by language tag."""

from __future__ import annotations

from dataclasses import dataclass

from ..record import Verdict


@dataclass(frozen=True, slots=True)
class Words:
    """All that pages say.  Braces are filled with ``str.format``."""

    tag: str
    # times
    date: str
    short_date: str
    colon: str
    date_weekday: str
    month: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]
    per_day: str
    per_week: str
    per_month: str
    per_year: str
    strip_label: str
    # frame of every page
    skip: str
    nav_label: str
    nav_feeds: str
    nav_subscribe: str
    nav_status: str
    footer_source: str
    footer_contact: str
    updated: str
    made_by: str
    # index
    eyebrow: str
    lead: str
    follow_all: str
    latest: str
    sections: str
    sections_count: str
    no_entries: str
    no_entries_hint: str
    open_feed: str
    every_minutes: str
    every_hours: str
    looked: str
    how: str
    steps: tuple[tuple[str, str], ...]
    readers_title: str
    readers: tuple[tuple[str, str], ...]
    formats_title: str
    formats: tuple[tuple[str, str], ...]
    opml: str
    # feed page
    subscribe: str
    subscribe_hint: str
    address: str
    copy: str
    copied: str
    origin: str
    from_source: str
    attachments: str
    older: str
    to_embed: str
    to_opml: str
    newer: str
    archive: str
    original: str
    # embed
    embed: str
    embed_hint: str
    embed_preview: str
    embed_options: str
    embed_count: str
    embed_summary: str
    embed_images: str
    embed_dates: str
    embed_date_forms: tuple[tuple[str, str], ...]
    embed_script: str
    embed_script_hint: str
    embed_style: str
    embed_style_hint: str
    embed_frame: str
    embed_frame_hint: str
    embed_include: str
    embed_include_hint: str
    embed_ascii: str
    # status
    status_title: str
    status_lead: str
    all_well: str
    some_ill: str
    not_yet: str
    not_looked: str
    verdicts: dict[Verdict, str]
    since: str
    well_since: str
    looks: str
    rhythm: str
    last_success: str
    never: str
    entries: str
    newest: str
    detail: str
    next_step: str
    gap: str
    no_sources: str
    machine: str
    days_label: str
    quiet: str
    quiet_line: str


ZH = Words(
    tag="zh-CN",
    date="{y}年{m}月{d}日",
    short_date="{y}年{m}月{d}日",
    colon="：",
    date_weekday="{date} {weekday}",
    month="{y}年{m}月",
    months=tuple(str(month) for month in range(1, 13)),
    weekdays=("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    weekdays_short=("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    per_day="平均每天约 {n} 篇",
    per_week="平均每周约 {n} 篇",
    per_month="平均每月约 {n} 篇",
    per_year="平均每年约 {n} 篇",
    strip_label="最近 {weeks} 周每周的文章数，最多一周 {top} 篇",
    skip="跳到正文",
    nav_label="主导航",
    nav_feeds="全部栏目",
    nav_subscribe="如何订阅",
    nav_status="运行状态",
    footer_source="新闻来源",
    footer_contact="联系我们",
    updated="最近更新",
    made_by="由 feedsvc 整理发布",
    eyebrow="新闻订阅",
    lead="这里把{author}网站上的新闻整理成订阅源。订阅一次，有新文章时，您的阅读器会自动告诉您；点开标题，即到原网站阅读全文。",
    follow_all="订阅全部新闻",
    latest="最新文章",
    sections="全部栏目",
    sections_count="{n} 个栏目，可分别订阅",
    no_entries="还没有文章",
    no_entries_hint="读到第一篇文章后，它会出现在这里。现在就可以订阅，不会错过。",
    open_feed="查看与订阅",
    every_minutes="每 {n} 分钟",
    every_hours="每 {n} 小时",
    looked="{every}查看一次",
    how="如何订阅",
    steps=(
        ("复制地址", "选一个栏目，或选全部新闻，复制它的订阅地址。"),
        ("粘贴到阅读器", "在阅读器中选“添加订阅”，粘贴地址。多数阅读器也能直接识别本页的网址。"),
        ("完成", "新文章会自动出现；更正与撤回也会一并送达。"),
    ),
    readers_title="常用阅读器",
    readers=(
        ("手机", "NetNewsWire、Reeder（iOS），Feeder、Read You（Android）"),
        ("电脑", "NetNewsWire（macOS），Fluent Reader（Windows、macOS、Linux），Thunderbird"),
        ("网页", "Inoreader、Feedly，或自己架设的 FreshRSS、Miniflux"),
    ),
    formats_title="选哪种格式",
    formats=(
        ("Atom", "推荐。各种阅读器都支持，信息最完整。"),
        ("RSS", "较早的阅读器使用。"),
        ("JSON Feed", "方便程序读取。"),
        ("OPML", "一个文件，导入全部栏目。"),
    ),
    opml="下载 OPML",
    subscribe="订阅“{title}”",
    subscribe_hint="把下面任一地址粘贴到阅读器即可。不确定选哪个时，用 Atom。",
    address="{format} 订阅地址",
    copy="复制",
    copied="已复制",
    origin="来源：{origin}",
    from_source="原网站栏目",
    attachments="附件",
    older="更早的文章",
    to_embed="放到您的网站上",
    to_opml="一次订阅全部栏目（OPML）",
    newer="较新的文章",
    archive="存档 {n}",
    original="在原网站阅读：{title}",
    embed="放到您的网站上",
    embed_hint="合作单位的网站可以直接显示这些新闻：粘贴一段代码，内容自动更新，不需要维护。",
    embed_preview="预览",
    embed_options="选项",
    embed_count="条数",
    embed_summary="显示摘要",
    embed_images="显示图片",
    embed_dates="日期",
    embed_date_forms=(("short", "年月日"), ("long", "含星期"), ("time", "含时刻"), ("none", "不显示")),
    embed_script="一行代码",
    embed_script_hint="粘贴到希望显示新闻的位置。字体和颜色随您的网页；网络不通时，显示其中的链接。",
    embed_style="可选：预留高度",
    embed_style_hint="加到您的样式表里，内容载入时网页不会跳动。",
    embed_frame="不用脚本：内嵌框架",
    embed_frame_hint="不允许外部脚本的网站可用内嵌框架。",
    embed_include="不用脚本：服务器端包含",
    embed_include_hint="由您的服务器定时取回这段 HTML，插入网页。",
    embed_ascii="网页用 GBK 等编码时，请取这一份：",
    status_title="运行状态",
    status_lead="每个来源是否正常、最近一次成功读取是什么时候。读取失败时，已发布的内容保持不变。",
    all_well="一切正常",
    some_ill="{bad} 个来源需要留意，其余 {good} 个正常",
    not_yet="还没有查看过来源",
    not_looked="尚未查看",
    verdicts={
        Verdict.OK: "正常",
        Verdict.UNCHANGED: "正常",
        Verdict.RETRY: "暂时读不到，会再试",
        Verdict.BLOCKED: "被网站拒绝",
        Verdict.GONE: "页面已不存在",
        Verdict.SUSPECT: "页面可疑，保留上次内容",
        Verdict.REFUSED: "按规则不读取",
        Verdict.BROKEN: "页面改版，读不出文章",
    },
    since="故障开始",
    well_since="正常始于",
    looks="查看间隔",
    rhythm="更新频率",
    last_success="上次成功",
    never="还没有",
    entries="文章数",
    newest="最新一篇",
    detail="说明",
    next_step="处理办法",
    gap="可能的缺漏",
    no_sources="还没有来源",
    machine="机器可读",
    days_label="最近 {days} 天中，{ill} 天有故障",
    quiet="正常，但比平时安静",
    quiet_line="读取一切正常，只是很久没有新文章了，远远超过平常的间隔。",
)

EN = Words(
    tag="en",
    date="{d} {month} {y}",
    short_date="{d} {month:.3} {y}",
    colon=": ",
    date_weekday="{weekday}, {date}",
    month="{month} {y}",
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),  # fmt: skip
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    weekdays_short=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    per_day="about {n} a day",
    per_week="about {n} a week",
    per_month="about {n} a month",
    per_year="about {n} a year",
    strip_label="Articles per week over the last {weeks} weeks, at most {top} in one week",
    skip="Skip to content",
    nav_label="Main",
    nav_feeds="All feeds",
    nav_subscribe="How to subscribe",
    nav_status="Status",
    footer_source="Where the news comes from",
    footer_contact="Contact",
    updated="Last change",
    made_by="Put together by feedsvc",
    eyebrow="News feeds",
    lead="The news of {author}, gathered into feeds. Subscribe once and your reader tells you when something new appears; "
    "each headline leads to the full article on the original site.",
    follow_all="Follow everything",
    latest="Latest articles",
    sections="All feeds",
    sections_count="{n} feeds, each on its own address",
    no_entries="Nothing here yet",
    no_entries_hint="The first article will appear here as soon as it has been read. Subscribe now and you will not miss it.",
    open_feed="Read and subscribe",
    every_minutes="every {n} min",
    every_hours="every {n} h",
    looked="checked {every}",
    how="How to subscribe",
    steps=(
        ("Copy an address", "Pick one feed, or everything, and copy its address."),
        ("Paste it into a reader", "Choose “add a feed” and paste. Most readers also find the feeds from the address of this page."),
        ("That is all", "New articles arrive by themselves, and so do corrections and withdrawals."),
    ),
    readers_title="Common readers",
    readers=(
        ("Phone", "NetNewsWire and Reeder on iOS, Feeder and Read You on Android"),
        ("Computer", "NetNewsWire on macOS, Fluent Reader on Windows, macOS and Linux, Thunderbird"),
        ("Web", "Inoreader and Feedly, or FreshRSS and Miniflux on a server of your own"),
    ),
    formats_title="Which format",
    formats=(
        ("Atom", "Our advice: every reader knows it, and it carries the most."),
        ("RSS", "For older readers."),
        ("JSON Feed", "For programs."),
        ("OPML", "One file that brings in every feed."),
    ),
    opml="Download OPML",
    subscribe="Subscribe to “{title}”",
    subscribe_hint="Paste one of these addresses into your reader. When in doubt, take Atom.",
    address="{format} address",
    copy="Copy",
    copied="Copied",
    origin="From {origin}",
    from_source="Section on the original site",
    attachments="Attachments",
    older="Older articles",
    to_embed="Put it on your site",
    to_opml="Every feed at once (OPML)",
    newer="Newer articles",
    archive="archive {n}",
    original="Read at the source: {title}",
    embed="Put it on your site",
    embed_hint="Partner sites can show this news: paste a snippet once, and it keeps itself up to date.",
    embed_preview="Preview",
    embed_options="Options",
    embed_count="Headlines",
    embed_summary="Summaries",
    embed_images="Pictures",
    embed_dates="Dates",
    embed_date_forms=(("short", "day"), ("long", "with weekday"), ("time", "with time"), ("none", "none")),
    embed_script="One line",
    embed_script_hint="Paste it where the news should appear. It takes the fonts and colours of your page, "
    "and falls back to the link inside it when the network is down.",
    embed_style="Optional: keep its place",
    embed_style_hint="In your style sheet, so that nothing below moves while the news loads.",
    embed_frame="Without script: a frame",
    embed_frame_hint="For sites that do not allow outside scripts.",
    embed_include="Without script: server-side include",
    embed_include_hint="Let your server fetch this piece of HTML now and then and place it in the page.",
    embed_ascii="For pages in GBK or another legacy encoding, take this one:",
    status_title="Status",
    status_lead="Whether each source is well, and when it was last read. While a source fails, what is published stays as it was.",
    all_well="Everything is well",
    some_ill="{bad} to look at, {good} well",
    not_yet="No source has been looked at yet",
    not_looked="Not looked at yet",
    verdicts={
        Verdict.OK: "Well",
        Verdict.UNCHANGED: "Well",
        Verdict.RETRY: "Cannot be read just now, will try again",
        Verdict.BLOCKED: "Turned away by the site",
        Verdict.GONE: "The page is gone",
        Verdict.SUSPECT: "Page in doubt, last good version kept",
        Verdict.REFUSED: "Not read, by rule",
        Verdict.BROKEN: "Page redesigned, no articles found",
    },
    since="Ill since",
    well_since="Well since",
    looks="Looked at",
    rhythm="Pace",
    last_success="Last success",
    never="never yet",
    entries="Articles",
    newest="Newest",
    detail="Detail",
    next_step="What to do",
    gap="Possible gap",
    no_sources="No sources yet",
    machine="For machines",
    days_label="Ill on {ill} of the last {days} days",
    quiet="Well, but quieter than usual",
    quiet_line="Reading works; nothing new has come for far longer than usual.",
)


def words(language: str) -> Words:
    """Chinese for any Chinese tag, English for the rest."""
    return ZH if language.lower().split("-")[0] == "zh" else EN
