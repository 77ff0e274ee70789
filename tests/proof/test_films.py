"""A film is what its recipe makes: other pictures, speeds, remarks and subtitles are found, another encoder is told."""

import struct
import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest

from geo.export.files import Request, Work
from geo.model.definition import find_definitions
from geo.model.recipe import canonical
from geo.picture.motion import save_motion
from geo.proof.reading import read_carried
from tests.proof.conftest import FILM, NAME, verdict

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
pytestmark = pytest.mark.usefixtures("again")


def ffmpeg(*words: str | Path) -> None:
    subprocess.run([FFMPEG, "-v", "error", "-y", *map(str, words)], check=True)


def _remark(path: Path, target: Path) -> None:
    """Put a remark of the kind that holds captions before the first picture, without a word in the container."""
    data = path.read_bytes()
    at = data.index(b"mdat") + 4
    unit = bytes([0, 0, 0, 8, 6, 4, 4, 0xB5, 0, 0x31, 0x47, 0x80])
    target.write_bytes(data[:at] + unit + data[at + len(unit) :])


EXACT = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart")
STREAM = ("-c", "copy", "-bsf:v")
FILMS: dict[str, tuple[list[str], str, str]] = {
    "a title": (["-c", "copy", "-metadata", "title=HELD 99 999"], "differs", "its box moov/udta"),
    "a sound": (["-f", "lavfi", "-i", "anullsrc", "-map", "0", "-map", "1", "-c:v", "copy", "-t", "2"], "differs", "vide, soun"),
    "other colours": ([*STREAM, "h264_metadata=matrix_coefficients=0", *EXACT], "differs", "how its pictures are shown"),
    "a wide pixel": ([*STREAM, "h264_metadata=sample_aspect_ratio=2/1", *EXACT], "differs", "SAR 2:1"),
    "a remark": (
        [*STREAM, "h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+HELD 99999", *EXACT],
        "differs", "remarks, in its stream",
    ),
    "a text over it": (["-vf", "drawbox=10:10:60:12:black@0.05:fill", *EXACT], "", "frame 1"),
}  # fmt: skip


@pytest.mark.parametrize("how", FILMS)
def test_a_film_with_more_or_other_in_it_is_found(copied: Path, maps: Path, how: str, tmp_path: Path) -> None:
    words, kind, said = FILMS[how]
    path, target = copied / f"{NAME}.mp4", tmp_path / f"{NAME}.mp4"
    inputs = words[:4] if "lavfi" in words else []
    about = f"comment={canonical(read_carried(path).recipe)}"
    ffmpeg("-i", path, *inputs, *words[len(inputs) :], "-map_metadata", "0", "-metadata", about, target)
    found = verdict(target, maps)
    assert not found.good, str(found)
    assert found.kind == kind or (not kind and found.kind in ("differs", "unknown"))
    assert said in found.text


def test_a_film_is_shown_at_its_own_size_and_speed(copied: Path, maps: Path) -> None:
    path = copied / f"{NAME}.mp4"
    data = path.read_bytes()
    for box, at, value in (
        (b"tkhd", 80, 100 << 16),
        (b"mvhd", 24, 2 << 16),
        (b"elst", 20, 0x8000),
        (b"stts", 16, 99),
    ):
        place = data.index(box) + at
        path.write_bytes(data[:place] + struct.pack(">I", value) + data[place + 4 :])
        found = verdict(path, maps)
        assert (found.kind, box.decode() in found.text) == ("differs", True), str(found)


def test_a_subtitle_is_found(copied: Path, maps: Path, tmp_path: Path) -> None:
    path, target, words = copied / f"{NAME}.mp4", tmp_path / f"{NAME}.mp4", tmp_path / "words.srt"
    words.write_text("1\n00:00:00,000 --> 00:00:09,000\nHELD 99 999\n", "utf-8")
    copy = (
        "-map",
        "0",
        "-map",
        "1",
        "-c",
        "copy",
        "-c:s",
        "mov_text",
        "-map_metadata",
        "0",
        "-fflags",
        "+bitexact",
    )
    ffmpeg("-i", path, "-i", words, *copy, target)
    found = verdict(target, maps)
    assert found.kind == "differs", str(found)
    assert "its tracks: has vide, sbtl, wanted vide" in found.text
    _remark(path, target)
    assert not verdict(target, maps).good
    target.write_bytes(path.read_bytes() + (16).to_bytes(4, "big") + b"uuid99999999")
    assert "its box uuid" in verdict(target, maps).text


def test_a_film_with_other_pictures_under_the_same_recipe_is_found(copied: Path, maps: Path) -> None:
    path = copied / f"{NAME}.mp4"
    recipe = read_carried(path).recipe
    work = Work(find_definitions(maps)[0], Request(size="120x90mm", title="Smell"))
    ground, options = work.ground("mp4", recipe)
    save_motion(ground, FILM, path, options, canonical(recipe), lambda _: None)
    found = verdict(path, maps)
    assert found.kind == "differs"
    assert "frame 1: its pixels differ" in found.text


def test_a_film_of_another_encoder_is_no_forgery_and_no_proof(
    copied: Path, maps: Path, tmp_path: Path
) -> None:
    path, target = copied / f"{NAME}.mp4", tmp_path / f"{NAME}.mp4"
    about = f"comment={canonical(read_carried(path).recipe)}"
    exact = (*EXACT, "-metadata", about)
    for more, kind in ((("-crf", "40"), "unknown"), (("-crf", "1"), "equal")):
        ffmpeg("-i", path, *more, "-preset", "ultrafast", *exact, target)
        found = verdict(target, maps)
        assert found.kind == kind, str(found)
