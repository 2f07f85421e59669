-- Report-level model of the group that the topic is about
-- Grain:  one row per watched ingredient, and per other covariate of the model
-- Policy: docs/methods.md, Report-level model. All counted cases of the first analysis; what the compared analysis leaves out is a
--         covariate here. compared_ror is the odds ratio of the watched ingredient alone in the
--         compared analysis, which leaves these out
WITH watched AS (
    SELECT watch.drug AS covariate
        , 'watched ingredient' AS covariate_kind
        , max(watch.a) FILTER (watch.analysis = protocol.primary_analysis) AS a
        , max(watch.ror) FILTER (watch.analysis = protocol.comparison_analysis) AS ror
        , max(watch.ror_exact_lower) FILTER (watch.analysis = protocol.comparison_analysis) AS ror_exact_lower
        , max(watch.ror_exact_upper) FILTER (watch.analysis = protocol.comparison_analysis) AS ror_exact_upper
    FROM signals.watch AS watch
    INNER JOIN watchlist.protocol AS protocol ON watch.event = protocol.comparison_group
    WHERE watch.drug_kind = 'ingredient' AND watch.event_kind = 'group'
    GROUP BY watch.drug
)

SELECT protocol.name AS watchlist
    , protocol.comparison_group AS event
    , coalesce(watched.covariate_kind, model.covariate_kind) AS covariate_kind
    , coalesce(watched.covariate, model.covariate) AS covariate
    , coalesce(model.event_case_count, watched.a) AS event_case_count
    , model.report_count
    , model.listed_report_count
    , watched.ror AS compared_ror
    , watched.ror_exact_lower AS compared_ror_lower
    , watched.ror_exact_upper AS compared_ror_upper
    , model.odds_ratio
    , model.odds_ratio_lower
    , model.odds_ratio_upper
    , model.lasso_odds_ratio
    , coalesce(model.is_selected, FALSE) AS is_selected
    , model.model_event_count
    , model.model_report_count
    , CASE
        WHEN model.covariate IS NOT NULL THEN NULL
        WHEN watched.a < 3 THEN 'fewer than 3 cases of the event'
        ELSE 'the model could not be fitted'
    END AS reason
    , CASE WHEN model.covariate_kind = 'watched ingredient' AND model.listed_report_count >= 0.9 * model.report_count
        THEN format(
            '{} of its {} reports are what the compared analysis leaves out: not told from its indication'
            , model.listed_report_count, model.report_count
        )
    END AS caution
FROM watched
FULL JOIN watch.report_model AS model USING (covariate_kind, covariate)
CROSS JOIN watchlist.protocol AS protocol
ORDER BY covariate_kind DESC, covariate ASC
