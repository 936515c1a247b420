"""Message queues: a broker keeps what producers publish until a consumer says that it is done with it.

Every message that a broker has taken is in the end one of: done, dead (put aside after too many deliveries), lost with
the broker, waiting, or in flight (with a consumer).
"""
