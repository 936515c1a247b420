"""Sharded databases: each key's data are on one of several primaries, with the copies that it has.

`tables.py` says what is kept track of, `where.py` which column of the books a key has, `blocks.py` what a request does
to get to its shard, `moving.py` how keys come from one shard to another while requests go on.
"""
