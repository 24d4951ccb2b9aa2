from typing import get_type_hints

import pytest

from latticework.ensemble import setting
from latticework.ensemble.play import World


@pytest.mark.parametrize("kind", [setting.Start, setting.Plan, setting.Drawn, setting.Programmes])
def test_every_field_is_described(kind: type) -> None:
    assert kind.__doc__ is not None
    for name in get_type_hints(kind):
        assert f"{name}" in kind.__doc__


def test_masks_are_masks_and_weights_add_up(world: World) -> None:
    start = world.start
    for mask in (start.moves, start.defender, start.mandated, start.european, start.region,
                 start.hedger, start.west):  # fmt: skip
        assert set(mask.ravel()) <= {0.0, 1.0}
    for weights in (*start.drift, *start.leverage, *start.income, start.people):
        assert weights.sum() == pytest.approx(1)
    assert start.stocks.sum(axis=0) == pytest.approx(100)
