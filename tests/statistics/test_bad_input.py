"""Every public function of signals.statistics refuses what makes no sense, by argument and first offending position."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

import signals.statistics
from signals.statistics import ebgm, score
from signals.statistics.accuracy import auc, screening
from signals.statistics.animal_posterior import posterior
from signals.statistics.calibration import EmpiricalNull, calibrated_lower, calibrated_p, fit_null
from signals.statistics.class_difference import class_difference
from signals.statistics.contingency import ContingencyTable
from signals.statistics.criteria import is_ebgm, is_evans, is_ic, is_lrt, is_omega, is_q, is_ror
from signals.statistics.discrimination import clustered_concordance
from signals.statistics.exact_odds_ratio import exact_odds_ratio_limits
from signals.statistics.fisher import midp_greater
from signals.statistics.fragility import cases_to_lose
from signals.statistics.hierarchical_model import partial_pooling
from signals.statistics.information_component import information_component
from signals.statistics.interaction import expected_together, omega
from signals.statistics.likelihood_ratio import likelihood_ratio, max_lrt_test
from signals.statistics.masking import masking_ratio
from signals.statistics.maxsprt import log_likelihood_ratio
from signals.statistics.maxsprt_wait import wait
from signals.statistics.meta_analysis import hedges_g, meta_analysis, percent_reduction
from signals.statistics.multiplicity import q_values, q_values_by
from signals.statistics.null_uncertainty import leave_one_out_coverage, predicted_null, systematic_error
from signals.statistics.onset import weibull_shape
from signals.statistics.power import critical_count, detectable_ratio
from signals.statistics.small_study import asymmetry, trim_and_fill
from signals.statistics.strata import merged_strata
from signals.statistics.stratified import mantel_haenszel
from signals.statistics.verdict import human_verdict, is_disproportionate, is_disproportionate_within

PRIOR = ebgm.Prior(0.2, 0.1, 2.0, 4.0, 1 / 3)
NULL = EmpiricalNull(mean=0.1, sd=0.2, log_likelihood=0.0, control_count=30)
ROWS = 40
PLACE = 7
COUNT = ("negative", "fractional", "missing", "infinite", "not a number", "too short", "two-dimensional")
MATRIX = COUNT[:-2]  # of one shape with its partner, whatever that is
EXPECTED = ("negative", "missing", "infinite", "not a number", "too short", "two-dimensional")
MAY_BE_UNDEFINED = ("negative", "infinite", "not a number", "too short", "two-dimensional")
ALONE = MAY_BE_UNDEFINED[:3]
SCORES = ("not a number", "too short", "two-dimensional")  # NaN and infinity are undefined, and hold no criterion
ARMS = ("mean", "sd", "n", "control_mean", "control_sd", "control_n")
CODES = ("negative", "too short")  # a column of another type is refused whole


@dataclass(frozen=True)
class Call:
    """A function, columns of it with what each must not be, and its other arguments, or columns that must be special."""

    function: Callable[..., Any]
    columns: dict[str, tuple[str, ...]]
    others: dict[str, Any]

    def good(self) -> dict[str, Any]:
        rng = np.random.default_rng(1)
        return {name: rng.integers(3, 9, ROWS).astype(float) for name in self.columns} | self.others


CELLS = dict.fromkeys("abcd", COUNT)
EIGHT = dict.fromkeys(("n111", "n110", "n101", "n100", "n011", "n010", "n001", "n000"), COUNT)
PAIRS = {"n": COUNT, "expected": EXPECTED}
CONTROLS = {"a": COUNT, "expected": EXPECTED}
FAMILY = {"p": np.full(ROWS, 0.5)}
TRUTHS = {"is_positive": np.arange(ROWS) // 2 % 2, "draws": 5}
INCIDENCE = {
    "drug_case": np.arange(ROWS), "drug": np.arange(ROWS) % 2, "event_case": np.arange(ROWS), "event": np.arange(ROWS) % 3,
    "case_year": np.full(ROWS, 2020), "replicates": 3,
}  # fmt: skip
PARTS = {"drug_event": np.full(ROWS, 1.0), "drug_total": np.full(ROWS, 9.0), "event_total": np.full(ROWS, 9.0),
         "total": np.full(ROWS, 99.0)}  # fmt: skip
TOTALS = {"ingredient_totals": np.full(ROWS, 3.0), "event_totals": np.full(ROWS, 4.0), "case_count": 1000,
          "ingredient": np.arange(ROWS), "event": np.arange(ROWS)}  # fmt: skip
CALLS = {
    "score": Call(score, {**CELLS, "expected": EXPECTED}, {}),
    "ContingencyTable.from_counts": Call(ContingencyTable.from_counts, CELLS, {}),
    "information_component": Call(information_component, {"n": COUNT, "expected": MAY_BE_UNDEFINED}, {}),
    "ebgm.fit_prior": Call(ebgm.fit_prior, {**PAIRS, "weight": EXPECTED}, {}),
    "ebgm.geometric_mean": Call(ebgm.geometric_mean, PAIRS, {"prior": PRIOR}),
    "ebgm.quantile": Call(ebgm.quantile, PAIRS, {"prior": PRIOR, "probability": 0.05}),
    "ebgm.score": Call(ebgm.score, PAIRS, {"prior": PRIOR}),
    "ebgm.fit_polynomials": Call(ebgm.fit_polynomials, PAIRS, {"prior": PRIOR}),
    "ebgm.posterior_probability_above": Call(ebgm.posterior_probability_above, PAIRS, {"prior": PRIOR, "ratio": 2.0}),
    "ebgm.group_zero_cells": Call(
        ebgm.group_zero_cells,
        dict.fromkeys(("ingredient_totals", "event_totals"), COUNT[:4]) | {"ingredient": CODES, "event": CODES},
        TOTALS,
    ),
    "midp_greater": Call(midp_greater, CELLS, {}),
    "exact_odds_ratio_limits": Call(exact_odds_ratio_limits, CELLS, {}),
    "likelihood_ratio": Call(likelihood_ratio, CELLS, {}),
    "max_lrt_test": Call(max_lrt_test, dict.fromkeys(("drug_case", "drug", "event_case", "event"), CODES), INCIDENCE),
    "mantel_haenszel": Call(mantel_haenszel, CELLS, {"pair": np.arange(ROWS) % 3}),
    "cases_to_lose": Call(cases_to_lose, CELLS, {}),
    "omega": Call(omega, EIGHT, {}),
    "expected_together": Call(expected_together, EIGHT, {}),
    "masking_ratio": Call(masking_ratio, dict.fromkeys(PARTS, COUNT), PARTS),
    "log_likelihood_ratio": Call(log_likelihood_ratio, PAIRS, {}),
    "wait": Call(wait, {"expected": EXPECTED[:-2]}, {"value": 3.0, "upper_limit": 9.0, "minimum_events": 1}),
    "q_values": Call(q_values, {"weight": COUNT, "p": ("negative", "infinite", "not a number")}, FAMILY),
    "q_values_by": Call(q_values_by, {"weight": COUNT, "p": ("negative", "infinite", "not a number")}, FAMILY),
    "fit_null": Call(fit_null, CONTROLS, {}),
    "calibrated_p": Call(calibrated_p, CONTROLS, {"null": NULL}),
    "calibrated_lower": Call(calibrated_lower, CONTROLS, {"null": NULL}),
    "predicted_null": Call(predicted_null, CONTROLS, {}),
    "systematic_error": Call(systematic_error, CONTROLS, {}),
    "partial_pooling": Call(partial_pooling, CELLS, {"target_class": np.arange(ROWS) % 3}),
    "leave_one_out_coverage": Call(leave_one_out_coverage, CONTROLS, {}),
    "weibull_shape": Call(
        weibull_shape, {"days": MATRIX}, {"seen_days": np.full(ROWS, 500.0)}
    ),
    "merged_strata": Call(
        merged_strata, {"case_count": COUNT}, dict.fromkeys(("age", "sex", "year"), np.arange(ROWS))
    ),
    "critical_count": Call(critical_count, {"expected": ALONE}, {}),
    "detectable_ratio": Call(detectable_ratio, {"expected": ALONE}, {}),
    "human_verdict": Call(
        human_verdict,
        {"is_disproportionate": COUNT, "expected": MAY_BE_UNDEFINED}
        | dict.fromkeys(("ic_upper", "odds_ratio_upper"), SCORES),
        {"is_disproportionate": np.arange(ROWS) % 2},
    ),
    "is_disproportionate": Call(
        is_disproportionate, dict.fromkeys("abc", COUNT) | dict.fromkeys(("ic_lower", "ror_lower"), SCORES), {}
    ),
    "is_disproportionate_within": Call(
        is_disproportionate_within, dict.fromkeys(("a", "odds_ratio_lower"), SCORES), {}
    ),
    "is_evans": Call(is_evans, dict.fromkeys(("a", "prr", "chi_square_yates"), SCORES), {}),
    "is_ror": Call(is_ror, dict.fromkeys(("a", "ror_lower"), SCORES), {}),
    "is_q": Call(is_q, dict.fromkeys(("a", "q_value"), SCORES), {}),
    "is_ic": Call(is_ic, {"ic_lower": SCORES[:1]}, {}),
    "is_ebgm": Call(is_ebgm, {"ebgm_lower": SCORES[:1]}, {}),
    "is_omega": Call(is_omega, {"omega_lower": SCORES[:1]}, {}),
    "is_lrt": Call(is_lrt, {"p_value": SCORES[:1]}, {}),
    "auc": Call(auc, {"score": ("missing", "not a number", "too short"), "is_positive": COUNT}, TRUTHS),
    "posterior": Call(
        posterior,
        {"protective": MAY_BE_UNDEFINED, "total": MAY_BE_UNDEFINED, "base_rate": MAY_BE_UNDEFINED},
        {"protective": np.full(ROWS, 2.0), "total": np.full(ROWS, 3.0)},
    ),
    "meta_analysis": Call(meta_analysis, {"effect": EXPECTED[1:], "variance": EXPECTED}, {}),
    "asymmetry": Call(asymmetry, {"effect": EXPECTED[1:], "variance": EXPECTED}, {}),
    "trim_and_fill": Call(trim_and_fill, {"effect": EXPECTED[1:], "variance": EXPECTED}, {"missing": "low"}),
    "clustered_concordance": Call(
        clustered_concordance,
        {"score": ("missing", "infinite", "not a number", "too short"), "is_positive": COUNT, "cluster": ("too short",)},
        {"cluster": np.arange(ROWS) % 3, "is_positive": np.arange(ROWS) % 2},
    ),
    "hedges_g": Call(hedges_g, dict.fromkeys(ARMS, EXPECTED), {}),
    "percent_reduction": Call(percent_reduction, dict.fromkeys(ARMS, EXPECTED), {}),
    "class_difference": Call(
        class_difference,
        {"is_unwarned": COUNT[:5], "is_not_disproportionate": COUNT, "target_class": ("too short",)},
        dict.fromkeys(("is_unwarned", "is_not_disproportionate", "target_class"), np.arange(ROWS) // 2 % 2),
    ),
    "screening": Call(
        screening, {"is_positive": COUNT, "is_flagged": COUNT}, {**TRUTHS, "is_flagged": np.arange(ROWS) % 2}
    ),
}  # fmt: skip
BUILDING_BLOCKS = {
    "statistics of a table that from_counts has checked": {"prr", "ror", "chi_square", "chi_square_yates"},
    "checks of one column or number": {
        "count_column", "finite_column", "expectation_column", "float_column", "boolean_column", "integer_column",
        "position_column", "columns_of", "observed_and_expected", "check_same_length", "refuse_first", "check_number",
        "check_whole", "shape_of", "checked_counts", "shaped", "effects_and_variances",
    },
    "arithmetic on columns that the callers have checked": {
        "divide", "deviance", "log_factorial_rest", "map_blocks", "at_most_threads", "evaluate", "find_optimum", "constrained", "unconstrained", "log_rising",
        "stirling_remainder", "digamma_difference", "trigamma_difference", "log_geometric_mean", "log_quantile",
        "probability_above", "wider_first", "rescaled", "best_of", "solutions_within", "reason_to_penalise", "alternative_solutions",
        "penalised_prior", "log_likelihood",
    },
    "numbers, not columns; tested with their module": {"error_probability", "signal_moments", "check_can_spend", "answer"},
    "words, not columns; tested with the table that holds them": {"rules"},
    "sparse matrices; tested with their modules": {"expected_within_strata", "fit_logistic", "adaptive_lasso"},
    "codes of pairs that one table makes; tested with their modules": {
        "fit", "expected_shares", "match_weight", "field_names", "complete_link_groups",
    },
}  # fmt: skip


def spoilt(column: Any, kind: str) -> tuple[Any, int]:
    """The column with what it must not hold at two places, and the first of them."""
    if kind == "too short":
        return column[:-1], ROWS - 1
    if kind == "two-dimensional":
        return column[np.newaxis, :, np.newaxis], 0
    bad = {"negative": -2, "fractional": 2.5, "missing": None, "infinite": np.inf, "not a number": "many"}[kind]
    values = column.astype(object)
    values[[PLACE, PLACE + 2]] = bad
    return (values if kind == "not a number" else pd.to_numeric(pd.Series(values)).to_numpy()), PLACE


CASES = [
    (name, argument, kind) for name, call in CALLS.items() for argument, kinds in call.columns.items() for kind in kinds
]


@pytest.mark.parametrize(("name", "argument", "kind"), CASES)
def test_what_makes_no_sense_is_refused_by_argument_and_first_position(name: str, argument: str, kind: str) -> None:
    arguments = CALLS[name].good()
    arguments[argument], position = spoilt(arguments[argument], kind)
    with pytest.raises(ValueError, match=rf"\b{argument}\b") as refused:
        CALLS[name].function(**arguments)
    message = str(refused.value)
    assert kind == "two-dimensional" or re.search(rf"(at position|without a partner is) {position}$", message), message


@pytest.mark.parametrize("name", CALLS)
def test_the_columns_that_are_spoilt_above_are_good_before(name: str) -> None:
    try:
        CALLS[name].function(**CALLS[name].good())
    except ebgm.PriorRefusedError as refused:
        assert refused.reason  # 40 cells may not determine a prior, which is another matter


def test_every_public_function_is_named_here() -> None:
    """A new function either refuses bad columns, and stands in CALLS, or says above why it need not."""
    found = set()
    for module in pkgutil.walk_packages(signals.statistics.__path__, "signals.statistics."):
        members = inspect.getmembers(importlib.import_module(module.name), inspect.isfunction)
        found |= {name for name, member in members if member.__module__ == module.name and not name.startswith("_")}
    called = {name.rpartition(".")[2] for name in CALLS} - {"from_counts"}
    assert found == called.union(*BUILDING_BLOCKS.values())
