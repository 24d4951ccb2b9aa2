"""Re-make the pictures of the documentation; run it with the project's own Python."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console
from rich.text import Text

from latticework.atlas.loading import load
from latticework.brief.duties import overview
from latticework.insight.bound import who_is_bound
from latticework.writing import write_text

FOLDER = Path(__file__).parent
WIDTH = 84
LINES = 26  # what fits a screen; the command prints the rest


def main() -> None:
    """Write docs/obligations.svg: who is bound if Taiwan is invaded."""
    atlas = load()
    text = overview(atlas, [who_is_bound(atlas, "taiwan-strait-invasion")], width=WIDTH)
    shown = [*text.splitlines()[:LINES], "…"]
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text("$ latticework obligations taiwan-strait-invasion", style="bold green"))
    for line in shown:
        console.print(Text(line))
    svg = console.export_svg(title="latticework", unique_id="obligations")
    # without rich's web fonts: a picture must not fetch anything
    svg = re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.S)
    svg = svg.replace("<svg ", '<svg xml:space="preserve" ', 1)  # some viewers drop leading spaces
    write_text(FOLDER / "obligations.svg", svg)


if __name__ == "__main__":
    main()
