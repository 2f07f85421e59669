"""A SYNTHETIC literature for `nibwatch demo`: invented papers, trials and labels, served as the real ones are."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from signals.demo.loopback import Form, Reply, form_server
from signals.literature.search import Addresses

CONTENT = Path(__file__).parent / "content" / "literature.toml"
_NOT_FOUND = Reply(json.dumps({"error": {"code": "NOT_FOUND", "message": "No matches found!"}}), 404)


@contextmanager
def serve_literature() -> Iterator[Addresses]:
    """Serve the SYNTHETIC literature on loopback and give the addresses of its four sources."""
    content = tomllib.loads(CONTENT.read_text(encoding="utf-8"))

    def answer(name: str, form: Form) -> Reply | str:
        if name == "esearch.fcgi":
            return _search(content["paper"], form)
        if name == "efetch.fcgi":
            return _records(content["paper"], form["id"].split(","))
        if name == "search":
            return _europepmc(content["paper"], form)
        if name == "studies":
            return _studies(content["trial"], form)
        return _labels(content["label"], form)

    with form_server(answer) as server:
        yield Addresses(
            f"{server.address}/eutils",
            f"{server.address}/v2",
            f"{server.address}/drug/label.json",
            f"{server.address}/europepmc",
        )


def _search(papers: Sequence[Mapping[str, Any]], form: Form) -> str:
    """The papers whose drug the search names, added on a day of the range asked for."""
    pmids = [
        paper["pmid"]
        for paper in papers
        if f'"{paper["drug"]}"[tiab]' in form["term"] and form["mindate"] <= paper["added"] <= form["maxdate"]
    ]
    ids = "".join(f"<Id>{pmid}</Id>" for pmid in pmids)
    return f"<eSearchResult><Count>{len(pmids)}</Count><IdList>{ids}</IdList></eSearchResult>"


def _europepmc(papers: Sequence[Mapping[str, Any]], form: Form) -> str:
    """The same papers as records of Europe PMC."""
    results = []
    for paper in papers:
        if f'TITLE:"{paper["drug"]}"' not in form["query"]:
            continue
        fields = {
            "title": paper["title"],
            "authorString": "Synthetic A.",
            "pubYear": paper["added"][:4],
            "citedByCount": 1,
        }
        results.append({**fields, "source": "MED", "id": paper["pmid"], "pmid": paper["pmid"], "isOpenAccess": "N"})
    return json.dumps({"hitCount": len(results), "nextCursorMark": "*", "resultList": {"result": results}})


def _records(papers: Sequence[Mapping[str, Any]], pmids: Sequence[str]) -> str:
    records = "".join(_record(paper) for paper in papers if paper["pmid"] in pmids)
    return f'<?xml version="1.0" ?><PubmedArticleSet>{records}</PubmedArticleSet>'


def _record(paper: Mapping[str, Any]) -> str:
    abstract = escape(paper.get("abstract", ""))
    types = "".join(f"<PublicationType>{escape(name)}</PublicationType>" for name in paper["types"])
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{paper['pmid']}</PMID><Article><Journal><JournalIssue><PubDate>"
        f"<Year>{paper['added'][:4]}</Year></PubDate></JournalIssue><Title>SYNTHETIC journal</Title></Journal>"
        f"<ArticleTitle>{escape(paper['title'])}</ArticleTitle>"
        + (f"<Abstract><AbstractText>{abstract}</AbstractText></Abstract>" if abstract else "")
        + "<AuthorList><Author><LastName>Synthetic</LastName><Initials>A</Initials></Author></AuthorList>"
        f"<PublicationTypeList>{types}</PublicationTypeList></Article></MedlineCitation></PubmedArticle>"
    )


def _studies(trials: Sequence[Mapping[str, Any]], form: Form) -> str:
    wanted = [
        trial
        for trial in trials
        if trial["nct_id"] in form.get("filter.ids", "") or f'"{trial["drug"]}"' in form.get("query.intr", "")
    ]
    studies = [
        {
            "protocolSection": {
                "identificationModule": {"nctId": trial["nct_id"], "briefTitle": trial["title"]},
                "statusModule": {"overallStatus": trial["status"]},
                "designModule": {"enrollmentInfo": {"count": trial["participants"]}},
                "conditionsModule": {"conditions": ["Multiple Sclerosis"]},
                "armsInterventionsModule": {"interventions": [{"name": trial["drug"]}]},
            }
        }
        for trial in wanted
    ]
    return json.dumps({"studies": studies, "totalCount": len(studies)})


def _labels(labels: Sequence[Mapping[str, Any]], form: Form) -> Reply | str:
    wanted = [label for label in labels if f'"{label["drug"]}"' in form["search"]]
    if not wanted:
        return _NOT_FOUND
    results = [
        {
            "set_id": f"SYNTHETIC-{label['drug']}",
            "effective_time": "20260101",
            "openfda": {"brand_name": ["SYNTHETIC"], "generic_name": [label["drug"].upper()]},
            label["section"]: [label["text"]],
        }
        for label in wanted
    ]
    return json.dumps({"meta": {"results": {"total": len(results)}}, "results": results})
