"""The order in which a build's tables are made, some quarter by quarter and the others for all quarters.

A model that sql/build.toml declares `by quarter` is made once for each quarter, from that quarter's rows and from
tables for all quarters. What reads such a table for all quarters reads the union of its parts. So a build is a row of
stages, alternately for all quarters (0, 2, 4 ...) and by quarter (1, 3, 5 ...); the parts of one stage need nothing of
each other and may be made in any order, at the same time, on any machine.

A model `by slice of <column>` is made for all quarters, in slices by the hash of that column.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from signals.build.graph import Model, in_order


@dataclass(frozen=True)
class Stage:
    """Models to be made one after another, either all by quarter or all for all quarters."""

    number: int
    models: tuple[Model, ...]

    @property
    def is_by_quarter(self) -> bool:
        return self.number % 2 == 1

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables it makes; views leave nothing behind."""
        return tuple(model.name for model in self.models if not model.is_view)

    @property
    def batches(self) -> list[tuple[Model, ...]]:
        """The models in order: sliced ones that need nothing of each other together, and the others between them."""
        batches: list[list[Model]] = []
        made_since: set[str] = set()
        for model in self.models:
            last_sliced = next((batch for batch in reversed(batches) if batch[0].slice_by), None)
            if model.slice_by and last_sliced and made_since.isdisjoint(model.reads):
                last_sliced.append(model)
            elif not model.slice_by and batches and not batches[-1][0].slice_by:
                batches[-1].append(model)
            else:
                batches.append([model])
                made_since = set() if model.slice_by else made_since
            made_since.add(model.name)
        return [tuple(batch) for batch in batches]


def in_stages(models: Iterable[Model], input_tables: Iterable[str]) -> list[Stage]:
    """The models in stages, and within a stage each after everything it reads.

    What some quarter waits for is made as early as what it reads allows, everything else in the last stage.

    Parameters
    ----------
    input_tables
        The tables that exist before the build.

    Raises
    ------
    ValueError
        As ``in_order`` does, and where a model for all quarters reads a view that exists only for each of them.
    """
    ordered = in_order(models, input_tables)
    _refuse_views_of_a_quarter(ordered)
    number: dict[str, int] = {}
    for model in ordered:
        number[model.name] = _stage_number(model, number)
    last = max(number.values(), default=0) // 2 * 2
    awaited = _needed_by_quarters(ordered)
    number |= {model.name: last for model in ordered if model.name not in awaited}
    return [
        Stage(stage, tuple(model for model in ordered if number[model.name] == stage))
        for stage in range(max(number.values(), default=-1) + 1)
    ]


def decisions_for_quarters(stages: Sequence[Stage]) -> set[str]:
    """The tables for all quarters that some model by quarter reads, input tables included but not those of the lake."""
    by_quarter = [model for stage in stages for model in stage.models if model.is_by_quarter]
    return _read_by(by_quarter) - {model.name for model in by_quarter}


def decisions_for_slices(stages: Sequence[Stage]) -> set[str]:
    """The tables that some sliced model reads and that no part makes, input tables included."""
    models = [model for stage in stages for model in stage.models]
    in_parts = {model.name for model in models if model.is_by_quarter or model.slice_by}
    return _read_by([model for model in models if model.slice_by]) - in_parts


def _read_by(models: Iterable[Model]) -> set[str]:
    return {name for model in models for name in model.reads if not name.startswith("lake.")}


def _needed_by_quarters(ordered: Sequence[Model]) -> set[str]:
    """The models by quarter, and those that one of them reads, directly or by what it reads."""
    needed: set[str] = set()
    read: set[str] = set()
    for model in reversed(ordered):
        if model.is_by_quarter or model.name in read:
            needed.add(model.name)
            read |= model.reads
    return needed


def _stage_number(model: Model, stage_of: dict[str, int]) -> int:
    """The earliest stage of the model's own kind that comes no earlier than what it reads."""
    latest = max((stage_of.get(name, 0) for name in model.reads), default=0)
    return latest if latest % 2 == model.is_by_quarter else latest + 1


def _refuse_views_of_a_quarter(models: Sequence[Model]) -> None:
    views = {model.name for model in models if model.is_by_quarter and model.is_view}
    for model in models:
        if not model.is_by_quarter and (wrong := model.reads & views):
            raise ValueError(
                f"sql model {model.name} is made for all quarters and reads {', '.join(sorted(wrong))}, a view that "
                "exists only for each quarter: declare that `by quarter` in sql/build.toml"
            )
