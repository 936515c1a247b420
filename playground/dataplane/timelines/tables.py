"""The tables of timelines: what a row of each means, in which unit."""

from __future__ import annotations

from playground.dataplane.row import row

MOST_PARTS = 64  # of one post, at all sites together
FAN_INS = 512  # the last: as many, or more

AUTHOR = row(  # authors of about one size
    ("followers", "i8"),
    ("upto", "f8"),  # share of the posts that are by authors of up to this size
)
TIMELINES = row(  # 1, or none
    ("number", "i8"),  # posts begun so far
    ("pushed", "i8"),  # of these, copied to every follower
    ("pulled", "i8"),  # and put on one list at each site
    ("delivered", "i8"),  # that all followers can see
    ("cut_off", "i8"),  # that were given up before
    ("under_way", "i8"),
    ("due", "i8"),  # entries that have to be made for the posts begun
    ("inserted", "i8"),  # of these, made
    ("missing", "i8"),  # of these, that nobody will make: of posts given up
    ("again", "i8"),  # entries made once more, or when the post had been given up
    ("reads", "i8"),
    ("fetches", "i8"),  # of the recent posts of one large author, by a reader
    ("threshold", "i8"),  # authors with no more followers are copied
    ("batch", "i8"),  # entries that are made in one go
    ("famous_from_ns", "i8"),  # from then on
    ("famous_to_ns", "i8"),  # and until then
    ("famous_share", "f8"),  # so many of the posts are by authors of the last class
    ("mean", "f8"),  # large authors with a list on one machine that a user follows
    ("sites", "u4"),
    ("shards", "u4"),  # machines of a site that keep timelines
    ("parts", "u4"),  # of a post at a site
    ("lists", "u4"),  # machines of a site that keep the posts of large authors
    ("free_post", "u4"),
    ("free_posts", "u4"),
)
POST = row(
    ("number", "i8"),  # 0: the row is free
    ("born_ns", "i8"),  # of the request
    ("left", "i8"),  # entries to be made still
    ("missing", "i8"),
    ("next", "u4"),
    ("pulled", "u1"),
    ("counted", "u1"),
    ("made", "i8", (MOST_PARTS,)),  # entries of each part
)
TIMELINES_WINDOW = row(
    ("delivered", "i8"),
    ("inserted", "i8"),
    ("again", "i8"),
    ("under_way", "i8"),
    ("slowest_ns", "i8"),  # of the posts delivered in this window: from birth to the last follower
    ("reads", "i8"),
    ("fetches", "i8"),
)

PUSHED, PULLED, WAYS = range(3)  # rows of `lasts`
READER_LUCK, AUTHOR_LUCK, PLACE_LUCK, FAMOUS_LUCK = 403, 404, 405, 406
FIRST_POSTS = 1 << 7
