-- Watched pair, partially pooled
-- Grain:  one row per watched drug (ingredient, target class, class) x event group in the compared analysis, and per watched
--         ingredient x term of the compared group
-- Policy: docs/methods.md, Partial pooling. The row of a class is the centre of its drugs' ratios. explanation, of an event group,
--         is the first that holds; a ratio stands out where the whole 95% interval is above 1. concern: what of a drug that
--         stands out does not hold elsewhere; of a class in which one drug alone stands out, of that drug
WITH cell AS (
    SELECT protocol.name AS watchlist
        , protocol.comparison_group
        , cell.drug
        , cell.drug_kind
        , CASE cell.drug_kind WHEN 'target_class' THEN cell.drug ELSE target.drug END AS target_class
        , cell.event
        , cell.event_kind
        , cell.analysis
        , cell.a
        , score.expected
        , score.human_verdict
        , (cell.a / nullif(cell.a + cell.b, 0)) / nullif(cell.c / nullif(cell.c + cell.d, 0), 0) AS raw_ratio
        , cell.reason
    FROM watch.cells AS cell
    INNER JOIN watch.score AS score USING (drug, drug_kind, event, event_kind, analysis)
    INNER JOIN watchlist.protocol AS protocol ON cell.analysis = protocol.comparison_analysis
    LEFT JOIN watchlist.drug AS target
        ON cell.drug_kind = 'ingredient' AND cell.drug = target.ingredient AND target.drug_kind = 'target_class'
    WHERE cell.event_kind = 'group'
        OR (cell.drug_kind = 'ingredient' AND cell.event IN (
            SELECT term.event
            FROM watchlist.event AS term
            SEMI JOIN watchlist.protocol AS topic ON term.term_group = topic.comparison_group
        ))
)

, pooled AS (
    SELECT pooled.* REPLACE (CASE pooled.drug_kind WHEN 'class' THEN whole.drug ELSE pooled.drug END AS drug)
        , pooled.pooled_ratio_lower > 1 AS stands_out
    FROM watch.pooled AS pooled
    CROSS JOIN (SELECT DISTINCT drug FROM watchlist.drug WHERE drug_kind = 'class') AS whole
)

, whole AS (
    SELECT event
        , event_kind
        , stands_out
    FROM pooled
    WHERE drug_kind = 'class'
)

, caution AS (
    SELECT caution.drug
        , caution.drug_kind
        , caution.event
        , caution.event_kind
        , caution.analysis
        , string_agg(caution.caution, '; ' ORDER BY caution.place) AS cautions
    FROM signals.watch_caution AS caution
    WHERE caution.is_hollow OR caution.rule IN ('one article', 'one sender')
    GROUP BY ALL
)

, together AS (
    SELECT cell.*
        , pooled.* EXCLUDE (drug, drug_kind, event, event_kind)
        , CASE WHEN pooled.stands_out AND cell.drug_kind = 'ingredient'
            THEN nullif(concat_ws(
                '; '
                , CASE WHEN model.odds_ratio_lower <= 1
                    THEN format('does not hold beside the other drugs of its reports (odds ratio {:.2f})', model.odds_ratio)
                END
                , caution.cautions
            ), '')
        END AS own_concern
        , coalesce(whole.stands_out, FALSE) AS whole_stands_out
        , coalesce(bool_or(pooled.stands_out) FILTER (cell.drug_kind = 'target_class') OVER of_class, FALSE) AS class_stands_out
        , count_if(pooled.stands_out AND cell.drug_kind = 'ingredient') OVER of_class AS class_standing_count
        , count_if(pooled.stands_out AND cell.drug_kind = 'ingredient') OVER of_event AS standing_count
        , count_if(pooled.drug_kind = 'ingredient') OVER of_class AS class_drug_count
        , count_if(pooled.drug_kind = 'ingredient') OVER of_event AS drug_count
    FROM cell
    LEFT JOIN pooled USING (drug, drug_kind, event, event_kind)
    LEFT JOIN whole USING (event, event_kind)
    LEFT JOIN caution USING (drug, drug_kind, event, event_kind, analysis)
    LEFT JOIN signals.watch_report_model AS model
        ON cell.drug_kind = 'ingredient' AND cell.event_kind = 'group' AND model.covariate_kind = 'watched ingredient'
        AND cell.drug = model.covariate AND cell.event = model.event
    WINDOW of_class AS (PARTITION BY cell.event, cell.event_kind, cell.target_class)
        , of_event AS (PARTITION BY cell.event, cell.event_kind)
)

, named AS (
    SELECT *
        , CASE WHEN own_concern LIKE 'does %' THEN '' ELSE 'of ' END || drug || ' ' || own_concern AS named_concern
    FROM together
)

, counted AS (
    SELECT *
        , CASE drug_kind WHEN 'class' THEN standing_count ELSE class_standing_count END AS own_standing_count
        , CASE drug_kind WHEN 'class' THEN drug_count ELSE class_drug_count END AS pooled_drug_count
        , CASE drug_kind
            WHEN 'ingredient' THEN probability_above_class
            WHEN 'target_class' THEN max(probability_above_class) FILTER (stands_out) OVER of_class
            ELSE max(probability_above_class) FILTER (stands_out) OVER of_event
        END AS most_above_class
        , CASE drug_kind
            WHEN 'ingredient' THEN own_concern
            WHEN 'target_class' THEN CASE WHEN class_standing_count = 1 THEN max(named_concern) OVER of_class END
            ELSE CASE WHEN standing_count = 1 THEN max(named_concern) OVER of_event END
        END AS concern
    FROM named
    WINDOW of_class AS (PARTITION BY event, event_kind, target_class), of_event AS (PARTITION BY event, event_kind)
)

SELECT watchlist
    , drug
    , drug_kind
    , target_class
    , event
    , event_kind
    , analysis
    , a
    , expected
    , raw_ratio
    , raw_ratio * exp(-error_mean) AS corrected_ratio
    , pooled_ratio
    , pooled_ratio_lower
    , pooled_ratio_upper
    , probability_above_1
    , probability_above_2
    , CASE WHEN drug_kind = 'ingredient' THEN log2(pooled_ratio / nullif(raw_ratio * exp(-error_mean), 0)) END AS pulled_log2
    , probability_above_class
    , CASE WHEN drug_kind != 'ingredient' THEN pooled_drug_count END AS drug_count
    , CASE WHEN drug_kind != 'ingredient' THEN own_standing_count END AS standing_count
    , sd_within_class
    , sd_between_classes
    , coalesce(allows_for_error, FALSE) AS allows_for_error
    , human_verdict
    , CASE WHEN pooled_ratio IS NULL THEN coalesce(reason, 'no drug of it can be compared') END AS reason
    , CASE
        WHEN event_kind != 'group' OR pooled_ratio IS NULL THEN NULL
        WHEN NOT stands_out AND (drug_kind = 'ingredient' OR own_standing_count = 0)
            THEN CASE
                WHEN human_verdict = 'too few reports' THEN 'too few reports'
                WHEN human_verdict = 'not disproportionate' AND probability_above_2 < 0.025 THEN 'no doubling'
                ELSE 'chance'
            END
        WHEN whole_stands_out THEN 'the whole class'
        WHEN class_stands_out THEN 'the target class'
        WHEN own_standing_count > 1 THEN 'several drugs'
        WHEN most_above_class >= 0.975 THEN 'one drug alone'
        ELSE 'one drug, class not clear'
    END AS explanation
    , concern
FROM counted
ORDER BY drug_kind, drug, event_kind, event
