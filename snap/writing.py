"""Write files whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` as UTF-8, through a temporary file beside it that is then renamed.

    An interruption leaves the old file, or none, never half of the new one.

    Raises
    ------
    OSError
        If the folder cannot be made or written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.parent / f".{path.name}.{secrets.token_hex(6)}"
    try:
        with whole.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        whole.replace(path)
    except BaseException:
        whole.unlink(missing_ok=True)
        raise
