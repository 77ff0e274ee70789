"""Joining: every spelling finds its place, nothing is guessed, nothing fails on odd input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import JoinError
from geo.package.joins import join_places
from geo.package.read import Package
from geo.package.schema import Place
from geo.text.names import fold_name, near_names

PLACES = [
    Place(
        id="lachin",
        name_en="Lachin",
        name_az="Laçın",
        name_hy="Բերձոր",
        name_ru="Лачин",
        other_names="Berdzor;Lacin",
        iso_3166_2="AZ-LAC",
    ),
    Place(id="lerik", name_en="Lerik", iso_3166_2="AZ-LER"),
]


@pytest.mark.parametrize(
    "name",
    [
        "lachin",
        "LACHIN",
        "Laçın",
        "LAÇIN",
        "laçin",
        "Բերձոր",
        "лачин",
        "ЛАЧИН",
        "Berdzor",
        "AZ-LAC",
        "az lac",
    ],
)
def test_any_name_id_or_code_in_any_case_and_accent(name: str) -> None:
    assert join_places([name], PLACES).ids == ("lachin",)


def test_strict_names_the_nearest_and_loose_reports_it() -> None:
    with pytest.raises(JoinError, match="Lachin"):
        join_places(["Lerik", "Lacihn"], PLACES)
    joined = join_places(["Lerik", "Lacihn", ""], PLACES, strict=False)
    assert joined.ids == ("lerik", None, None)
    assert [item.position for item in joined.unmatched] == [1, 2]
    assert "Lachin" in joined.unmatched[0].near


def test_a_name_of_two_places_is_refused() -> None:
    twins = [Place(id="a", name_en="Salem"), Place(id="b", name_en="Salem")]
    with pytest.raises(JoinError, match="a, b"):
        join_places(["salem"], twins)


def test_an_id_outranks_a_name_and_an_alias_outranks_both() -> None:
    places = [Place(id="springfield", name_en="East"), Place(id="west", name_en="Springfield")]
    assert join_places(["Springfield"], places).ids == ("springfield",)
    assert join_places(["Springfield"], places, aliases={"springfield": "west"}).ids == ("west",)
    with pytest.raises(JoinError, match="nowhere"):
        join_places([], places, aliases={"x": "nowhere"})


def test_what_is_no_text_matches_nothing() -> None:
    joined = join_places([None, float("nan"), 5, "—", " "], PLACES, aliases={"…": "lerik"}, strict=False)
    assert joined.ids == (None,) * 5
    with pytest.raises(
        JoinError, match="row 1: '' matches no place; no name is near; correct the name or add an alias"
    ):
        join_places([None], PLACES)


def test_the_messages_of_a_join() -> None:
    with pytest.raises(
        JoinError, match=r"^row 2: 'Lacihn' matches no place; nearest: L.* \(and 1 more\); correct"
    ):
        join_places(["Lerik", "Lacihn", "Lerki"], PLACES)
    with pytest.raises(
        JoinError, match="alias 'x' names place 'nowhere', which does not exist; correct the alias"
    ):
        join_places([], PLACES, aliases={"x": "nowhere"})
    with pytest.raises(JoinError, match="alias 'OLD' names 'lachin' and 'lerik'; drop one of them"):
        join_places([], PLACES, aliases={"old": "lachin", "OLD": "lerik"})
    twins = [Place(id="a", name_en="Salem"), Place(id="b", name_en="Salem")]
    with pytest.raises(
        JoinError, match=r"row 1: 'SALEM' fits 2 places \(a, b\); write the id, or add an alias"
    ):
        join_places(["SALEM"], twins)


def test_vowel_signs_tell_names_apart() -> None:
    assert fold_name("पुर") != fold_name("पार")
    assert fold_name("Ωμέγα") == fold_name("ΩΜΕΓΑ")


def test_every_spelling_of_the_shipped_package_joins_to_its_place(shipped_package: Package) -> None:
    for place in shipped_package.places.values():
        names = [
            place.id,
            *place.names.values(),
            *place.others,
            *([place.iso_3166_2] if place.iso_3166_2 else []),
        ]
        for name in names:
            found = join_places([name], shipped_package.places.values(), strict=False).ids[0]
            assert found == place.id, name
    assert join_places(["Kelbadjar"], shipped_package.places.values()).ids == ("kalbajar",)


@given(st.text())
def test_folding_is_stable_and_never_fails(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)
    assert isinstance(near_names(name, ["Lachin"]), tuple)


@pytest.mark.parametrize(
    ("name", "known"), [("Minsk", "Минск"), ("Vitebsk", "Витебск"), ("Лачин", "Laçın"), ("Yerevan", "Երևան")]
)
def test_the_nearest_name_is_found_in_another_script_but_never_joined(name: str, known: str) -> None:
    assert near_names(name, [known, "Qax", "Баку"])[0] == known
    assert join_places([name], [Place(id="place-1", name_en=known)], strict=False).ids == (None,)
