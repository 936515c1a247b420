"""Many runs of one design or of several."""
