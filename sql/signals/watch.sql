-- Watch
-- Grain:  one row per watched drug (ingredient, target class, class) x event (term, group) x analysis, a = 0 included
-- Policy: EBGM exists for a single ingredient x a single term in the first analysis; q-values there, and for a single
--         ingredient x an event group in every analysis that compares whole tables; NULL elsewhere
WITH cell AS (
    SELECT cell.drug
        , 'ingredient' AS drug_kind
        , cell.event
        , 'term' AS event_kind
        , headline.analysis
        , cell.expected_stratified
    FROM watch.term_pair AS cell
    INNER JOIN watchlist.headline AS headline ON NOT headline.is_comparison
)

SELECT protocol.name AS watchlist
    , watch.drug
    , watch.drug_kind
    , watch.event
    , watch.event_kind
    , watch.analysis
    , watch.leaves_out
    , watch.has_restricted_comparator
    , watch.reason
    , watch.caution
    , watch.case_count
    , watch.a
    , watch.b
    , watch.c
    , watch.d
    , score.expected
    , score.prr
    , score.prr_lower
    , score.prr_upper
    , score.chi_square
    , score.chi_square_yates
    , score.ror
    , score.ror_lower
    , score.ror_upper
    , score.ror_exact_lower
    , score.ror_exact_upper
    , score.ic
    , score.ic_lower
    , score.ic_upper
    , shrunk.ebgm
    , shrunk.ebgm_lower
    , shrunk.ebgm_upper
    , shrunk.ebgm_lower_least
    , shrunk.ebgm_lower_most
    , score.is_evans
    , score.is_ror
    , score.is_ic
    , CASE WHEN mgps.refusal IS NULL THEN coalesce(shrunk.is_ebgm, FALSE) END AS is_ebgm
    , cell.expected_stratified
    , shrunk.probability_above_1_5
    , shrunk.probability_above_2
    , coalesce(corrected.p_midp, grouped.p_midp) AS p_midp
    , coalesce(corrected.q_value, grouped.q_value) AS q_value
    , coalesce(corrected.q_value_by, grouped.q_value_by) AS q_value_by
    , coalesce(corrected.is_q, grouped.is_q, FALSE) AS is_q
    , coalesce(corrected.look_count, grouped.look_count) AS look_count
    , score.human_verdict
    , score.detectable_ratio
FROM watch.cells AS watch
INNER JOIN watch.score AS score USING (drug, drug_kind, event, event_kind, analysis)
LEFT JOIN cell USING (drug, drug_kind, event, event_kind, analysis)
LEFT JOIN watch.term_ebgm AS shrunk ON cell.drug = shrunk.drug AND cell.event = shrunk.event
LEFT JOIN watch.term_q AS corrected ON cell.drug = corrected.drug AND cell.event = corrected.event
LEFT JOIN watch.group_q AS grouped
    ON watch.drug_kind = 'ingredient' AND watch.drug = grouped.drug
    AND watch.event_kind = 'group' AND watch.event = grouped.event AND watch.analysis = grouped.analysis
CROSS JOIN totals.prior AS mgps
CROSS JOIN watchlist.protocol AS protocol
ORDER BY watch.drug_kind, watch.drug, watch.event_kind, watch.event, watch.analysis
