-- What analyses ask of a case
-- Grain:  one row per counted case: all that decides in which analyses of which watched drugs it is
-- Policy: reporters end where they are no longer known (staging.source). received_from is the latest date of the watchlist's
--         [[publicity]] on or before the first receipt, -infinity before them all, NULL where the receipt is not dated
WITH with_primary_suspect AS (
    SELECT DISTINCT caseid
    FROM faers.case_drug
    WHERE role = 'PS' AND ingredient IS NOT NULL
)

, compared AS (
    SELECT reported.caseid
        , list_sort(list(DISTINCT listed.list_name)) AS suspect_lists
        , list_sort(list(DISTINCT listed.list_name) FILTER (reported.role = 'PS')) AS primary_suspect_lists
    FROM faers.case_drug AS reported
    INNER JOIN watchlist.list_drug AS listed USING (ingredient)
    SEMI JOIN watchlist.analysis AS analysis ON listed.list_name = analysis.comparator_list
    WHERE reported.role IN ('PS', 'SS')
    GROUP BY reported.caseid
)

, received AS (
    SELECT cases.init_fda_date
        , coalesce(max(publicity.publicity_date), '-infinity'::DATE) AS received_from
    FROM (SELECT DISTINCT init_fda_date FROM faers.cases WHERE init_fda_date IS NOT NULL) AS cases
    LEFT JOIN watchlist.publicity AS publicity ON cases.init_fda_date >= publicity.publicity_date
    GROUP BY cases.init_fda_date
)

SELECT cases.caseid
    , with_primary_suspect.caseid IS NOT NULL AS has_primary_suspect
    , coalesce(cases.reporter_type IN ('MD', 'PH', 'OT', 'HP', 'RN'), FALSE)
        AND coalesce(cases.quarter <= (SELECT reporter_known_until FROM staging.source), TRUE) AS is_health_professional
    , repeated.caseid IS NOT NULL AS is_repeated_article
    , probable.caseid IS NOT NULL AS is_repeated_probably
    , of_class.caseid IS NOT NULL AS is_of_class
    , coalesce(of_class.is_primary_suspect, FALSE) AS is_primary_of_class
    , received.received_from
    , listed.lists
    , compared.suspect_lists
    , compared.primary_suspect_lists
    , indicated.indication_groups
FROM faers.cases AS cases
LEFT JOIN with_primary_suspect USING (caseid)
LEFT JOIN watch.repeated_article_case AS repeated USING (caseid)
LEFT JOIN watch.repeated_probable_case AS probable USING (caseid)
LEFT JOIN (SELECT caseid, is_primary_suspect FROM watch.suspected WHERE drug_kind = 'class') AS of_class USING (caseid)
LEFT JOIN received USING (init_fda_date)
LEFT JOIN watch.case_list AS listed USING (caseid)
LEFT JOIN compared USING (caseid)
LEFT JOIN watch.case_indication_group AS indicated USING (caseid)
WHERE cases.is_counted
