-- Article of a case
-- Grain:  one row per counted case that cites an article: what identifies the article
SELECT caseid
    , article_key(literature_reference) AS article
    , fda_date
FROM faers.cases
WHERE is_counted AND article_key(literature_reference) IS NOT NULL
