"""What every store must do; each real store and the fake run all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from feedsvc import lending
from feedsvc.errors import BusyError, StoreError, UnstorableError
from feedsvc.model import Attachment, Entry, Page, Recipe, Revision, Row, Stamp, Validators
from feedsvc.record import Commit, Outcome, SourceState, Verdict, Waiting
from feedsvc.stores.retention import JOURNAL_DAYS, NOTE_ROWS, OUTBOX_ROWS, QUARANTINE_BYTES, QUARANTINE_ROWS

BEIJING = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
Open = Callable[[], Any]


def entry(number: int = 1, **changes: Any) -> Entry:
    """An entry that is like no other; the higher the number, the newer."""
    at = datetime(2026, 11, 1, 9, 30, tzinfo=BEIJING) + timedelta(minutes=number)
    plain = Entry(
        f"tag:example.org,2026:news/{number}",
        f"https://example.org/{number}.html",
        f"第{number}条",
        "摘要 <&> “引号”",
        Stamp(at, "minute"),
        NOW + timedelta(seconds=number),
        NOW,
        ("news",),
    )
    return replace(plain, **changes)


def commit(*entries: Entry, source: str = "news", **parts: Any) -> Commit:
    outcome = parts.pop("outcome", Outcome(source, Verdict.OK, "all well", at=NOW))
    return Commit(parts.pop("state", SourceState(source)), outcome, entries, **parts)


class StoreContract:
    """Subclasses give ``reopen``: a function that opens the same data again (closing is the fixture's work)."""

    @pytest.fixture
    def store(self, reopen: Open) -> Iterator[Any]:
        yield reopen()

    def test_state_round_trip(self, store: Any, reopen: Open) -> None:
        """Everything remembered of a source comes back, also after opening again."""
        state = SourceState(
            "news",
            title="新闻",
            recipe=Recipe("ul > li", time="span"),
            validators=Validators('"x"', None),
            version=7,
            row_counts=(20, 19),
            dated_shares=(1.0, 0.95),
            waiting=(Waiting(Row("https://example.org/x", "题"), 2),),
            verdict=Verdict.SUSPECT,
            since=NOW,
            next_due=NOW + timedelta(microseconds=1),
        )
        store.commit(commit(state=state))
        assert store.state("news") == state == reopen().states()["news"]
        assert isinstance(store.state("news").verdict, Verdict)

    def test_unknown_source(self, store: Any) -> None:
        """A source never seen has a fresh state and nothing else."""
        assert store.state("nobody") == SourceState("nobody")
        assert store.states() == {}
        assert store.entries(["nobody"]) == [] == store.entries([])

    def test_entry_round_trip(self, store: Any, reopen: Open) -> None:
        """Every field of an entry comes back as it was given."""
        full = entry(
            dated_by="listing",
            author="作者",
            image="https://example.org/i.png",
            html="<p>x</p>",
            attachments=(Attachment("https://example.org/a.pdf", "附件", "application/pdf", 7),),
            validators=Validators(last_modified="Sun, 22 Nov 2026 08:00:00 GMT"),
            next_check=NOW,
            flaps=2,
            reasons={"title": "the heading"},
        )
        store.commit(commit(full))
        assert store.entry(full.id) == full == reopen().entry(full.id)
        assert store.entry("tag:example.org,2026:news/0") is None

    @pytest.mark.parametrize("offset", [timedelta(0), timedelta(hours=8), timedelta(hours=-9, minutes=-30), timedelta(seconds=29143)])
    @pytest.mark.parametrize("precision", ["second", "minute", "day"])
    def test_stamp_keeps_its_zone(self, store: Any, offset: timedelta, precision: Any) -> None:
        """A stamp comes back with its instant, its clock reading, its offset and its precision."""
        stamp = Stamp(datetime(2021, 9, 8, 14, 13, 32, 123456, tzinfo=timezone(offset)), precision)
        store.commit(commit(entry(published=stamp)))
        found = store.entry(entry().id).published
        assert (found, found.at.isoformat()) == (stamp, stamp.at.isoformat())

    def test_at_hand(self, store: Any) -> None:
        """What is at hand is what stands: an entry corrected meanwhile is read as it is now, and its archive as it was."""
        first, corrected = entry(1), entry(1, title="更正", updated=NOW + timedelta(hours=1))
        store.commit(commit(first))
        store.close_archive("news", [first])
        with store.at_hand():
            assert store.entry(first.id) == first == store.entries(["news"])[0]
            store.commit(commit(corrected))
            assert store.entry(first.id) == corrected == store.loose("news", ["news"], 9)[0]
            assert store.archived("news", 1) == [first]

    def test_loose_until_archived(self, store: Any, reopen: Open) -> None:
        """Entries are loose, oldest first, until an archive of this very feed holds them as they are now."""
        three = [entry(number) for number in (1, 2, 3)]
        store.commit(commit(*three))
        assert store.loose("news", ["news"], 2) == three[:2]
        assert store.archives() == {}
        store.close_archive("news", three[:2])
        store.close_archive("all", three[:1])
        assert store.loose("news", ["news"], 9) == three[2:] == reopen().loose("news", ["news"], 9)
        assert store.loose("all", ["news"], 9) == three[1:]
        assert store.loose("news", [], 9) == [] == store.loose("news", ["elsewhere"], 9)
        assert store.archives() == {"all": (0,), "news": (0,)}
        assert store.archived("news", 1) == three[:2]

    def test_a_corrected_entry_is_loose_again(self, store: Any) -> None:
        """The archive keeps the entry as it was; a later one takes it as it is."""
        store.commit(commit(entry(1), entry(2)))
        store.close_archive("news", [entry(1), entry(2)])
        corrected = entry(1, title="更正", updated=NOW + timedelta(hours=1))
        store.commit(commit(corrected))
        assert store.archived("news", 1) == [entry(1), entry(2)]
        assert store.loose("news", ["news"], 9) == [corrected]
        store.close_archive("news", [corrected])
        assert store.loose("news", ["news"], 9) == []
        assert store.archives() == {"news": (0, 0)}
        assert store.archived("news", 2) == [corrected]

    def test_what_is_withdrawn_leaves_the_archives(self, store: Any) -> None:
        """Every archive that holds it keeps the withdrawal in its place, and counts the change."""
        store.commit(commit(entry(1), entry(2)))
        for feed in ("news", "all"):
            store.close_archive(feed, [entry(1)])
            store.close_archive(feed, [entry(2)])
        gone = entry(1, state="withdrawn", summary="", updated=NOW + timedelta(hours=1))
        store.commit(commit(gone))
        assert store.archived("news", 1) == [gone] == store.archived("all", 1)
        assert store.archives() == {"all": (1, 0), "news": (1, 0)}
        assert store.loose("news", ["news"], 9) == []
        back = entry(1, updated=NOW + timedelta(hours=2))
        store.commit(commit(back))
        assert store.loose("news", ["news"], 9) == [back]
        assert store.archived("news", 1) == [gone]

    def test_outbox(self, store: Any, reopen: Open) -> None:
        """What came and what changed stands there in order, as it is now; what was only looked at again does not."""
        assert (store.outbox(0, 9), store.outbox_end()) == ([], 0)
        store.commit(commit(entry(1), entry(2)))
        first = store.outbox_end()
        assert [(found, fresh) for _, found, fresh in store.outbox(0, 9)] == [(entry(1), True), (entry(2), True)]
        checked, corrected = entry(1, next_check=NOW), entry(2, title="更正", updated=NOW + timedelta(hours=1))
        store.commit(commit(checked, corrected))
        assert [(found, fresh) for _, found, fresh in store.outbox(first, 9)] == [(corrected, False)]
        assert [found for _, found, _ in reopen().outbox(0, 9)] == [checked, corrected, corrected]
        assert [found for _, found, _ in store.outbox(0, 1)] == [checked]
        assert store.outbox(store.outbox_end(), 9) == []

    def test_outbox_is_bounded(self, store: Any) -> None:
        """What somebody has yet to hear is kept, however much it is; of the rest the newest."""
        for start in range(0, OUTBOX_ROWS + 500, 500):
            store.commit(commit(*(entry(number) for number in range(start, start + 500))))
        store.forget_told(0)
        everything = store.outbox(0, 2 * OUTBOX_ROWS)
        assert len(everything) == OUTBOX_ROWS + 500
        store.forget_told(everything[99][0])
        assert store.outbox(0, 1) == everything[100:101]
        store.forget_told(None)
        assert store.outbox(0, 2 * OUTBOX_ROWS) == everything[500:]

    def test_newest_first_with_limit(self, store: Any) -> None:
        """Entries come newest first by their order; a future time does not pin an entry to the top."""
        future = entry(1, published=Stamp(NOW + timedelta(days=9000), "second"), first_seen=NOW - timedelta(days=30))
        same = [entry(n, published=Stamp(NOW - timedelta(days=1), "day")) for n in (5, 3, 4)]
        everything = [future, entry(2), *same]
        store.commit(commit(*everything))
        right = sorted(everything, key=lambda each: each.order, reverse=True)
        assert store.entries(["news"]) == right
        assert store.entries(["news"], 2) == right[:2]
        assert store.entries(["news"], 0) == []

    def test_several_sources_once(self, store: Any) -> None:
        """An entry in several listings is found through each of them and comes once for all of them."""
        store.commit(commit(entry(1, sources=("news", "law")), entry(2, sources=("law",))))
        assert [each.id for each in store.entries(["news", "law"])] == [entry(2).id, entry(1).id]
        assert store.entries(["news"]) == [entry(1, sources=("news", "law"))]
        assert store.counts() == {"law": 2, "news": 1}

    def test_leaving_a_source(self, store: Any) -> None:
        """An entry stored again with other sources stands in those only."""
        store.commit(commit(entry(1, sources=("news", "law"))))
        store.commit(commit(entry(1, sources=("law",))))
        assert store.entries(["news"]) == []
        assert store.counts() == {"law": 1}

    def test_withdrawn_is_apart(self, store: Any) -> None:
        """Withdrawn entries are neither live nor due nor counted, but listed under their own state."""
        gone = entry(1, state="withdrawn", next_check=NOW)
        store.commit(commit(gone, entry(2)))
        assert store.entries(["news"], state="withdrawn") == [gone]
        assert store.entries(["news"]) == [entry(2)]
        assert store.due("news", NOW, 10) == []
        assert store.counts() == {"news": 1}

    def test_find_by_alias(self, store: Any) -> None:
        """Aliases lead to their entries, unknown ones are left out, and an alias can move to another entry."""
        a, b = entry(1), entry(2)
        store.commit(commit(a, b, aliases=(("x", a.id), ("y", a.id), ("z", b.id), ("z", b.id))))
        assert store.find(["x", "z", "unknown"]) == {"x": a, "z": b}
        assert store.aliases(a.id) == ["x", "y"]
        store.commit(commit(aliases=(("x", b.id),)))
        assert store.find(iter(["x"])) == {"x": b}
        assert store.find([]) == {}

    def test_find_many(self, store: Any) -> None:
        """Thousands of aliases can be asked for at once."""
        store.commit(commit(entry(), aliases=tuple((str(n), entry().id) for n in range(1200))))
        assert len(store.find(str(n) for n in range(2400))) == 1200

    def test_due(self, store: Any) -> None:
        """Due are the live entries of the source whose time has come, most overdue first."""
        checks = {1: NOW, 2: NOW - timedelta(hours=2), 3: NOW + timedelta(seconds=1), 4: None, 5: NOW - timedelta(hours=1)}
        store.commit(commit(*(entry(n, next_check=at, sources=("law" if n == 5 else "news",)) for n, at in checks.items())))
        assert [each.id for each in store.due("news", NOW, 10)] == [entry(2).id, entry(1).id]
        assert [each.id for each in store.due("news", NOW, 1)] == [entry(2).id]

    def test_due_when_the_clock_was_wrong(self, store: Any) -> None:
        """What is planned for a year nobody plans for is due now, after what is overdue."""
        store.commit(commit(entry(1, next_check=NOW + timedelta(days=3652)), entry(2, next_check=NOW + timedelta(days=365)), entry(3, next_check=NOW)))
        assert [each.id for each in store.due("news", NOW, 10)] == [entry(3).id, entry(1).id]

    def test_taken(self, store: Any) -> None:
        """Told are those of the moments that are some entry's ``updated``."""
        store.commit(commit(entry(1), entry(2)))
        first, other = entry(1).updated, NOW + timedelta(days=1)
        assert store.taken([first, other]) == {first}
        assert store.taken([]) == set()

    def test_replacing_an_entry(self, store: Any) -> None:
        """Committing an entry again replaces it."""
        store.commit(commit(entry()))
        store.commit(commit(entry(title="改")))
        assert store.entries(["news"]) == [entry(title="改")]

    def test_revisions_in_order(self, store: Any) -> None:
        """The history of an entry comes oldest first, and storing a revision again does not double it."""
        history = tuple(Revision(entry().id, n, NOW, {"title": f"旧{n}"}) for n in (1, 2, 10))
        store.commit(commit(entry(), revisions=history[::-1]))
        store.commit(commit(revisions=history[:1]))
        assert store.revisions(entry().id) == list(history)

    def test_withdrawal_forgets_the_text(self, store: Any) -> None:
        """Once an entry is withdrawn, its history no longer holds the site's text, only that it changed."""
        store.commit(commit(entry(), revisions=(Revision(entry().id, 1, NOW, {"title": "旧题", "summary": "旧文"}),)))
        last = Revision(entry().id, 2, NOW, {"state": "live", "html": "<p>旧</p>"})
        store.commit(commit(entry(state="withdrawn", summary=""), revisions=(last,)))
        assert [each.before for each in store.revisions(entry().id)] == [
            {"title": "旧题", "summary": ""},
            {"state": "live", "html": ""},
        ]

    def test_journal(self, store: Any) -> None:
        """The journal tells what happened, newest first, for all sources or one."""
        rows = [Outcome(key, Verdict.RETRY, f"try {n}", at=NOW + timedelta(hours=n), new=n) for n, key in enumerate(["a", "b", "a"])]
        for row in rows:
            store.commit(commit(outcome=row, state=SourceState(row.source)))
        assert store.journal() == rows[::-1]
        assert store.journal("a") == [rows[2], rows[0]]
        assert store.journal("a", 1) == [rows[2]]

    def test_journal_always_has_a_time(self, store: Any) -> None:
        """An outcome without a time is journalled under the time of its commit."""
        store.commit(commit(outcome=Outcome("news", Verdict.OK, "all well")))
        assert store.journal()[0].at is not None

    def test_journal_is_bounded(self, store: Any) -> None:
        """The journal forgets rows by age and by number, of each source by itself."""
        store.commit(commit(outcome=Outcome("law", Verdict.OK, "old", at=NOW - timedelta(days=JOURNAL_DAYS + 1)), source="law"))
        store.commit(commit(outcome=Outcome("news", Verdict.OK, "old", at=NOW - timedelta(days=JOURNAL_DAYS + 1))))
        store.commit(commit())
        assert [row.line for row in store.journal("news")] == ["all well"]
        assert [row.line for row in store.journal("law")] == ["old"]

    def test_notes_of_source_and_entry(self, store: Any) -> None:
        """A note is its source's, and also that of every entry it names."""
        store.commit(commit(entry(1), notes=(f"{entry(1).id}: joined to {entry(12).id}.", "listing is short")))
        assert store.notes("news") == [(NOW, "listing is short"), (NOW, f"{entry(1).id}: joined to {entry(12).id}.")]
        assert store.notes(entry(1).id) == store.notes(entry(12).id) == store.notes("news")[1:]
        assert store.notes("news", 1) == store.notes("news")[:1]
        assert store.notes(entry(2).id) == []

    def test_notes_are_bounded(self, store: Any) -> None:
        """Of each source's notes the newest are kept."""
        store.commit(commit(notes=tuple(str(n) for n in range(NOTE_ROWS + 5))))
        kept = store.notes("news", NOTE_ROWS * 2)
        assert (len(kept), kept[0][1], kept[-1][1]) == (NOTE_ROWS, str(NOTE_ROWS + 4), "5")

    def test_quarantine(self, store: Any) -> None:
        """The last pages not believed can be looked at, newest first, long ones cut."""
        for n in range(QUARANTINE_ROWS + 2):
            page = Page(f"https://example.org/?{n}", bytes([0, 255, n]) * 300_000, {"content-type": "text/html"})
            store.commit(commit(quarantine=(page, f"原因{n}")))
        kept = store.quarantine("news")
        assert [page.url[-1] for _, page, _ in kept] == ["6", "5", "4", "3", "2"]
        at, page, reason = kept[0]
        assert (at, reason, page.headers) == (NOW, "原因6", {"content-type": "text/html"})
        assert page.body == (bytes([0, 255, 6]) * 300_000)[:QUARANTINE_BYTES]
        assert store.quarantine("law") == []

    def test_values(self, store: Any, reopen: Open) -> None:
        """Small values are kept over restarts, replaced, and forgotten."""
        assert store.get_value("robots") is None
        store.set_value("robots", {"例": [1, None, True, 2.5, "x"]})
        assert reopen().get_value("robots") == {"例": [1, None, True, 2.5, "x"]}
        store.set_value("robots", [])
        assert store.get_value("robots") == []
        store.set_value("robots", None)
        assert store.get_value("robots") is None

    def test_all_or_nothing(self, store: Any) -> None:
        """A commit that fails in any part leaves everything as it was."""
        store.commit(commit(entry(1)))
        broken = commit(entry(1, title="改"), entry(2), aliases=(("x", "tag:example.org,2026:unknown"),), notes=("new",))
        with pytest.raises(StoreError):
            store.commit(replace(broken, state=SourceState("news", version=9)))
        assert store.entries(["news"]) == [entry(1)]
        assert (store.state("news"), store.notes("news"), len(store.journal())) == (SourceState("news"), [], 1)

    def test_broken_text_is_refused(self, store: Any) -> None:
        """Half a character is no text: it is refused in words, as the value's fault, and leaves nothing behind."""
        for broken in (commit(entry(title="\ud800"), state=SourceState("news", version=7)), commit(state=SourceState("news", line="\ud800"))):
            with pytest.raises(UnstorableError):
                store.commit(broken)
            assert store.entries(["news"]) == [] and store.state("news") == SourceState("news") and store.states() == {}

    def test_a_state_is_the_last_one_committed(self, store: Any, reopen: Open) -> None:
        """Whoever committed it, and asked for one by one or all together."""
        other = reopen()
        for writer, reader in ((store, other), (other, store)):
            state = SourceState("news", version=store.state("news").version + 1)
            writer.commit(commit(state=state))
            assert all(one.state("news") == state and one.states() == {"news": state} for one in (writer, reader))
        other.close()

    def test_any_other_text_comes_back(self, store: Any) -> None:
        """Astral, combining and right-to-left characters, quotes and line ends come back unchanged."""
        odd = "𠮷野家 🏳️‍🌈 e\u0301 \u05d0 ' \" ; -- % ? \\ \r\n\t %s {0}"
        store.commit(commit(entry(title=odd, reasons={odd: odd}), aliases=((odd, entry().id),), notes=(odd,)))
        assert store.find([odd]) == {odd: entry(title=odd, reasons={odd: odd})}
        assert store.notes("news") == [(NOW, odd)]

    def test_one_writer(self, store: Any, reopen: Open) -> None:
        """Who comes second is refused at once, can read all the same, and gets the lock once it is free."""
        second = reopen()
        with store.lock():
            with pytest.raises(BusyError, match="at work"), second.lock():
                pass
            assert second.entries(["news"]) == []
        with second.lock():
            pass

    def test_lock_is_released_after_a_failure(self, store: Any) -> None:
        """A failure while holding the lock gives it back."""
        with pytest.raises(ZeroDivisionError), store.lock():
            raise ZeroDivisionError
        with store.lock():
            pass

    def test_lock_is_lent(self, store: Any, reopen: Open, monkeypatch: pytest.MonkeyPatch) -> None:
        """Who holds the lock for good lends it to one that has the store open too, and goes on with it afterwards."""
        monkeypatch.setattr(lending, "LOOK", 0.01)
        begun: list[bool] = []

        async def work(again: bool) -> None:
            begun.append(again)
            await asyncio.Event().wait()

        async def scenario() -> None:
            with ExitStack() as held:
                held.enter_context(store.lock())
                service = asyncio.create_task(lending.lending(store, held, work))
                async with asyncio.timeout(30):
                    async with lending.borrowed(reopen()):
                        with pytest.raises(BusyError), store.lock():
                            pass
                    while begun[-1:] != [True]:  # noqa: ASYNC110  # the service under test has no event to wait for
                        await asyncio.sleep(0.01)
                service.cancel()
                await asyncio.gather(service, return_exceptions=True)

        asyncio.run(scenario())

    def test_healthy(self, store: Any, tmp_path: Path) -> None:
        """A healthy store has nothing to complain of, and makes a copy of itself."""
        store.commit(commit(entry()))
        assert store.check() == ()
        store.backup(tmp_path / "copy")
        assert (tmp_path / "copy").stat().st_size > 0


