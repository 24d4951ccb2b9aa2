import pytest

from latticework.mechanisms.belief import Belief, each

MU = Belief("mu", "μ", "exponent", 0.7, 1.5, 3, "judged", "test")
RATE = Belief("rate", "h", "per year", 0.01, 0.02, 0.08, "judged", "test", "log-triangular")


def test_each_gives_one_belief_a_name_with_the_same_range() -> None:
    one, two = each(["air", "sea"], MU)
    assert (one.name, two.name) == ("mu_air", "mu_sea")
    assert (one.low, one.centre, one.high) == (0.7, 1.5, 3)


def test_each_moves_the_range_with_its_centre() -> None:
    (moved,) = each(["air"], MU, [2.5])
    assert (moved.low, moved.centre, moved.high) == pytest.approx((1.7, 2.5, 4))
    (scaled,) = each(["korea"], RATE, [0.2])
    assert (scaled.low, scaled.centre, scaled.high) == pytest.approx((0.1, 0.2, 0.8))


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"low": 2.0}, "low ≤ centre"), ({"name": "a b"}, "identifier"), ({"low": 0.0}, "low > 0")],
)
def test_a_belief_that_makes_no_sense_is_refused(changes: dict[str, object], words: str) -> None:
    base = RATE if words == "low > 0" else MU
    with pytest.raises(ValueError, match=words):
        Belief(**{**vars(base), **changes})
