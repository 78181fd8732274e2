"""What was learnt is served only where it is better beyond chance, and nothing is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.encoder.promotion import ALPHAS, Verdict, interval, judge


def judged(gain: float, loss: float = 0.0, questions: int = 120, noise: float = 0.0) -> Verdict:
    """The verdict where all the way from the base gains so much on average, in ten files."""
    random = np.random.default_rng(0)
    base, known = random.uniform(0.2, 0.6, questions), random.uniform(0.4, 0.6, 200)
    held, general = {0.0: base}, {0.0: known}
    for alpha in ALPHAS:
        held[alpha] = base + alpha * gain + random.normal(0, noise, questions)
        general[alpha] = known - alpha * loss + (random.normal(0, 0.1, 200) if loss else 0.0)
    return judge(held, [f"{place % 10}.py" for place in range(questions)], general)


def test_a_sure_gain_is_promoted() -> None:
    verdict = judged(0.1)
    assert verdict.promoted
    assert verdict.alpha == 1.0
    assert verdict.gain.mean == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        (judged(-0.1), "the base model does as well"),
        (judged(0.0), "the base model does as well"),
        (judged(0.003, noise=0.3), "the base model does as well"),
        (judged(0.05, noise=0.4), "the gain may be chance"),
        (judged(0.1, questions=20), "20 questions in 10 files are too few to judge by"),
        (judged(0.1, loss=0.1), "general questions would lose"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_else_the_base_is_served(verdict: Verdict, reason: str) -> None:
    assert (verdict.promoted, verdict.reason) == (False, reason)


def test_the_way_is_gone_only_as_far_as_nothing_is_lost() -> None:
    verdict = judged(0.1, loss=0.012)
    assert verdict.promoted
    assert 0.0 < verdict.alpha < 1.0


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=30, max_size=60))
def test_never_promoted_where_the_held_out_mean_is_worse(pairs: list[tuple[float, float]]) -> None:
    before, after = np.array(pairs).T
    files = [str(place % 7) for place in range(len(pairs))]
    nothing = np.zeros(10)
    verdict = judge(
        {0.0: before, **dict.fromkeys(ALPHAS, after)},
        files,
        dict.fromkeys((0.0, *ALPHAS), nothing),
    )
    if verdict.promoted:
        assert after.mean() > before.mean()
        assert verdict.gain.low > 0


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=50))
def test_an_interval_holds_its_mean(values: list[float]) -> None:
    found = interval(np.array(values))
    assert found.low <= found.mean + 1e-9
    assert found.mean <= found.high + 1e-9
