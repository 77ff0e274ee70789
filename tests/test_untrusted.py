import pytest

from geo.errors import GeoError, InputError, fit_text, is_inside, plain_line


@pytest.mark.parametrize("mark", ["\x00", "\x1b", "\x85", "\u202e", "\u2028", "\ud800"])
def test_what_steers_a_terminal_is_shown_as_an_escape(mark: str) -> None:
    shown = plain_line(f"a{mark}b")
    assert shown.isprintable()
    assert shown.startswith("a\\")


def test_names_in_any_script_stay_as_they_are() -> None:
    for name in ("Şuşa", "Шуша́", "Շուշի", "شوشا\u200cیی", "舒沙", "a\u00a0b"):
        assert plain_line(name) == fit_text(name) == name


def test_an_error_stays_short_and_keeps_its_remedy() -> None:
    said = str(InputError(f"t.csv: came {'x' * 1_000_000}; shorten it"))
    assert len(said) < 2000
    assert said.startswith("t.csv: came x")
    assert said.endswith("; shorten it")


def test_an_error_steers_no_terminal_and_may_have_lines() -> None:
    assert str(GeoError("a\x1b[2J\nb")) == "a\\x1b[2J\nb"


def test_what_no_file_can_hold_is_left_out() -> None:
    assert fit_text(" La\x00ch\ud800in\ufffe\t") == "Lachin"


@pytest.mark.parametrize("name", ["a.csv", "a/b.csv", "./a.csv", "a..b/c", "ə.csv"])
def test_names_within_a_folder(name: str) -> None:
    assert is_inside(name)
