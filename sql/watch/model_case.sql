-- Case of the report-level model
-- Grain:  one row per counted case that is in it: every case of the group that the topic is about, and a sample of the others, those
--         that suspect a watched drug apart, so that few of these are lost
-- Policy: docs/methods.md, Report-level model. A case is drawn where the hash of its number is small: five of either kind a case of
--         the event, and 20,000 at least. drawn_share: which share of the cases without the event, watched or not as this one, was drawn.
--         position: its place among them by case_number, from 0
WITH event_case AS (
    SELECT DISTINCT by_event.case_number
    FROM watch.event_case AS by_event
    SEMI JOIN watchlist.protocol AS protocol ON by_event.event = protocol.comparison_group
    WHERE by_event.event_kind = 'group'
)

, watched_case AS (
    SELECT DISTINCT case_number
    FROM watch.drug_case
    WHERE drug_kind = 'class'
)

, described AS (
    SELECT counted.caseid
        , counted.case_number
        , event_case.case_number IS NOT NULL AS is_event
        , watched_case.case_number IS NOT NULL AS is_watched
        , md5_number_lower(counted.caseid || ' 20261129') / 18446744073709551616 AS place
    FROM watch.counted_case AS counted
    LEFT JOIN event_case USING (case_number)
    LEFT JOIN watched_case USING (case_number)
)

, kind AS (
    SELECT is_watched
        , count_if(NOT is_event) AS other_count
        , greatest(5 * CAST(sum(count_if(is_event)) OVER () AS BIGINT), 20000) / count_if(NOT is_event) AS share
    FROM described
    GROUP BY is_watched
)

, drawn AS (
    SELECT described.*
        , kind.other_count
    FROM described
    INNER JOIN kind USING (is_watched)
    WHERE described.is_event OR described.place < kind.share
)

, drawn_kind AS (
    SELECT is_watched
        , coalesce(count_if(NOT is_event) / nullif(any_value(other_count), 0), 1) AS drawn_share
    FROM drawn
    GROUP BY is_watched
)

SELECT CAST(row_number() OVER (ORDER BY drawn.case_number) - 1 AS INTEGER) AS position
    , drawn.case_number
    , drawn.caseid
    , drawn.is_event
    , drawn.is_watched
    , drawn_kind.drawn_share
    , age_band(cases.age_years) AS age
    , coalesce(cases.sex, 'unknown') AS sex
    , coalesce(reporter_in_words(cases.reporter_type), 'unknown') AS reporter
    , coalesce(CAST(year(cases.init_fda_date) AS VARCHAR), 'unknown') AS year_received
    , coalesce(list_intersect(listed.lists, context.leave_out), []) AS lists
FROM drawn
INNER JOIN drawn_kind USING (is_watched)
INNER JOIN faers.cases AS cases USING (caseid)
LEFT JOIN watch.case_list AS listed USING (caseid)
CROSS JOIN (
    SELECT analysis.leave_out
    FROM watchlist.analysis AS analysis
    SEMI JOIN watchlist.protocol AS protocol ON analysis.analysis = protocol.comparison_analysis
) AS context
