-- What animal studies of a drug and of its target class say, question by question
WITH subject AS (
    SELECT drug, drug_kind, drug AS studied, drug_kind AS studied_kind
    FROM evidence.animal_verdict
    WHERE watchlist = $watchlist
    UNION
    SELECT drug, drug_kind, target_class, 'target_class'
    FROM evidence.animal_verdict
    WHERE watchlist = $watchlist AND target_class IS NOT NULL
)

SELECT subject.drug, subject.drug_kind, question.drug AS studies_of
    , CASE question.question
        WHEN 'harm' THEN topic.harm_name || ' (' || topic.harm_question || ')'
        WHEN 'efficacy' THEN question.question || ' (' || topic.efficacy_question || ')'
    END AS question
    , question.label AS animal_verdict, question.protective_count AS protective, question.harmful_count AS harmful
    , question.mixed_count AS mixed, question.null_count AS no_effect, question.group_count AS groups
    , question.in_vivo_group_count AS in_vivo
FROM subject
INNER JOIN evidence.animal_question AS question
    ON subject.studied = question.drug AND subject.studied_kind = question.drug_kind
INNER JOIN signals.watch_topic AS topic ON question.watchlist = topic.watchlist
WHERE question.watchlist = $watchlist AND subject.drug IN $drugs
ORDER BY subject.studied_kind ASC, question.question DESC
