from pathlib import Path

import pytest

from latticework.writing import write_text


def test_text_is_written_whole_with_unix_lines(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "é.md"
    write_text(path, "a\nb\n")
    assert path.read_bytes() == b"a\nb\n"
    plain = tmp_path / "plain"
    plain.write_text("x")
    assert path.stat().st_mode == plain.stat().st_mode


def test_a_failed_write_keeps_the_old_file_and_leaves_no_other(tmp_path: Path) -> None:
    path = tmp_path / "f.md"
    write_text(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "new \ud800")
    assert [p.name for p in tmp_path.iterdir()] == ["f.md"]
    assert path.read_text("utf-8") == "old"
