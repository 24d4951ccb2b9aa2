import os
import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from latticework.atlas.atlas import Atlas
from latticework.atlas.loading import EMBEDDED, SECTIONS, load, read_layers
from latticework.reading import ReadingError, parse_yaml

SMALL = Path(__file__).parents[1] / "small"
MISTAKES = yaml.safe_load((Path(__file__).parents[1] / "bad" / "mistakes.yaml").read_text("utf-8"))


@pytest.fixture
def overlay(tmp_path: Path) -> Callable[[dict[str, str]], Atlas]:
    """Lay files, given by name and text, on the small atlas."""

    def lay(files: dict[str, str]) -> Atlas:
        for name, text in files.items():
            path = tmp_path / "mine" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return load(tmp_path / "mine", base=SMALL)

    return lay


def test_the_embedded_atlas_has_no_mistakes(atlas: Atlas) -> None:
    assert all(getattr(atlas, section.name) for section in SECTIONS)


@pytest.mark.parametrize("case", MISTAKES, ids=[f"{c['file']}:{c['words'][0]}" for c in MISTAKES])
def test_each_kind_of_mistake_is_explained(
    overlay: Callable[[dict[str, str]], Atlas], case: dict[str, Any]
) -> None:
    with pytest.raises(ReadingError) as caught:
        overlay({case["file"]: case["text"]})
    where = case.get("in", case["file"])
    told = [p for p in caught.value.problems if p.file.endswith(where) and p.line == case["line"]]
    assert any(all(word in str(problem) for word in case["words"]) for problem in told), (
        caught.value
    )


def test_all_mistakes_of_all_files_come_at_once(
    overlay: Callable[[dict[str, str]], Atlas],
) -> None:
    with pytest.raises(ReadingError) as caught:
        overlay({"states.csv": "iso3,lat\nAAA,95\nBBB,-95\n", "claims.yaml": "C1: {txt: x}\n"})
    assert [(Path(p.file).name, p.line) for p in caught.value.problems] == [
        ("claims.yaml", 1), ("states.csv", 2), ("states.csv", 3),
    ]  # fmt: skip


def test_an_overlay_changes_adds_and_retires(overlay: Callable[[dict[str, str]], Atlas]) -> None:
    changed = overlay(
        {
            "figures/mine.csv": (
                "state,quantity,value,as_of,source,retire\n"
                "AAA,milex,11,2023,,\nCCC,milex,30,2024,table,\nBBB,milex,,2023-06,,yes\n"
            ),
            "agreements/mine.yaml": (
                "talks: {retire: true}\npledge-1960: {ended: null}\n"
                "new-2024: {name: New, kind: partnership, parties: [AAA, CCC], issues: [trade],"
                " source: treaty, signed: 2024-01-01}\n"
            ),
        }
    )
    assert changed.figures["AAA/milex/2023"].value == 11
    assert changed.figures["AAA/milex/2023"].confidence == "medium"
    assert changed.figure("CCC", "milex") is not None
    assert changed.figure("BBB", "milex") is None
    assert "talks" not in changed.agreements
    assert changed.agreements["pledge-1960"].ended is None
    assert changed.agreements["new-2024"].signed == date(2024, 1, 1)


def test_a_mistake_in_what_an_overlay_leaves_is_told_of_the_base(
    overlay: Callable[[dict[str, str]], Atlas],
) -> None:
    with pytest.raises(ReadingError) as caught:
        overlay({"kinds.csv": "kind,retire\npartnership,yes\n"})
    (problem,) = caught.value.problems
    assert problem.file.endswith("small/agreements.yaml")
    assert problem.field == "kind"


def test_variants_share_all_but_the_agreements_they_change() -> None:
    layers = read_layers(base=SMALL)
    before = layers.atlas()
    text = "talks: {signed: 2025-01-01}\npledge-1960: {retire: true}\n"
    changed = layers.agreements_changed(before, dict(parse_yaml(text, "o.yaml").children()))
    assert changed.agreements["talks"].signed == date(2025, 1, 1)
    assert "pledge-1960" not in changed.agreements
    assert before.agreements["talks"].signed is None
    assert layers.atlas() == before
    assert changed.states is before.states


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("talks: {kind: nonsense}\n", "key of a record in kinds"),
        ("nothing: {retire: true}\n", "a record to retire"),
        ("league-treaty-1950: {retire: true}\n", "organisations/league names it"),
        ("talks:\n  reservations: [{states: [CCC], at_most: act, why: w, source: treaty}]\n",
         "a party"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_variant_is_told_with_its_place(text: str, words: str) -> None:
    layers = read_layers(base=SMALL)
    with pytest.raises(ReadingError, match=words) as caught:
        layers.agreements_changed(layers.atlas(), dict(parse_yaml(text, "o.yaml").children()))
    assert caught.value.problems[0].file == "o.yaml"


def test_an_overlay_tells_what_it_did(tmp_path: Path) -> None:
    text = "talks: {retire: yes}\npledge-1960: {note: n}\n"
    (tmp_path / "agreements.yaml").write_text(text, "utf-8")
    (tmp_path / "claims.yaml").write_text("C7: {text: t}\nC8: {text: t}\n", "utf-8")
    effects = read_layers(tmp_path, base=SMALL).effects
    assert effects == {"agreements": (0, 1, 1), "claims": (2, 0, 0)}


def test_a_file_that_cannot_be_read_does_not_make_its_readers_wrong(
    overlay: Callable[[dict[str, str]], Atlas],
) -> None:
    with pytest.raises(ReadingError) as caught:
        overlay({"sources.yaml": "a: [", "claims.yaml": "C7: {txt: x}\n"})
    assert len({(p.file, p.line) for p in caught.value.problems}) == 2


def test_pipes_and_unreadable_folders_are_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "states.csv")
    with pytest.raises(ReadingError, match="a readable file"):
        load(tmp_path, base=SMALL)


def test_an_empty_overlay_changes_nothing(overlay: Callable[[dict[str, str]], Atlas]) -> None:
    assert overlay({"sources.yaml": "", "notes.txt": "not read"}) == load(base=SMALL)


def test_a_folder_that_is_none_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="a folder of records"):
        load(tmp_path / "nowhere")


def test_a_whole_atlas_of_ones_own_needs_no_embedded_one(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path / "world")
    assert load(tmp_path / "world", base=None) == load(base=SMALL)


def test_loading_and_checking_takes_under_half_a_second(atlas: Atlas) -> None:
    def once() -> float:
        start = time.process_time()  # its own time, so that a busy machine does not fail it
        load()
        return time.process_time() - start

    assert atlas
    assert min(once() for _ in range(5)) < 0.5


# --- mutations ---

_FILES = sorted(path.name for path in SMALL.iterdir())


def _mutated(text: str, data: st.DataObject) -> str:
    """Cut, double, swap or overwrite a piece of a file."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    piece = data.draw(
        st.sampled_from(
            ["", text[start:end] * 2, "\n", ",", ": ", "- ", "{", "'", "\t", "\x00", "é"]
        )
        | st.text(max_size=5)
    )
    return text[:start] + piece + text[end:]


@settings(
    max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_a_mutated_file_gives_an_atlas_or_clear_errors(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(_FILES))
    world = tmp_path_factory.mktemp("world") / "w"
    shutil.copytree(SMALL, world)
    path = world / name
    path.write_text(_mutated(path.read_text("utf-8"), data), "utf-8", newline="")
    try:
        assert isinstance(load(world, base=None), Atlas)
    except ReadingError as error:
        for problem in error.problems:
            assert problem.line >= 1
            assert problem.expected
            assert "\n" not in str(problem)
    finally:
        shutil.rmtree(world.parent)


_junk = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.lists(
    st.integers(), max_size=2
) | st.dictionaries(st.text(max_size=3), st.integers(), max_size=2)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_wrong_value_in_any_field_is_refused_or_kept_as_given(data: st.DataObject) -> None:
    """No value is silently turned into another: what validates must say what was given."""
    section = data.draw(st.sampled_from(SECTIONS))
    field = data.draw(st.sampled_from(sorted(section.model.model_fields)))
    record = next(iter(getattr(load_small(), section.name).values()))
    given_value = data.draw(_junk)
    fields = record.model_dump(mode="json") | {field: given_value}
    try:
        made = section.model.model_validate(fields)
    except ValueError:
        return
    kept = getattr(made, field)
    assert _same(kept, given_value), f"{field}: {given_value!r} became {kept!r}"


_cache: list[Atlas] = []


def load_small() -> Atlas:
    if not _cache:
        _cache.append(load(base=SMALL))
    return _cache[0]


def _same(kept: object, given_value: object) -> bool:
    if isinstance(kept, bool) or isinstance(given_value, bool):
        words = {
            True: {"1", "yes", "y", "true", "t", "on"},
            False: {"0", "no", "n", "false", "f", "off"},
        }
        return isinstance(kept, bool) and str(given_value).lower() in words[kept]
    if isinstance(kept, tuple):
        return list(kept) == given_value
    if isinstance(kept, (int, float)) and isinstance(given_value, (str, int, float)):
        return float(given_value) == kept
    if isinstance(kept, str) and isinstance(given_value, str):
        return kept.strip() == given_value.strip()
    return kept == given_value or str(kept) == str(given_value)


def test_the_embedded_folder_is_found() -> None:
    assert (EMBEDDED / "states.csv").is_file()
