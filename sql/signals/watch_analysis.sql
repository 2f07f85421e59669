-- Analysis
-- Grain:  one row per analysis of the watchlist, in the order in which they are shown: what it does, and for how many watched
--         drugs it could be made
-- Policy: docs/architecture.md, Event groups and analyses. case_count differs by drug where an analysis asks something of it
WITH counted AS (
    SELECT watched.analysis
        , any_value(watched.leaves_out ORDER BY watched.reason IS NOT NULL, watched.drug_kind, watched.drug) AS leaves_out
        , count(*) AS drug_count
        , count_if(watched.reason IS NULL AND margin.drug_case_count > 0) AS made_count
        , min(margin.case_count) FILTER (watched.reason IS NULL AND margin.drug_case_count > 0) AS least_case_count
        , max(margin.case_count) FILTER (watched.reason IS NULL AND margin.drug_case_count > 0) AS most_case_count
        , agreed(watched.reason) AS reason
    FROM watch.analysis AS watched
    INNER JOIN watch.drug_total AS margin USING (drug, drug_kind, frame_id)
    GROUP BY watched.analysis
)

SELECT protocol.name AS watchlist
    , analysis.analysis
    , analysis.place
    , analysis.words
    , analysis.analysis = protocol.primary_analysis AS is_primary
    , analysis.analysis = protocol.comparison_analysis AS is_comparison
    , analysis.suspects
    , analysis.reporters
    , analysis.leave_out
    , analysis.only_indications
    , coalesce(analysis.comparator_list, analysis.comparator) AS comparator
    , analysis.is_before_publicity
    , analysis.one_report_an_article
    , analysis.one_report_a_probable_group
    , analysis.adjusted AS is_adjusted
    , analysis.is_restricted
    , counted.leaves_out
    , counted.drug_count
    , CAST(counted.made_count AS BIGINT) AS made_count
    , CASE WHEN counted.made_count = 0 THEN coalesce(counted.reason, 'it could be made for no watched drug') END AS reason
    , counted.least_case_count
    , counted.most_case_count
FROM watchlist.analysis AS analysis
INNER JOIN counted USING (analysis)
CROSS JOIN watchlist.protocol AS protocol
ORDER BY analysis.place
