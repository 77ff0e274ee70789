"""`qgis_probe.py` is run by QGIS's own Python."""

collect_ignore = ["qgis_probe.py"]
