-- Caution on a watched signal
-- Grain:  one row per disproportionate watched pair x analysis (the first, and the compared one) x rule that it meets
-- Policy: place is the order in which a reader should know of them, the worst first. is_hollow: with what the rule
--         names counted once, the pair is disproportionate no more. What cannot be computed raises no caution
WITH looked_at AS (
    SELECT watch.drug
        , watch.drug_kind
        , watch.event
        , watch.event_kind
        , count_if(watch.reason IS NULL) AS analysis_count
        , count_if(watch.reason IS NULL AND watch.human_verdict = 'disproportionate') AS holds_count
    FROM signals.watch AS watch
    GROUP BY watch.drug, watch.drug_kind, watch.event, watch.event_kind
)

, signal AS (
    SELECT fragility.*
        , watch.q_value
        , watch.look_count
        , looked_at.analysis_count
        , looked_at.holds_count
        , calibration.calibrated_p
        , calibration.control_count
        , model.odds_ratio
        , model.odds_ratio_lower
    FROM signals.watch_fragility AS fragility
    INNER JOIN looked_at USING (drug, drug_kind, event, event_kind)
    INNER JOIN signals.watch AS watch
        ON fragility.drug = watch.drug
        AND fragility.drug_kind = watch.drug_kind
        AND fragility.event = watch.event
        AND fragility.event_kind = watch.event_kind
        AND fragility.analysis = watch.analysis
    LEFT JOIN signals.watch_calibration AS calibration
        ON fragility.drug = calibration.drug
        AND fragility.drug_kind = calibration.drug_kind
        AND fragility.event = calibration.event
        AND fragility.event_kind = 'group'
        AND fragility.analysis = calibration.analysis
    LEFT JOIN signals.watch_report_model AS model
        ON fragility.drug = model.covariate
        AND fragility.drug_kind = 'ingredient'
        AND fragility.event = model.event
        AND fragility.event_kind = 'group'
        AND model.covariate_kind = 'watched ingredient'
)

, rule AS (
    SELECT signal.drug
        , signal.drug_kind
        , signal.event
        , signal.event_kind
        , signal.analysis
        , unnest([
            {
                rule: 'one article'
                , is_met: signal.article_verdict != 'disproportionate' AND signal.article_case_count > 1
                , is_hollow: signal.article_case_count - 1 >= signal.cases_to_lose
                , caution: CASE signal.article_case_count
                    WHEN signal.a THEN format('all {} cases cite one article', signal.a)
                    ELSE format(
                        'does not hold without the {} of {} cases that cite one article', signal.article_case_count, signal.a
                    )
                END
                , rests_on: 'signals.watch_fragility'
            }
            , {
                rule: 'probable duplicates'
                , is_met: signal.probable_excess_count >= signal.cases_to_lose OR 4 * signal.probable_excess_count >= signal.a
                , is_hollow: signal.probable_excess_count >= signal.cases_to_lose
                , caution: format('{} of {} cases may be duplicates', signal.probable_excess_count, signal.a)
                , rests_on: 'signals.watch_fragility'
            }
            , {
                rule: 'one case', is_met: signal.cases_to_lose = 1, is_hollow: FALSE
                , caution: 'one case carries it', rests_on: 'signals.watch_fragility'
            }
            , {
                rule: 'other drugs', is_met: signal.odds_ratio_lower <= 1, is_hollow: FALSE
                , caution: format(
                    'does not hold when the other drugs of its reports are allowed for (odds ratio {:.1f})', signal.odds_ratio
                )
                , rests_on: 'signals.watch_report_model'
            }
            , {
                rule: 'one sender', is_met: signal.sender_verdict != 'disproportionate', is_hollow: FALSE
                , caution: format('does not hold without one sender (which sent {} of {} cases)', signal.sender_case_count, signal.a)
                , rests_on: 'signals.watch_fragility'
            }
            , {
                rule: 'few analyses', is_met: 2 * signal.holds_count < signal.analysis_count, is_hollow: FALSE
                , caution: format('holds in {} of {} analyses', signal.holds_count, signal.analysis_count)
                , rests_on: 'signals.watch'
            }
            , {
                rule: 'many looks', is_met: signal.q_value >= 0.05, is_hollow: FALSE
                , caution: format('not after allowing for {} looks', signal.look_count), rests_on: 'signals.watch'
            }
            , {
                rule: 'negative controls', is_met: signal.calibrated_p > 0.025, is_hollow: FALSE
                , caution: format('negative controls score as high (calibrated p {:.2f})', signal.calibrated_p)
                , rests_on: 'signals.watch_calibration'
            }
        ]) AS raised
        , generate_subscripts([1, 2, 3, 4, 5, 6, 7, 8], 1) AS place_of_rule
    FROM signal
)

SELECT drug
    , drug_kind
    , event
    , event_kind
    , analysis
    , row_number() OVER (PARTITION BY drug, drug_kind, event, event_kind, analysis ORDER BY place_of_rule) AS place
    , raised.rule
    , raised.caution
    , raised.is_hollow
    , raised.rests_on
FROM rule
WHERE raised.is_met
ORDER BY drug_kind, drug, event_kind, event, analysis, place
