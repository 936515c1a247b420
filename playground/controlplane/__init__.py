"""What the operators do: SimPy processes that see a system through a view and act only by orders, one loop per file."""
