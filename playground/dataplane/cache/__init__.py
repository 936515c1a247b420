"""A cache inside a run: which keys it holds, since when, and whom it gives up.

`index.py` finds a key, `queue.py` keeps entries in order, `shelf.py` takes them in and gives them up, `ask.py` is what
a request meets. Whom a full cache gives up is a policy: `lru.py` (and first in, first out), `lfu.py`, `sieve.py`,
`s3_fifo.py`, `tiny_lfu.py`, each with what a use changes (`used`) and how a key gets its place (`admit`). `keys.py`
says what is asked for.
"""
