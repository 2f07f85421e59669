"""openFDA's labels: which section, which words, and NOT_FOUND for none."""

import json
from pathlib import Path
from typing import Any

import pytest

from signals.demo.loopback import Answerer, Reply, Server, form_server
from signals.literature.client import Source, SourceError
from signals.literature.labels import LabelUpdate, label_mentions, label_patterns, update_labels
from signals.literature.store import LabelMention, LiteratureStore
from signals.vocabulary.evidence import read_evidence

NOT_FOUND = Reply('{"error": {"code": "NOT_FOUND", "message": "No matches found!"}}', 404)
EVIDENCE = read_evidence("demyelination").labels
PATTERNS = label_patterns(["Optic neuritis", "Myelitis transverse"], [EVIDENCE])


@pytest.fixture
def store(tmp_path: Path) -> LiteratureStore:
    return LiteratureStore(tmp_path / "literature")


def label(set_id: str = "a", **sections: object) -> dict[str, Any]:
    """A SYNTHETIC label in openFDA's shape."""
    known = {
        "brand_name": ["SYNTHETIBRAND"],
        "manufacturer_name": ["SYNTHETIC Ltd"],
        "generic_name": ["IMATINIB MESYLATE"],
    }
    return {"set_id": set_id, "effective_time": "20240315", "openfda": known, **sections}


def page(*labels: dict[str, Any], total: int | None = None) -> str:
    return json.dumps(
        {"meta": {"results": {"total": len(labels) if total is None else total}}, "results": list(labels)}
    )


def week(store: LiteratureStore, answerer: Answerer, *ingredients: str) -> tuple[LabelUpdate, Server]:
    with form_server(answerer) as server:
        source = Source(
            "openFDA", f"{server.address}/drug/label.json", requests_per_second=1, sleep=lambda seconds: None
        )
        return update_labels(store, source, dict.fromkeys(ingredients or ("imatinib",), PATTERNS), None), server


def test_section_words_and_sentence_are_kept(store: LiteratureStore) -> None:
    reactions = "6 ADVERSE REACTIONS Rash was common. Optic neuritis and demyelination were reported (2 patients). Others follow."
    week(store, lambda name, form: page(label(adverse_reactions=[reactions], indications_and_usage=["CML."])))
    (mention,) = store.read("label", LabelMention)
    assert (mention.section, mention.words) == ("adverse_reactions", "optic neuritis, demyelination")
    assert mention.sentence == "Optic neuritis and demyelination were reported (2 patients)."
    assert (mention.brand_names, mention.effective_date, mention.ingredient) == (
        ("SYNTHETIBRAND",),
        "2024-03-15",
        "imatinib",
    )


def test_words_within_a_table_are_found_and_its_tags_are_not_shown() -> None:
    rows = "<table><tr><td>Optic neuritis</td><td>1 (&lt;1%)</td></tr></table>"
    (mention,) = label_mentions("imatinib", label(adverse_reactions_table=[rows]), PATTERNS)
    assert (mention.section, mention.sentence) == ("adverse_reactions_table", "Optic neuritis 1 (<1%)")


@pytest.mark.parametrize("text", ["Neuropathy occurred.", "Optic neuropathy occurred.", "A demyelin story."])
def test_other_words_are_no_demyelinating_event(text: str) -> None:
    assert list(label_mentions("imatinib", label(warnings=[text]), PATTERNS)) == []


def test_not_found_means_none(store: LiteratureStore, shared: Path) -> None:
    captured = (shared / "real" / "literature" / "openfda" / "device_pma_brca1_20260811.json").read_bytes()
    update, _ = week(store, lambda name, form: Reply(captured, 404), "imatinib", "nilotinib")
    assert store.read("label", LabelMention) == []
    assert (update.drug_count, update.labelled_count) == (2, 0)


def test_a_captured_label_without_sections_is_a_label_that_names_nothing(store: LiteratureStore, shared: Path) -> None:
    captured = (shared / "real" / "literature" / "openfda" / "label_keytruda_20260811.json").read_bytes()
    update, _ = week(store, lambda name, form: captured)
    assert (update.labelled_count, update.mention_count) == (1, 0)


def test_a_label_that_does_not_come_keeps_what_it_said_and_is_marked(store: LiteratureStore) -> None:
    week(store, lambda name, form: page(label(warnings=["Optic neuritis."])))
    update, server = week(store, lambda name, form: NOT_FOUND)
    (kept,) = store.read("label", LabelMention)
    assert (kept.sentence, kept.state) == ("Optic neuritis.", "not returned")
    assert (update.labelled_count, update.naming_count, update.missing_count) == (1, 1, 1)
    assert [form["search"] for _, form in server.requests] == ['openfda.generic_name:"imatinib"', 'set_id:"a"']


def test_a_label_that_lost_its_annotation_is_found_by_its_number(store: LiteratureStore) -> None:
    week(store, lambda name, form: page(label(warnings=["Optic neuritis."])))

    def answer(name: str, form: dict[str, str]) -> Reply | str:
        bare = {name: value for name, value in label(warnings=["Demyelination."]).items() if name != "openfda"}
        return page(bare) if form["search"].startswith("set_id") else NOT_FOUND

    week(store, answer)
    (found,) = store.read("label", LabelMention)
    assert (found.sentence, found.state) == ("Demyelination.", "at openFDA")


def test_words_that_run_together_are_found(store: LiteratureStore) -> None:
    week(store, lambda name, form: page(label(table=["<td>HeadacheDemyelinationNausea</td>"])))
    (mention,) = store.read("label", LabelMention)
    assert (mention.words, mention.sentence) == ("demyelination", "HeadacheDemyelinationNausea")


@pytest.mark.parametrize(
    "sign", ["<", "<a", "<!--", "</", "&#", "&", "a. A", "e.g. ", "(", "1.1", "\n", " ", "demyelinat"]
)
def test_a_label_of_millions_of_one_sign_is_read(sign: str) -> None:
    list(label_mentions("imatinib", label(warnings=[sign * 400_000]), PATTERNS))


def test_a_sign_for_less_than_ends_no_text() -> None:
    (mention,) = label_mentions("imatinib", label(warnings=["Optic neuritis < 1% and > 0.1%"]), PATTERNS)
    assert mention.sentence == "Optic neuritis < 1% and > 0.1%"


def test_all_pages_are_read(store: LiteratureStore) -> None:
    labels = [label(str(number), warnings=["Optic neuritis."]) for number in range(30)]

    def answer(name: str, form: dict[str, str]) -> str:
        return page(*labels[int(form["skip"]) :][:25], total=30)

    update, server = week(store, answer)
    assert (update.mention_count, len(server.requests)) == (30, 2)
    assert server.requests[0][1]["search"] == 'openfda.generic_name:"imatinib"'


def test_a_404_that_does_not_say_not_found_is_a_failure(store: LiteratureStore) -> None:
    with pytest.raises(SourceError, match="without saying NOT_FOUND"):
        week(store, lambda name, form: Reply("<html>no such page</html>", 404))


def test_a_failure_at_the_last_drug_changes_nothing(store: LiteratureStore) -> None:
    week(store, lambda name, form: page(label(warnings=["Optic neuritis."])))
    before = (store.folder / "label.jsonl").read_bytes()

    def answer(name: str, form: dict[str, str]) -> Reply:
        return NOT_FOUND if "imatinib" in form["search"] else Reply("no", 400)

    with pytest.raises(SourceError):
        week(store, answer, "imatinib", "nilotinib")
    assert (store.folder / "label.jsonl").read_bytes() == before


LESIONS = [
    # Tabrecta 13.2 and Litfulo 13.2 in other words (../shared/reference/evidence_review, S111 and S112)
    ("Vacuolation of white matter of the brain was seen in rats at exposures 2.2 times the human AUC or more.", "vacuolation, white matter"),
    ("Reversible axonal dystrophy of the brainstem and spinal cord occurred in dogs.", "axonal dystrophy"),
    ("Degeneration of axons in the optic nerve was observed.", "degeneration of axons, optic nerve"),
    ("Sciatic nerve fiber degeneration with demyelination was seen.", "sciatic nerve fiber degeneration, demyelination"),
    ("In the brain and spinal cord of dogs, vacuolation was seen.", "brain and spinal cord of dogs, vacuolation"),
    ("Axonopathy and swollen axons were seen.", "axonopathy, swollen axons"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "words"), LESIONS)
def test_a_lesion_of_nervous_tissue_in_a_section_on_animals_is_found(sentence: str, words: str) -> None:
    (mention,) = label_mentions("imatinib", label(animal_pharmacology_and_or_toxicology=[sentence]), PATTERNS)
    assert (mention.section, mention.sentence) == ("animal_pharmacology_and_or_toxicology", sentence)
    assert mention.words == words


@pytest.mark.parametrize(
    "text", ["Vacuolation of hepatocytes was seen.", "Degeneration of seminiferous tubules.", "Axons."]
)
def test_a_lesion_elsewhere_in_animals_is_not(text: str) -> None:
    assert list(label_mentions("imatinib", label(nonclinical_toxicology=[text]), PATTERNS)) == []


def test_a_lesion_in_a_section_on_people_is_not(store: LiteratureStore) -> None:
    assert list(label_mentions("imatinib", label(adverse_reactions=[LESIONS[0][0]]), PATTERNS)) == []
