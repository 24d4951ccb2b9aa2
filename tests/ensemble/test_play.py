from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from latticework.atlas.arrays import Roster
from latticework.ensemble.futures import draw
from latticework.ensemble.play import Columns, World
from latticework.ensemble.setting import FAMILY
from latticework.ensemble.tracks import BY_FAMILY
from latticework.reading import ReadingError
from latticework.study.study import Study


def columns(study: Study, names: Sequence[str | None] = ()) -> Columns:
    families = ("taiwan-strait", "baltic")
    return Columns.of(study, families, Roster(("IND", "LTU")), names)


def test_beliefs_are_taken_by_name(default: Study) -> None:
    beliefs = draw(default.beliefs, (), 0, 5, seed=1)
    place = {belief.name: number for number, belief in enumerate(default.beliefs)}
    drawn = columns(default, ["conclude_eu_india", None]).drawn(beliefs)
    assert (drawn.one["threat_memory"] == beliefs[:, place["threat_memory"]]).all()
    fit = drawn.family[:, 1, FAMILY.index("fit_sea")]
    assert (fit == beliefs[:, place["fit_baltic_sea"]]).all()
    assert (drawn.autonomy[:, 0] == beliefs[:, place["autonomy_IND"]]).all()
    assert (drawn.autonomy[:, 1] == beliefs[:, place["autonomy_other"]]).all()
    assert (drawn.concluded[:, 0] == beliefs[:, place["conclude_eu_india"]]).all()
    assert (drawn.concluded[:, 1] == 1).all()


def test_only_a_strait_has_to_be_crossed(default: Study) -> None:
    beliefs = draw(default.beliefs, (), 0, 5, seed=1)
    crossing = columns(default).drawn(beliefs).family[:, :, FAMILY.index("crossing")]
    assert (crossing[:, 0] < 1).all()
    assert (crossing[:, 1] == 1).all()


def test_a_family_without_beliefs_is_told(default: Study) -> None:
    question = default.question.model_copy(update={"contingencies": ("senkaku-landing",)})
    with pytest.raises(ReadingError, match=r"senkaku-landing.*of which mechanisms believe"):
        World(replace(default, question=question))


def test_tracks_are_named_for_what_is_asked(world: World) -> None:
    assert world.years == tuple(range(2024, 2041))
    assert len(set(world.tracks)) == len(world.tracks)
    for family in ("taiwan-strait", "south-china-sea", "korea", "baltic"):
        assert {f"{track}.{family}" for track in BY_FAMILY} <= set(world.tracks)
    for power in ("CHN", "PRK", "RUS"):
        assert f"encirclement.{power}" in world.tracks


def test_every_outcome_of_the_study_has_its_track(default: Study, world: World) -> None:
    wanted = {outcome.track for outcome in default.outcomes.values() if outcome.track}
    assert wanted <= set(world.tracks)


def test_a_future_does_not_depend_on_the_others_with_it(default: Study, world: World) -> None:
    beliefs = draw(default.beliefs, default.correlations, 0, 5, seed=2)
    options = np.arange(2)
    whole = world.play(options, beliefs)
    turned = world.play(options, beliefs[::-1])[::-1]
    assert whole.tobytes() == np.ascontiguousarray(turned).tobytes()
    [alone] = world.play(options[1:], beliefs[3:4])
    assert alone.tobytes() == whole[3, 1:].tobytes()
