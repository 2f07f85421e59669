-- When did this number change: imatinib and the topic's event group in every publication, with what it rested on?
WITH published AS (
    SELECT run_id
        , watchlist
        , drug
        , event
        , analysis
        , a
        , expected
        , ic_lower
        , human_verdict
    FROM history.watch
    UNION ALL
    SELECT (SELECT arg_max(run_id, sequence) FROM meta.run)
        , watchlist
        , drug
        , event
        , analysis
        , a
        , expected
        , ic_lower
        , human_verdict
    FROM signals.watch
)

, in_order AS (
    SELECT run.sequence
        , run.published_at
        , len(run.quarters) AS quarter_count
        , run.code_version
        , published.*
        , lag(published.a) OVER (PARTITION BY published.watchlist ORDER BY run.sequence) AS a_before
        , lag(published.human_verdict) OVER (PARTITION BY published.watchlist ORDER BY run.sequence) AS verdict_before
    FROM published
    INNER JOIN meta.run AS run USING (run_id)
    INNER JOIN signals.watch_group AS headline
        ON published.watchlist = headline.watchlist AND published.event = headline.term_group
    INNER JOIN signals.watch_analysis AS judged_in
        ON published.watchlist = judged_in.watchlist AND published.analysis = judged_in.analysis
    WHERE published.drug = 'imatinib'
        AND headline.is_comparison
        AND judged_in.is_comparison
)

SELECT watchlist
    , published_at
    , run_id
    , quarter_count
    , code_version
    , a_before
    , a
    , round(expected, 2) AS expected
    , round(ic_lower, 2) AS ic_lower
    , verdict_before
    , human_verdict
FROM in_order
WHERE a_before IS DISTINCT FROM a OR verdict_before IS DISTINCT FROM human_verdict
ORDER BY watchlist, sequence;
