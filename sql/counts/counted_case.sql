-- Counted case
-- Grain:  one row per counted case, numbered, with the analyses of the watchlist that it is part of
-- Reads:  faers.cases, faers.case_indication, faers.case_drug, watchlist.demyelinating_indication, watchlist.ms_therapy
-- Policy: no_ms_context leaves out, in all four cells, every report with a demyelinating disease as the indication of any
--         drug, and every report that names an MS therapy in any role (DESIGN.md, Analyses)
WITH ms_context AS (
    SELECT caseid
    FROM faers.case_indication
    SEMI JOIN watchlist.demyelinating_indication AS listed
        ON lower(case_indication.indication_pt) = lower(listed.indication_pt)
    UNION
    SELECT caseid
    FROM faers.case_drug
    SEMI JOIN watchlist.ms_therapy AS therapy ON case_drug.ingredient = therapy.ingredient
)

SELECT cases.caseid
    , CAST(row_number() OVER (ORDER BY cases.caseid) AS INTEGER) AS case_number
    , ms_context.caseid IS NULL AS is_no_ms_context
FROM faers.cases AS cases
LEFT JOIN ms_context USING (caseid)
WHERE cases.is_counted
