from tests.told import tell


def test_a_bibliography_of_a_place_has_the_sources_of_that_place() -> None:
    all_of_them = tell("sources", "--cite", "bibtex").stdout
    assert all_of_them.count("@misc") > 100
    mine = tell("sources", "--place", "fizuli", "--cite", "bibtex").stdout
    assert "{nyt-fizuli-1993," in mine
    assert 5 < mine.count("@") < 20


def test_a_place_that_is_not_there_is_named_on_maps_of_values_too() -> None:
    done = tell("sources", "--map", "life-expectancy", "--place", "albanien")
    assert done.returncode == 1
    assert "nearest: albania" in done.stderr
