"""What others packed says one thing, in one way: no member twice, none locked, no number that only looks the same."""

import io
import warnings
import zipfile

import pytest

from geo.errors import InputError
from geo.page.hashes import hash_data
from geo.proof.difference import same
from geo.proof.opening import read_zip


def packed(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), name)
    return file.getvalue()


def test_a_member_that_stands_twice_or_is_locked_is_refused() -> None:
    sound = packed("a", "b")
    assert [member.name for member in read_zip(sound)] == ["a", "b"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile itself warns of a name that stands twice
        twice = packed("a", "a")
    locked = bytearray(sound)
    locked[6] |= 1
    locked[sound.index(b"PK\x01\x02") + 8] |= 1
    for data in (twice, bytes(locked)):
        with pytest.raises(InputError, match="stands twice or is locked"):
            read_zip(data)


def test_numbers_of_another_kind_are_not_the_same() -> None:
    assert same(1, 1)
    assert not same(1, 1.0)
    assert not same(1, True)


def test_the_hash_of_data_tells_whose_they_are() -> None:
    block = '<script type="application/json" id="{}">[1]</script>'
    assert hash_data(block.format("one")) != hash_data(block.format("two"))
