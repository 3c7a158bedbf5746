"""Dates are read with their precision, impossible ones refused, ambiguous ones not guessed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.reading import dates
from feedsvc.reading.date_forms import Habit

ZONE = "Asia/Shanghai"
NOW = datetime(2021, 11, 18, 12, 0, tzinfo=timezone(timedelta(hours=8)))

CASES = """
2019-03-05 07:08:09|2019-03-05 07:08:09|second
2019/3/5|2019-03-05|day
2019.03.05|2019-03-05|day
2019年3月5日 7时08分|2019-03-05 07:08:00|minute
2019年3月5日下午3点|2019-03-05 15:00:00|minute
二〇一九年三月五日|2019-03-05|day
二○一九年十二月三十一日|2019-12-31|day
２０１９－０３－０５　０７：０８|2019-03-05 07:08:00|minute
19-03-05|2019-03-05|day
19-03-0507:08|2019-03-05 07:08:00|minute
10-08|2021-10-08|day
12-30|2020-12-30|day
[11月03日]|2021-11-03|day
26分钟前|2021-11-18 11:34:00|minute
昨天 12:30|2021-11-17 12:30:00|minute
前天|2021-11-16|day
3小时前|2021-11-18|day
Sept. 8 2021|2021-09-08|day
September 8, 2021 at 2:22 PM|2021-09-08 14:22:00|minute
Jun 6 2013, 10:44a|2013-06-06 10:44:00|minute
Jun 6 2013, 3:14p|2013-06-06 15:14:00|minute
14:22, 22 December 2016|2016-12-22 14:22:00|minute
Wed, 08 Sep 2021 14:13:32 +0800|2021-09-08 14:13:32|second
2021-09-08T14:13:32.250+08:00|2021-09-08 14:13:32|second
2021-9-8 9:5:3|2021-09-08 09:05:03|second
2021-09-08 14:13:2|2021-09-08 14:13:02|second
8. März 2021 um 14.13 Uhr|2021-03-08 14:13:00|minute
08.09.2021 - 14:13|2021-09-08 14:13:00|minute
1er août 2021 à 14h13|2021-08-01 14:13:00|minute
8 de septiembre de 2021|2021-09-08|day
8 сентября 2021|2021-09-08|day
2021. szeptember 8.|2021-09-08|day
2021년 9월 8일 오후 2:13|2021-09-08 14:13:00|minute
令和3年9月8日|2021-09-08|day
20210908|2021-09-08|day
13/04/2021|2021-04-13|day
Mon, 05/07/2021 - 14:13|2021-07-05 14:13:00|minute
Wed, 05/07/2008 - 14:13|2008-05-07 14:13:00|minute
27 de enero de 2015 a las 06:08|2015-01-27 06:08:00|minute
24 januari 2010 om 02:03|2010-01-24 02:03:00|minute
18. marts 2009 kl. 14.52|2009-03-18 14:52:00|minute
7. ledna 2018 v 18:29|2018-01-07 18:29:00|minute
07 Mayıs 2020 Perşembe 14:13|2020-05-07 14:13:00|minute
7 Ağustos 2020 saat 03:44|2020-08-07 03:44:00|minute
13 Νοεμβρίου 2019|2019-11-13|day
16 април 2015, 13:52|2015-04-16 13:52:00|minute
13 января 2015 г. в 13:34|2015-01-13 13:34:00|minute
5 жніўня 2015 года у 13:34|2015-08-05 13:34:00|minute
7 травня 2020 р., о 14:13|2020-05-07 14:13:00|minute
2. Maret 2020|2020-03-02|day
2021. május 7., péntek 14:13|2021-05-07 14:13:00|minute
2007년 1월 8일 월요일 오후 9:46|2007-01-08 21:46:00|minute
令和3年5月7日（金） 午後3時05分|2021-05-07 15:05:00|minute
21. Februar 2020 um 9 Uhr|2020-02-21 09:00:00|minute
2021-11-14 4:43 PM作者：王晓明|2021-11-14 16:43:00|minute
3. 4. 2021, 14:13|2021-04-03 14:13:00|minute
3.4.2021 14.13|2021-04-03 14:13:00|minute
03-APR-21|2021-04-03|day
3 Apr '21|2021-04-03|day
3 paź 2020|2020-10-03|day
3 listopada 2020 r.|2020-11-03|day
3. listopada 2020.|2020-10-03|day
3 Ağu 2020|2020-08-03|day
12 груд. 2020|2020-12-12|day
«3» апреля 2021 г., 14:13|2021-04-03 14:13:00|minute
3 кастрычніка 2020|2020-10-03|day
2021 m. balandžio 3 d.|2021-04-03|day
2021. gada 3. aprīlis|2021-04-03|day
2021 жылғы 3 сәуір|2021-04-03|day
3 აპრილი, 2021|2021-04-03|day
3. ágúst 2020|2020-08-03|day
3 Ebrill 2021|2021-04-03|day
3 tháng 4, 2021|2021-04-03|day
Ngày 3 tháng 4 năm 2021|2021-04-03|day
12 Tháng Mười Hai, 2020|2020-12-12|day
٣ أبريل ٢٠٢١|2021-04-03|day
3 تشرين الأول 2020 - 14:13|2020-10-03 14:13:00|minute
3 أغسطس 2020 02:13 مساءً|2020-08-03 14:13:00|minute
3 באפריל 2021 בשעה 14:13|2021-04-03 14:13:00|minute
3 फ़रवरी 2021|2021-02-03|day
৩ এপ্রিল ২০২১, ১৪:১৩|2021-04-03 14:13:00|minute
3 เมษายน พ.ศ. 2564 เวลา 14:13 น.|2021-04-03 14:13:00|minute
๓ เม.ย. ๖๔|2021-04-03|day
03/04/2564|2021-04-03|day
چهارشنبه ۱۴ فروردین ۱۴۰۰ - ۱۴:۱۳|2021-04-03 14:13:00|minute
1400/01/14|2021-04-03|day
۳۰ اسفند ۱۳۹۹|2021-03-20|day
28 mei om 14:30|2021-05-28 14:30:00|minute
12 mag|2021-05-12|day
3 sie, 14:13|2021-08-03 14:13:00|minute
a day ago|2021-11-17|day
hace 3 días|2021-11-15|day
3 mai 2021, ora 14:13|2021-05-03 14:13:00|minute
3 mai 2021 la ora 14:13|2021-05-03 14:13:00|minute
3. mai 2021 kell 14:13|2021-05-03 14:13:00|minute
2021. gada 3. maijs, plkst. 14:13|2021-05-03 14:13:00|minute
3. maj 2021 klokken 14.13|2021-05-03 14:13:00|minute
3 mei 2021, 14.13 uur|2021-05-03 14:13:00|minute
3 maja 2021 r., godz. 14.13|2021-05-03 14:13:00|minute
3 Mei 2021 pukul 14.13|2021-05-03 14:13:00|minute
3 Mayıs 2021, Saat: 14:13|2021-05-03 14:13:00|minute
3 de mayo, 2021 - 14.13 horas|2021-05-03 14:13:00|minute
3 May 2021 Time: 14:13|2021-05-03 14:13:00|minute
14h13 03.05.2021|2021-05-03 14:13:00|minute
14:13 / 03.05.2021|2021-05-03 14:13:00|minute
17 / 05 / 2021|2021-05-17|day
17 февр. 2021 г., 14:13|2021-02-17 14:13:00|minute
17 квіт. 2021 р.|2021-04-17|day
17 лис 2021|2021-11-17|day
Ιανουάριος 17, 2021|2021-01-17|day
17 яну 2021|2021-01-17|day
17. sij 2021.|2021-01-17|day
17. lip 2021.|2021-06-17|day
17 lip 2021|2021-07-17|day
17. kesä 2021|2021-06-17|day
17. jaan 2021|2021-01-17|day
17 მარ 2021|2021-03-17|day
2021 թ. հունվարի 17|2021-01-17|day
2021-ж., 17-январь|2021-01-17|day
17 בפבר׳ 2021|2021-02-17|day
17 thg 1, 2021 lúc 14:13|2021-01-17 14:13:00|minute
ژانویهٔ 17, 2021|2021-01-17|day
17 مهٔ 2021|2021-05-17|day
17 มกราคม ค.ศ. 2021|2021-01-17|day
17 जन॰ 2021|2021-01-17|day
17 জানু, 2021|2021-01-17|day
17 ஜனவரி, 2021|2021-01-17|day
ಜನವರಿ 17, 2021|2021-01-17|day
2021 ജനുവരി 17|2021-01-17|day
17‏/01‏/2021|2021-01-17|day
3 giorni fa|2021-11-15|day
3 dagen geleden|2021-11-15|day
2 дня назад|2021-11-16|day
10 минут назад|2021-11-18 11:50:00|minute
3 gün önce|2021-11-15|day
před 3 dny|2021-11-15|day
3 วันที่แล้ว|2021-11-15|day
Вчера, 14:13|2021-11-17 14:13:00|minute
ontem|2021-11-17|day
i dag kl. 10.13|2021-11-18 10:13:00|minute
오늘|2021-11-18|day
""".strip().splitlines()


@pytest.mark.parametrize("case", CASES)
def test_a_date_is_read_as_written(case: str) -> None:
    """Every form gives its day, its time as far as written, and says how precise it is."""
    written, expected, precision = case.split("|")
    stamp = dates.parse(written, ZONE, NOW, "dmy" if "/2564" in written else None)
    assert stamp is not None
    assert stamp.precision == precision
    assert f"{stamp.at:%Y-%m-%d %H:%M:%S}".startswith(expected)
    assert stamp.at.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("text", ["2021年2月30日", "2021-13-01", "03/04/2021", "电话 0531-88023958", "2007-2023", "2021年第3期", "10.20.30.40", "25:61", "10-12 Wochen", "10-12 weeks", "3. listopad 2020", "31 شهریور 2021", "30 กุมภาพันธ์ 2564"])
def test_what_is_no_date_or_not_sure_is_refused(text: str) -> None:
    """Impossible days, numbers of another kind, and days that could be months are not dates."""
    assert dates.parse(text, ZONE, NOW) is None


@pytest.mark.parametrize("text", ["Oggi il consiglio vota sul porto", "Что нужно знать сегодня о переправе", "12 des membres", "3 sie wollen", "for 3 days", "version 25.10.2300", "2 out of 3", "3 jaar ago 1"])
def test_words_for_days_in_running_text_tell_no_day(text: str) -> None:
    """Today is a word of every day: it is a date where it stands alone, or a time of day follows it; and a short name of a month
    with its year, or at the end."""
    assert dates.parse(text, ZONE, NOW) is None


def test_day_and_month_follow_the_order_given() -> None:
    """Only who knows the page's habits can read 03/04/2021."""
    assert [dates.parse("03/04/2021", "UTC", None, order).at.month for order in ("dmy", "mdy")] == [4, 3]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("written", "order", "expected"),
    [
        ("05.15.13, 22:47", "open", "2013-05-15 22:47"), ("7/19/13 2:52 AM", "open", "2013-07-19 02:52"), ("19/07/13", "open", "2013-07-19"), ("19/07/94", "dmy", "1994-07-19"), ("7/9/13", "mdy", "2013-07-09"),
        ("7/9/13", "open", None), ("07/09/13", "open", None), ("13-05-15", "open", None), ("05-15-13", "open", "2013-05-15"), ("3/12/18", None, None), ("05.15.13, 22:47", None, "2013-05-15 22:47"), ("21.13.05", None, None), ("13-05-15", None, "2013-05-15"),
    ],
)  # fmt: skip
def test_two_digits_of_a_year(written: str, order: Habit | None, expected: str | None) -> None:
    """Read where a number above 12, or the page's habit, tells the month; where a language has both habits, nothing is guessed."""
    stamp = dates.parse(written, ZONE, NOW, order)
    assert (f"{stamp.at:%Y-%m-%d}" + ("" if stamp.precision == "day" else f"{stamp.at: %H:%M}") if stamp else None) == expected


def test_a_paper_is_not_called_a_day() -> None:
    """In "Coast Today" the word is a name; after a word for publishing, or alone, it is the day."""
    said = ("Ann Rye, COAST TODAY 7:01 p.m.", "Ann Rye, Coast Today 7:01 p.m.", "Posted Today 7:01 p.m.", "Today 7:01 p.m.", "by Ann today 7:01 p.m.")
    assert [dates.parse(text, ZONE, NOW) is None for text in said] == [True, True, False, False, False]


def test_a_clock_time_belongs_to_one_date() -> None:
    """The time of the date before is not taken for that of the next one."""
    found = dates.find("07 maggio 2021 alle 14:13 - Aggiornato 8 maggio 2021", "Europe/Rome")
    assert [(f"{one.stamp.at:%d %H:%M}", one.stamp.precision) for one in found] == [("07 14:13", "minute"), ("08 00:00", "day")]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2021-09-08T14:13:32Z", "2021-09-08T14:13:32+00:00"), ("2021-09-08T14:13+02:00", "2021-09-08T14:13:00+02:00"),
        ("2021-09-08 14:13:32.123", "2021-09-08T14:13:32+08:00"), ("2021-13-08T14:13:32Z", None), ("1821-09-08T14:13:32Z", None),
        ("2021-09-08T25:13:32Z", "2021-09-08T00:00:00+08:00"),
    ],
)  # fmt: skip
def test_machine_times(written: str, expected: str | None) -> None:
    """RFC 3339 in its usual writings; an impossible day is refused, an impossible hour leaves the day."""
    found = dates.from_metadata(written, ZONE)
    assert (found.stamp.at.isoformat() if found else None) == expected


def test_unix_stamps_in_seconds_and_milliseconds() -> None:
    """Metadata's numbers are instants, shown in the page's zone."""
    for number in ("1631081612", "1631081612000"):
        found = dates.from_metadata(number, ZONE)
        assert found is not None and found.stamp.at.isoformat() == "2021-09-08T14:13:32+08:00"


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))
def test_written_dates_come_back(at: datetime) -> None:
    """A date written in a common form reads back to the second."""
    for form in ("%Y-%m-%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%d %B %Y %H:%M:%S", "%d.%m.%Y, %H:%M:%S"):
        stamp = dates.parse(at.strftime(form), ZONE)
        assert stamp is not None and stamp.at.replace(tzinfo=None) == at.replace(microsecond=0), form


@given(st.text(st.sampled_from("0123456789-/.:年月日时 apmZT前天Sept上下午"), max_size=80))
def test_any_text_reads_without_an_exception(text: str) -> None:
    """No jumble of digits and signs breaks the reader, and what is found lies inside the text."""
    for found in dates.find(text, ZONE, NOW):
        assert 0 <= found.start < found.end <= len(text)
