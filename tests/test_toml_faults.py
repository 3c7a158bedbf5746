"""A config.toml that is no TOML is told in the words of who wrote it, not of the parser."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedsvc.config import parse
from feedsvc.errors import ConfigError

WIDTH, QUOTES, EQUALS = "a sign of full width", "a text needs quotes", "between a setting and its value stands ="
CASES = {
    'title = “协会”': ("line 3 holds '“', " + WIDTH, 'write " in its place'),
    "title = ‘协会’": ("line 3 holds '‘', " + WIDTH, "write ' in its place"),
    'title = "协会”': ("line 3 holds '”', " + WIDTH, 'write " in its place'),
    'title ＝ "协会"': ("line 3 holds '＝', " + WIDTH, "write = in its place"),
    'title： "协会"': ("line 3 holds '：', " + WIDTH, "write = in its place"),
    "【serve】": ("line 3 holds '【', " + WIDTH, "write [ in its place"),
    'hubs = ["http://a.example/"，"http://b.example/"]': ("line 3 holds '，', " + WIDTH, "write , in its place"),
    "＃ 网站": ("line 3 holds '＃', " + WIDTH, "write # in its place"),
    "window = ５０": ("line 3 holds '５', " + WIDTH, "write 5 in its place"),
    '\u3000title = "协会"': ("line 3 holds '\u3000', " + WIDTH, "in its place"),
    '标题 = "协会"': ("line 3, column 1", "settings have English names"),
    'title = "协会，一家': ("line 3", "close the text with the quote it begins with"),
    "title = 协会": ("line 3", QUOTES),
    "title = news": ("line 3", QUOTES),
    'title: "A"': ("line 3", EQUALS),
    "allow_private = True": ("line 3", "write true, in small letters"),
    "allow_private = no": ("line 3", "write false, in small letters"),
    "rights = None  # 没有": ("line 3", "delete the line"),
    'title = "C:\\Users"': ("line 3", "a backslash is written twice"),
    'title = "a"\ntitle = "b"': ("line 4", "stands twice in its table"),
    "[site]": ("line 3", "put all its settings under one such line"),
    "\0": ("line 3", "control character"),
    'hubs = ["http://a.example/"': ("end of document", "mend that line"),
}


@pytest.mark.parametrize("line", CASES)
def test_what_is_no_toml_is_told_with_its_remedy(line: str) -> None:
    """A sign of full width, a habit from another language, a quote too few: each has its line and what to write there."""
    words, step = CASES[line]
    with pytest.raises(ConfigError) as caught:
        parse(f'\ufeff[site]\r\ncontact = "mailto:a@example.org"\r\n{line}\r\n', Path("config.toml"))
    assert words in caught.value.message
    assert step in caught.value.next_step


def test_no_word_of_the_file_is_told() -> None:
    """A line that is no TOML may hold a password."""
    with pytest.raises(ConfigError) as caught:
        parse('[[recipient]]\nurl = "smtps://user:hunter2@example.org\n', Path("config.toml"))
    assert "hunter2" not in caught.value.message + caught.value.next_step
