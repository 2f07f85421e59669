-- Animal verdicts on a drug and its class, by question
SELECT question.drug AS "studies of"
        , CASE question.question
            WHEN 'myelin harm' THEN question.question || ' (' || topic.harm_question || ')'
            WHEN 'efficacy' THEN question.question || ' (' || topic.efficacy_question || ')'
        END AS question
        , label AS "animal verdict", protective_count AS protective, harmful_count AS harmful, mixed_count AS mixed
        , null_count AS "no effect", group_count AS groups, in_vivo_group_count AS "in vivo"
    FROM evidence.animal_question AS question
    CROSS JOIN signals.watch_topic AS topic
    INNER JOIN (
    SELECT drug, drug_kind FROM evidence.animal_verdict WHERE drug = $drug
    UNION ALL
    SELECT target_class, 'target_class' FROM evidence.animal_verdict WHERE drug = $drug AND target_class IS NOT NULL
) USING (drug, drug_kind)
    ORDER BY drug_kind ASC, question.question DESC
