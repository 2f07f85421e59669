"""Duplicates grouped across rules."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from signals.build.table import table


@table(
    "duplicates.duplicate_group",
    links="SELECT caseid, group_key, rule FROM duplicates.link ORDER BY caseid, rule, group_key",
)
def group_duplicates(links: pd.DataFrame) -> pd.DataFrame:
    """Every linked case with the number of its group and the group's rules.

    Links that share a case are one group, whichever rule found them.

    Parameters
    ----------
    links
        A row a case and key: cases of one ``group_key`` are copies by the ``rule``.

    Returns
    -------
    A row a case: ``caseid, group_number, rules`` (their names, with commas between).
    """
    caseids, case_position = np.unique(links["caseid"].to_numpy(dtype=np.int64), return_inverse=True)
    groups, group_position = np.unique(links["group_key"].to_numpy(dtype=str), return_inverse=True)
    size = len(caseids) + len(groups)
    edges = coo_array(
        (np.ones(len(links), dtype=np.int8), (case_position, len(caseids) + group_position)), shape=(size, size)
    )
    _, component = connected_components(edges, directed=False)
    number = component[case_position].astype(np.int64)
    grouped = pd.DataFrame({"caseid": links["caseid"], "group_number": number, "rules": _rules(number, links["rule"])})
    return grouped.drop_duplicates()


def _rules(group: npt.NDArray[np.int64], rule: pd.Series) -> pd.Series:
    code, rules = pd.factorize(rule, sort=True)
    rule_bits = np.zeros(group.max(initial=-1) + 1, dtype=np.int64)  # a bit a rule
    np.bitwise_or.at(rule_bits, group, 1 << code)
    names = {bits: ", ".join(name for n, name in enumerate(rules) if bits >> n & 1) for bits in np.unique(rule_bits)}
    return pd.Series(rule_bits[group]).map(names).astype("string")
