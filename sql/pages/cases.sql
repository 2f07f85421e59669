-- Cases behind a of the primary analysis, the latest received first
SELECT drug, drug_kind, caseid, init_fda_date, role, age_years, sex, country, reporter_type, reactions, indications, other_suspects
    , onset_days, dechallenge, outcomes, literature_reference, analyses
FROM signals.watch_case
WHERE watchlist = $watchlist AND drug IN $drugs AND event = $event AND event_kind = 'group'
ORDER BY init_fda_date DESC, caseid ASC
