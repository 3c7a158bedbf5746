"""config.toml: every mistake at once, each with line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedsvc.cli import build
from feedsvc.config import load, parse
from feedsvc.errors import ConfigError
from feedsvc.settings import TABLES

PATH = Path("config.toml")
GOOD = """
[site]
title = "协会"
contact = "mailto:you@example.org"
base_url = "https://feeds.example.org/quality"

[[source]]
key = "news"
url = "http://example.org/news/"
"""


def faults(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        parse(text, PATH)
    assert caught.value.exit_code == 2
    assert caught.value.next_step
    return caught.value.message


def test_one_line_is_enough_for_a_source() -> None:
    """A key and an address; everything else has a default."""
    config = parse(GOOD, PATH)
    assert [source.key for source in config.sources] == ["news"]
    assert (config.sources[0].zone, config.sources[0].interval, config.authority) == ("Asia/Shanghai", 1800, "feeds.example.org")
    assert config.base_url == "https://feeds.example.org/quality/"


def test_the_file_we_ship_reads_and_only_wants_addresses() -> None:
    """The association's file: twelve sections, none with an address yet."""
    config = load(Path(__file__).parent.parent / "config.toml")
    assert len(config.pending) == 12
    assert config.sources == ()
    assert config.rights


CASES = {
    'titel = "x"\n': ("line 9", "did you mean 'title'?"),
    'interval = "3 parsecs"\n': ("line 9", "30m"),
    'zone = "Asia/Shangai"\n': ("line 9", "Asia/Shanghai"),
    'language = "chinese!"\n': ("line 9", "zh-CN"),
    "pages = 0\n": ("line 9", "between 1 and"),
    'content = "all"\n': ("line 9", "'summary' or 'full'"),
    'selectors.row = "li::text"\n': ("line 9", "selectors.row"),
    "allow_private = 1\n": ("line 9", "boolean"),
    '[[source]]\nkey = "news"\nurl = "http://example.org/"\n': ("line 10", "already used on line 7"),
    '[[source]]\nkey = "all"\nurl = "http://example.org/"\n': ("line 10", "taken by feedsvc itself"),
    '[[source]]\nkey = "b"\nurl = "ftp://example.org/"\n': ("line 11", "http://"),
    '[[source]]\nkey = "b"\nurl = "http://u:p@example.org/"\n': ("line 11", "user name"),
    '[[source]]\nkey = "Ü"\nurl = "http://example.org/"\n': ("line 10", "small letters"),
    '[[source]]\nurl = "http://example.org/"\n': ("line 9", "'source.key' is missing"),
    '[[bundle]]\nkey = "b"\ntitle = "B"\nsources = ["nwes"]\n': ("line 12", "did you mean 'news'?"),
    "[serve]\nport = 99999\n": ("line 10", "65535"),
    "[sevre]\nport = 1\n": ("line 9", "did you mean 'serve'?"),
    'store = "sqlite:x"\n': ("line 9", "above [site]"),
    'contact = "mailto:x@example.org"\n': ("line 9", "under [site]"),
}


@pytest.mark.parametrize("addition", CASES)
def test_each_mistake_has_its_line_and_its_remedy(addition: str) -> None:
    """What is wrong, where, and what was meant."""
    text = GOOD.lstrip("\n") + addition
    line, words = CASES[addition]
    said = faults(text)
    assert f"{line}:" in said
    assert words in said


def test_all_mistakes_are_told_at_once() -> None:
    """Three mistakes, one run."""
    said = faults(GOOD.replace("title", "titel").replace("mailto:", "") + 'intervall = "1h"\n')
    assert said.startswith("config.toml has 4 mistakes")


def test_broken_toml_is_told_with_its_line() -> None:
    """tomllib's own line and column, and a remedy."""
    assert "line 2" in faults("[site]\ntitle = nothing\n")


def test_a_missing_file_says_how_to_get_one(tmp_path: Path) -> None:
    """No file: the message names init."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "config.toml")
    assert "feedsvc init" in caught.value.next_step


def test_every_command_is_documented() -> None:
    """Each command stands in the README, with what it does."""
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    (commands,) = [action for action in build()._actions if isinstance(action.choices, dict)]
    assert commands.choices
    assert [name for name in commands.choices if f"| `feedsvc {name}" not in readme] == []


def test_every_setting_is_documented() -> None:
    """A setting that the README does not name does not exist for an operator."""
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    missing = [key for table in TABLES.values() for key in table if f"`{key}`" not in readme]
    assert missing == []


def test_the_environment_goes_before_the_file() -> None:
    """A container says where things stand without another file; a mistake there is told like one in the file."""
    config = parse(GOOD, PATH, {"FEEDSVC_STORE": "sqlite:/state/x.db", "FEEDSVC_PUBLISH": "file:/feeds", "FEEDSVC_HOST": "0.0.0.0"})
    assert (config.store, config.publish, config.host) == ("sqlite:/state/x.db", "file:/feeds", "0.0.0.0")
    with pytest.raises(ConfigError, match="sqlite:PATH"):
        parse(GOOD, PATH, {"FEEDSVC_STORE": "nowhere"})


@pytest.mark.parametrize(
    ("site", "authority"),
    [
        ('base_url = "https://feeds.example.org/"', "feeds.example.org"),
        ('base_url = "https://新闻.example/"', "xn--efvy88h.example"),
        ('base_url = "http://[2001:db8::1]/"\nauthority = "you@example.org"', "you@example.org"),
        ("", "127.0.0.1"),
    ],
)
def test_ids_have_an_authority(site: str, authority: str) -> None:
    """The one given, else the host of base_url as ASCII."""
    text = f'[site]\ntitle = "x"\ncontact = "mailto:a@b.example"\n{site}\n'
    assert parse(text, PATH).authority == authority


@pytest.mark.parametrize("address", ['[site]\nbase_url = "http://[2001:db8::1]:8080/"\n', '[serve]\nhost = "::1"\n[site]\n'])
def test_an_address_without_a_domain_needs_an_authority(address: str) -> None:
    """An IPv6 address cannot stand in ids (RFC 4151): that is said before anything is published under one."""
    assert "site.authority" in faults(f'{address}title = "x"\ncontact = "mailto:a@b.example"\n')


def test_our_own_address_with_ipv6() -> None:
    """Without base_url the server's own address stands in links, in brackets where it needs them."""
    config = parse('[site]\ntitle = "x"\ncontact = "mailto:a@b.example"\nauthority = "b.example"\n[serve]\nhost = "::1"\n', PATH)
    assert config.base_url == "http://[::1]:8080/"
