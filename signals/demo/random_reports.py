"""New reports of one quarter, drawn at random column by column."""

import numpy as np

from signals.demo import codes
from signals.demo.codes import CODES, CONCOMITANT, PS, SS, day_number, dose_texts, proportions
from signals.demo.layouts import is_aers
from signals.demo.lexicon import ARTICLE_COUNT, REACTIONS_A_REPORT, UNKNOWN_INDICATION, lexicon
from signals.demo.reports import Column, Columns, Reports, distinct_terms
from signals.demo.truths import CO_MEDICATED_DRUG, CO_MEDICATION, CO_MEDICATION_SHARE, MS_DRUGS, MS_INDICATIONS
from signals.quarter import Quarter

DRUGS_A_REPORT = 2.7
WITHOUT_SUSPECT = 0.001
"""Share of reports that name concomitant drugs only."""
MISSPELT = 0.01
"""Share of kinase inhibitor records whose text no list of names knows."""
_FIRST_DOSE_ROWS = Quarter(2024, 4)
_REPORTERS_BLANK = Quarter(2025, 3)
# The same code drawn twice for a report is written once.
_RAW_REACTIONS = REACTIONS_A_REPORT * 1.02
_RAW_OUTCOMES = 1.17


def draw_reports(
    count: int, quarter: Quarter, rng: np.random.Generator, first_case: int, kinase_share: float | None = None
) -> Reports:
    """`count` first reports of the quarter, with background events only."""
    main = rng.choice(len(lexicon().ingredients), size=count, p=lexicon().drug_weights(kinase_share))
    number = first_case + np.arange(count)
    numbers = {"case": number, "serial": number, "story": number}
    reports = {**_reports(count, quarter, main, rng), **numbers}
    rows, equal_shares = proportions(quarter), [1 / len(CODES["sources"])] * len(CODES["sources"])
    # The order of these draws is part of the world: the same seed gives the same bytes.
    drugs = _drugs(main, reports, quarter, rng)
    reactions = _reactions(main, rng)
    outcomes = _draw_codes(rng.poisson(_RAW_OUTCOMES * rows.outcomes_a_report, count), CODES["outcome_shares"], rng)
    sources = _draw_codes(rng.poisson(rows.sources_a_report, count), equal_shares, rng)
    return Reports(reports, {"drug": drugs, "reaction": reactions, "outcome": outcomes, "source": sources})


def _blank(values: Column, share: float, rng: np.random.Generator) -> Column:
    """The same codes with this share of them left blank."""
    return np.where(rng.random(len(values)) < share, -1, values)


def _reports(count: int, quarter: Quarter, main: Column, rng: np.random.Generator) -> Columns:
    first_version = 0 if is_aers(quarter) else 1
    received = rng.integers(day_number(quarter.first_day), day_number(quarter.last_day) + 1, count)
    # A quarter of the cases had earlier versions in quarters outside the world.
    earlier = (rng.random(count) < 0.25) * rng.geometric(0.5, count)
    init_day = received - (earlier > 0) * rng.exponential(150, count).astype(int)
    country = rng.choice(len(CODES["country_shares"]), count, p=CODES["country_shares"])
    sender = np.where(
        rng.random(count) < 0.85,
        main % (len(lexicon().senders) - 1),
        rng.integers(0, len(lexicon().senders) - 1, count),
    )
    is_direct = rng.random(count) < 0.06
    article = np.where(rng.random(count) < 0.04, rng.integers(1, ARTICLE_COUNT + 1, count), -1)
    return {
        **_patients(count, rng),
        "main": main,
        "is_aers": np.full(count, is_aers(quarter)),
        "version": first_version + earlier,
        "fda_day": received,
        "init_day": init_day,
        "event_day": _blank(init_day - rng.exponential(200, count).astype(int), 0.45, rng),
        "event_precision": rng.choice(3, count, p=[0.80, 0.14, 0.06]),
        "country": country,
        "occr_country": np.where(rng.random(count) < 0.97, country, -1),
        "sender": np.where(is_direct, -1, sender),
        "maker_country": country,
        "article": np.where(is_direct, -1, article),
        "report_type": np.where(is_direct, 2, (rng.random(count) < 0.35).astype(int)),
        "reporter": _blank(
            rng.choice(len(CODES["reporters"]), count, p=[0.28, 0.38, 0.12, 0.08, 0.01, 0.13]),
            0.80 if quarter >= _REPORTERS_BLANK else 0.04,
            rng,
        ),
    }


def _patients(count: int, rng: np.random.Generator) -> Columns:
    years = np.clip(rng.normal(57, 18, count), 0, 100).astype(int)
    unit = rng.choice(len(CODES["age_units"]), count, p=[0.960, 0.012, 0.020, 0.004, 0.002, 0.002])
    per_year = np.array([1.0, 12.0, 0.1, 365.25, 52.18, 8766.0])
    # Short units belong to small children.
    years_given = np.where(unit == 2, years, np.where(unit == 0, years, years % 3))
    unit_weight = (rng.random(count) < 0.12).astype(int)
    kilograms = np.clip(rng.normal(75, 17, count), 2, 180)
    return {
        "age": _blank((years_given * per_year[unit]).astype(int), 0.38, rng),
        "age_unit": unit,
        "age_group": _blank(np.searchsorted([1, 2, 12, 18, 65], years, side="right"), 0.80, rng),
        "sex": _blank(rng.choice(3, count, p=[0.60, 0.38, 0.02]), 0.10, rng),
        "weight": _blank((kilograms * np.where(unit_weight == 1, 2.2046, 1.0) * 10).astype(int), 0.72, rng),
        "weight_unit": unit_weight,
        "electronic": (rng.random(count) < 0.95).astype(int),
    }


def _drugs(main: Column, reports: Columns, quarter: Quarter, rng: np.random.Generator) -> Columns:
    count = len(main)
    is_co_medicated = (main == lexicon().ingredient(CO_MEDICATED_DRUG)) & (rng.random(count) < CO_MEDICATION_SHARE)
    slots = np.maximum(np.clip(rng.geometric(1 / DRUGS_A_REPORT, count), 1, 30), 1 + is_co_medicated)
    first = np.cumsum(slots) - slots
    row = np.repeat(np.arange(count), slots)
    ingredient = rng.choice(len(lexicon().ingredients), len(row), p=lexicon().companion_weight)
    ingredient[first] = main
    companions = np.array([lexicon().ingredient(name) for name in CO_MEDICATION])
    ingredient[first[is_co_medicated] + 1] = rng.choice(companions, is_co_medicated.sum())
    role = _roles(slots, first, len(row), quarter, rng)
    spelling = _spellings(ingredient, rng)
    seq = np.arange(len(row)) - np.repeat(first, slots) + 1
    drug: Columns = {"row": row, "ingredient": ingredient, "role": role, "spelling": spelling, "seq": seq}
    if quarter >= _FIRST_DOSE_ROWS:
        drug = _one_row_a_dose(drug, rng)
    drug = {**drug, "indication": _indications(drug, main, first, quarter, rng)}
    return {**drug, **_doses(drug, rng), **_therapies(drug, reports, quarter, rng)}


def _roles(slots: Column, first: Column, rows: int, quarter: Quarter, rng: np.random.Generator) -> Column:
    role = rng.choice([SS, CONCOMITANT, codes.INTERACTING], rows, p=[0.43, 0.55, 0.02])
    if quarter >= _FIRST_DOSE_ROWS:
        role[rng.random(rows) < 0.003] = codes.NOT_ADMINISTERED
    role[first] = PS
    draw = rng.random(len(slots))
    has_two = slots >= 2
    is_second = has_two & (draw < 0.15)
    is_concomitant = has_two & (draw >= 0.15) & (draw < 0.19)
    role[first[is_second | is_concomitant] + 1] = PS
    role[first[is_second]] = SS
    role[first[is_concomitant]] = CONCOMITANT
    role[np.repeat(rng.random(len(slots)) < WITHOUT_SUSPECT, slots)] = CONCOMITANT
    return role


def _spellings(ingredient: Column, rng: np.random.Generator) -> Column:
    spellings = lexicon().spelling_count[ingredient]
    choice = (rng.random(len(ingredient)) ** 1.5 * spellings).astype(int)
    is_misspelt = (rng.random(len(ingredient)) < MISSPELT) & (lexicon().misspelling_count[ingredient] > 0)
    mistake = spellings + (rng.random(len(ingredient)) * lexicon().misspelling_count[ingredient]).astype(int)
    return lexicon().spelling_start[ingredient] + np.where(is_misspelt, mistake, choice)


def _one_row_a_dose(drug: Columns, rng: np.random.Generator) -> Columns:
    """Some records repeat the one before them, drug_seq too: one row a dose, as from 2024Q4."""
    is_repeat = (drug["seq"] > 1) & (rng.random(len(drug["row"])) < 0.10)
    is_repeat[1:] &= ~is_repeat[:-1]
    source = np.arange(len(is_repeat)) - is_repeat
    repeats_so_far = np.cumsum(is_repeat)
    at_first = np.flatnonzero(drug["seq"] == 1)
    reports_repeats = repeats_so_far[at_first][np.cumsum(drug["seq"] == 1) - 1]
    copied = {name: drug[name][source] for name in ("ingredient", "role", "spelling")}
    return {**drug, **copied, "seq": drug["seq"] - (repeats_so_far - reports_repeats)}


def _indications(drug: Columns, main: Column, first: Column, quarter: Quarter, rng: np.random.Generator) -> Column:
    unknown = lexicon().indications.index(UNKNOWN_INDICATION)
    own = lexicon().indication_of[drug["ingredient"]]
    own_or_unknown = np.where(rng.random(len(own)) < 0.72, own, unknown)
    indication = _blank(own_or_unknown, 1 - proportions(quarter).indications_a_drug, rng)
    # The reports of a drug for multiple sclerosis say so, or say nothing: the confounding is in the field.
    for_ms = np.isin(main, [lexicon().ingredient(name) for name in MS_DRUGS])
    diseases = np.array([lexicon().indications.index(name) for name in MS_INDICATIONS])
    named = np.where(rng.random(len(main)) < 0.92, rng.choice(diseases, len(main)), unknown)
    indication[first[for_ms]] = named[for_ms]
    return indication


def _doses(drug: Columns, rng: np.random.Generator) -> Columns:
    rows = len(drug["row"])
    is_suspect = drug["role"] <= SS
    has_amount = rng.random(rows) < 0.45
    return {
        "route": _blank(
            rng.choice(len(CODES["routes"]), rows, p=[0.50, 0.14, 0.14, 0.14, 0.02, 0.04, 0.02]), 0.25, rng
        ),
        "dose": _blank(rng.integers(0, len(dose_texts()), rows), 0.08, rng),
        "amount": np.where(has_amount, rng.integers(0, len(CODES["amounts"]), rows), -1),
        "cumulative": np.where(has_amount, _blank(rng.integers(0, len(CODES["amounts"]), rows), 0.70, rng), -1),
        "frequency": np.where(has_amount, rng.integers(0, len(CODES["frequencies"]), rows), -1),
        "form": _blank(rng.integers(0, len(CODES["forms"]), rows), 0.55, rng),
        "dechallenge": np.where(is_suspect, rng.choice(len(CODES["challenges"]), rows, p=[0.22, 0.06, 0.52, 0.20]), -1),
        "rechallenge": np.where(is_suspect, rng.choice(len(CODES["challenges"]), rows, p=[0.02, 0.03, 0.75, 0.20]), -1),
        "lot": np.where(is_suspect, _blank(rng.integers(0, 5000, rows), 0.80, rng), -1),
        "application": np.where(is_suspect, 20_000 + drug["ingredient"], -1),
        "has_prod_ai": rng.random(rows) < 0.98,
    }


def _therapies(drug: Columns, reports: Columns, quarter: Quarter, rng: np.random.Generator) -> Columns:
    rows = len(drug["row"])
    event = reports["event_day"][drug["row"]]
    until = np.where(event >= 0, event, reports["init_day"][drug["row"]] - 30)
    onset = (rng.weibull(0.8, rows) * 180).astype(int)
    onset = np.where(rng.random(rows) < 0.02, -(onset % 60), onset)  # some therapies begin after the event
    is_given = rng.random(rows) < proportions(quarter).therapies_a_drug
    length = rng.geometric(1 / 60, rows)
    received = reports["fda_day"][drug["row"]]
    start = np.where(is_given, until - onset, -1)
    return {
        "start_day": start,
        "start_precision": rng.choice(3, rows, p=[0.75, 0.18, 0.07]),
        "end_day": np.where(is_given & (rng.random(rows) < 0.42), np.minimum(start + length, received), -1),
        "duration": np.where(is_given & (rng.random(rows) < 0.12), length, -1),
    }


def _reactions(main: Column, rng: np.random.Generator) -> Columns:
    counts = np.clip(rng.geometric(1 / _RAW_REACTIONS, len(main)), 1, 30)
    row = np.repeat(np.arange(len(main)), counts)
    term = rng.choice(len(lexicon().terms), len(row), p=lexicon().term_weight)
    profile = lexicon().profile[main[row], rng.integers(0, lexicon().profile.shape[1], len(row))]
    return distinct_terms(row, np.where(rng.random(len(row)) < 0.15, profile, term))


def _draw_codes(counts: Column, shares: list[float] | tuple[float, ...], rng: np.random.Generator) -> Columns:
    row = np.repeat(np.arange(len(counts)), counts)
    code = rng.choice(len(shares), len(row), p=shares)
    key = np.unique(row.astype(np.int64) << 8 | code)
    return {"row": key >> 8, "code": key & 0xFF}
