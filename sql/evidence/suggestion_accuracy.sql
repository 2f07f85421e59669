-- Accuracy of the suggestions
-- Grain:  one row per text read (abstract or title alone) x aspect x value, and one for all values of the aspect together
-- Policy: the rules of data/reference/suggestion_rules.csv held against what a person coded, on every coded row whose paper has
--         the text. precision: of the rows for which the value is suggested, how many are coded so; recall: of the rows coded
--         so, for how many it is suggested. A paper has one suggestion, so one that is coded in two models can be right in one
WITH coded AS (
    SELECT study.study_id
        , CASE WHEN paper.abstract IS NOT NULL THEN 'abstract' ELSE 'title' END AS text_read
        , aspects.aspect
        , CASE aspects.aspect
            WHEN 'model' THEN study.model_family
            WHEN 'regimen' THEN study.regimen_kind
            ELSE study.direction
        END AS coded
        , CASE aspects.aspect
            WHEN 'model' THEN suggestion.suggested_model
            WHEN 'regimen' THEN suggestion.suggested_regimen
            ELSE suggestion.suggested_direction
        END AS suggested
    FROM evidence.study AS study
    INNER JOIN evidence.publication AS paper
        ON study.publication = paper.publication OR study.pmid = paper.pmid OR lower(study.doi) = lower(paper.doi)
    INNER JOIN evidence.paper_suggestion AS suggestion ON paper.publication = suggestion.publication
    CROSS JOIN (VALUES ('model'), ('regimen'), ('direction')) AS aspects (aspect)
    WHERE study.direction != 'not coded' AND (paper.abstract IS NOT NULL OR paper.title NOT LIKE '%title not seen%')
)

, vocabulary AS (
    SELECT DISTINCT text_read, aspect, value
    FROM (
        SELECT text_read, aspect, coded AS value FROM coded
        UNION
        SELECT text_read, aspect, suggested FROM coded WHERE suggested IS NOT NULL
        UNION
        SELECT text_read, aspect, 'all' FROM coded
    ) AS paired
)

SELECT vocabulary.text_read
    , vocabulary.aspect
    , vocabulary.value
    , CAST(count(*) FILTER (coded.coded = vocabulary.value OR vocabulary.value = 'all') AS INTEGER) AS coded_count
    , CAST(count(*) FILTER (coded.suggested = vocabulary.value OR vocabulary.value = 'all' AND coded.suggested IS NOT NULL)
        AS INTEGER) AS suggested_count
    , CAST(count(*) FILTER (coded.suggested = coded.coded AND vocabulary.value IN (coded.coded, 'all')) AS INTEGER) AS agreeing_count
    , agreeing_count / nullif(suggested_count, 0) AS precision
    , agreeing_count / nullif(coded_count, 0) AS recall
FROM vocabulary
INNER JOIN coded USING (text_read, aspect)
GROUP BY vocabulary.text_read, vocabulary.aspect, vocabulary.value
ORDER BY vocabulary.text_read, vocabulary.aspect, vocabulary.value = 'all', vocabulary.value
