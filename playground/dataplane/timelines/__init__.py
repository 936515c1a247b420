"""Timelines: a post is copied to every follower of its author, or fetched by whoever reads.

Followers are a number. Those of one author fall into parts, of which each is inserted a batch at a time at one machine;
the post is delivered when the last batch of the last part has ended.
"""
