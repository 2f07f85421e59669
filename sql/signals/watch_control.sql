-- Control
-- Grain:  one row per control drug x event x analysis (negative controls: the first and the compared one; positive ones: the first)
-- Policy: data/watchlists: which controls, by which rule, with which published figures
SELECT cell.control_kind
    , cell.drug
    , cell.event
    , cell.event_kind
    , cell.analysis
    , cell.a
    , cell.b
    , cell.c
    , cell.d
    , score.expected
    , score.ror
    , score.ror_lower
    , score.ror_upper
    , score.ic
    , score.ic_lower
    , score.ic_upper
    , score.human_verdict
    , CASE cell.control_kind
        WHEN 'positive' THEN score.human_verdict = 'disproportionate'
        ELSE score.human_verdict != 'disproportionate'
    END AS is_as_expected
    , control.published_ror
    , control.published_ror_lower
    , control.published_ror_upper
    , control.source
FROM watch.control AS cell
INNER JOIN watch.control_score AS score USING (control_kind, drug, event, event_kind, analysis)
INNER JOIN watchlist.control AS control USING (control_kind, drug, event)
ORDER BY cell.control_kind DESC, cell.event ASC, cell.drug ASC, cell.analysis ASC
