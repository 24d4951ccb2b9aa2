import json

import pytest
from click.testing import CliRunner, Result

from latticework.cli import main


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["obligations", *words])


def test_taiwan_binds_nobody_to_act() -> None:
    result = run("taiwan-strait", "--json")
    answers = json.loads(result.output)
    assert len(answers) >= 2
    assert all(v["owes"] in {"cooperate", "consult"} for a in answers for v in a["bound"])


@pytest.mark.parametrize("name", ["taiwan-strait", "senkaku", "korea", "baltic", "south-china-sea"])
def test_each_family_reads_well_in_80_columns(name: str) -> None:
    result = run(name)
    assert result.exit_code == 0
    assert max(map(len, result.output.splitlines())) <= 80


def test_a_date_changes_the_law() -> None:
    def finland_owes(day: str) -> str:
        answer = json.loads(run("baltic-narva", "--date", day, "--json").output)[0]
        (finland,) = [v for v in answer["bound"] if v["state"] == "FIN"]
        owed: list[str] = [d["agreement"] for d in finland["duties"]]
        return " ".join(owed)

    assert "north-atlantic-treaty-1949" not in finland_owes("2023-04-03")
    assert "north-atlantic-treaty-1949" in finland_owes("2023-04-04")


def test_one_state_is_told_in_full() -> None:
    text = " ".join(run("senkaku", "--state", "USA").output.split())
    assert "United States owes: act" in text
    assert "Source:" in text


def test_a_free_question_needs_no_contingency() -> None:
    words = ("--attacked", "USA", "--challenger", "CHN", "--territory", "hawaii", "--json")
    (answer,) = json.loads(run(*words).output)
    carried = {d["agreement"]: d["verb"] for v in answer["bound"] for d in v["duties"]
               if v["state"] == "DEU"}  # fmt: skip
    assert carried.get("north-atlantic-treaty-1949") == "consult"


def test_csv_has_a_row_for_each_duty() -> None:
    lines = run("senkaku", "--csv").output.splitlines()
    assert lines[0].startswith("question,date,state")
    assert any(",USA," in line and "us-japan-1960" in line for line in lines)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ([], "Name a CONTINGENCY"),
        (["taiwan-strat"], "did you mean taiwan-strait"),
        (["korea", "--attacked", "KOR"], "not both"),
        (["--attacked", "USA", "--territory", "gaum"], "did you mean guam"),
        (["korea", "--state", "Japn"], "did you mean"),
    ],
)
def test_wrong_words_get_a_hint_and_exit_code_2(words: list[str], hint: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert hint in " ".join(result.stderr.split())
