"""The tables of seats: what a row of each means, in which unit."""

from __future__ import annotations

from playground.dataplane.row import row

NEVER_USED = -(1 << 62)
NOWHERE = 0xFFFFFFFF  # no server, no session
HOSTS = 3  # whom a browser keeps a connection to: the origin, a CDN, and a second one
DIED, DEPLOYED, SCALED_IN, ELSEWHERE = range(4)  # how a session was lost
LOSSES = 4
MOST_SITES = 4
SEAT = row(
    ("luck", "u8"),  # of whoever sits here
    ("ends_ns", "i8"),  # of its session
    ("used_ns", "i8", (HOSTS,)),  # when its connection to each host was used last
    ("n", "i8"),  # sessions so far
    ("home", "u4"),  # row of KEEPER: who has its session, or NOWHERE
    ("life", "u4"),  # of that keeper when the session was made
    ("cookie", "u4"),  # the web server that the balancer leads it to, or NOWHERE
    ("address", "u4"),  # the one to which the origin's name leads
    ("version", "u4"),  # the newest that this session has met; 0: none yet
    ("known_ns", "i8", (HOSTS,)),  # until when the browser keeps the address of each host
)
KEEPER = row(  # who keeps sessions: a web server, or the store
    ("lost", "i8"),  # sessions under way that were lost with its memory
    ("node", "u4"),
    ("life", "u4"),  # how often its memory was lost
    ("why", "u4"),  # the last time
    ("forgets", "u4"),  # 0: a death does not touch its memory
)
RESOLVER = row(
    ("until_ns", "i8", (HOSTS,)),  # when it forgets the address of each host
    ("life_ns", "i8"),  # how long it keeps one
    ("asked", "i8"),
    ("missed", "i8"),
    ("address", "u4"),  # of the origin
    ("audience", "i8"),  # from where its questions come: row of AUDIENCE
    ("moves_ns", "i8"),  # anycast: when its way changes; 0: it does not
    ("next", "u4"),  # to which site then
)
AUDIENCE = row(  # the users of a region
    ("first", "i8"),  # row of SEAT
    ("count", "i8"),
    ("luck", "u8"),
    ("session_ns", "f8"),  # mean length of a session
    ("keep_ns", "i8"),  # an idle connection is closed after this time
    ("asked", "i8"),  # requests that came from a seat, in every attempt
    ("sessions", "i8"),  # that have begun
    ("opened", "i8", (HOSTS,)),  # connections
    ("logins", "i8"),
    ("logged_out", "i8", (LOSSES,)),  # who found the session gone, by how it was lost
    ("anonymous", "i8"),  # requests that went on without knowing who asks
    ("resolver", "i8"),  # first row of RESOLVER
    ("resolvers", "i8"),
    ("looked_up", "i8"),  # names
    ("missed", "i8"),  # of them: the resolver had to ask the authority
    ("misled", "i8"),  # of them: led to a server that the authority believes dead
    ("met_both", "i8"),  # people who have met a newer version than before
    ("went_back", "i8"),  # requests of people that met an older one than before
    ("near", "u4", (MOST_SITES,)),  # sites, the nearest first
    ("led", "i8", (MOST_SITES,)),  # requests that people sent to each site, in every attempt
    ("broken", "i8"),  # connections that ended because the way led to another site
)
PEOPLE_WINDOW = row(  # of all regions so far
    ("logins", "i8"),
    ("logged_out", "i8", (LOSSES,)),
    ("anonymous", "i8"),
    ("looked_up", "i8"),
    ("missed", "i8"),
    ("misled", "i8"),
    ("met_both", "i8"),
    ("went_back", "i8"),
    ("led", "i8", (MOST_SITES,)),
    ("here", "i8", (MOST_SITES,)),  # people whose address is that of each site, now
    ("broken", "i8"),
)
