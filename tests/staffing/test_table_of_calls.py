"""Tables of expected calls: what fits, and for what does not the line and the mend."""

from datetime import time, timedelta

import pytest

from router.domain.errors import CannotPlan
from router.staffing.table_of_calls import from_table
from router.testing import klaverdam

KCC = klaverdam().municipality.calendars["kcc"]
HEAD = "start,calls,handleSeconds,patienceSeconds\n"


def test_a_table_in_any_order_with_what_lies_outside_counted():
    found, outside = from_table(
        HEAD
        + "2026-11-23T09:00,40,200,90\n2026-11-23T07:30+00:00,30,180,\n2026-11-23T17:00,9,200,\n2026-11-22T09:00,9,200,\n",
        KCC,
        20,
    )
    assert [(each.day, each.start, each.end, each.calls, each.handle, each.patience) for each in found] == [
        ("2026-11-23", time(8, 30), time(9), 30, 200, None),
        ("2026-11-23", time(9), time(9, 30), 40, 220, 90),
    ]
    assert outside == 2
    assert found[0].open == timedelta(minutes=30)


def test_patience_may_be_left_out_and_a_spreadsheet_writes_semicolons_and_commas():
    found, _ = from_table("\ufeffstart;calls;handleSeconds\r\n2026-11-23 09:00;40,5;200\r\n", KCC)
    assert (found[0].calls, found[0].patience) == (40.5, None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", 'line 1: no column "start"'),
        ("start,calls\n", 'line 1: no column "handleSeconds"'),
        (HEAD + "morgen,1,200,\n", 'line 2: "morgen" is no moment; write 2026-11-23T08:30'),
        (HEAD + "2026-11-23T09:10,1,200,\n", "line 2: .* begins no half hour"),
        (HEAD + "2026-11-23T09:00,1,200,\n2026-11-23T09:30,veel,200,\n", 'line 3: calls "veel" is no number'),
        (HEAD + "2026-11-23T09:00,-1,200,\n", "line 2: calls -1 is not between 0 and"),
        (HEAD + "2026-11-23T09:00,nan,200,\n", "line 2: calls nan is not between"),
        (HEAD + "2026-11-23T09:00,1,0,\n", "line 2: handleSeconds 0 is not between"),
        (HEAD + "2026-11-23T09:00,1,200,999999\n", "line 2: patienceSeconds 999999 is not between"),
        (HEAD + "2026-11-23T09:00,1\n", 'line 2: handleSeconds "" is no number'),
        (HEAD + "2099-11-23T09:00,1,200,\n", "line 2: .*first_year or last_year"),
        (
            HEAD + "2026-11-23T09:00,1,200,\n2026-11-23T09:00+01:00,1,200,\n",
            "line 3: 2026-11-23 09:00 stands here a second time",
        ),
    ],
)
def test_what_does_not_fit(text, sentence):
    with pytest.raises(CannotPlan, match=sentence):
        from_table(text, KCC)
