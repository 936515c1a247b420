"""People who are here: as many seats as sessions go on at once, in each of which one session follows the other.

A request comes from a seat, drawn at random; the first one after a session has ended begins the next.
"""
