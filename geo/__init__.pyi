"""The public names, for editors and type checkers."""

from geo.audit.changes import list_changes as list_changes
from geo.audit.comparison import compare_sources as compare_sources
from geo.audit.totals import audit_map as audit_map
from geo.errors import GeoError as GeoError
from geo.land.area import measure_km2 as measure_km2
from geo.model.build import build_scene as build_scene
from geo.model.definition import read_definition as read_definition
from geo.model.period import Choice as Choice
from geo.model.timeline import build_timeline as build_timeline
from geo.package.joins import join_places as join_places
from geo.package.read import read_package as read_package
from geo.page.layer import TimeChoropleth as TimeChoropleth
from geo.page.save import save as save
from geo.page.series import time_choropleth as time_choropleth
from geo.picture.draw import draw_picture as draw_picture
from geo.points.aggregate import aggregate_events as aggregate_events
from geo.reading.lists import read_listing as read_listing
from geo.text.date_words import describe_date as describe_date
from geo.text.dates import parse_date as parse_date

__version__: str
__all__: list[str]
