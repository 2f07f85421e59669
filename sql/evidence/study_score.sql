-- Published quality score of a coded study
-- Grain:  one row per coded study x instrument whose score a source publishes
-- Policy: it enters no weight: a score that one study in a hundred has would compare it with nothing
SELECT score.study_id
    , study.compound
    , score.instrument
    , CAST(score.score AS INTEGER) AS score
    , CAST(score.maximum AS INTEGER) AS maximum
    , score.source
    , score.seen_level
FROM reference.study_score AS score
INNER JOIN evidence.study AS study USING (study_id)
ORDER BY score.study_id, score.instrument
