"""Figures of a plot stay within its frame."""

from hypothesis import given
from hypothesis import strategies as st

from router.web.plot import HEIGHT, WIDTH, plot

DAY = st.lists(st.floats(0, 1e6), min_size=24, max_size=24)


@given(DAY, DAY)
def test_everything_stays_within_the_frame(today, usual):
    drawn = plot(today, usual)
    assert all(bar.x >= 0 and bar.x + drawn.width <= WIDTH + 1 and 0 <= bar.y <= HEIGHT for bar in drawn.bars)
    assert all(abs(bar.y + bar.height - HEIGHT) < 0.2 for bar in drawn.bars)
    assert {bar.hour for bar in drawn.bars} >= {hour for hour in range(24) if today[hour] or usual[hour]}


def test_quiet_hours_are_left_out_and_office_hours_stay():
    assert [bar.hour for bar in plot([0] * 24, [0] * 24).bars] == list(range(7, 20))
    assert [bar.hour for bar in plot([*[0] * 22, 1, 0], [0] * 24).bars][-1] == 22
