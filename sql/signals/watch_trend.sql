-- Watch over time
-- Grain:  one row per watched drug x event x analysis (the first, and the compared one) x quarter, from the drug's first case on; of terms,
--         those that some case of the drug reports
-- Policy: rebuilt from the latest versions of cases by quarter of first receipt; not what was knowable in that quarter
SELECT trend.drug
    , trend.drug_kind
    , trend.event
    , trend.event_kind
    , trend.analysis
    , trend.quarter
    , trend.a
    , trend.b
    , trend.c
    , trend.d
    , score.expected
    , score.ror
    , score.ror_lower
    , score.ror_upper
    , score.ic
    , score.ic_lower
    , score.ic_upper
    , score.is_evans
    , score.is_ror
    , score.is_ic
    , score.is_disproportionate
    , score.is_disproportionate AND count_if(score.is_disproportionate) OVER so_far = 1 AS is_first_signal
FROM watch.trend AS trend
INNER JOIN watch.trend_score AS score USING (drug, drug_kind, event, event_kind, analysis, quarter)
WINDOW so_far AS (
    PARTITION BY trend.drug, trend.drug_kind, trend.event, trend.event_kind, trend.analysis ORDER BY trend.quarter
)
ORDER BY trend.drug_kind, trend.drug, trend.event_kind, trend.event, trend.analysis, trend.quarter
