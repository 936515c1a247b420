"""How fast: the same designs written plainly for SimPy, and the timing of both."""
