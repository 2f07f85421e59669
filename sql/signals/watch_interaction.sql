-- Interaction
-- Grain:  one row per watched ingredient x frequent companion x watched event (term or group), n111 = 0 included
-- Policy: Noren 2008, Stat Med 27:3057-3070: disproportionate where omega_lower > 0
SELECT cell.drug
    , cell.companion
    , cell.event
    , cell.event_kind
    , cell.n111
    , cell.n110
    , cell.n101
    , cell.n100
    , cell.n011
    , cell.n010
    , cell.n001
    , cell.n000
    , score.expected_together
    , score.omega
    , score.omega_lower
    , score.omega_upper
    , score.is_omega
FROM watch.interaction AS cell
INNER JOIN watch.omega AS score USING (drug, companion, event, event_kind)
ORDER BY cell.drug, cell.companion, cell.event_kind, cell.event
