-- Likeness of a case
-- Grain:  one row per case of a quarter that another kept case is described like: a hash of everything the rule `aeolus` compares
-- Made as: table, by quarter
-- Reads:  latest.kept_report, staging.report, latest.drug, latest.event
-- Policy: docs/decisions/0003-duplicates.md. Same event date as FDA wrote it, age and unit, sex, country, set of drugs and set of
--         reactions, none unknown
WITH described AS (
    SELECT report.caseid
        , demo.event_dt
        , demo.event_date_precision != 'day' OR right(demo.event_dt, 4) = '0101' AS has_padded_date
        , demo.age_text
        , demo.sex
        , coalesce(demo.country, demo.reporter_country) AS country
        , coalesce(demo.sender, '') AS sender
    FROM staging.report AS demo
    INNER JOIN latest.kept_report AS report USING (report_row)
    WHERE report.is_described_alike
)

, drug_set AS (
    SELECT caseid
        , list_sort(list_distinct(list(ingredient))) AS ingredients
    FROM latest.drug
    SEMI JOIN described USING (caseid)
    WHERE ingredient IS NOT NULL
    GROUP BY caseid
)

, event_set AS (
    SELECT caseid
        , list_sort(list(event_id)) AS events
    FROM latest.event
    SEMI JOIN described USING (caseid)
    GROUP BY caseid
)

SELECT described.caseid
    , md5(concat_ws('|', event_dt, age_text, sex, country, to_json(ingredients), to_json(events))) AS likeness
    , sender
    , has_padded_date
FROM described
INNER JOIN drug_set USING (caseid)
INNER JOIN event_set USING (caseid)
