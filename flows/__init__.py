"""Prefect flows: named steps only; the work is in signals."""
