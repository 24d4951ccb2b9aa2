import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from latticework.atlas.atlas import Atlas
from latticework.ensemble.identity import (
    Identity,
    RunError,
    hash_of_atlas,
    hash_of_code,
    hash_of_study,
    identity_in,
    libraries,
)
from latticework.study.loading import load_study

SMALL = Path(__file__).parents[1] / "study" / "small"
MINE = Identity(
    name="A question", study="s", atlas="a", code="c", libraries=libraries(), seed=1, futures=10,
    kept=2, options=("as-is",), beliefs=("x",), outcomes=("war",), tracks=("hazard",),
    years=(2025,),
)  # fmt: skip


def test_an_identity_read_back_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(MINE.text, "utf-8")
    assert MINE.differences(identity_in(tmp_path)) == []
    assert MINE.text.endswith("}\n")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"seed": 2}, "seed is 2 there and 1 here"),
        ({"futures": 9}, "futures is 9 there and 10 here"),
        ({"version": "0.0.9"}, "version is 0.0.9 there"),
        ({"atlas": "b"}, "the atlas has changed"),
        ({"code": "b"}, "the code has changed"),
        ({"options": ("as-is", "pact")}, "options differ"),
        ({"libraries": {"numpy": "1"}}, "libraries differ"),
        ({"format": 0}, "format is 0 there and 1 here"),
    ],
)
def test_a_difference_is_told_in_words(changed: dict[str, Any], words: str) -> None:
    other = json.loads(replace(MINE, **changed).text)
    [told] = MINE.differences(other)
    assert words in told


def test_a_field_that_is_missing_is_a_difference() -> None:
    other = json.loads(MINE.text)
    del other["seed"]
    assert MINE.differences(other) == ["seed is None there and 1 here"]


@pytest.mark.parametrize("text", [None, "{", "[1]", '{"name": "x"}'])
def test_a_folder_without_a_run_is_told(tmp_path: Path, text: str | None) -> None:
    if text:
        (tmp_path / "run.json").write_text(text)
    with pytest.raises(RunError, match=r"run\.json"):
        identity_in(tmp_path)


def test_a_change_of_any_record_changes_the_hash(atlas: Atlas) -> None:
    changed = atlas.states["JPN"].model_copy(update={"name": "Nippon"})
    other = replace(atlas, states={**atlas.states, "JPN": changed})
    assert hash_of_atlas(other) != hash_of_atlas(atlas)
    fewer = replace(atlas, bases=dict(list(atlas.bases.items())[:-1]))
    assert hash_of_atlas(fewer) != hash_of_atlas(atlas)


def test_what_an_atlas_has_worked_out_does_not_change_its_hash(atlas: Atlas) -> None:
    fresh = replace(atlas)
    before = hash_of_atlas(fresh)
    assert "_spells" not in vars(fresh)
    fresh.__dict__["_spells"] = {}
    assert hash_of_atlas(fresh) == before


def test_a_change_of_any_part_of_a_study_changes_its_hash() -> None:
    study = load_study(SMALL)
    one, *others = study.beliefs
    changes: list[dict[str, Any]] = [
        {"beliefs": (replace(one, low=one.low - 1), *others)},
        {"outcomes": {}},
        {"options": dict(reversed(list(study.options.items())))},
        {"question": study.question.model_copy(update={"baseline": "pact"})},
    ]
    hashes = [hash_of_study(replace(study, **change)) for change in changes]
    assert len({hash_of_study(study), *hashes}) == 5


def test_hashes_do_not_change_from_one_process_to_the_next(atlas: Atlas) -> None:
    code = (
        "from latticework.ensemble.identity import hash_of_atlas; "
        "from latticework.atlas.loading import load; print(hash_of_atlas(load()))"
    )
    for seed in ("1", "2"):
        told = subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        assert told.stdout.strip() == hash_of_atlas(atlas)


def test_the_code_that_computes_is_hashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "latticework"
    for name in ("mechanisms/arming.py", "ensemble/world.py", "brief/words.py"):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text("x = 1\n")
    monkeypatch.setattr("latticework.ensemble.identity.ROOT", root)

    def now() -> str:
        hash_of_code.cache_clear()
        return hash_of_code()

    before = now()
    (root / "brief/words.py").write_text("x = 2\n")
    assert now() == before
    (root / "mechanisms/arming.py").write_text("x = 2\n")
    assert now() != before
    hash_of_code.cache_clear()
