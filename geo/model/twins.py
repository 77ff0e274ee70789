"""The accounts that a map sets side by side: a timeline for each source that it compares."""

from geo.errors import DefinitionError
from geo.model.definition import Definition
from geo.model.timeline import Timeline, build_timeline
from geo.package.read import Package
from geo.text.names import nearest


def build_twins(package: Package, definition: Definition) -> dict[str, Timeline]:
    """Build a timeline for each source that a definition compares; empty when it compares none."""
    rivals = definition.compare
    for name in rivals:
        if name not in package.sources:
            near = nearest(name, sorted(package.sources), "none is near")
            raise DefinitionError(f"compare: source {name!r} is not in the package {package.name!r}; nearest: {near}")
    return {name: build_timeline(package, definition.choice.following(name, rivals)) for name in rivals}
