"""Opens a GeoPackage in QGIS as a user would and says, per day and point, which colour is drawn. Run by QGIS's Python.

python3 qgis_probe.py FILE LAYER '{"days": ["1993-08-23"], "points": [[46.5, 39.6]]}'
"""

import json
import os
import sys
from collections import Counter

from qgis.core import (
    QgsApplication,
    QgsDateTimeRange,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPointXY,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QSize, Qt, QTime
from qgis.PyQt.QtGui import QColor

SIDE = 900  # pixels


def main() -> None:
    path, name, asked = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    app = QgsApplication([], False)
    app.initQgis()
    layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
    message, loaded = layer.loadDefaultStyle()
    temporal = layer.temporalProperties()
    told = {
        "valid": layer.isValid(), "loaded": loaded, "message": message, "renderer": layer.renderer().type(),
        "temporal": temporal.isActive(), "mode": int(temporal.mode()), "start": temporal.startField(),
        "end": temporal.endField(), "words": [category.label() for category in layer.renderer().categories()],
        "days": {},
    }  # fmt: skip
    shown = QgsRectangle(*asked["view"])
    for day in asked["days"]:
        start = QDateTime(QDate.fromString(day, Qt.ISODate), QTime(0, 0), Qt.UTC)
        settings = QgsMapSettings()
        settings.setLayers([layer])
        settings.setDestinationCrs(layer.crs())
        settings.setExtent(shown)
        settings.setOutputSize(QSize(SIDE, SIDE))
        settings.setBackgroundColor(QColor("#ffffff"))
        settings.setIsTemporal(True)
        settings.setTemporalRange(QgsDateTimeRange(start, start.addDays(1), True, False))
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        image, place = job.renderedImage(), settings.mapToPixel()
        found = []
        for x, y in asked["points"]:
            spot = place.transform(QgsPointXY(x, y))
            column, row = round(spot.x()), round(spot.y())
            # the colours around the point: a hatch has two
            near = Counter(
                image.pixelColor(column + i, row + j).name() for i in range(-6, 7) for j in range(-6, 7)
            )
            found.append([colour for colour, _ in near.most_common()])
        told["days"][day] = found
        if len(sys.argv) > 4:
            image.save(f"{sys.argv[4]}-{day}.png")
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    os._exit(0)  # its own way out crashes without a screen


main()
