"""Fetching: from a server of the test's own, and the words when there is none."""

import io
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from latticework.evidence import fetching
from latticework.evidence.catalogue import find
from latticework.evidence.datasets import Declared, Download, declared
from latticework.evidence.fetching import CHECKSUMS, FetchError, fetch, known
from latticework.reading import ReadingError

HEADER = "ccode,gwcode,rugged,newlmtnest\n"


def zipped(name: str, blob: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"folder/{name}", blob)
    return file.getvalue()


class Silent(SimpleHTTPRequestHandler):
    """A server of files that logs nothing."""

    def log_message(self, *_: object, **__: object) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the address at which it is served."""
    folder = tmp_path / "site"
    folder.mkdir()
    handler = partial(Silent, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def serve(
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    inside: tuple[str, ...] = (),
    sha256: str | None = None,
) -> None:
    """Declare an address for the set `rugged`."""
    whole = declared()
    download = Download(url=url, inside=inside, sha256=sha256)
    rugged = whole.datasets["rugged"].model_copy(
        update={"download": download, "files": ("rugged.csv",)}
    )
    changed = Declared(
        datasets={**whole.datasets, "rugged": rugged},
        terms=whole.terms,
        references=whole.references,
    )
    monkeypatch.setattr(fetching, "declared", lambda: changed)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return tmp_path / "here"


def test_a_file_is_fetched_checked_and_remembered(
    site: tuple[Path, str], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pooch")
    folder, address = site
    (folder / "rugged.csv").write_text(HEADER + "2,2,1.0,3.0\n")
    serve(monkeypatch, f"{address}/rugged.csv")
    got = fetch("rugged", here)
    assert got.path == here / "rugged.csv" == find("rugged", here)
    assert got.checked == "first seen"
    assert known(here) == {"rugged.csv": got.sha256}
    assert fetch("rugged", here).checked == "as before"
    assert sorted(path.name for path in here.iterdir()) == [CHECKSUMS, "rugged.csv"]


def test_a_file_that_changed_is_refused_until_accepted(
    site: tuple[Path, str], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pooch")
    folder, address = site
    (folder / "rugged.csv").write_text(HEADER + "2,2,1.0,3.0\n")
    serve(monkeypatch, f"{address}/rugged.csv")
    first = fetch("rugged", here)
    (folder / "rugged.csv").write_text(HEADER + "2,2,9.0,3.0\n")
    with pytest.raises(FetchError, match="differs from the one fetched before"):
        fetch("rugged", here)
    assert "1.0" in first.path.read_text()
    assert known(here) == {"rugged.csv": first.sha256}
    assert fetch("rugged", here, accept=True).sha256 != first.sha256
    assert "9.0" in first.path.read_text()


def test_a_published_checksum_must_match(
    site: tuple[Path, str], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pooch")
    folder, address = site
    (folder / "rugged.csv").write_text(HEADER + "2,2,1.0,3.0\n")
    serve(monkeypatch, f"{address}/rugged.csv", sha256="0" * 64)
    with pytest.raises(FetchError, match="as its authors publish it"):
        fetch("rugged", here, accept=True)
    assert find("rugged", here) is None


def test_archives_in_archives(
    site: tuple[Path, str], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pooch")
    folder, address = site
    inner = zipped("rugged.csv", (HEADER + "2,2,1.0,3.0\n").encode())
    (folder / "all.zip").write_bytes(zipped("inner.zip", inner))
    serve(monkeypatch, f"{address}/all.zip", ("inner.zip", "rugged.csv"))
    assert fetch("rugged", here).path.read_text().endswith("2,2,1.0,3.0\n")
    serve(monkeypatch, f"{address}/all.zip", ("inner.zip", "other.csv"))
    with pytest.raises(FetchError, match=r"no other\.csv in what came, only folder/rugged\.csv"):
        fetch("rugged", here)


def test_what_is_not_as_declared_is_not_kept(
    site: tuple[Path, str], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pooch")
    folder, address = site
    (folder / "rugged.csv").write_text("<html>moved</html>\n")
    serve(monkeypatch, f"{address}/rugged.csv")
    with pytest.raises(ReadingError, match="ccode: missing"):
        fetch("rugged", here)
    assert list(here.iterdir()) == []
    (folder / "rugged.zip").write_text("no archive")
    serve(monkeypatch, f"{address}/rugged.zip", ("rugged.csv",))
    with pytest.raises(FetchError, match="no zip archive"):
        fetch("rugged", here)


def test_without_a_connection_one_is_told_what_to_do(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pooch")
    serve(monkeypatch, "http://127.0.0.1:9/rugged.csv")
    with pytest.raises(
        FetchError, match=r"By hand: get it from http://127\.0\.0\.1:9/rugged\.csv"
    ) as caught:
        fetch("rugged", here)
    said = str(caught.value)
    assert "LATTICEWORK_DATA" in said
    assert "latticework data cite rugged" in said
    assert list(here.iterdir()) == []


def test_a_set_without_a_file_to_fetch(here: Path) -> None:
    with pytest.raises(FetchError, match="its authors offer no file in the form read here"):
        fetch("cow_igo_sy", here)
    with pytest.raises(KeyError, match="did you mean rugged"):
        fetch("ruged", here)


def test_without_pooch(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr("importlib.import_module", absent)
    with pytest.raises(FetchError, match="needs pooch: pip install"):
        fetch("cow_states", here)
