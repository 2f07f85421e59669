"""The cells of a watched pair without the reports of drugs that mask its event."""

from tests.sql.select import rows_of

CELLS = (
    "drug VARCHAR, drug_kind VARCHAR, event VARCHAR, event_kind VARCHAR, analysis VARCHAR, case_count BIGINT"
    ", a BIGINT, b BIGINT, c BIGINT, d BIGINT"
)


def _unmasked(masked: list[str]) -> dict[str, tuple[int, int, int, int]]:
    """Cells by event of imatinib in ten cases: it is suspected in 1 and 2, interferon (a mask) in 2 to 5.

    The event e is named in 1, 2 and 3, the event f in 10 alone.
    """
    named = {"e": (1, 2, 3), "f": (10,)}
    given = {
        ("watch.mask", "event VARCHAR, event_kind VARCHAR, analysis VARCHAR, ingredient_id INTEGER"): [
            {"event": event, "event_kind": "term", "analysis": "all", "ingredient_id": 7} for event in masked
        ],
        ("watch.case_ingredient", "case_number INTEGER, ingredient_id INTEGER"): [
            {"case_number": number, "ingredient_id": 7} for number in (2, 3, 4, 5)
        ],
        ("watch.counted_case", "case_number INTEGER, is_compared BOOLEAN"): [
            {"case_number": number, "is_compared": True} for number in range(1, 11)
        ],
        ("watchlist.headline", "analysis VARCHAR, is_comparison BOOLEAN"): [{"analysis": "all", "is_comparison": False}],
        ("watch.event_case", "event VARCHAR, event_kind VARCHAR, case_number INTEGER"): [
            {"event": event, "event_kind": "term", "case_number": number}
            for event, numbers in named.items()
            for number in numbers
        ],
        ("watch.drug_case", "drug VARCHAR, drug_kind VARCHAR, case_number INTEGER"): [
            {"drug": "imatinib", "drug_kind": "ingredient", "case_number": number} for number in (1, 2)
        ],
        ("watch.cells", CELLS): [
            {"drug": "imatinib", "drug_kind": "ingredient", "event": event, "event_kind": "term", "analysis": "all",
             "case_count": 10, "a": a, "b": 2 - a, "c": c, "d": 8 - c}
            for event, a, c in (("e", 2, 1), ("f", 0, 1))
        ],
    }  # fmt: skip
    return {row["event"]: (row["a"], row["b"], row["c"], row["d"]) for row in rows_of("watch.unmasked", given)}


def test_cases_of_a_mask_leave_the_comparator_and_those_of_the_drug_itself_stay() -> None:
    # Cases 3, 4 and 5 leave: one of them names e, none names f. Case 2 suspects imatinib as well and stays.
    assert _unmasked(["e", "f"]) == {"e": (2, 0, 0, 5), "f": (0, 2, 1, 4)}


def test_an_event_that_nothing_masks_keeps_its_cells() -> None:
    assert _unmasked(["e"]) == {"e": (2, 0, 0, 5), "f": (0, 2, 1, 7)}
    assert _unmasked([]) == {"e": (2, 0, 1, 7), "f": (0, 2, 1, 7)}
