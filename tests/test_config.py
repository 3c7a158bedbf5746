"""config.toml: every mistake at once, each with line and remedy."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from feedsvc.cli import build
from feedsvc.config import load, parse
from feedsvc.errors import ConfigError
from feedsvc.settings import TABLES
from feedsvc.toml_places import places_of

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
    'runner = "apscheduler"\n': ("line 9", "delete the line: there is one way to run"),
    'store = "sqlite:x"\n': ("line 9", "above [site]"),
    'contact = "mailto:x@example.org"\n': ("line 9", "under [site]"),
    "serve = 8080\n": ("line 9", "written [serve]"),
    "recipient = 3\n": ("line 9", "write [[recipient]]"),
    "[[fetch]]\n": ("line 9", "written [fetch]"),
    f'title = 3{"0" * 300}\n': ("line 9", "00…: must be text"),
    '[recipient]\nname = "team"\n': ("line 9", "write [[recipient]]"),
    '[recipient]\nname = "team"\nto = "pigeon"\n': ("line 11", "'wecom'"),
    '[bundle]\nkey = "b"\nfoo = 3\n': ("line 9", "write [[bundle]]"),
    'encoding = "klingon"\n': ("line 9", "gb18030"),
    'hosts = ["http://localhost/"]\n': ("line 9", "www.example.org"),
    'hosts = ["*"]\n': ("line 9", "without http://, port, path or *"),
    'exclude = [""]\n': ("line 9", "no empty word"),
    '[[bundle]]\nkey = "b"\ntitle = "B"\nsources = ["news"]\ninclude = ["a", " "]\n': ("line 13", "no empty word"),
    '[[source]]\nkey = "b"\nurl = "http://x..example/"\n': ("line 11", "name a host"),
    '[[source]]\nkey = "b"\nurl = "http://x.example:0/"\n': ("line 11", "between 1 and 65535"),
    '[fetch]\nca_file = "nowhere.pem"\n': ("line 10", "no such file"),
    "interval = 30\n": ("line 9", "with its unit"),
    'interval = "30"\n': ("line 9", "with its unit"),
    "[watch]\nport = 8080\n": ("line 10", "need another"),
    '[watch]\nport = 8080\nhost = "0.0.0.0"\n': ("line 10", "need another"),
    '[serve]\nhost = "not a host"\n': ("line 10", "127.0.0.1"),
    f'[[source]]\nkey = "{"a" * 42}"\nurl = "http://example.org/"\n': ("line 10", "1 to 41"),
    '[[source]]\n"key" = "b"\n"url" = "http://example.org/"\n"titel" = "B"\n': ("line 12", "did you mean 'title'?"),
    'rights = """\n[[source]]\nkey = 3\n"""\ntitel = "x"\n': ("line 13", "did you mean 'title'?"),
}


@pytest.mark.parametrize("addition", CASES)
def test_each_mistake_has_its_line_and_its_remedy(addition: str) -> None:
    """What is wrong, where, and what was meant."""
    text = GOOD.lstrip("\n") + addition
    line, words = CASES[addition]
    said = faults(text)
    assert f"{line}:" in said
    assert words in said


@pytest.mark.parametrize("text", ['[source]\nkey = "news"\nurl = "http://a.example/"\n', "source = 3\n", "source = [3]\n"])
def test_a_source_that_is_not_a_list_of_tables_is_told(text: str) -> None:
    """Single brackets, or anything else: never a file that seems to name no source."""
    said = faults(text + '[site]\ntitle = "T"\ncontact = "mailto:a@example.org"\n')
    assert said == "config.toml has 1 mistake:\n  line 1: 'source' must be a table; write [[source]]"


@pytest.mark.parametrize(
    ("setting", "remedy"),
    [
        ('contact = "mailto:张三@例子.中国"', "plain ASCII"),
        ('base_url = "https://feeds.example.org/x?y=1"', "without ? and #"),
        ('base_url = "https://feeds.example.org/#z"', "without ? and #"),
    ],
)
def test_what_could_not_be_used_later_is_told_now(setting: str, remedy: str) -> None:
    """A contact that no request can carry, an address no file's name can be put behind."""
    name = setting.partition(" ")[0]
    said = faults("\n".join(setting if line.startswith(f"{name} ") else line for line in GOOD.lstrip("\n").splitlines()))
    assert f"'site.{name}'" in said and remedy in said


def test_hosts_are_known_however_they_are_written() -> None:
    """Capital letters and letters beyond ASCII name the host that links are compared with."""
    assert parse(f'{GOOD}hosts = ["WWW.Example.ORG", "新闻.example"]\n', PATH).sources[0].hosts == ("www.example.org", "xn--efvy88h.example")


def test_two_ports_may_be_one_number_on_two_addresses() -> None:
    """Feeds and metrics on the same port of different addresses do not stand in each other's way."""
    assert parse(f'{GOOD}[watch]\nport = 8080\nhost = "127.0.0.2"\n', PATH).watch.port == 8080


def test_certificates_lie_beside_the_file(tmp_path: Path) -> None:
    """As all paths, that of ca_file is relative to the file's folder."""
    (tmp_path / "own.pem").touch()
    assert parse(f'{GOOD}[fetch]\nca_file = "own.pem"\n', tmp_path / "config.toml").ca_file == str(tmp_path / "own.pem")


def test_a_file_from_notepad_reads(tmp_path: Path) -> None:
    """A byte order mark and line ends of Windows are no mistake."""
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.lstrip("\n").replace("\n", "\r\n").encode())
    assert load(path).title == "协会"


@pytest.mark.parametrize(("encoding", "words"), [("gbk", "line 3 holds what looks like GBK"), ("utf-16", "line 1 holds UTF-16")])
def test_another_encoding_is_named_with_its_line(tmp_path: Path, encoding: str, words: str) -> None:
    """Not a byte's position: the line, what it may be, and how to save it."""
    path = tmp_path / "config.toml"
    path.write_bytes(GOOD.encode(encoding))
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert words in caught.value.message and "UTF-8" in caught.value.next_step


def test_brackets_without_end_are_a_mistake_in_words() -> None:
    """What no parser can follow is told as any other mistake."""
    assert "brackets" in faults(f"a = {'[' * 5000}{']' * 5000}\n{GOOD}")


# One file that writes tables in every way TOML has, and values that hold what could be taken for tables and comments.
EVERY_WAY = '''\ufeff# [not.this]
top = "a # b" # [nor.this]
site.title = "T"
site.more.name = 'it''s'
when = 1979-05-27 07:32:00 # a date with a space
texts = [ "a, ]", 'b', # [[source]]
  """c\"""" , ]
inline = { a = 1, b = { c = [ { d = "}" }, {} ] }, "e" = true }
[[source]]
key = "n"
"url" = ""   # see the wiki
long = """
[[source]]
key = "x"
"""
raw = \'\'\'
a = 1\'\'\'
[source.selectors]
row = "li"
[["source"]] # the second
key="m"
[ other . table ]
x=-1.5e3
'''.replace("'it''s'", "'its'")


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """Dotted path → value, of all that is no table and no list."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        return {path: value}
    return {place: leaf for key, below in inner for place, leaf in leaves(below, f"{path}.{key}".lstrip(".")).items()}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_each_value_is_found_where_it_stands(newline: str) -> None:
    """What stands at the place of a value reads as that value, in every way a file can be written."""
    text = EVERY_WAY.replace("\n", newline)
    found = places_of(text).values
    data = tomllib.loads(text.removeprefix("\ufeff"))
    assert {path: tomllib.loads(f"x = {text[slice(*found[path])]}")["x"] for path in leaves(data)} == leaves(data)


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


def test_a_missing_file_is_told_with_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cron starts in another folder than the operator thinks."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=f"there is no {tmp_path}/config.toml"):
        load(Path("config.toml"))


def test_names_in_data_are_no_selectors() -> None:
    """Where the row is a way through data, its fields have the names that the site gave them; all else is CSS there, too."""
    pins = 'selectors.row = "json:data.list"\nselectors.link = "@id"\nselectors.time = "dc:date"\n'
    assert parse(GOOD + pins, PATH).sources[-1].pins.link == "@id"
    with pytest.raises(ConfigError, match="selectors.article_body"):
        parse(GOOD + pins + 'selectors.article_body = "::text"\n', PATH)


def test_every_command_is_documented() -> None:
    """Each command stands in the README, with what it does."""
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    (commands,) = [action for action in build()._actions if isinstance(action.choices, dict)]
    assert commands.choices
    assert [name for name in commands.choices if f"| `feedsvc {name}" not in readme] == []


def test_every_setting_is_documented() -> None:
    """A setting that REFERENCE.md does not name does not exist for an operator."""
    reference = (Path(__file__).parent.parent / "deploy" / "REFERENCE.md").read_text("utf-8")
    missing = [key for table in TABLES.values() for key in table if f"`{key}`" not in reference]
    assert missing == []


def test_the_environment_goes_before_the_file() -> None:
    """A container says where things stand without another file; a mistake there is told like one in the file."""
    config = parse(GOOD, PATH, {"FEEDSVC_STORE": "sqlite:/state/x.db", "FEEDSVC_PUBLISH": "file:/feeds", "FEEDSVC_HOST": "0.0.0.0"})
    assert (config.store, config.publish, config.host) == ("sqlite:/state/x.db", "file:/feeds", "0.0.0.0")


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [("STORE", "nowhere", "sqlite:PATH"), ("PUBLISH", "/srv", "file:FOLDER"), ("HOST", "a b", "127.0.0.1"), ("LOG", "xml", "'json'")],
)
def test_a_mistake_in_the_environment_is_told_as_one(name: str, value: str, remedy: str) -> None:
    """The variable is named, and no line of the file, where nothing is wrong."""
    with pytest.raises(ConfigError) as caught:
        parse(f"{GOOD}[serve]\nhost = '127.0.0.1'\n", PATH, {f"FEEDSVC_{name}": value})
    assert f"\n  the environment's FEEDSVC_{name} = {value!r}: must be " in caught.value.message
    assert remedy in caught.value.message and "line " not in caught.value.message


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


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_who_listens_everywhere_has_an_address_that_can_be_opened(address: str) -> None:
    """0.0.0.0 is where a container listens, no address to visit, and nothing to stand in ids for good."""
    config = parse('[site]\ntitle = "x"\ncontact = "mailto:a@b.example"\n', PATH, {"FEEDSVC_HOST": address})
    assert (config.host, config.base_url, config.authority) == (address, "http://127.0.0.1:8080/", "127.0.0.1")


def test_our_own_address_with_ipv6() -> None:
    """Without base_url the server's own address stands in links, in brackets where it needs them."""
    config = parse('[site]\ntitle = "x"\ncontact = "mailto:a@b.example"\nauthority = "b.example"\n[serve]\nhost = "::1"\n', PATH)
    assert config.base_url == "http://[::1]:8080/"
