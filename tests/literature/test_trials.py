"""ClinicalTrials.gov's ways, each through the same client against a loopback server."""

import itertools
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from signals.demo.loopback import Answerer, Server, form_server
from signals.literature.client import Source, SourceError
from signals.literature.compounds import Compound
from signals.literature.store import LiteratureStore, Trial
from signals.literature.trials import TrialUpdate, update_trials
from signals.vocabulary.evidence import read_evidence

DAY = date(2026, 11, 25)
IMATINIB = Compound("imatinib", "imatinib", "BCR-ABL", ("imatinib", "STI571"), ())
OXYTOCIN = Compound("oxytocin", "oxytocin", None, ("oxytocin",), ())


@pytest.fixture
def store(tmp_path: Path) -> LiteratureStore:
    return LiteratureStore(tmp_path / "literature")


def study(
    nct_id: str, status: str = "RECRUITING", drug: str = "Imatinib 400 mg", title: str = "SYNTHETIC trial"
) -> dict[str, Any]:
    """A SYNTHETIC study in the registry's shape."""
    return {
        "protocolSection": {
            "identificationModule": {"nctId": nct_id, "briefTitle": title},
            "statusModule": {"overallStatus": status, "lastUpdatePostDateStruct": {"date": "2021-08-02"}},
            "armsInterventionsModule": {"interventions": [{"name": drug}]},
        },
        "hasResults": False,
    }


CONDITIONS = read_evidence("demyelination").trials.conditions


def page(*studies: dict[str, Any], **more: object) -> str:
    return json.dumps({"studies": list(studies), **more})


def week(
    store: LiteratureStore, answerer: Answerer, day: date = DAY, coded: dict[str, str | None] | None = None,
    drugs: tuple[Compound, ...] = (IMATINIB,),
) -> tuple[TrialUpdate, Server]:  # fmt: skip
    with form_server(answerer) as server:
        source = Source("ClinicalTrials.gov", server.address, requests_per_second=1, sleep=lambda seconds: None)
        return update_trials(store, source, drugs, CONDITIONS, coded or {}, day), server


def test_pages_are_read_until_no_token_comes(store: LiteratureStore, shared: Path) -> None:
    folder = shared / "real" / "literature" / "ctgov_v2"
    first, second = ((folder / f"search_page{number}_20260811.json").read_text() for number in (1, 2))
    pages = {"": first, json.loads(first)["nextPageToken"]: second, json.loads(second)["nextPageToken"]: page()}
    update, server = week(store, lambda name, form: pages[form.get("pageToken", "")], drugs=(OXYTOCIN,))
    captured = [one for text in (first, second) for one in json.loads(text)["studies"]]
    about = [
        one for one in captured if "oxytocin" in json.dumps(one["protocolSection"]["armsInterventionsModule"]).lower()
    ]
    assert len(about) > 0 and set(store.trials()) == {
        one["protocolSection"]["identificationModule"]["nctId"] for one in about
    }
    assert update.unwatched_count == len(captured) - len(about)
    assert [form.get("pageToken", "") for _, form in server.requests] == list(pages)


def test_drug_and_disease_are_both_asked_for(store: LiteratureStore) -> None:
    _, server = week(store, lambda name, form: page())
    name, form = server.requests[0]
    assert name == "studies"
    assert '"imatinib" OR "STI571"' in form["query.intr"]
    assert '"multiple sclerosis"' in form["query.cond"] and '"optic neuritis"' in form["query.cond"]


def test_a_trial_keeps_what_the_registry_says(store: LiteratureStore) -> None:
    week(store, lambda name, form: page(study("NCT03674099", "UNKNOWN")))
    assert store.trials()["NCT03674099"] == Trial(
        nct_id="NCT03674099", title="SYNTHETIC trial", status="UNKNOWN", interventions=("Imatinib 400 mg",), ingredients=("imatinib",),
        last_update_date="2021-08-02", has_results=False, first_seen="2026-11-25",
        status_history=({"noticed": "2026-11-25", "status": "UNKNOWN"},),
    )  # fmt: skip


def test_a_change_of_status_is_noticed_and_the_one_before_kept(store: LiteratureStore) -> None:
    week(store, lambda name, form: page(study("NCT1", "RECRUITING")))
    update, _ = week(store, lambda name, form: page(study("NCT1", "TERMINATED")), DAY + timedelta(days=7))
    assert update.changed == ("NCT1 from RECRUITING to TERMINATED",)
    assert store.trials()["NCT1"].status_history == (
        {"noticed": "2026-11-25", "status": "RECRUITING"},
        {"noticed": "2026-12-02", "status": "TERMINATED"},
    )


def test_a_known_trial_that_the_search_misses_is_asked_for_by_its_number(store: LiteratureStore) -> None:
    def answer(name: str, form: dict[str, str]) -> str:
        return page(study("NCT03674099", "UNKNOWN", drug="study drug")) if "filter.ids" in form else page()

    update, server = week(store, answer, coded={"NCT03674099": "imatinib", "NCT09999999": None})
    assert server.requests[-1][1]["filter.ids"] == "NCT03674099,NCT09999999"
    assert store.trials()["NCT03674099"].ingredients == ("imatinib",)
    assert update.missing == ("NCT09999999",)


def test_a_known_trial_that_does_not_come_keeps_what_it_said(store: LiteratureStore) -> None:
    week(store, lambda name, form: page(study("NCT1")))
    week(store, lambda name, form: page(), DAY + timedelta(days=7))
    kept = store.trials()["NCT1"]
    assert (kept.state, kept.status, kept.ingredients) == ("not returned", "RECRUITING", ("imatinib",))


def test_asking_again_without_news_leaves_the_evidence_byte_for_byte(store: LiteratureStore) -> None:
    for days in (0, 7):
        week(store, lambda name, form: page(study("NCT1")), DAY + timedelta(days=days))
    week(store, lambda name, form: page(study("NCT1")), DAY)
    assert len((store.folder / "trial.jsonl").read_text().splitlines()) == 1
    assert store.trials()["NCT1"].first_seen == "2026-11-25"


def test_a_trial_merged_into_another_is_followed_with_its_history(store: LiteratureStore) -> None:
    def answer(name: str, form: dict[str, str]) -> str:
        merged = study("NCT2", "COMPLETED", drug="study drug")
        merged["protocolSection"]["identificationModule"]["nctIdAliases"] = ["NCT1"]
        return page(merged) if "NCT1" in form.get("filter.ids", "") else page()

    week(store, lambda name, form: page(study("NCT1")))
    update, _ = week(store, answer, DAY + timedelta(days=7))
    new, old = store.trials()["NCT2"], store.trials()["NCT1"]
    assert (new.state, old.state) == ("registered", "merged into NCT2")
    assert (new.ingredients, new.first_seen, new.status) == (("imatinib",), "2026-11-25", "COMPLETED")
    assert [seen["status"] for seen in new.status_history] == ["RECRUITING", "COMPLETED"] and update.missing == ()
    assert "under another number now: NCT1 is NCT2" in str(update) and update.new_count == 0


def test_pages_without_an_end_are_left(store: LiteratureStore) -> None:
    tokens = itertools.count()
    with pytest.raises(SourceError, match="200 pages of one search and offers more"):
        week(store, lambda name, form: page(nextPageToken=str(next(tokens))))


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("<html>down for maintenance</html>", "sent no JSON"),
        ("[]", "no object"),
        ("{}", "without a list of studies"),
        (page(study("NCT1"), nextPageToken="again"), "same page again and again"),
    ],
)
def test_an_answer_that_is_none_is_an_error_and_changes_nothing(
    store: LiteratureStore, reply: str, reason: str
) -> None:
    with pytest.raises(SourceError, match=reason):
        week(store, lambda name, form: reply)
    assert not store.folder.exists()
