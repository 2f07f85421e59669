"""Prefect flows: named steps only; the work is in signals."""

import logging

# Prefect gives our loggers its handler (PREFECT_LOGGING_EXTRA_LOGGERS), but not its level.
logging.getLogger("nibwatch").setLevel(logging.INFO)
