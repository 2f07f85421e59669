"""From a folder of zips to a published file by the code that a run uses, without Prefect."""

from pathlib import Path

from signals.build import plan as build_plan
from signals.build import publication as build_publication
from signals.database import PUBLISHED_NAME, Resources
from signals.errors import OutsideError
from signals.lake.folder_lake import FolderLake
from signals.lake.refusal import Refusal, record_refusals
from signals.sources.faers.fetch import fetch
from signals.sources.faers.intake import load_if_new
from signals.sources.faers.ledger import Ledger
from signals.sources.faers.source import open_source
from signals.tables import build_models
from signals.vocabulary.watchlist import load_watchlist
from tests.publications import FEW_DRUGS


def publish(folder: Path, data_dir: Path, drug_dictionary: Path | None = None) -> Path:
    """Fetch, load, build, check and publish what the folder holds; a quarter that cannot be loaded is refused."""
    ledger = Ledger(data_dir / "raw" / "ledger.json")
    lake = FolderLake(data_dir / "lake")
    offers = open_source(str(folder)).offers()
    refused = []
    for offer in offers:
        try:
            fetched = fetch(offer, data_dir / "raw", ledger)
            load_if_new(fetched.path, quarter=str(offer.quarter), zip_sha256=fetched.sha256, lake=lake, threads=2)
        except OutsideError as error:
            refused.append(Refusal(str(offer.quarter), str(error)))
    record_refusals(lake, tried={str(offer.quarter) for offer in offers}, refused=refused)
    plan = build_plan.plan(data_dir, [load_watchlist(FEW_DRUGS)], str(folder), drug_dictionary=drug_dictionary)
    build_publication.build(plan, build_models(), Resources(memory_limit="1GB", threads=2))
    build_publication.check(plan)
    build_publication.publish_build(plan)
    return data_dir / PUBLISHED_NAME
