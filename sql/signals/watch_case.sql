-- Watched case
-- Grain:  one row per watched drug x watched event x case behind the a of the first analysis
-- Policy: start_date is the earliest start of the drug as a suspect; onset_days is known only where that date and the date of
--         the event are known to the day
WITH behind AS (
    SELECT by_drug.*
        , by_event.event
        , by_event.event_kind
        , counted.caseid
    FROM watch.drug_case AS by_drug
    INNER JOIN watch.event_case AS by_event USING (case_number)
    INNER JOIN watch.counted_case AS counted USING (case_number)
)

, wanted AS (
    SELECT DISTINCT caseid
    FROM behind
)

, record AS (
    SELECT watched.drug
        , watched.drug_kind
        , reported.*
    FROM faers.case_drug AS reported
    SEMI JOIN wanted USING (caseid)
    INNER JOIN watchlist.drug AS watched USING (ingredient)
    WHERE reported.role IN ('PS', 'SS')
)

, taken AS (
    SELECT drug
        , drug_kind
        , caseid
        , list_sort(list(DISTINCT drugname) FILTER (drugname IS NOT NULL)) AS drugnames
        , CASE WHEN bool_or(role = 'PS') THEN 'PS' ELSE 'SS' END AS role
        , list_sort(list(DISTINCT dechallenge) FILTER (dechallenge IS NOT NULL)) AS dechallenge
        , list_sort(list(DISTINCT rechallenge) FILTER (rechallenge IS NOT NULL)) AS rechallenge
        , min((start_date, start_date_precision)) FILTER (start_date IS NOT NULL) AS start
    FROM record
    GROUP BY drug, drug_kind, caseid
)

, indicated AS (
    SELECT record.drug
        , record.drug_kind
        , record.caseid
        , list_sort(list(DISTINCT indication.indication_pt)) AS indications
    FROM record
    INNER JOIN faers.case_indication AS indication USING (caseid, drug_seq)
    GROUP BY record.drug, record.drug_kind, record.caseid
)

, reaction AS (
    SELECT caseid
        , list_sort(list(event_pt)) AS reactions
    FROM faers.case_event
    SEMI JOIN wanted USING (caseid)
    GROUP BY caseid
)

, outcome AS (
    SELECT caseid
        , list_sort(list(outcome)) AS outcomes
    FROM faers.case_outcome
    SEMI JOIN wanted USING (caseid)
    GROUP BY caseid
)

, suspected AS (
    SELECT caseid
        , list_sort(list(ingredient)) AS suspects
    FROM faers.suspect
    SEMI JOIN wanted USING (caseid)
    GROUP BY caseid
)

, duplicate AS (
    SELECT duplicate_of AS caseid
        , list_sort(list(cases.caseid)) AS duplicate_caseids
    FROM faers.cases AS cases
    WHERE duplicate_of IS NOT NULL
    GROUP BY duplicate_of
)

, member AS (
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
    FROM (SELECT DISTINCT drug, drug_kind, profile_id, is_primary_suspect FROM behind) AS combination
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

SELECT behind.drug
    , behind.drug_kind
    , behind.event
    , behind.event_kind
    , cases.caseid
    , cases.quarter
    , taken.drugnames
    , taken.role
    , reaction.reactions
    , indicated.indications
    , taken.start[1] AS start_date
    , taken.start[2] AS start_date_precision
    , cases.event_date
    , cases.event_date_precision
    , CASE WHEN taken.start[2] = 'day' AND cases.event_date_precision = 'day'
        THEN cases.event_date - taken.start[1]
    END AS onset_days
    , cases.init_fda_date
    , cases.fda_date
    , taken.dechallenge
    , taken.rechallenge
    , outcome.outcomes
    , cases.age_years
    , cases.sex
    , cases.reporter_type
    , cases.reporter_country
    , cases.country
    , cases.sender
    , cases.literature_reference
    , list_filter(suspected.suspects, LAMBDA suspect: NOT list_contains(member.ingredients, suspect)) AS other_suspects
    , duplicate.duplicate_caseids
    , counted_in.analyses
FROM behind
INNER JOIN faers.cases AS cases USING (caseid)
INNER JOIN taken USING (drug, drug_kind, caseid)
INNER JOIN member USING (drug, drug_kind)
INNER JOIN reaction USING (caseid)
INNER JOIN suspected USING (caseid)
INNER JOIN counted_in USING (drug, drug_kind, profile_id, is_primary_suspect)
LEFT JOIN indicated USING (drug, drug_kind, caseid)
LEFT JOIN outcome USING (caseid)
LEFT JOIN duplicate USING (caseid)
ORDER BY behind.drug_kind, behind.drug, behind.event_kind, behind.event, cases.caseid
