"""A source whose address is JSON, from look to look: its layout changes, it fails, and it is empty."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from feedsvc.record import Verdict
from tests.listing_layouts import Article, articles
from tests.watched_section import Section

PLACE = "http://www.sample-society.example/api/list"


def told(shown: Sequence[Article], way: str = "list", title: str = "title") -> dict[str, Any]:
    return {"code": 0, "data": {way: [{title: one.title, "url": one.url, "date": str(one.day)} for one in shown]}}


class Data(Section):
    """Nine articles, looked at twice."""

    def __init__(self) -> None:
        super().__init__()
        self.source = replace(self.source, url=PLACE)
        self.items = articles(10, 22)
        self.publish(self.items)
        self.answer(told(self.items[1:]))
        self.answer(told(self.items[1:]))

    def answer(self, value: dict[str, Any]) -> None:
        """What the address answers with at the next look."""
        self.web.put(PLACE, json.dumps(value).encode(), headers={"Content-Type": "application/json"})
        self.look()


def test_other_names_of_the_same_list_are_learned_again() -> None:
    """As with a page's layout: the articles that still stand there tell."""
    section = Data()
    section.answer(told(section.items, "rows", "headline"))
    assert (section.outcome.verdict, section.outcome.new) == (Verdict.OK, 1)
    assert getattr(section.store.state("news").recipe, "row", "") == "json:data.rows"


def test_a_list_that_stands_there_empty_is_withdrawn_when_its_articles_are_gone() -> None:
    """By the rules of an emptied page: for a day, and each by its own page."""
    section = Data()
    for item in section.items:
        section.web.put(item.url, status=404)
    for _ in range(3):
        section.answer(told([]))
    assert len(section.entries) == len(section.items) - 1
    section.now += timedelta(hours=30)
    section.answer(told([]))
    assert section.entries == []


@pytest.mark.parametrize("value", [told([]), {"code": 500, "data": None}, {"code": 500, "data": {"list": None}}])
def test_an_answer_without_articles_changes_nothing_while_those_are_there(value: dict[str, Any]) -> None:
    """Whatever it says: it is told, and kept for the operator."""
    section = Data()
    before = section.titles
    section.answer(value)
    assert section.outcome.verdict in (Verdict.SUSPECT, Verdict.BROKEN)
    section.now += timedelta(hours=30)
    section.answer(value)
    assert section.titles == before
