"""What our watchlist says of its drugs' comparators."""

from signals.vocabulary.watchlist import load_watchlist


def test_ours_names_main_indications_of_every_drug_but_those_in_early_trials_for_any_tumour_or_alone_in_a_disease() -> (
    None
):
    ours = load_watchlist("tki_demyelination")
    without = set(ours.drug_class.ingredients) - {
        ingredient for main in ours.main_indications for ingredient in main.ingredients
    }
    assert without == {
        *("cediranib", "defactinib", "itacitinib", "larotrectinib", "masitinib", "mifanertinib", "povorcitinib"),
        *("rociletinib", "sevabertinib", "sitravatinib", "zipalertinib", "brepocitinib", "golidocitinib"),
    }


def test_every_main_indication_of_ours_and_every_date_has_a_source_and_memory_is_marked() -> None:
    ours = load_watchlist("tki_demyelination")
    assert all(main.source for main in ours.main_indications)
    assert all(known.source for known in ours.publicity)
    labels = [main.source for main in ours.main_indications if "label" in main.source]
    assert labels and all("from memory, unverified" in source.lower() for source in labels)


def test_no_indication_group_of_ours_but_that_of_multiple_sclerosis_is_a_demyelinating_context() -> None:
    # else comparing within it would compare within what no_ms_context leaves out
    ours = load_watchlist("tki_demyelination")
    context = {term.lower() for term in ours.lists["demyelinating_indications"].indications}
    mixed = [name for name, group in ours.indication_groups.items() if context & {term.lower() for term in group.terms}]
    assert mixed == ["multiple_sclerosis"]
