"""The committed reference tables, read once by each process of a test session."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import pyarrow as pa

from signals.vocabulary.reference import read_reference


@cache
def reference_tables() -> Mapping[str, pa.Table]:
    """Every table by its name; it cannot be changed."""
    return MappingProxyType(read_reference())
