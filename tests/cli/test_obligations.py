import csv
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


def test_csv_has_a_row_for_each_duty_and_for_each_state_not_bound() -> None:
    rows = list(csv.DictReader(run("senkaku-landing", "--csv").output.splitlines()))
    told = {(row["state"], row["bound"], row["agreement"]): row["because"] for row in rows}
    assert told["USA", "yes", "us-japan-1960"].startswith("in force since 1960-06-23")
    assert "Japan is no party" in told["DEU", "no", "north-atlantic-treaty-1949"]
    assert told["IND", "no", ""] == "in no pact of that kind"


def test_a_free_question_is_named_after_the_place() -> None:
    words = ("--attacked", "us", "--challenger", "PRC", "--territory", "Guam")
    text = " ".join(run(*words).output.split())
    assert text.startswith("Armed attack on Guam (United States): who is bound")
    assert "Armed attack by China on United States (territory, Guam)" in text


def test_states_without_figures_are_told_if_they_owe_something() -> None:
    words = ("--attacked", "USA", "--challenger", "CHN", "--territory", "guam", "--json")
    (answer,) = json.loads(run(*words).output)
    told = [(v["owes"], v["profiled"]) for v in answer["bound"] if v["state"] == "PAN"]
    assert told == [("consult", False)]


def test_what_is_taken_for_granted_is_said_in_each_form() -> None:
    words = ("--attacked", "Japan", "--territory", "Dokdo")
    assert "is administered by South Korea, not by Japan" in " ".join(run(*words).output.split())
    (answer,) = json.loads(run(*words, "--json").output)
    assert "not by Japan" in answer["notes"][0]
    assert "taken to be metropolitan" in " ".join(run("--attacked", "Japan").output.split())


def test_asking_of_the_attacked_is_answered() -> None:
    assert "Japan is the attacked" in run("senkaku-landing", "--state", "JPN").output


@pytest.mark.parametrize("width", [40, 60, 120])
def test_any_terminal_will_do(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert max(map(len, run("baltic").output.splitlines())) <= width


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ([], "Name a CONTINGENCY"),
        (["taiwan-strat"], "did you mean taiwan-strait"),
        (["korea", "--attacked", "KOR"], "either CONTINGENCY or --attacked, not both"),
        (["korea", "--challenger", "CHN"], "either CONTINGENCY or --challenger"),
        (["korea", "--territory", "guam"], "either CONTINGENCY or --territory"),
        (["korea", "--at", "0", "0"], "either CONTINGENCY or --at"),
        (["korea", "--tag", "island"], "either CONTINGENCY or --tag"),
        (["korea", "--target", "territory"], "either CONTINGENCY or --target"),
        (["korea", "--attack", "armed-attack"], "either CONTINGENCY or --attack"),
        (["--territory", "guam"], "--territory needs --attacked"),
        (["--attacked", "USA", "--territory", "guam", "--at", "0", "0"], "--territory or --at"),
        (["--attacked", "USA", "--challenger", "us"], "cannot attack itself"),
        (["--attacked", "USA", "--at", "91", "0"], "not within -90 and 90"),
        (["--attacked", "USA", "--at", "0", "-180.5"], "not within -180 and 180"),
        (["--attacked", "USA", "--at", "nan", "0"], "not within"),
        (["--attacked", "USA", "--at", "inf", "0"], "not within"),
        (["--attacked", "USA", "--at", "north", "0"], "not within"),
        (["--attacked", "USA", "--territory", "gaum"], "did you mean Guam"),
        (["korea", "--state", "Japn"], "did you mean"),
    ],
)
def test_wrong_words_get_a_hint_and_exit_code_2(words: list[str], hint: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert hint in " ".join(result.stderr.split())
