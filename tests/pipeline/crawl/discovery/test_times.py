from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipeline.crawl.discovery.times import read_time

_VN = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2026", datetime(2026, 1, 1, tzinfo=_VN)),
        ("2026-07", datetime(2026, 7, 1, tzinfo=_VN)),
        ("2026-07-09", datetime(2026, 7, 9, tzinfo=_VN)),
        ("2026-07-09T08:05+07:00", datetime(2026, 7, 9, 8, 5, tzinfo=_VN)),
        ("2026-07-09T08:05:06+07:00", datetime(2026, 7, 9, 8, 5, 6, tzinfo=_VN)),
        ("2026-07-09T08:05:06.123+07:00", datetime(2026, 7, 9, 8, 5, 6, tzinfo=_VN)),
        ("2026-07-09T08:05:06Z", datetime(2026, 7, 9, 8, 5, 6, tzinfo=UTC)),
        ("2026-07-09T08:05:06.123Z", datetime(2026, 7, 9, 8, 5, 6, tzinfo=UTC)),
        ("2026-07-09T08:05:06-05:00", datetime(2026, 7, 9, 13, 5, 6, tzinfo=UTC)),
        # not the W3C's, and written all the same
        ("2026-07-09 08:05:06", datetime(2026, 7, 9, 8, 5, 6, tzinfo=_VN)),
        ("2026-07-09T08:05:06", datetime(2026, 7, 9, 8, 5, 6, tzinfo=_VN)),
        ("2026-07-09T08:05:06+0700", datetime(2026, 7, 9, 8, 5, 6, tzinfo=_VN)),
        ("2026-07-09T08:05:06+07", datetime(2026, 7, 9, 8, 5, 6, tzinfo=_VN)),
        ("2026-07-09T08:05:06 +0700", datetime(2026, 7, 9, 8, 5, 6, tzinfo=_VN)),
        ("09/07/2026 08:05", datetime(2026, 7, 9, 8, 5, tzinfo=_VN)),
        ("Thứ Năm, 09/07/2026 08:05 (GMT+7)", datetime(2026, 7, 9, 8, 5, tzinfo=_VN)),
        (" 2026-07-09\n", datetime(2026, 7, 9, tzinfo=_VN)),
        # RFC 822
        ("Thu, 09 Jul 2026 08:05:06 +0700", datetime(2026, 7, 9, 8, 5, 6, tzinfo=_VN)),
        ("Thu, 09 Jul 2026 08:05:06 GMT", datetime(2026, 7, 9, 8, 5, 6, tzinfo=UTC)),
        ("Thu, 09 Jul 2026 08:05:06 GMT+7", datetime(2026, 7, 9, 8, 5, 6, tzinfo=_VN)),
        ("Thu, 09 Jul 2026 08:05:06 GMT+07:00", datetime(2026, 7, 9, 8, 5, 6, tzinfo=_VN)),
        ("Thu, 09 Jul 2026 08:05:06 ICT", datetime(2026, 7, 9, 8, 5, 6, tzinfo=_VN)),
        ("Thu, 09 Jul 2026 08:05:06", datetime(2026, 7, 9, 8, 5, 6, tzinfo=_VN)),
        ("Thu, 09 Jul 2026 08:05:06 -0000", datetime(2026, 7, 9, 8, 5, 6, tzinfo=_VN)),
        ("9 Jul 26 08:05 +0700", datetime(2026, 7, 9, 8, 5, tzinfo=_VN)),
        # the weekday is wrong, the day is not
        ("Mon, 09 Jul 2026 08:05:06 +0700", datetime(2026, 7, 9, 8, 5, 6, tzinfo=_VN)),
        ("", None),
        ("0000-00-00", None),
        ("0000-00-00 00:00:00", None),
        ("2026-13-09", None),
        ("2026-02-30", None),
        ("2026-13", None),
        ("1970-01-01T00:00:00Z", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Thu, 99 Jul 2026 08:05:06 +0700", None),
        ("Thu, 09 Jul 2026 99:05:06 +0700", None),
        ("Jul", None),
        ("hourly", None),
        ("1783559106", None),
        ("9" * 5000, None),
        ("2026-07-09\x00", None),
        ("Thu, 09 Jul 2026 08:05:06 +9999", None),
    ],
)
def test_a_time_as_sources_write_it(written, time):
    assert read_time(written) == time
