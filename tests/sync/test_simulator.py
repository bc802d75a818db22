"""The rules of the exchange, against everything a bad line, a restored file and a cloned disk can do.

More than the suite tries: `python -m tests.sync.simulator --seeds 100000`. A failure names its seed, and the
same seed is the same history.
"""

import pytest

from tests.sync import histories, simulator
from tests.sync.ablation import RULES

CAUGHT_BY = {"R1": 4, "R2": 8, "R3": 5, "R4": 2, "R5": 2, "R6": 231, "R7": 4, "R8": 1}
"""A history that breaks without the rule, tried first; when the engine has changed, another of the first ones."""
MOST_TRIED = 200


@pytest.mark.slow
def test_no_history_breaks_a_promise(lived: histories.Lived) -> None:
    assert lived.outcome() == f"{histories.HISTORIES} histories, 0 broken"


@pytest.mark.parametrize("rule", sorted(CAUGHT_BY))
def test_without_the_rule_a_history_breaks(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    simulator.templates()
    RULES[rule](monkeypatch)

    assert any(breaks(seed) for seed in (CAUGHT_BY[rule], *range(1, MOST_TRIED)))


def breaks(seed: int) -> bool:
    """Whether the history ends with a broken promise, or cannot even be lived to its end."""
    try:
        return bool(simulator.run(seed))
    except Exception:
        return True
