"""What can go wrong, as one tree; catch `GeoError` to catch all of it.

GeoError
├── InputError        a file, row or value is not what it must be
│   └── DateError     a date that cannot be read
├── DefinitionError   a map definition asks for something that cannot be drawn
├── JoinError         a name or id matches no place, or more than one
├── MeasureError      an area asked for in a way that would be wrong
└── SaveError         an output cannot be written, or not as one self-contained file
"""

from geo.untrusted import plain_line


class GeoError(Exception):
    """Root of every error this package raises on purpose."""

    def __str__(self) -> str:
        return "\n".join(plain_line(line) for line in super().__str__().split("\n"))


class InputError(GeoError):
    """A file, row or value is not what it must be."""


class DateError(InputError):
    """A date that cannot be read."""


class DefinitionError(GeoError):
    """A map definition asks for something that cannot be drawn."""


class JoinError(GeoError):
    """A name or id matches no place, or more than one."""


class MeasureError(GeoError):
    """An area asked for in a way that would be wrong."""


class SaveError(GeoError):
    """An output cannot be written, or not as one self-contained file."""
