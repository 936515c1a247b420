"""What happened, in numbers: pure functions of a Result, one idea per file."""
