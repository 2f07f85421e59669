"""What PubMed is asked: names of compounds together with models of demyelination."""

from signals.literature.compounds import Compound, watched_compounds
from signals.literature.pubmed import queries_of
from signals.vocabulary.evidence import read_evidence
from signals.vocabulary.watchlist import load_watchlist
from tests.reference_tables import reference_tables

TERMS = read_evidence("demyelination").pubmed


def compounds() -> dict[str, Compound]:
    found = watched_compounds(load_watchlist("tki_demyelination"), reference_tables())
    return {compound.name: compound for compound in found}


def test_every_watched_drug_and_every_research_compound_has_a_search_of_its_own() -> None:
    known = compounds()
    watched = load_watchlist("tki_demyelination").drug_class.ingredients
    assert {*watched, "AG490 (tyrphostin B42)", "Ki20227", "GW2580", "PLX5622"} <= known.keys()
    keys = {query.key for query in queries_of(known.values(), TERMS)}
    assert len(keys) == len(known)


def test_a_name_is_a_phrase_and_a_short_one_needs_a_second_word() -> None:
    known = compounds()
    term = {query.compound: query.term for query in queries_of(known.values(), TERMS)}
    assert '"imatinib"[tiab]' in term["imatinib"]
    assert f'("PP2"[tiab] AND {TERMS.second_term})' in term["PP2 (SFK inhibitor)"]
    assert f'("M2951"[tiab] AND {TERMS.second_term})' in term["evobrutinib"]
    for compound in known.values():
        assert all(sum(letter.isalnum() for letter in name) >= 6 for name in compound.names)


def test_a_code_is_looked_for_with_its_hyphen_and_without() -> None:
    assert {"STI571", "STI-571"} <= set(compounds()["imatinib"].names)


def test_eae_needs_a_second_word_and_no_heading_is_asked_for() -> None:
    models = " OR ".join(TERMS.models)
    assert "(EAE[tiab] AND (encephalomyelitis[tiab] OR" in models
    assert "[mh]" not in models and "Animals" not in models


def test_a_name_counts_as_a_whole_word_only() -> None:
    pattern = compounds()["imatinib"].pattern
    assert pattern.search("Mice got Imatinib daily.") and pattern.search("(STI-571)")
    assert not pattern.search("nimatinibe") and not pattern.search("anti-imatinib")


def test_no_name_holds_a_sign_that_pubmed_takes_for_its_own() -> None:
    for compound in compounds().values():
        for name in (*compound.names, *compound.short_names):
            assert not set('"[]():*&|') & set(name), name
