import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from latticework.mechanisms.belief import Belief
from latticework.reading import ReadingError
from latticework.study.loading import embedded, load_study
from latticework.study.study import Study

SMALL = Path(__file__).parent / "small"


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(SMALL)


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[dict[str, str]], Study]:
    """Load the small study with some of its files replaced or added."""

    def load(files: dict[str, str]) -> Study:
        folder = tmp_path / "study"
        shutil.copytree(SMALL, folder, dirs_exist_ok=True)
        for name, text in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        return load_study(folder)

    return load


def test_options_change_their_own_world_only(study: Study) -> None:
    assert "aus-jpn-test" not in study.worlds["as-is"].agreements
    assert "aus-jpn-test" in study.worlds["pact"].agreements
    assert "aus-jpn-test" in study.worlds["both"].agreements
    assert study.worlds["as-is"].agreements == study.atlas.agreements


def test_parts_are_named_after_their_option(study: Study) -> None:
    assert list(study.parts["both"]) == ["pact.treaty", "both.money"]


def test_beliefs_are_those_of_the_mechanisms_and_have_one_name_each(study: Study) -> None:
    names = [belief.name for belief in study.beliefs]
    assert len(names) == len(set(names)) > 60
    assert all(isinstance(belief, Belief) for belief in study.beliefs)


def test_a_rival_mechanism_is_one_line(changed: Callable[[dict[str, str]], Study]) -> None:
    text = (SMALL / "study.yaml").read_text("utf-8")
    study = changed({"study.yaml": text + "mechanisms: {arming: arming_budget}\n"})
    usual = {belief.name for belief in load_study(SMALL).beliefs}
    assert {belief.name for belief in study.beliefs} != usual


def test_a_study_can_have_ranges_and_an_overlay_of_its_own(
    changed: Callable[[dict[str, str]], Study], study: Study
) -> None:
    name = study.beliefs[0].name
    made = changed(
        {
            "beliefs.csv": f"belief,low,centre,high,source\n{name},0.1,0.2,0.3,mine\n",
            "atlas/sources.yaml": "mine: {title: T, publisher: P, kind: report}\n",
        }
    )
    belief = next(belief for belief in made.beliefs if belief.name == name)
    assert (belief.low, belief.centre, belief.high) == (0.1, 0.2, 0.3)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("study.yaml", "name: x\n", "question: missing"),
        ("options.yaml", "as-is: {name: a, summary: b, include: [as-is]}\n", "include itself"),
        ("options.yaml", "as-is: {name: a, summary: b, include: [asis]}\n", "did you mean as-is"),
        ("options.yaml", "other: {name: a, summary: b}\n", "baseline"),
        ("outcomes.yaml", "war: {name: x}\n", "unit: missing"),
        (
            "outcomes.yaml",
            "s: {name: x, unit: u, better: low, combine: {t: 1}}\n",
            "an outcome that is no sum itself",
        ),
        (
            "beliefs.csv",
            "belief,low,centre,high,source\nmoo,1,2,3,north-atlantic-treaty-1949\n",
            "expected a belief",
        ),
        ("correlations.csv", "one,other,rho,source\na,b,2,x\n", "rho"),
        ("atlas/stats.csv", "a\n1\n", "named after a section"),
    ],
)
def test_mistakes_are_told_with_their_file(
    changed: Callable[[dict[str, str]], Study], name: str, text: str, words: str
) -> None:
    with pytest.raises(ReadingError, match=words) as caught:
        changed({name: text})
    assert any(Path(problem.file).name == Path(name).name or name == "options.yaml"
               for problem in caught.value.problems)  # fmt: skip


def test_an_option_with_a_wrong_agreement_is_told_with_its_line(
    changed: Callable[[dict[str, str]], Study],
) -> None:
    text = (SMALL / "options.yaml").read_text("utf-8")
    with pytest.raises(ReadingError, match="did you mean mutual-defence") as caught:
        changed({"options.yaml": text.replace("kind: mutual-defence", "kind: mutual-defense")})
    problem = caught.value.problems[0]
    assert (Path(problem.file).name, problem.line) == ("options.yaml", 13)


def test_a_lever_that_hangs_on_no_belief_is_told(
    changed: Callable[[dict[str, str]], Study],
) -> None:
    lever = ("{lever: trade, one: {members_of: eu}, other: {states: [IND]}, start: 2026,"
             " concluded: conclude_eu_indai}")  # fmt: skip
    text = (SMALL / "options.yaml").read_text("utf-8")
    with pytest.raises(ReadingError, match="did you mean conclude_eu_india"):
        changed({"options.yaml": text.replace("levers:\n", f"levers:\n        - {lever}\n")})


def test_two_parts_that_change_one_agreement_are_told(
    changed: Callable[[dict[str, str]], Study],
) -> None:
    text = (SMALL / "options.yaml").read_text("utf-8")
    more = text.replace(
        "    money:\n", "    money:\n      agreements: {aus-jpn-test: {note: again}}\n"
    ).replace("      name: More spending\n", "      name: More spending\n", 1)
    with pytest.raises(ReadingError, match="expected one part"):
        changed({"options.yaml": more})


def test_an_unknown_mechanism_is_told(changed: Callable[[dict[str, str]], Study]) -> None:
    text = (SMALL / "study.yaml").read_text("utf-8")
    with pytest.raises(ReadingError, match="expected one of arming, arming_budget"):
        changed({"study.yaml": text + "mechanisms: {arming: os}\n"})
    with pytest.raises(ReadingError, match="no such mechanism"):
        changed({"study.yaml": text + "mechanisms: {armng: arming}\n"})


def test_a_folder_that_is_no_study_is_told() -> None:
    with pytest.raises(ReadingError, match=r"with study\.yaml"):
        load_study("nowhere")


@pytest.mark.parametrize("name", embedded())
def test_embedded_studies_have_no_mistakes(name: str) -> None:
    assert load_study(name).options
