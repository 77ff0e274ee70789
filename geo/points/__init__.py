"""Dated points to places and periods, on one machine or on Dask."""
