"""The summary row carries what the other tables say."""

from signals.database import open_read_only
from tests.publications import Publication

KEYS = ["drug", "drug_kind", "event", "event_kind", "analysis"]


def test_the_summary_row_says_without_how_many_cases_a_signal_would_not_stand_out(
    demo_publication: Publication,
) -> None:
    with open_read_only(demo_publication.path) as connection:
        wrong = connection.execute(
            """
            SELECT summary.drug, summary.event
            FROM signals.watch_summary AS summary
            LEFT JOIN signals.watch_fragility AS fragility
                ON summary.drug = fragility.drug AND summary.drug_kind = fragility.drug_kind
                AND summary.event = fragility.event AND fragility.event_kind = 'group' AND fragility.analysis = 'primary'
            WHERE summary.primary_cases_to_lose IS DISTINCT FROM fragility.cases_to_lose
                OR (fragility.cases_to_lose IS NOT NULL AND sentence NOT LIKE '% of these cases it would not stand out%')
            """
        ).fetchall()
        carried = connection.execute(
            "SELECT drug, fragility_label FROM signals.watch_summary WHERE primary_cases_to_lose IS NOT NULL"
        ).fetchall()
    assert wrong == []
    assert ("bosutinib", "possibly duplicates") in carried, "its cases all cite one article (signals.demo.truths)"
