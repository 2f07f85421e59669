"""A lake in a temporary folder, filled with FDA's zips."""

from tests.sources.faers.conftest import lake

__all__ = ["lake"]
