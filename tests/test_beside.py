"""What stands beside another: the time beside its day, the author beside both, a section's link beside the title."""

from __future__ import annotations

import pytest

from feedsvc.model import Article
from feedsvc.reading.article import read_article

from .article_layouts import NOW

URL = "https://www.sample-society.example/item/4711"
TITLE = "Members met in the hall"
TEXT = "".join(
    f"<p>The members of the society met in the old town hall, heard the report number {n} of the board, and asked many questions.</p>" for n in range(6)
)


def read(middle: str, *, above: str = "", heading: str = f"<h1>{TITLE}</h1>", head: str = f"<title>{TITLE}</title>", language: str = "en-US") -> Article:
    html = f"<html lang={language}><head>{head}</head><body>{above}{heading}{middle}{TEXT}</body></html>"
    return read_article(html, URL, zone="UTC", now=NOW)


def published(middle: str, language: str = "en-US") -> str | None:
    stamp = read(middle, language=language).published
    return f"{stamp.at:%Y-%m-%d}" + ("" if stamp.precision == "day" else f"{stamp.at: %H:%M}") if stamp else None


@pytest.mark.parametrize(
    ("middle", "expected"),
    [
        ("<div>3 May 2021</div><div>14:22</div>", "2021-05-03 14:22"), ("<div>14:22 Uhr</div><div>3. Mai 2021</div>", "2021-05-03 14:22"), ("<div>Date: 3 May 2021</div><div>Time: 2:22 pm</div>", "2021-05-03 14:22"),
        ("<div>3 May 2021</div><div>14:22</div><div>15:40</div>", "2021-05-03"), ("<div>3 May 2021</div><div>14:22 doors open</div>", "2021-05-03"), ("<div>3 May 2021 09:00</div><div>14:22</div>", "2021-05-03 09:00"),
        ("<div>3 May 2021</div><div class=film><div>04:22</div></div>", "2021-05-03"),
    ],
)  # fmt: skip
def test_a_time_of_day_on_a_line_of_its_own_belongs_to_the_day_beside_it(middle: str, expected: str) -> None:
    """Where one line holds the day and the next one, or the one before, no more than a time; several times are a programme."""
    assert published(middle) == expected


@pytest.mark.parametrize(
    ("middle", "language", "expected"),
    [
        ("<p>Fri 3 May 2021 14.22 BST</p>", "en-GB", "2021-05-03 14:22"), ("<p>3 May 2021 14.22</p>", "en-GB", "2021-05-03 14:22"), ("<p>3 maj 2021, 14.22</p>", "da", "2021-05-03 14:22"),
        ("<p>Publié le 3 mai 2021 à 14h</p>", "fr", "2021-05-03 14:00"), ("<p>3 May 2021 14.22 Euro</p>", "en-GB", "2021-05-03"), ("<p>Le 3 mai 2021, 24h de marche</p>", "fr", "2021-05-03"),
        ("<p>3 mai 2021 · 3 h de lecture</p>", "fr", "2021-05-03"), ("<p>3 May 2021 | 2 h read</p>", "en-GB", "2021-05-03"), ("<p>Le 3 mai 2021 à 14 h</p>", "fr", "2021-05-03 14:00"),
    ],
)  # fmt: skip
def test_hours_with_a_dot_or_alone(middle: str, language: str, expected: str) -> None:
    """A dot parts hour and minute before a zone's name or at the end; an hour may stand alone before its sign."""
    assert published(middle, language) == expected


def test_a_day_is_read_where_its_element_is_glued_to_a_name() -> None:
    """Style sheets part them for people: "Ann Rye" and "June 7" in elements of their own; so also a label glued to the day before it."""
    assert published("<p><span>Ann Rye</span><span>June 7, 2021</span></p>") == "2021-06-07"
    both = read("<p>Erstellt: 03.05.2021Aktualisiert: 04.05.2021, 10:00 Uhr</p>", language="de")
    assert both.published and both.updated and (both.published.at.day, both.updated.at.day, both.updated.at.hour) == (3, 4, 10)
    assert published("<p><span>Details</span><span>1 Set</span></p>") is None


def test_the_time_of_a_change_is_told_as_exactly_as_the_page_knows_it() -> None:
    """A label names the day of the change, the metadata its second."""
    head = f'<title>{TITLE}</title><meta property="article:modified_time" content="2021-05-04T10:11:12+00:00">'
    for shown in ("May 4, 2021", "May 4, 2021 at 10:11 AM"):
        updated = read(f"<p>Published: May 3, 2021 Updated: {shown}</p>", head=head).updated
        assert updated is not None and updated.at.isoformat() == "2021-05-04T10:11:12+00:00", shown


@pytest.mark.parametrize(
    ("above", "middle", "expected"),
    [
        ("<p>By Ann Rye | Updated May 3, 2021</p>", "", "Ann Rye"), ("<p>Updated: May 3, 2021, 10:11 | By Ann Rye</p>", "", "Ann Rye"),
        ("", "<p>Published:12/3/2021By Ann Rye</p>", "Ann Rye"), ("", "<p>By <a href=/ann>Ann Rye</a><span>June 7, 2021</span></p>", "Ann Rye"),
        ("", "<p><span>By </span><b>Ann</b> <b>Rye</b><i>Published June 7, 2021</i></p>", "Ann Rye"), ("", "<p>By Ann Rye posted Jun 6th, 2021 at 10:50 AM</p>", "Ann Rye"),
        ("", "<p>Par Ann Rye Publié le 03/05/2021</p>", "Ann Rye"), ("", "<p>by Ann Rye – June 6, 2021</p>", "Ann Rye"), ("", "<p>von der Redaktion</p><p>3. Mai 2021</p>", "Redaktion"),
        ("", "<p>June 6, 2021</p><p><a rel=author href=/ann>See more from Ann</a></p>", None), ("", "<p>June 6, 2021</p><p><a rel=author href=/ann>View Staff Page</a></p>", None),
        ("", '<p>June 6, 2021</p><script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"<a href=\\"/ann\\">Ann Rye</a>"}}</script>', "Ann Rye"),
        ("", f"<p>June 6, 2021</p><p>by Ann Rye</p><script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"author\":\"{TITLE}\"}}</script>", "Ann Rye"),
    ],
)  # fmt: skip
def test_a_name_is_told_from_what_stands_beside_it(above: str, middle: str, expected: str | None) -> None:
    """The author's name without the words, signs and links around it, also above the heading and right after the day."""
    assert read(middle, above=above).author == expected


def test_a_sentence_that_begins_with_by_names_nobody() -> None:
    """ "By contrast, …" at the text's end."""
    html = f"<html lang=en><body><h1>{TITLE}</h1>{TEXT}<p>By contrast, the members of the other society did not meet at all in that year.</p></body></html>"
    assert read_article(html, URL, zone="UTC", now=NOW).author is None


def test_a_link_at_the_end_of_a_heading_is_no_part_of_the_title() -> None:
    """The section's name beside it, where the page calls the article without it."""
    heading = f"<h1>{TITLE} <a href=/topics/hall>Halls</a></h1>"
    assert read("<p>June 6, 2021</p>", heading=heading).title == TITLE
    linked = f"<h1>{TITLE} <a href=/topics/hall>of Rye</a></h1>"
    assert read("<p>June 6, 2021</p>", heading=linked, head=f"<title>{TITLE} of Rye</title>").title == f"{TITLE} of Rye"


def test_a_heading_the_page_does_not_call_itself_by_is_that_of_a_box() -> None:
    """Where metadata call the article otherwise, a lesser heading above the text goes behind them, and behind a line that agrees."""
    head = f'<title>{TITLE} | Society</title><meta property="og:title" content="{TITLE}">'
    assert read("", heading="<h3>Subscribe to our letter</h3>", head=head).title == TITLE
    late = read("", heading="<h4>Biscuits</h4>", head=head + "<meta name=x>", above=f"<h2>Members  met in the hall</h2>{'<p>x</p>' * 30}").title
    assert late == TITLE
    assert read("", heading="<h1>How they met</h1>", head=head).title == "How they met"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ('[{"publishedAt":"2021-05-01T09:00:00Z"},{"publishedAt":"2021-05-03T14:22:10Z"}]', "2021-05-03 14:22"), ('{"createdAt":"2021-05-03T06:00:23Z","postDate":"2021-05-03T14:22:10Z"}', "2021-05-03 14:22"),
        ('{"createdAt":"2021-05-03T06:00:23Z"}', "2021-05-03 06:00"), ('[{"publishedAt":"2021-05-03T09:00:00Z"},{"publishedAt":"2021-05-03T14:22:10Z"}]', "2021-05-03"), ('{"publicationDate":"2021-05-04T14:22:10Z"}', "2021-05-03"),
        ('[{"publishTime":"2021-05-03 17:20:00"},{"publishTime":"2021-05-02 11:20:00"},{"publishTime":"2021-05-01 10:20:00"}]', "2021-05-03"),
    ],
)  # fmt: skip
def test_scripts_tell_the_time_of_a_day_that_is_known(state: str, expected: str) -> None:
    """Where the page states the day alone, the one time its scripts keep of that day is the article's; two times are those of several."""
    assert published(f"<p>May 3, 2021</p><script>var state = {state}</script>") == expected


def test_what_was_made_when_is_no_day_of_publishing_by_itself() -> None:
    """A script's word for the making of a thing tells nothing where no day is known: it may be a comment's, or the page's."""
    assert published('<script>var state = {"createdAt":"2021-05-03T06:00:23Z"}</script>') is None


def test_a_time_stands_before_its_day_in_brackets() -> None:
    """ "08:19 IST (19/7/2021)", as some papers write it."""
    read_ = read("<p>First Published: 08:19 IST(19/7/2021) | Last Updated: 13:52 IST(19/7/2021)</p>")
    assert read_.published and read_.updated and (read_.published.at.isoformat(), read_.updated.at.hour) == ("2021-07-19T08:19:00+05:30", 13)


def test_the_time_of_a_change_is_none_of_publishing_beside_its_day() -> None:
    """In other tongues than Chinese it is called what it is; metadata tell the day of publishing alone."""
    read_ = read("<p>Updated: May 3, 2021 at 10:11 AM</p>", head=f'<title>{TITLE}</title><meta name="pubdate" content="2021-05-03">')
    assert read_.published and read_.updated and (read_.published.precision, read_.updated.at.hour) == ("day", 10)
