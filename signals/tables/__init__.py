"""The tables that Python makes: a decorated function each."""

from signals.build.graph import Model, sql_models
from signals.build.table import combine_models, python_tables


def build_models() -> list[Model]:
    """Every table of a build and what it reads, those of sql/ and those of this package; nothing is built."""
    return combine_models(sql_models(), python_tables(__name__))
