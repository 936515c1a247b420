"""The stage: a design's topology, where its parts stand, and what a run says about each of them."""
