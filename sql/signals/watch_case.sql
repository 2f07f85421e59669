-- Watched case
-- Grain:  one row per watched drug x watched event x case behind the a of the first analysis
-- Policy: start_date is the earliest start of the drug as a suspect; onset_days is known only where that date and the date of
--         the event are known to the day
WITH member AS (
    SELECT drug
        , drug_kind
        , list(ingredient) AS ingredients
    FROM watchlist.drug
    GROUP BY drug, drug_kind
)

-- an adjusted analysis counts the cases of the one that asks the same without strata
, counted_in AS (
    SELECT combination.drug
        , combination.drug_kind
        , combination.profile_id
        , combination.is_primary_suspect
        , list(analysis.analysis ORDER BY analysis.place) AS analyses
    FROM (SELECT DISTINCT drug, drug_kind, profile_id, is_primary_suspect FROM watch.pair_case) AS combination
    INNER JOIN (
        SELECT *
        FROM watch.analysis
        QUALIFY row_number() OVER (PARTITION BY drug, drug_kind, frame_id ORDER BY is_adjusted, place) = 1
    ) AS analysis USING (drug, drug_kind)
    SEMI JOIN watch.frame_profile AS frame
        ON analysis.frame_id = frame.frame_id AND combination.profile_id = frame.profile_id
    WHERE analysis.suspects = 'all' OR combination.is_primary_suspect
    GROUP BY combination.drug, combination.drug_kind, combination.profile_id, combination.is_primary_suspect
)

SELECT watched.drug
    , watched.drug_kind
    , watched.event
    , watched.event_kind
    , cases.caseid
    , cases.quarter
    , taken.drugnames
    , taken.role
    , report.reactions
    , taken.indications
    , taken.start_date
    , taken.start_date_precision
    , cases.event_date
    , cases.event_date_precision
    , CASE WHEN taken.start_date_precision = 'day' AND cases.event_date_precision = 'day'
        THEN cases.event_date - taken.start_date
    END AS onset_days
    , cases.init_fda_date
    , cases.fda_date
    , taken.dechallenge
    , taken.rechallenge
    , report.outcomes
    , cases.age_years
    , cases.sex
    , cases.reporter_type
    , cases.reporter_country
    , cases.country
    , cases.sender
    , cases.literature_reference
    , list_filter(report.suspects, LAMBDA suspect: NOT list_contains(member.ingredients, suspect)) AS other_suspects
    , report.duplicate_caseids
    , counted_in.analyses
FROM watch.pair_case AS watched
INNER JOIN faers.cases AS cases USING (caseid)
INNER JOIN watch.pair_case_drug AS taken USING (drug, drug_kind, caseid)
INNER JOIN member USING (drug, drug_kind)
INNER JOIN watch.pair_case_report AS report USING (caseid)
INNER JOIN counted_in USING (drug, drug_kind, profile_id, is_primary_suspect)
ORDER BY watched.drug_kind, watched.drug, watched.event_kind, watched.event, cases.caseid
