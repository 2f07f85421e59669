"""Strata joined until they hold enough cases."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.statistics.strata import merged_strata

cells = st.dictionaries(
    st.tuples(st.integers(1, 8), st.integers(0, 2), st.integers(2004, 2010)),
    st.integers(1, 900),
    min_size=1,
    max_size=60,
)


def _merged(table: dict[tuple[int, int, int], int], fewest: int = 500) -> list[int]:
    age, sex, year = np.array(list(table)).T
    return merged_strata(age, sex, year, list(table.values()), fewest=fewest).tolist()


@given(cells)
def test_every_stratum_holds_500_cases_or_is_the_only_one(table: dict[tuple[int, int, int], int]) -> None:
    held = np.bincount(_merged(table), list(table.values()))
    assert held.sum() == sum(table.values())
    assert held.min() >= 500 or held.size == 1


@given(cells)
def test_a_stratum_is_a_block_of_consecutive_ages_and_years(table: dict[tuple[int, int, int], int]) -> None:
    keys, strata = np.array(list(table)), np.array(_merged(table))
    for one in np.unique(strata):
        own = keys[strata == one]
        for axis in (0, 2):
            inside = (keys[:, axis] >= own[:, axis].min()) & (keys[:, axis] <= own[:, axis].max())
            for sex in np.unique(own[own[:, 1] > 0, 1]):
                same = inside & (keys[:, 1] == sex) & np.isin(keys[:, 2 - axis], own[own[:, 1] == sex, 2 - axis])
                assert (strata[same] == one).all()


@given(cells, st.randoms())
def test_the_order_of_cells_does_not_matter(table: dict[tuple[int, int, int], int], random: Random) -> None:
    shuffled = list(table.items())
    random.shuffle(shuffled)
    assert dict(zip(dict(shuffled), _merged(dict(shuffled)), strict=True)) == dict(
        zip(table, _merged(table), strict=True)
    )


def test_strata_that_hold_enough_stay_as_they_are() -> None:
    table = {(age, sex, year): 500 for age in (1, 8) for sex in (0, 1, 2) for year in (0, 2020, 2021)}
    assert _merged(table) == list(range(18))


def test_years_give_way_first_from_the_earliest_on_and_a_rest_joins_the_last() -> None:
    assert _merged({(1, 1, 2020): 300, (1, 1, 2021): 200, (1, 1, 2022): 500, (1, 1, 2023): 499}) == [0, 0, 1, 1]


def test_unknown_sex_gives_way_before_age_and_joins_the_commonest_sex_of_its_age() -> None:
    table = {(1, 0, 2020): 400, (1, 1, 2020): 500, (1, 2, 2020): 600, (2, 1, 2020): 500, (2, 0, 2020): 500}
    assert _merged(table) == [1, 0, 1, 3, 2]


def test_ages_give_way_where_all_years_of_a_sex_hold_too_few() -> None:
    table = {(1, 1, 2020): 300, (1, 1, 2021): 100, (2, 1, 2020): 200, (3, 1, 2020): 700, (1, 2, 2020): 800}
    assert _merged(table) == [0, 0, 0, 2, 1]


def test_sexes_are_joined_where_one_is_rare_in_all() -> None:
    assert _merged({(1, 1, 2020): 5_000, (2, 1, 2020): 5_000, (1, 2, 2020): 499}) == [0, 1, 0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1.5], [1], [2020], [5]), "age must be a column of integers"),
        (([1], [1], [2020], [-1]), "case_count must hold numbers of 0 or more; found -1.0 at position 0"),
        (([1, 2], [1], [2020], [5]), "sex has length 1, age has length 2"),
    ],
)
def test_input_that_makes_no_sense_is_refused(
    arguments: tuple[list[float], list[float], list[float], list[float]], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        merged_strata(*arguments)
