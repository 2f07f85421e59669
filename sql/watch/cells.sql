-- Watched pair
-- Grain:  one row per watched drug x watched event x analysis, a = 0 included: the 2x2 table in cases
-- Policy: caution: Caster 2020, Drug Saf 43:479-487: 5,000 reports are the least for a subset that is not of one country. An
--         adjusted analysis counts the same cases; its statistics are worked out within strata
WITH counted AS (
    SELECT watched.drug
        , watched.drug_kind
        , event.event
        , event.event_kind
        , watched.analysis
        , watched.frame_id
        , watched.is_adjusted
        , watched.has_restricted_comparator
        , watched.leaves_out
        , watched.reason
        , margin.case_count
        , margin.drug_case_count
        , coalesce(event_total.case_count, 0) + coalesce(together.case_count - together.comparator_count, 0)
            AS event_case_count
        , coalesce(together.case_count, 0) AS a
    FROM watch.analysis AS watched
    CROSS JOIN (SELECT DISTINCT event, event_kind FROM watchlist.event) AS event
    INNER JOIN watch.drug_total AS margin USING (drug, drug_kind, frame_id)
    LEFT JOIN watch.event_total AS event_total
        ON event.event = event_total.event AND event.event_kind = event_total.event_kind
        AND watched.frame_id = event_total.frame_id
    LEFT JOIN watch.together AS together
        ON watched.drug = together.drug AND watched.drug_kind = together.drug_kind
        AND event.event = together.event AND event.event_kind = together.event_kind
        AND watched.frame_id = together.frame_id
)

SELECT drug
    , drug_kind
    , event
    , event_kind
    , analysis
    , frame_id
    , is_adjusted
    , has_restricted_comparator
    , leaves_out
    , CASE
        WHEN reason IS NOT NULL THEN reason
        WHEN drug_case_count = 0 THEN 'no report that suspects the drug is left'
        WHEN case_count = drug_case_count THEN 'no report is left to compare with'
        WHEN event_case_count = 0 THEN 'no report of the event is left'
    END AS reason
    , CASE WHEN has_restricted_comparator AND case_count > drug_case_count AND case_count < 5000
        THEN format(
            'only {:,} reports: in a subset of fewer than 5,000, spurious associations are to be expected (Caster 2020)'
            , case_count
        )
    END AS caution
    , CAST(case_count AS BIGINT) AS case_count
    , CAST(a AS BIGINT) AS a
    , CAST(drug_case_count - a AS BIGINT) AS b
    , CAST(event_case_count - a AS BIGINT) AS c
    , CAST(case_count - drug_case_count - event_case_count + a AS BIGINT) AS d
FROM counted
