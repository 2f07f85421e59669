-- Likeness of a case
-- Grain:  one row per case of a quarter that another kept case is described like: a hash of everything the rule `aeolus` compares
-- Policy: docs/decisions/0003-duplicates.md. Same event date as written, age and unit, sex, country, set of drugs and set of
--         reactions, none unknown
WITH described AS (
    SELECT kept.caseid
        , report.event_date_text
        , report.event_date_precision != 'day' OR (month(report.event_date), day(report.event_date)) = (1, 1) AS has_padded_date
        , report.age_text
        , report.sex
        , coalesce(report.country, report.reporter_country) AS country
        , coalesce(report.sender, '') AS sender
    FROM staging.report AS report
    INNER JOIN latest.kept_report AS kept USING (report_row)
    WHERE kept.is_described_alike
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
    , md5(concat_ws('|', event_date_text, age_text, sex, country, to_json(ingredients), to_json(events))) AS likeness
    , sender
    , has_padded_date
FROM described
INNER JOIN drug_set USING (caseid)
INNER JOIN event_set USING (caseid)
