"""Fetching what a cache misses only once, and fetching it before it is missed.

A flight is a fetch that others may wait for: the lock of a key, and whoever holds it. `index.py` finds the flight of a
key, `lock.py` begins and ends one, `ahead.py` decides which hits fetch anew, `blocks.py` is what a program says of all
that.
"""
