"""A document of JSON whose address counts its pages: nothing says how many there are, so the way back ends where none follows."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from feedsvc.pages import STUMBLES
from tests.listing_layouts import Article, articles
from tests.watched_section import Section

PLACE = "http://www.sample-society.example/api/list?page={}"
PER_PAGE, PAGES = 6, 3


def objects(shown: Sequence[Article]) -> dict[str, Any]:
    return {"code": 0, "list": [{"title": one.title, "url": one.url, "date": str(one.day)} for one in shown]}


def markup(shown: Sequence[Article]) -> dict[str, Any]:
    return {"code": 0, "html": "".join(f'<li><a href="{one.url}">{one.title}</a><span>{one.day}</span></li>' for one in shown)}


class Counted(Section):
    """``PAGES`` of a list, and what the site answers with beyond them."""

    def __init__(self, form: Callable[[Sequence[Article]], dict[str, Any]] = objects, beyond: int = 200) -> None:
        super().__init__()
        self.source = replace(self.source, url=PLACE.format(1), pages=None)
        self.items = articles(PER_PAGE * PAGES - 4, 21)
        self.publish(self.items)
        for number in range(1, PAGES + 1):
            self.page(number, form(self.items[(number - 1) * PER_PAGE : number * PER_PAGE]))
        self.page(PAGES + 1, form([]), beyond)

    def page(self, number: int, value: dict[str, Any], status: int = 200) -> None:
        self.web.put(PLACE.format(number), json.dumps(value).encode(), status=status, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize(("form", "beyond"), [(objects, 200), (markup, 200), (objects, 404), (objects, 400)])
def test_where_no_page_follows_the_list_ends(form: Any, beyond: int) -> None:
    """Down to a last page of two rows all is read, and after some looks it is clear that nothing is missing."""
    section = Counted(form, beyond)
    for _ in range(PAGES + STUMBLES):
        section.look()
    state = section.store.state("news")
    assert section.titles == {one.url: one.title for one in section.items}
    assert (state.backfill, state.gap) == (None, None)


def test_a_page_that_gives_no_answer_is_no_end_of_the_list() -> None:
    """What may stand behind a page that fails again and again is missing, and that is told."""
    section = Counted(beyond=500)
    for _ in range(PAGES + STUMBLES):
        section.look()
    assert "could not be read" in (section.store.state("news").gap or "")


def test_a_number_that_the_site_does_not_know_is_not_counted_on() -> None:
    """Every address answers with the newest rows, all of which are new at once: one more page is asked for, not thirty."""
    section = Counted()
    for number in range(1, 40):
        section.page(number, objects(section.items[PER_PAGE : 2 * PER_PAGE]))
    for _ in range(4):
        section.look()
    for number in range(1, 40):
        section.page(number, objects(section.items[:PER_PAGE]))
    section.look()
    assert section.outcome.requests <= 2 + PER_PAGE
