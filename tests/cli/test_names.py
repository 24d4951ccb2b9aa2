from collections import Counter

import click
import pytest

from latticework.atlas.atlas import Atlas
from latticework.cli.names import Found, named, names, one


@pytest.mark.parametrize(
    ("text", "key"),
    [("UK", "GBR"), ("Britain", "GBR"), ("US", "USA"), ("America", "USA"), ("DPRK", "PRK"),
     ("ROK", "KOR"), ("PRC", "CHN"), ("UAE", "ARE"), ("Viet Nam", "VNM"), ("Turkey", "TUR"),
     ("turkiye", "TUR"), ("Burma", "MMR"), ("Holland", "NLD"), ("jpn", "JPN"), ("JP", "JPN"),
     ("  japan ", "JPN"), ("Cote d'Ivoire", "CIV")],
)  # fmt: skip
def test_states_go_by_the_names_people_use(atlas: Atlas, text: str, key: str) -> None:
    assert one(atlas, text, "states") == ("states", key)


@pytest.mark.parametrize(
    ("text", "key"),
    [("Guam", "guam"), ("Senkaku", "senkaku"), ("Diaoyu", "senkaku"), ("dokdo", "takeshima-dokdo")],
)
def test_territories_go_by_each_of_their_names(atlas: Atlas, text: str, key: str) -> None:
    assert one(atlas, text, "territories").key == key


def test_organisations_go_by_short_name(atlas: Atlas) -> None:
    assert one(atlas, "nato", "states", "organisations") == ("organisations", "nato")


def test_a_name_may_mean_several_records_and_a_section_chooses(atlas: Atlas) -> None:
    everywhere = ("states", "agreements", "territories", "sources")
    assert named(atlas, "Taiwan", everywhere) == [("states", "TWN"), ("territories", "taiwan")]
    treaty = "us-japan-1960"
    assert named(atlas, treaty, everywhere) == [("agreements", treaty), ("sources", treaty)]
    assert named(atlas, f"sources:{treaty}", everywhere) == [Found("sources", treaty)]


def test_no_code_or_name_of_a_state_is_that_of_another(atlas: Atlas) -> None:
    used = Counter(
        name
        for key, state in atlas.states.items()
        for name in {text.casefold() for text in names("states", key, state)}
    )
    assert [name for name, count in used.items() if count > 1] == []


def test_what_is_ambiguous_is_asked_back(atlas: Atlas) -> None:
    with pytest.raises(click.BadParameter, match="may be issues:trade or kinds:trade"):
        one(atlas, "trade", "issues", "kinds")


def test_the_unknown_gets_the_nearest_names_without_control_characters(atlas: Atlas) -> None:
    with pytest.raises(click.BadParameter, match="did you mean Qatar or"):
        one(atlas, "Qata", "states", "organisations")
    with pytest.raises(click.BadParameter) as caught:
        one(atlas, "\x1b[31mx", "states")
    assert "\x1b" not in str(caught.value)
