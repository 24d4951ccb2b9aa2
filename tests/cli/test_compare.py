import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from latticework.array import Array, IntArray
from latticework.cli import main
from latticework.study.study import Study


class Formula:
    """Risks are the first belief's, and option 1 adds to it where the second belief is high."""

    def __init__(self, study: Study, options: tuple[str, ...]) -> None:
        horizon = study.question.horizon
        self.options = options
        self.years = (horizon.first - 1, *horizon.years)
        tracks = (outcome.track for outcome in study.outcomes.values())
        self.tracks = tuple(dict.fromkeys(track for track in tracks if track))
        self.middle = study.beliefs[1].centre

    def play(self, options: IntArray, beliefs: Array) -> Array:
        shape = (len(beliefs), len(options), len(self.years), len(self.tracks))
        more = np.where(beliefs[:, 1] > self.middle, 0.02, -0.01)
        risk = 0.1 + 0.01 * beliefs[:, :1] + more[:, None] * (options == 1)
        return np.broadcast_to(risk[:, :, None, None], shape)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of its own to work in, with a run of formulas."""
    monkeypatch.setattr("latticework.ensemble.play.World", Formula)
    monkeypatch.setenv("LATTICEWORK_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["run", "template", "--futures", "800"]).exit_code == 0
    return tmp_path


def compare(*words: str) -> Result:
    return CliRunner().invoke(main, ["compare", *words, "--study", "template"])


def test_two_options_are_compared_by_slug_or_name() -> None:
    result = compare("as-is", "coast-guards")
    assert result.exit_code == 0, result.output
    assert "In short" in result.stdout
    assert "Differences by outcome" in result.stdout
    assert "What the difference hangs on" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    name = json.loads(compare("as-is", "coast-guards", "--json").stdout)["other"]
    assert name == "coast-guards"


def test_json_and_csv_hold_all_outcomes() -> None:
    told = json.loads(compare("coast-guards", "as-is", "--json").stdout)
    assert (told["one"], told["futures"]) == ("coast-guards", 800)
    rows = list(csv.DictReader(io.StringIO(compare("coast-guards", "as-is", "--csv").stdout)))
    assert [row["Slug"] for row in rows] == [row["Slug"] for row in told["outcomes"]["rows"]]


def test_wrong_options_are_told() -> None:
    wrong = compare("as-is", "coastguards")
    assert wrong.exit_code == 2
    assert "did you mean coast-guards" in wrong.stderr
    same = compare("as-is", "as-is")
    assert same.exit_code == 2
    assert "name two options" in same.stderr
