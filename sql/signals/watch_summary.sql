-- Watched pair in one row
-- Grain:  one row per watched drug x event group: what its analyses say together, the first and the compared one with their numbers
-- Policy: q_value and probability_above_2 are those of the group's most striking term, which probability_term and q_value_term
--         name; primary_q_value and comparison_q_value are the group's own
WITH analysis AS (
    SELECT watch.*
        , watch.human_verdict = 'disproportionate' AS holds
        , watch.reason IS NULL AS is_made
        , watch.analysis = protocol.primary_analysis AS is_first
        , watch.analysis = protocol.comparison_analysis AS is_compared
    FROM signals.watch AS watch
    CROSS JOIN watchlist.protocol AS protocol
    WHERE watch.event_kind = 'group'
)

, together AS (
    SELECT watchlist
        , drug
        , drug_kind
        , event
        , any_value({
            a: a, drug_case_count: a + b, expected: expected, ror: ror, ror_lower: ror_lower, ror_upper: ror_upper
            , ic: ic, ic_lower: ic_lower, ic_upper: ic_upper, human_verdict: human_verdict
            , detectable_ratio: detectable_ratio, reason: reason, q_value: q_value, look_count: look_count
        }) FILTER (is_first) AS first
        , any_value({
            a: a, expected: expected, ror: ror, ror_lower: ror_lower, ror_upper: ror_upper
            , ic: ic, ic_lower: ic_lower, ic_upper: ic_upper, human_verdict: human_verdict
            , detectable_ratio: detectable_ratio, q_value: q_value, look_count: look_count
        }) FILTER (is_compared) AS compared
        , count_if(is_made) AS analysis_count
        , coalesce(list(analysis ORDER BY analysis) FILTER (holds AND is_made), []) AS holds_in
        , coalesce(list(analysis ORDER BY analysis) FILTER (NOT holds AND is_made), []) AS fails_in
        , coalesce(list(analysis ORDER BY analysis) FILTER (is_made AND human_verdict = 'inconclusive'), []) AS inconclusive_in
        , coalesce(list(analysis ORDER BY analysis) FILTER (is_made AND human_verdict = 'too few reports'), []) AS too_few_in
        , coalesce(list(analysis ORDER BY analysis) FILTER (NOT is_made), []) AS not_made
    FROM analysis
    GROUP BY watchlist, drug, drug_kind, event
)

, striking AS (
    SELECT watch.drug
        , watch.drug_kind
        , term.term_group AS event
        , min((watch.q_value, watch.event)) FILTER (watch.q_value IS NOT NULL) AS least_q
        , max((watch.probability_above_2, watch.event)) FILTER (watch.probability_above_2 IS NOT NULL) AS most_probable
    FROM signals.watch AS watch
    INNER JOIN watchlist.event AS term ON watch.event = term.event AND term.event_kind = 'term'
    SEMI JOIN watchlist.protocol AS protocol ON watch.analysis = protocol.primary_analysis
    WHERE watch.event_kind = 'term'
    GROUP BY watch.drug, watch.drug_kind, term.term_group
)

, side AS (
    SELECT watch.drug
        , watch.drug_kind
        , watch.event
        , max(first.first_signal_quarter) FILTER (watch.analysis = protocol.primary_analysis) AS primary_first_signal_quarter
        , max(first.first_signal_quarter) FILTER (watch.analysis = protocol.comparison_analysis) AS comparison_first_signal_quarter
        , max(fragility.cases_to_lose) FILTER (watch.analysis = protocol.primary_analysis) AS primary_cases_to_lose
        , max(fragility.cases_to_lose) FILTER (watch.analysis = protocol.comparison_analysis) AS comparison_cases_to_lose
        , max(fragility.label) FILTER (watch.analysis = protocol.primary_analysis) AS fragility_label
        , max(calibration.calibrated_p) FILTER (watch.analysis = protocol.primary_analysis) AS primary_calibrated_p
        , max(calibration.calibrated_p) FILTER (watch.analysis = protocol.comparison_analysis) AS comparison_calibrated_p
    FROM signals.watch AS watch
    CROSS JOIN watchlist.protocol AS protocol
    LEFT JOIN signals.watch_first AS first USING (drug, drug_kind, event, event_kind, analysis)
    LEFT JOIN signals.watch_fragility AS fragility USING (drug, drug_kind, event, event_kind, analysis)
    LEFT JOIN signals.watch_calibration AS calibration USING (drug, drug_kind, event, analysis)
    WHERE watch.event_kind = 'group'
    GROUP BY watch.drug, watch.drug_kind, watch.event
)

SELECT together.watchlist
    , together.drug
    , together.drug_kind
    , together.event
    , event_group.title AS event_title
    , together.first.a AS primary_a
    , together.first.drug_case_count
    , together.first.expected AS primary_expected
    , together.first.ror AS primary_ror
    , together.first.ror_lower AS primary_ror_lower
    , together.first.ror_upper AS primary_ror_upper
    , together.first.ic AS primary_ic
    , together.first.ic_lower AS primary_ic_lower
    , together.first.ic_upper AS primary_ic_upper
    , together.first.human_verdict AS primary_verdict
    , together.first.detectable_ratio AS primary_detectable_ratio
    , together.first.reason AS primary_reason
    , together.first.q_value AS primary_q_value
    , together.first.look_count AS primary_look_count
    , protocol.comparison_analysis
    , together.compared.a AS comparison_a
    , together.compared.expected AS comparison_expected
    , together.compared.ror AS comparison_ror
    , together.compared.ror_lower AS comparison_ror_lower
    , together.compared.ror_upper AS comparison_ror_upper
    , together.compared.ic AS comparison_ic
    , together.compared.ic_lower AS comparison_ic_lower
    , together.compared.ic_upper AS comparison_ic_upper
    , together.compared.human_verdict AS comparison_verdict
    , together.compared.detectable_ratio AS comparison_detectable_ratio
    , together.compared.q_value AS comparison_q_value
    , together.compared.look_count AS comparison_look_count
    , together.analysis_count
    , len(together.holds_in) AS holds_count
    , together.holds_in
    , CASE WHEN together.first.human_verdict = 'disproportionate' THEN together.fails_in ELSE [] END AS vanishes_in
    , CASE WHEN together.first.human_verdict = 'disproportionate' THEN [] ELSE together.holds_in END AS appears_in
    , together.inconclusive_in
    , together.too_few_in
    , together.not_made
    , striking.least_q[1] AS q_value
    , striking.least_q[2] AS q_value_term
    , striking.most_probable[1] AS probability_above_2
    , striking.most_probable[2] AS probability_term
    , side.primary_first_signal_quarter
    , side.comparison_first_signal_quarter
    , side.primary_cases_to_lose
    , side.comparison_cases_to_lose
    , side.fragility_label
    , side.primary_calibrated_p
    , side.comparison_calibrated_p
FROM together
INNER JOIN watchlist.event_group AS event_group ON together.event = event_group.term_group
LEFT JOIN striking USING (drug, drug_kind, event)
LEFT JOIN side USING (drug, drug_kind, event)
CROSS JOIN watchlist.protocol AS protocol
