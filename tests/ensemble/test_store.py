import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from latticework.ensemble.identity import Identity, RunError
from latticework.ensemble.outcomes import LEVELS, quantiles
from latticework.ensemble.store import CHUNK, Chunk, Store, opened

FUTURES, KEPT = 3 * CHUNK + 44, CHUNK + 3
IDENTITY = Identity(
    name="A question", study="s", atlas="a", code="c", libraries={"numpy": "2"}, seed=1,
    futures=FUTURES, kept=KEPT, options=("as-is", "pact"), beliefs=("x", "y", "z"),
    outcomes=("war", "cost"), tracks=("hazard", "burden", "web"), years=(2025, 2026),
)  # fmt: skip
RNG = np.random.default_rng(3)
BELIEFS = RNG.normal(size=(FUTURES, 3))
OUTCOMES = RNG.normal(size=(FUTURES, 2, 2))
TRACKS = RNG.normal(size=(FUTURES, 2, 2, 3))


def chunk(number: int) -> Chunk:
    first = number * CHUNK
    span = slice(first, first + CHUNK)
    usual = np.stack([quantiles(TRACKS[span, option]) for option in range(2)])
    return Chunk(first, BELIEFS[span], OUTCOMES[span], TRACKS[span][: max(0, KEPT - first)], usual)


def filled(folder: Path, numbers: list[int] | None = None) -> Store:
    store = Store(folder, IDENTITY)
    folder.mkdir(exist_ok=True)
    store.begin(resume=True, fresh=False)
    for number in store.missing() if numbers is None else numbers:
        store.put(chunk(number))
    return store


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_tables_hold_what_was_put(tmp_path: Path) -> None:
    result = filled(tmp_path).finish()
    futures = result.futures.collect()
    assert futures.columns == ["future", "option", "x", "y", "z", "war", "cost"]
    assert futures["future"].to_list() == np.repeat(np.arange(FUTURES), 2).tolist()
    assert futures["option"].to_list() == ["as-is", "pact"] * FUTURES
    row = futures.row(by_predicate=(pl.col("future") == 700) & (pl.col("option") == "pact"))
    assert row[2:] == (*BELIEFS[700], *OUTCOMES[700, 1])
    assert {futures.schema[name] for name in ("x", "war")} == {pl.Float64}
    tracks = result.tracks.collect()
    assert len(tracks) == KEPT * 2 * 2
    key = (pl.col("future") == KEPT - 1) & (pl.col("option") == "pact") & (pl.col("year") == 2026)
    assert tracks.row(by_predicate=key)[3:] == tuple(TRACKS[KEPT - 1, 1, 1])


def test_quantiles_are_near_those_of_all_futures(tmp_path: Path) -> None:
    found = filled(tmp_path).finish().quantiles.collect()
    assert found.columns == ["option", "year", "track", "q05", "q25", "q50", "q75", "q95"]
    key = (pl.col("option") == "pact") & (pl.col("year") == 2025) & (pl.col("track") == "web")
    exact = np.quantile(TRACKS[:, 1, 0, 2], LEVELS)
    assert found.row(by_predicate=key)[3:] == pytest.approx(exact, abs=0.1)
    assert len(found) == 2 * 2 * 3


def test_whatever_the_order_the_bytes_are_the_same(tmp_path: Path) -> None:
    filled(tmp_path / "a").finish()
    filled(tmp_path / "b", [3, 1, 0, 2]).finish()
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert set(contents(tmp_path / "a")) == {
        "run.json", "futures.parquet", "tracks.parquet", "quantiles.parquet",
    }  # fmt: skip


def test_the_identity_is_in_every_file(tmp_path: Path) -> None:
    filled(tmp_path).finish()
    told = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert told["seed"] == 1
    for table in ("futures", "tracks", "quantiles"):
        metadata = pl.read_parquet_metadata(tmp_path / f"{table}.parquet")
        assert json.loads(metadata["latticework"]) == told


def test_without_kept_tracks_there_is_no_such_table(tmp_path: Path) -> None:
    store = Store(tmp_path, replace(IDENTITY, kept=0))
    store.begin(resume=False, fresh=False)
    for number in store.missing():
        store.put(replace(chunk(number), tracks=TRACKS[:0]))
    result = store.finish()
    assert not (tmp_path / "tracks.parquet").exists()
    with pytest.raises(RunError, match="no tracks were kept"):
        _ = result.tracks


def test_a_part_that_is_missing_or_damaged_is_played_again(tmp_path: Path) -> None:
    store = filled(tmp_path)
    assert store.missing() == []
    (tmp_path / "parts" / "futures-0000002.parquet").write_bytes(b"PAR1 half a file")
    (tmp_path / "parts" / "tracks-0000001.parquet").unlink()
    (tmp_path / "parts" / "quantiles-0000003.parquet").write_bytes(b"")
    assert store.missing() == [1, 2, 3]


def test_what_an_interruption_left_unfinished_is_swept_out(tmp_path: Path) -> None:
    store = filled(tmp_path, [0])
    for name in (".unfinished-abc", "parts/.unfinished-def", ".run.json.xyz"):
        (tmp_path / name).write_text("half")
    store.begin(resume=True, fresh=False)
    assert {path for path in contents(tmp_path) if "/." in f"/{path}"} == set()


def test_a_folder_with_a_run_is_not_overwritten_by_mistake(tmp_path: Path) -> None:
    store = filled(tmp_path, [0])
    with pytest.raises(RunError, match=r"holds a run already \(parts, run.json\): resume it"):
        store.begin(resume=False, fresh=False)
    store.begin(resume=False, fresh=True)
    assert store.missing() == [0, 1, 2, 3]


def test_another_run_is_not_resumed(tmp_path: Path) -> None:
    filled(tmp_path, [0])
    other = replace(IDENTITY, seed=2, study="t", outcomes=("war", "peace"))
    words = "the study has changed; seed is 1 there and 2 here; outcomes differ; begin afresh"
    with pytest.raises(RunError, match=words):
        Store(tmp_path, other).begin(resume=True, fresh=False)
    Store(tmp_path, other).begin(resume=False, fresh=True)
    assert json.loads((tmp_path / "run.json").read_text("utf-8"))["seed"] == 2


def test_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "brief.html").write_text("mine")
    filled(tmp_path).finish()
    Store(tmp_path, IDENTITY).begin(resume=False, fresh=True)
    assert (tmp_path / "brief.html").read_text() == "mine"


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("text", [None, "{", "[1]", '{"name": "x"}'])
def test_what_is_no_run_is_never_thrown_away(
    tmp_path: Path, text: str | None, *, fresh: bool
) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "mine.txt").write_text("mine")
    if text:
        (tmp_path / "run.json").write_text(text)
    with pytest.raises(RunError, match=r"run\.json"):
        Store(tmp_path, IDENTITY).begin(resume=not fresh, fresh=fresh)
    assert (tmp_path / "parts" / "mine.txt").read_text() == "mine"


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "seed=1 [a]*" / "é"
    folder.parent.mkdir()
    result = filled(folder).finish()
    assert len(result.futures.collect()) == 2 * FUTURES
    assert result.futures.collect_schema().names()[0] == "future"
    assert len(opened(folder).quantiles.collect()) == 12


def test_only_a_complete_run_is_opened(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="holds no run"):
        opened(tmp_path)
    filled(tmp_path, [0])
    with pytest.raises(RunError, match="not complete"):
        opened(tmp_path)
    filled(tmp_path).finish()
    assert opened(tmp_path).identity["name"] == "A question"


# --- disks that fail ---


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("size", [0, 1000, 6000])
def test_a_full_disk_is_told_and_leaves_nothing_half_written(tmp_path: Path, size: int) -> None:
    store = filled(tmp_path, [0])
    before = contents(tmp_path)
    with largest_file(size), pytest.raises(RunError, match=r"could not be written .*then resume"):
        store.put(chunk(1))
    after = contents(tmp_path)
    assert not [name for name in after if ".unfinished" in name]
    assert {name: after[name] for name in before} == before
    assert 1 in store.missing()


def test_a_disk_that_fills_up_at_the_end_leaves_the_parts(tmp_path: Path) -> None:
    store = filled(tmp_path / "a")
    with largest_file(20_000), pytest.raises(RunError, match="could not be written"):
        store.finish()
    assert not (tmp_path / "a" / "futures.parquet").exists()
    assert store.missing() == []
    store.finish()
    filled(tmp_path / "b").finish()
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    store = filled(tmp_path, [0])
    for path in (tmp_path / "parts").iterdir():
        path.unlink()
    (tmp_path / "parts").rmdir()
    with pytest.raises(RunError, match="could not be written"):
        store.put(chunk(1))


def test_bytes_do_not_depend_on_threads(tmp_path: Path) -> None:
    """Polars takes its number of threads from the environment, once."""
    code = (
        "from pathlib import Path; from latticework.ensemble.store import Store; "
        "from latticework.ensemble.identity import Identity; "
        f"Store(Path({str(tmp_path / 'one')!r}), {IDENTITY!r}).finish()"
    )
    for name in ("one", "many"):
        filled(tmp_path / name)
    single = os.environ | {"POLARS_MAX_THREADS": "1"}
    subprocess.run([sys.executable, "-c", code], check=True, env=single)
    Store(tmp_path / "many", IDENTITY).finish()
    assert contents(tmp_path / "one") == contents(tmp_path / "many")
