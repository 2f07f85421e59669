-- What a run's records say for the READUS-PV checklist
SELECT run.run_id, run.source, held.watchlist, held.sha256 AS watchlist_sha256, run.code_version, run.quarters
    , (SELECT count(*) FROM faers.cases) AS cases
    , (SELECT count(*) FROM faers.cases WHERE is_counted) AS counted
    , (SELECT count(*) FROM faers.cases WHERE duplicate_of IS NOT NULL) AS duplicates
    , (SELECT count(*) FROM meta.deleted_case) AS deleted
    , (SELECT count(*) FROM faers.ingredient WHERE case_count > 0) AS ingredients
    , (SELECT count(*) FROM faers.ingredient WHERE case_count > 0 AND NOT is_matched) AS unmatched
    , (SELECT count(*) FROM faers.event WHERE case_count > 0) AS terms
    , (SELECT count(DISTINCT drug) FROM signals.watch WHERE watchlist = $watchlist AND drug_kind = 'ingredient') AS watched_drugs
    , (SELECT list(DISTINCT drug) FROM signals.watch WHERE watchlist = $watchlist AND drug_kind = 'class') AS classes
    , (SELECT list(term_group ORDER BY place) FROM signals.watch_group WHERE watchlist = $watchlist) AS event_groups
    , (SELECT count(DISTINCT event) FROM signals.watch WHERE watchlist = $watchlist AND event_kind = 'term') AS watched_terms
    , (SELECT list(analysis ORDER BY place) FROM signals.watch_analysis WHERE watchlist = $watchlist) AS analyses
    , (SELECT count(*) FROM evidence.study WHERE watchlist = $watchlist) AS studies
    , (SELECT count(*) FROM evidence.human_report WHERE watchlist = $watchlist) AS human_reports
    , (SELECT min(init_fda_date) FROM faers.cases) AS first_received
    , (SELECT max(fda_date) FROM faers.cases) AS last_received
    , prior.refusal AS prior_refusal
    , prior.penalised_because
FROM meta.run AS run
INNER JOIN history.watchlist AS held ON run.run_id = held.run_id AND held.watchlist = $watchlist
CROSS JOIN meta.prior AS prior
ORDER BY run.rowid
LIMIT 1
