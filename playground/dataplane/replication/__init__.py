"""Replicated databases inside a run: what was written, how far every copy is, and which reads are behind.

All copies follow one history of changes, numbered from 1. `history.py` writes it down, `ship.py` brings it to the
copies, `apply.py` replays it there, `acks.py` is the commit that waits for them, `read.py` tells a stale read,
`pace.py` is where copies stand and sleep; `promote.py` and `copying.py` change who is what.
"""
