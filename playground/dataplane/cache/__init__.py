"""A cache inside a run: which keys it holds, since when, and whom it gives up.

`index.py` finds a key, `lru.py` orders the entries by use, `keys.py` says what is asked for.
"""
