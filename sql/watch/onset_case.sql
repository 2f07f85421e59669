-- Onset of a case
-- Grain:  one row per watched drug x watched event x counted case of both: days from therapy start to event, or why unknown
-- Policy: the start is the earliest of the drug's suspect records; where dates tie, the one that is known least counts. A date
--         is known to the day only where its precision says so, since a source may pad with the 1st. An onset could be seen
--         until the end of the last quarter held
WITH period AS (
    SELECT max(quarter_end(published.quarter)) AS data_end
    FROM (SELECT unnest(quarters) AS quarter FROM run.publication) AS published
)

, pair AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , by_event.event
        , by_event.event_kind
        , counted.caseid
    FROM watch.drug_case AS by_drug
    INNER JOIN watch.event_case AS by_event USING (case_number)
    INNER JOIN watch.counted_case AS counted USING (case_number)
)

, started AS (
    SELECT drug.drug
        , drug.drug_kind
        , reported.caseid
        , min(reported.start_date) AS start_date
        , arg_max(
            reported.start_date_precision
            , (-epoch(reported.start_date), list_position(['day', 'month', 'year'], reported.start_date_precision))
        ) AS start_date_precision
    FROM faers.case_drug AS reported
    INNER JOIN watchlist.drug AS drug USING (ingredient)
    WHERE reported.role IN ('PS', 'SS') AND reported.start_date IS NOT NULL
    GROUP BY drug.drug, drug.drug_kind, reported.caseid
)

, dated AS (
    SELECT pair.drug
        , pair.drug_kind
        , pair.event
        , pair.event_kind
        , pair.caseid
        , started.start_date
        , date_diff('day', started.start_date, cases.event_date) AS days
        , CASE
            WHEN cases.event_date IS NULL THEN 'no event date'
            WHEN cases.event_date_precision != 'day' THEN 'event not to the day'
            WHEN started.start_date IS NULL THEN 'no therapy start'
            WHEN started.start_date_precision != 'day' THEN 'therapy start not to the day'
            WHEN cases.event_date < started.start_date THEN 'event before therapy'
        END AS reason
    FROM pair
    INNER JOIN faers.cases AS cases USING (caseid)
    LEFT JOIN started
        ON pair.drug = started.drug AND pair.drug_kind = started.drug_kind AND pair.caseid = started.caseid
)

SELECT dated.drug
    , dated.drug_kind
    , dated.event
    , dated.event_kind
    , dated.caseid
    , CASE WHEN dated.reason IS NULL THEN dated.days END AS onset_days
    , CASE WHEN dated.reason IS NULL THEN date_diff('day', dated.start_date, period.data_end) END AS seen_days
    , dated.reason
FROM dated
CROSS JOIN period
