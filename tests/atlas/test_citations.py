from pathlib import Path

from latticework.atlas.citations import bibtex, uses
from latticework.atlas.loading import load
from latticework.atlas.records import Source


def test_a_paper_becomes_an_article_with_its_authors() -> None:
    source = Source(
        title="On 100% of $ & #_{x}", publisher="A Journal", date="2020-05", kind="scholarly",
        authors=("Leeds, B. A.", "Ritter, J."), locator="doi 10.1/x_y", url="https://doi.org/10.1/x_y",
    )  # fmt: skip
    assert bibtex("key-2020", source) == (
        "@article{key-2020,\n"
        "  author = {{Leeds, B. A.} and {Ritter, J.}},\n"
        "  title = {{On 100\\% of \\$ \\& \\#\\_\\{x\\}}},\n"
        "  publisher = {A Journal},\n"
        "  year = {2020},\n"
        "  note = {doi 10.1/x\\_y},\n"
        "  url = {https://doi.org/10.1/x_y},\n"
        "}"
    )


def test_uses_count_every_citation_at_any_depth() -> None:
    small = load(base=Path(__file__).parents[1] / "small")
    counts = uses(small)
    assert counts.keys() == small.sources.keys()
    # 5 memberships, 1 organisation and its rule, 3 areas, 1 territory, 4 agreements, 1 suspension,
    # 1 reservation, 1 event, 1 base
    assert counts["treaty"] == 19
