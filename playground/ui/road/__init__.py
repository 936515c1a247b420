"""The sections of the page about the whole road, from top to bottom; `pages/road.py` puts them together."""
