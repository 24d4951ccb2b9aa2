from datetime import date

from latticework.atlas.atlas import Atlas
from latticework.atlas.fields import Verb
from latticework.atlas.records import Clause, Party, Reach, Reservation
from latticework.brief.plain import field_names, plain, sentence

CLAUSE = Clause(
    article="5", verb=Verb.assist, paraphrase="Help.", attacks=("armed-attack", "threat"),
    reach=(Reach(targets=("forces",), since=date(2000, 1, 1)), Reach(of=("AAA",))),
)  # fmt: skip


def test_nothing_is_left_out_and_verbs_go_by_name() -> None:
    told = plain(CLAUSE)
    assert set(told) == set(Clause.model_fields)
    assert told["verb"] == "assist"
    assert told["reach"][0]["since"] == "2000-01-01"
    assert told["binds"] == []


def test_plain_values_are_those_of_the_record(atlas: Atlas) -> None:
    for section in ("sources", "territories", "organisations", "statements", "contingencies"):
        for record in getattr(atlas, section).values():
            assert plain(record) == record.model_dump(mode="json")


def test_a_records_own_fields_come_first() -> None:
    assert field_names(Party) == ["state", "organisation", "note", "since", "until"]
    assert field_names(Reservation)[:2] == ["states", "articles"]


def test_zeros_and_noes_are_told_and_absences_are_not() -> None:
    assert sentence({"value": 0, "military": False, "note": None, "tags": []}) == (
        "value 0; military no"
    )


def test_lists_are_joined_by_what_their_parts_do_not_hold() -> None:
    assert sentence(["a", "b"]) == "a, b"
    assert sentence(["Leeds, B.", "Ritter, J."]) == "Leeds, B.; Ritter, J."
    assert sentence([[[1, 2], [3, 4]]]) == "1, 2; 3, 4"
    assert sentence(plain(CLAUSE)["reach"]) == (
        "1. targets forces; reading settled; since 2000-01-01\n2. of AAA; reading settled"
    )
