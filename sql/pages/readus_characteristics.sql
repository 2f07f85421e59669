-- Characteristics of the cases of watched drugs and of all others
WITH watched AS (
    SELECT DISTINCT caseid
    FROM faers.suspect
    WHERE ingredient IN (SELECT drug FROM signals.watch WHERE watchlist = $watchlist AND drug_kind = 'ingredient')
)

SELECT CASE WHEN watched.caseid IS NULL THEN 'all other counted cases' ELSE 'watched drugs' END AS cases_of
    , count(*) AS cases
    , median(cases.age_years) AS median_age
    , count(*) FILTER (cases.age_years IS NULL) / count(*) AS share_without_age
    , count(*) FILTER (cases.sex = 'F') / nullif(count(cases.sex), 0) AS share_female_of_known
    , count(*) FILTER (cases.is_serious) / count(*) AS share_serious
    , count(*) FILTER (cases.reporter_type IN ('MD', 'PH', 'OT', 'HP', 'RN')) / nullif(count(cases.reporter_type), 0)
        AS share_health_professional_of_known
FROM faers.cases AS cases
LEFT JOIN watched ON cases.caseid = watched.caseid
WHERE cases.is_counted
GROUP BY ALL
ORDER BY cases_of DESC
