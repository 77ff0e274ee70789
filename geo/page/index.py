"""A page that lists the maps of a folder."""

from collections.abc import Sequence

from jinja2 import Environment

from geo.look.style import PALETTE
from geo.model.definition import Definition
from geo.model.recipe import build_index_recipe
from geo.page.hashes import add_recipe
from geo.page.save import seal

_INDEX = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Maps</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 44rem; padding: 32px 16px; font: 15px/1.5 system-ui, sans-serif;
  background: {{ palette.paper }}; color: {{ palette.ink }}; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 24px; }
ul { list-style: none; margin: 0; padding: 0; }
li { border-top: 1px solid {{ palette.border }}; padding: 16px 0; }
a { color: {{ palette.accent }}; font-weight: 600; font-size: 17px; display: inline-block; padding: 4px 0; }
a:focus-visible { outline: 3px solid {{ palette.accent }}; outline-offset: 2px; }
p { margin: 0; color: {{ palette.muted }}; }
@media (prefers-color-scheme: dark) {
  body { background: #1b1a18; color: #ece9e2; } p { color: #b3ada1; } a { color: #8fc1e3; } li { border-color: #45413a; }
}
</style>
</head>
<body>
<main>
<h1>Maps</h1>
<ul>
{% for map in maps %}<li><a href="{{ map.name|urlencode }}.html">{{ map.title.en }}</a>
{% if map.subtitle %}<p>{{ map.subtitle.en }}</p>{% endif %}</li>
{% endfor %}</ul>
</main>
</body>
</html>
"""


def draw_index(definitions: Sequence[Definition]) -> str:
    """Return a page with a link to every map, each expected beside it as NAME.html."""
    environment = Environment(autoescape=True)
    html = seal(environment.from_string(_INDEX).render(maps=definitions, palette=PALETTE), strict=True)
    return add_recipe(html, build_index_recipe(definitions))
