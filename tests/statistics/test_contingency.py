"""The 2x2 table of cases: arithmetic that neither overflows nor gives infinity."""

import numpy as np

from signals.statistics.contingency import ContingencyTable, divide


def test_32_bit_counts_of_20_million_cases_do_not_wrap_round():
    # (a+b)(a+c) = 4e6 x 5.5e6 = 2.2e13 and the product of all margins 5e27, beyond int32 and int64.
    columns = [np.array([cell], dtype=np.int32) for cell in (2_500_000, 1_500_000, 3_000_000, 13_000_000)]
    table = ContingencyTable.from_counts(*columns)
    assert table.expected.tolist() == [1_100_000.0]
    assert table.excess.tolist() == [1_400_000.0]


def test_divide_never_gives_infinity():
    assert np.isnan(divide([1.0, 0.0, np.inf, 1e308], [0.0, 0.0, 1.0, 1e-308])).all()
