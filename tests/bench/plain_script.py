"""The script people write for one site: requests, BeautifulSoup and feedgen, selectors by hand, everything afresh each time."""

import re
import sys
from datetime import datetime, timedelta, timezone
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup
from feedgen.feed import FeedGenerator


def page(url):
    answer = requests.get(url, timeout=30)
    answer.encoding = "gb18030"
    return BeautifulSoup(answer.text, "html.parser")


def main(url, target):
    links = [urljoin(url, anchor["href"]) for anchor in page(url).select("a[href*='show.asp']")]
    feed = FeedGenerator()
    feed.id(url)
    feed.title("news")
    feed.link(href=url)
    feed.description("news")
    for link in list(dict.fromkeys(links))[:20]:
        soup = page(link)
        text = soup.get_text(" ")
        when = re.search(r"发布时间:\s*(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)", text)
        entry = feed.add_entry()
        entry.id(link)
        entry.link(href=link)
        entry.title(soup.title.get_text() if soup.title else link)
        entry.published(datetime(*map(int, when.groups()), tzinfo=timezone(timedelta(hours=8))))
        entry.summary(text[:300])
    feed.atom_file(target)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
