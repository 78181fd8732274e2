"""When everything is compared again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.files.pacing import LONGEST_PAUSE, NEVER, Comparison, Signs, due

LAST = Comparison(began=1000.0, took=0.1, found=0)


def test_nobody_there_means_never() -> None:
    assert due(LAST, Signs(activity=999.0, came_back=500.0), is_watched=True, in_vain=0) == NEVER


def test_somebody_there_means_some_time_later() -> None:
    assert due(LAST, Signs(activity=1001.0), is_watched=True, in_vain=0) == 1120.0


def test_who_comes_back_waits_less() -> None:
    assert due(LAST, Signs(came_back=1001.0), is_watched=True, in_vain=0) == 1015.0


def test_without_a_watch_there_is_always_a_next_time() -> None:
    pauses = [due(LAST, Signs(), is_watched=False, in_vain=n) - LAST.began for n in range(100)]
    assert pauses[:4] == [5.0, 10.0, 20.0, 40.0]
    assert pauses[-1] == LONGEST_PAUSE
    active = due(LAST, Signs(activity=1001.0), is_watched=False, in_vain=50)
    assert active - LAST.began == 5.0


@pytest.mark.parametrize(
    ("signs", "is_watched", "share"),
    [
        (Signs(activity=1001.0), True, 0.005),
        (Signs(came_back=1001.0), True, 0.02),
        (Signs(), False, 0.02),
    ],
)
@given(took=st.floats(0.0, 1000.0))
def test_it_never_takes_more_than_its_share(
    signs: Signs, is_watched: bool, share: float, took: float
) -> None:
    last = Comparison(1000.0, took, 0)
    for in_vain in (0, 5):
        pause = due(last, signs, is_watched, in_vain) - last.began
        assert took <= share * pause * 1.0001
