from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.sites.dates import VIETNAM, parse_time

CASES = [
    ("Thứ Tư, 20/11/2024 09:15 (GMT+7)", "2024-11-20T09:15:00+07:00"),
    ("Thứ tư, 13/8/2025, 13:42 (GMT+7)", "2025-08-13T13:42:00+07:00"),
    ("09:00 | 10/03/2021", "2021-03-10T09:00:00+07:00"),
    ("Thứ 5, 09/07/2026 | 15:19", "2026-07-09T15:19:00+07:00"),
    ("18:47, 20/08/2026", "2026-08-20T18:47:00+07:00"),
    ("20⁄11⁄2024", "2024-11-20T00:00:00+07:00"),
    ("17⁄11⁄2012 8:05:00 SA", "2012-11-17T08:05:00+07:00"),
    ("25/10/2017 08:39 PM", "2017-10-25T20:39:00+07:00"),
    ("12:05 AM 25/10/2017", "2017-10-25T00:05:00+07:00"),
    ("5:30 CH, 1/2/2013", "2013-02-01T17:30:00+07:00"),
    ("20-11-2024 07h30", "2024-11-20T07:30:00+07:00"),
    ("20.11.2024", "2024-11-20T00:00:00+07:00"),
    ("Hà Nội, ngày 04 tháng 7 năm 2003", "2003-07-04T00:00:00+07:00"),
    ("Thứ Bảy, ngày 20/11/2024 lúc 7 giờ 05", "2024-11-20T07:05:00+07:00"),
    ("09:15\u00a0|\u00a020/11/2024", "2024-11-20T09:15:00+07:00"),
    ("Cập nhật: 20/11/2024 - 09:15", "2024-11-20T09:15:00+07:00"),
    ("20/11/2024-09:15", "2024-11-20T09:15:00+07:00"),
    ("2012-11-17", "2012-11-17T00:00:00+07:00"),
    ("2024-11-20T09:15:30", "2024-11-20T09:15:30+07:00"),
    ("2024-11-20T09:15:30+07:00", "2024-11-20T09:15:30+07:00"),
    ("2026-07-09T15:33:15+0700", "2026-07-09T15:33:15+07:00"),
    ("2024-11-20T02:15:30Z", "2024-11-20T09:15:30+07:00"),
    ("2024-11-20T02:15:30.123Z", "2024-11-20T09:15:30+07:00"),
    ("2024-11-20T02:15:30.123456+00:00", "2024-11-20T09:15:30+07:00"),
    ("2024-11-19T20:15:00-06:00", "2024-11-20T09:15:00+07:00"),
    ("20/11/2024 02:15 GMT", "2024-11-20T09:15:00+07:00"),
    ("20/11/2024 11:15 (GMT+09:00)", "2024-11-20T09:15:00+07:00"),
]
NONE = [
    "",
    "09:00",
    "hôm qua",
    "31/02/2024",
    "11/20/2024",
    "20/11/24",
    "20/11/1024",
    "2024-13-01",
    "25:61 20/11/2024",
    "20/11/2024 25:00",
    "Số 45/2012/NĐ-CP",
    "1.234.2024",
    "20/11/2024 " + "x" * 300,
]


@pytest.mark.parametrize(("printed", "expected"), CASES)
def test_a_printed_time_is_read(printed, expected):
    time = parse_time(printed)
    assert time is not None
    assert time.isoformat() == expected
    assert time.tzinfo is VIETNAM


@pytest.mark.parametrize("printed", NONE)
def test_what_is_no_time_gives_none(printed):
    assert parse_time(printed) is None


@settings(deadline=None, derandomize=True)
@given(st.text(alphabet="0123456789/-:.,|⁄ TZGMT+thángnămngày()", max_size=60))
def test_any_text_is_a_time_in_vietnam_or_none(printed):
    time = parse_time(printed)
    assert time is None or time.tzinfo is VIETNAM


@settings(deadline=None, derandomize=True)
@given(st.datetimes(min_value=datetime(1990, 1, 2)).filter(lambda t: t.year < 2100))
def test_what_a_page_prints_day_first_is_read_back(moment):
    moment = moment.replace(second=0, microsecond=0)
    for form in ("%d/%m/%Y %H:%M", "%H:%M | %d/%m/%Y", "Thứ hai, %d/%m/%Y, %H:%M (GMT+7)", "%Y-%m-%dT%H:%M"):
        assert parse_time(moment.strftime(form)) == moment.replace(tzinfo=VIETNAM)
