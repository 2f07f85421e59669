-- A watched drug beside all other drugs that its reports name, and their context
SELECT covariate AS drug, 'ingredient' AS drug_kind, event, event_case_count, compared_ror, compared_ror_lower, compared_ror_upper
    , odds_ratio, odds_ratio_lower, odds_ratio_upper, is_selected, model_event_count, model_report_count, reason, caution
FROM signals.watch_report_model
WHERE watchlist = $watchlist AND covariate_kind = 'watched ingredient' AND covariate IN $drugs
