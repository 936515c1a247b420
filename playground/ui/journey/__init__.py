"""The sections of the journey page, from top to bottom; `pages/journey.py` puts them together."""
