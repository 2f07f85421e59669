"""Groups within which every member is linked to every other."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Integers = npt.NDArray[np.int64]


def complete_link_groups(one: Integers, other: Integers, weight: npt.NDArray[np.float64]) -> tuple[Integers, Integers]:
    """Agglomerative complete linkage of items by the weights of their links.

    Two groups that are each other's best are merged, again and again, where every member of one is linked to every
    member of the other; how good a group is for another is the least weight between them. Since a merged group is
    never better for a third than its parts were, this is what merging the best pair of all first would give
    (Murtagh 1983), ties being broken by the items' numbers.

    Parameters
    ----------
    one, other
        The items that each link joins, shape (n,); each link once.
    weight
        How strong each link is, shape (n,); larger is stronger.

    Returns
    -------
    items : ndarray of shape (m,)
        The linked items in ascending order.
    group : ndarray of shape (m,)
        The least item of each item's group.

    References
    ----------
    Murtagh (1983). Comput J 26:354-359. Tregunno (2014). Drug Saf 37:249-258: why not single linkage.

    Examples
    --------
    1 and 3 are not linked, so that 2 goes with the one that it is closer to:

    >>> import numpy as np
    >>> items, group = complete_link_groups(np.array([1, 2, 4]), np.array([2, 3, 5]), np.array([9.0, 5.0, 7.0]))
    >>> group.tolist()
    [1, 1, 3, 4, 4]
    """
    items = np.unique(np.concatenate([one, other])).astype(np.int64)
    group = items.copy()
    links = pd.DataFrame({"one": np.minimum(one, other), "other": np.maximum(one, other), "weight": weight, "links": 1})
    while len(links):
        merged = _mutually_best(links)
        if not len(merged):
            break
        target = dict(zip(merged["other"], merged["one"], strict=True))
        group = _rename(group, target)
        links = _between_groups(links, target, pd.Series(group).value_counts())
    return items, group


def _mutually_best(links: pd.DataFrame) -> pd.DataFrame:
    """The links that are the best of both their groups."""
    ordered = links.sort_values(["weight", "one", "other"], ascending=[False, True, True], ignore_index=True)
    place = np.arange(len(ordered))
    ends = pd.DataFrame({"group": np.concatenate([ordered["one"], ordered["other"]]), "place": np.tile(place, 2)})
    best = ends.groupby("group")["place"].min()
    is_best = (best.loc[ordered["one"]].to_numpy() == place) & (best.loc[ordered["other"]].to_numpy() == place)
    return ordered[is_best]


def _between_groups(links: pd.DataFrame, target: dict[Any, Any], size: pd.Series) -> pd.DataFrame:
    """The links between the groups after a merger: those that every pair of members has."""
    one, other = (_rename(links[end].to_numpy(), target) for end in ("one", "other"))
    renamed = links.assign(one=np.minimum(one, other), other=np.maximum(one, other))
    between = renamed[renamed["one"] != renamed["other"]].groupby(["one", "other"], as_index=False)
    joined = between.agg(weight=("weight", "min"), links=("links", "sum"))
    wanted = size.loc[joined["one"]].to_numpy() * size.loc[joined["other"]].to_numpy()
    return joined[joined["links"].to_numpy() == wanted]


def _rename(groups: Integers, target: dict[Any, Any]) -> Integers:
    names = pd.Series(groups)
    return np.asarray(names.map(target).fillna(names), dtype=np.int64)
