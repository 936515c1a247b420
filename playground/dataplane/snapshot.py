"""What is written down at the end of a window: where integrals and counts stand."""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.events import look_at_read_model
from playground.dataplane.broker.window import look_at_brokers
from playground.dataplane.jit import block
from playground.dataplane.replication.window import look_at_copies
from playground.dataplane.seats.tables import LOSSES, MOST_SITES
from playground.dataplane.station import touch
from playground.dataplane.timelines.window import look_at_timelines


@block
def snapshot(w):
    """Write down where the integrals stand at the end of a window."""
    clock = w.clock[0]
    look_at_machines(clock, w.stations, w.nodes, w.window_stations, w.window_nodes)
    look_at_caches(clock, w.caches, w.window_caches)
    look_at_shelves(clock, w.shelves, w.window_shelves)
    look_at_files(clock, w.files, w.window_files)
    look_at_people(clock, w.audiences, w.window_people)
    if clock["sites"] > 0:
        look_at_sites(clock, w.audiences, w.seats, w.window_people)
    if w.copies.shape[0] > 0:
        look_at_copies(w)
    if w.brokers.shape[0] > 0:
        look_at_brokers(w)
    if w.timelines.shape[0] > 0:
        look_at_timelines(w)
    if w.read_models.shape[0] > 0:
        look_at_read_model(w)
    if w.pages.shape[0] > 0:
        w.window_pages[np.int64(clock["window"])]["shown"] = w.pages[0]["shown"]
        w.window_pages[np.int64(clock["window"])]["degraded"] = w.pages[0]["degraded"]


@block
def look_at_machines(clock, stations, nodes, window_stations, window_nodes):
    window = np.int64(clock["window"])
    for s in range(stations.shape[0]):
        station = stations[s]
        touch(clock, station)
        row = window_stations[window * stations.shape[0] + s]
        row["busy_ns"] = station["busy_ns"]
        row["line_ns"] = station["line_ns"]
        row["line_max"] = station["line_max"]
    for n in range(nodes.shape[0]):
        window_nodes[window * nodes.shape[0] + n] = nodes[n]["state"]


@block
def look_at_caches(clock, caches, window_caches):
    window = np.int64(clock["window"])
    for c in range(caches.shape[0]):
        now = window_caches[window * caches.shape[0] + c]
        now["hits"] = caches[c]["hits"]
        now["misses"] = caches[c]["misses"]
        now["stale"] = caches[c]["stale"]


@block
def look_at_shelves(clock, shelves, window_shelves):
    window = np.int64(clock["window"])
    for s in range(shelves.shape[0]):
        now = window_shelves[window * shelves.shape[0] + s]
        now["sent"] = shelves[s]["sent"]
        now["fetched"] = shelves[s]["fetched"]
        now["old"] = shelves[s]["old"]


@block
def look_at_files(clock, files, window_files):
    window = np.int64(clock["window"])
    for f in range(files.shape[0]):
        now = window_files[window * files.shape[0] + f]
        now["own"] = files[f]["own"]
        now["own_old"] = files[f]["own_old"]


@block
def look_at_people(clock, audiences, window_people):
    now = window_people[np.int64(clock["window"])]
    now["logins"] = now["anonymous"] = 0
    for why in range(LOSSES):
        now["logged_out"][why] = 0
    now["looked_up"] = now["missed"] = now["misled"] = 0
    now["met_both"] = now["went_back"] = 0
    for a in range(audiences.shape[0]):
        now["logins"] += audiences[a]["logins"]
        now["anonymous"] += audiences[a]["anonymous"]
        now["looked_up"] += audiences[a]["looked_up"]
        now["missed"] += audiences[a]["missed"]
        now["misled"] += audiences[a]["misled"]
        now["met_both"] += audiences[a]["met_both"]
        now["went_back"] += audiences[a]["went_back"]
        for why in range(LOSSES):
            now["logged_out"][why] += audiences[a]["logged_out"][why]


@block
def look_at_sites(clock, audiences, seats, window_people):
    now = window_people[np.int64(clock["window"])]
    now["broken"] = 0
    for site in range(MOST_SITES):
        now["led"][site] = now["here"][site] = 0
    for a in range(audiences.shape[0]):
        now["broken"] += audiences[a]["broken"]
        for site in range(MOST_SITES):
            now["led"][site] += audiences[a]["led"][site]
    for s in range(seats.shape[0]):
        if seats[s]["ends_ns"] > clock["now_ns"]:
            now["here"][seats[s]["address"]] += 1
