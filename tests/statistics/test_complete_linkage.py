"""Complete linkage, against merging the best pair of groups one at a time."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from signals.statistics.complete_linkage import complete_link_groups

Links = dict[tuple[int, int], float]

LINKS = st.dictionaries(
    st.tuples(st.integers(1, 8), st.integers(1, 8)).filter(lambda pair: pair[0] < pair[1]),
    st.integers(1, 1_000),
    min_size=1,
    max_size=20,
)


def grouped(links: Links) -> dict[int, int]:
    one, other = (np.array([pair[end] for pair in links]) for end in (0, 1))
    items, group = complete_link_groups(one, other, np.array(list(links.values()), dtype=float))
    return dict(zip(items.tolist(), group.tolist(), strict=True))


def grouped_one_by_one(links: Links) -> set[frozenset[int]]:
    """The definition: merge the two groups with the greatest least weight, as long as all their members are linked."""
    groups = {frozenset({item}) for pair in links for item in pair}
    while True:
        best_weight, best = -np.inf, None
        for one, other in itertools.combinations(groups, 2):
            weight = min(links.get((min(x, y), max(x, y)), -np.inf) for x in one for y in other)
            if weight > best_weight:
                best_weight, best = weight, (one, other)
        if best is None:
            return groups
        groups = (groups - {*best}) | {best[0] | best[1]}


@given(LINKS)
def test_every_two_members_of_a_group_are_linked_and_no_two_groups_could_be_one(links: Links) -> None:
    group = grouped(links)
    members = {name: [item for item in group if group[item] == name] for name in set(group.values())}
    for name, within in members.items():
        assert name == min(within)
        assert all(pair in links for pair in itertools.combinations(sorted(within), 2))
    for one, other in itertools.combinations(members.values(), 2):
        assert not all((min(x, y), max(x, y)) in links for x in one for y in other)


@given(LINKS.map(lambda links: {pair: 20 * weight + place for place, (pair, weight) in enumerate(links.items())}))
def test_groups_are_those_of_merging_the_best_two_first_where_no_weights_are_tied(links: Links) -> None:
    group = grouped(links)
    found = {frozenset(item for item in group if group[item] == name) for name in set(group.values())}
    assert found == grouped_one_by_one(links)


def test_a_chain_is_no_group() -> None:
    # 1-2 and 2-3 are linked, 1-3 are not: single linkage would call all three one report.
    assert grouped({(1, 2): 5.0, (2, 3): 4.0}) == {1: 1, 2: 1, 3: 3}


def test_a_triangle_is_a_group() -> None:
    assert grouped({(1, 2): 5.0, (2, 3): 4.0, (1, 3): 3.0}) == {1: 1, 2: 1, 3: 1}


def test_no_links_are_no_groups() -> None:
    items, group = complete_link_groups(np.array([], dtype=int), np.array([], dtype=int), np.array([]))
    assert len(items) == len(group) == 0
