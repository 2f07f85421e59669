"""Property tests of this room have no deadline: on a busy machine a slow example is no wrong one."""

from hypothesis import settings

settings.register_profile("statistics", deadline=None)
settings.load_profile("statistics")
