"""What all tests share: hypothesis tries the same examples every time, on a slow machine as on a fast one."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady",
    derandomize=True,  # a failure is there again at the next run, and on everybody's machine
    database=None,  # nothing is kept between runs
    deadline=None,  # no assertion about seconds
    suppress_health_check=[HealthCheck.too_slow],  # which is one about seconds, too
)
settings.load_profile("steady")
