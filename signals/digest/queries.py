"""The queries that the digest is made of, over the published file with bound parameters."""

COMPARISON = "no_ms_context"  # the analysis that the comparison with animals rests on (docs/architecture.md)
PRIMARY = "primary"
CLEAR_CHANGE = 0.25  # of the lower bound of IC, a log2: a factor of 1.19

# Before any block is read: which event group the first sentence is about. New central demyelination where
# it is watched, else a group that is compared with animals, else the first group.
HEADLINE_EVENT = """
SELECT event
FROM signals.watch
WHERE event_kind = 'group'
ORDER BY event <> 'cns_onset', event NOT IN (SELECT event FROM evidence.agreement), event
LIMIT 1"""

# Where no digest was ever sent: the latest other publication of the same watchlist in history.
EARLIER_RUN = """
SELECT run_id
FROM meta.run
WHERE run_id <> $run_id
  AND watchlist = $watchlist
  AND run_id IN (SELECT run_id FROM history.watch)
ORDER BY published_at DESC, run_id DESC
LIMIT 1"""

_PUBLICATION = """
SELECT run_id, published_at, quarters, is_synthetic, watchlist, watchlist_sha256
    , code_version, source, coalesce(len(quarters), 0) AS quarter_count, ebgm_refusal
FROM meta.run"""

PUBLICATION = f"""{_PUBLICATION}
ORDER BY published_at DESC, run_id DESC
LIMIT 1"""

EARLIER_PUBLICATION = f"""{_PUBLICATION}
WHERE run_id = $run_id
  AND run_id IN (SELECT run_id FROM history.watch)"""

CASES = """
SELECT count(*) FILTER (is_counted) AS counted_cases
    , count(*) AS cases
    , count(*) FILTER (duplicate_of IS NOT NULL) AS duplicates
FROM faers.cases"""

LINES = """
SELECT coalesce(quarter, 'all') AS quarter
    , coalesce(sum(rows_loaded) FILTER (table_name = 'DEMO'), 0)::BIGINT AS reports
    , sum(lines)::BIGINT AS lines
    , sum(rows_loaded)::BIGINT AS rows_loaded
    , sum(rows_repaired)::BIGINT AS rows_repaired
    , sum(rows_rejected)::BIGINT AS rows_rejected
FROM meta.load
GROUP BY ROLLUP (quarter)
ORDER BY grouping(quarter) DESC, meta.load.quarter DESC"""

REJECTED = """
SELECT quarter, table_name, reason, count(*) AS lines
FROM meta.rejected_line
GROUP BY quarter, table_name, reason
ORDER BY lines DESC, quarter DESC, table_name, reason"""

FLAGGED = """
SELECT DISTINCT quarter
FROM meta.load
WHERE flag IS NOT NULL
ORDER BY quarter"""

NOTES = """
WITH remark AS (
    SELECT quarter, table_name, 'flagged: ' || flag AS note, 1 AS importance
    FROM meta.load
    WHERE flag IS NOT NULL
    UNION
    SELECT quarter, 'of any table', 'rows differ from those known of FDA''s own files: '
        || string_agg(table_name || format(' {:,} of {:,}', held, rows_known), ', ' ORDER BY table_name), 2
    FROM (
        SELECT quarter, table_name, sum(rows_loaded)::BIGINT AS held
            , any_value(rows_known) AS rows_known
        FROM meta.load
        GROUP BY quarter, table_name
    )
    WHERE abs(held - rows_known) > 0.01 * rows_known
    GROUP BY quarter
    UNION
    SELECT quarter, table_name, note, 3
    FROM meta.load
    WHERE note IS NOT NULL AND note <> ''
)
SELECT quarter, table_name, note
FROM remark
ORDER BY importance, quarter DESC, table_name, note"""

VERDICTS = """
SELECT coalesce(human_verdict, 'undefined') AS verdict
    , count(*) AS pairs
    , count(*) FILTER (event = $event AND event_kind = 'group' AND drug_kind = 'ingredient') AS drugs
FROM signals.watch
WHERE analysis = $analysis
GROUP BY verdict
ORDER BY verdict"""

STANDING = f"""
WITH judged AS (
    SELECT drug, drug_kind, event, event_kind, analysis, a, b, c, d, expected
        , ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, human_verdict
        , bool_or(human_verdict = 'disproportionate') OVER pair AS stands_out
        , bool_or(human_verdict = 'disproportionate' AND analysis = '{COMPARISON}') OVER pair AS leads
        , max(ic_lower) FILTER (analysis = '{COMPARISON}') OVER pair AS height
    FROM signals.watch
    WHERE analysis IN ('{COMPARISON}', '{PRIMARY}')
    WINDOW pair AS (PARTITION BY drug, drug_kind, event, event_kind)
)
SELECT drug, drug_kind, event, event_kind, analysis, a, b, c, d, expected
    , ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, human_verdict
FROM judged
WHERE stands_out
ORDER BY event <> $event, event_kind, leads DESC, height DESC NULLS LAST
    , drug, drug_kind, event, analysis"""

MOST_REPORTED = """
SELECT drug, drug_kind, event, event_kind, analysis, a, b, c, d, expected
    , ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, human_verdict
FROM signals.watch
WHERE analysis = $analysis AND drug_kind = 'ingredient'
ORDER BY a = 0, event <> $event, event_kind, a DESC, expected DESC NULLS LAST, drug, event"""

CHANGES = f"""
WITH before AS (SELECT * FROM history.watch WHERE run_id = $run_id),
compared AS (
    SELECT drug, drug_kind, event, event_kind, analysis
        , before.a AS a_before, now.a AS a_now
        , before.expected AS expected_before, now.expected AS expected_now
        , before.ror AS ror_before, now.ror AS ror_now
        , before.ic_lower AS ic_lower_before, now.ic_lower AS ic_lower_now
        , before.human_verdict AS verdict_before, now.human_verdict AS verdict_now
        , coalesce(verdict_before = 'disproportionate', FALSE) AS was
        , coalesce(verdict_now = 'disproportionate', FALSE) AS is_now
        , ic_lower_now - ic_lower_before AS shift
    FROM before
    FULL JOIN signals.watch AS now USING (drug, drug_kind, event, event_kind, analysis)
    WHERE analysis IN ('{COMPARISON}', '{PRIMARY}')
)
SELECT CASE
        WHEN is_now AND NOT was THEN 'new'
        WHEN was AND NOT is_now THEN 'gone'
        WHEN was AND shift >= $clear_change THEN 'strengthened'
        WHEN was AND shift <= -$clear_change THEN 'weakened'
    END AS change
    , drug, drug_kind, event, event_kind, analysis, a_before, a_now, expected_before, expected_now
    , ror_before, ror_now, ic_lower_before, ic_lower_now, verdict_before, verdict_now
FROM compared
WHERE change IS NOT NULL
ORDER BY analysis, event <> $event, event_kind, change <> 'new', change, drug, drug_kind, event"""

# Why a changed pair changed: the cases that came and went since the publication compared with, by reason.
WHY = """
WITH before AS (
    SELECT drug, drug_kind, event, event_kind, caseid, unnest(analyses) AS analysis
    FROM history.watch_case
    WHERE run_id = $run_id
),
now AS (
    SELECT drug, drug_kind, event, event_kind, caseid, unnest(analyses) AS analysis FROM signals.watch_case
),
came AS (
    SELECT now.drug, now.drug_kind, now.event, now.event_kind, now.analysis
        , CASE WHEN list_contains((SELECT quarters FROM meta.run WHERE run_id = $run_id), cases.quarter)
            THEN 'came in from a case held before' ELSE 'of a new quarter' END AS reason
    FROM now
    ANTI JOIN before USING (drug, drug_kind, event, event_kind, analysis, caseid)
    INNER JOIN faers.cases AS cases USING (caseid)
    WHERE EXISTS (SELECT 1 FROM before)
),
went AS (
    SELECT before.drug, before.drug_kind, before.event, before.event_kind, before.analysis
        , CASE
            WHEN before.caseid IN (SELECT caseid FROM meta.deleted_case) THEN 'deleted by FDA'
            WHEN cases.caseid IS NULL THEN 'no longer held'
            WHEN cases.duplicate_of IS NOT NULL THEN 'now known as a duplicate'
            ELSE 'rewritten by a follow-up'
        END AS reason
    FROM before
    ANTI JOIN now USING (drug, drug_kind, event, event_kind, analysis, caseid)
    LEFT JOIN faers.cases AS cases USING (caseid)
)
SELECT drug, drug_kind, event, event_kind, analysis, reason, count(*) AS cases, is_here
FROM (SELECT *, TRUE AS is_here FROM came UNION ALL SELECT *, FALSE FROM went)
WHERE analysis IN ('no_ms_context', 'primary')
GROUP BY ALL
ORDER BY drug, drug_kind, event, event_kind, analysis, is_here DESC, reason"""

# What changed in the evidence since the publication compared with; quarters, watchlist and code are told elsewhere.
NEWS = """
SELECT change, reference, title
    , concat_ws('; ', CASE
        WHEN value_before IS NULL THEN value_after
        ELSE 'was ' || value_before || ', is ' || coalesce(value_after, 'no longer there')
    END, array_to_string(why, '; ')) AS detail
    , CAST(published_at AS DATE) AS noticed
FROM evidence.change
WHERE published_at > (SELECT published_at FROM meta.run WHERE run_id = $run_id)
  AND change NOT IN ('new quarter', 'quarter no longer included', 'watchlist edited'
    , 'code changed')
ORDER BY list_position(['verdict', 'retraction', 'coded study', 'study recoded'
        , 'study no longer coded', 'trial status', 'trial results', 'new trial', 'human report'
        , 'new label wording', 'new paper'], change) NULLS LAST
    , noticed DESC, change, reference, title"""

# The course of the drugs that stand out for the headline event, cumulative by quarter of first receipt.
TREND = """
SELECT drug, quarter, a, ic, ic_lower, ic_upper
FROM signals.watch_trend
WHERE event = $event AND event_kind = 'group' AND drug_kind = 'ingredient' AND analysis = $analysis
  AND drug IN (
    SELECT drug FROM signals.watch
    WHERE event = $event AND event_kind = 'group' AND drug_kind = 'ingredient' AND analysis = $analysis
      AND human_verdict = 'disproportionate'
    ORDER BY ic_lower DESC, drug
    LIMIT 4
  )
ORDER BY drug, quarter"""

# The numbers of a week in which nothing changed, on one line, since such a digest is three lines.
QUIET = (
    "SELECT (SELECT count(*) FROM faers.cases WHERE is_counted) AS counted_cases,"
    " (SELECT len(quarters) FROM meta.run ORDER BY published_at DESC LIMIT 1) AS quarters,"
    " count(*) FILTER (human_verdict = 'disproportionate') AS disproportionate, count(*) AS watched_drugs,"
    " count(*) FILTER (human_verdict = 'too few reports') AS too_few FROM signals.watch"
    " WHERE event = $event AND analysis = $analysis AND event_kind = 'group' AND drug_kind = 'ingredient'"
)

# Animal studies are of the drug, whatever the event, so the rows of one event group hold them all.
AGREEMENT = """
SELECT drug, drug_kind, event, animal_verdict, human_verdict, agreement
    , protective_count, harmful_count, mixed_count, null_count, study_count, base_rate, a, expected
FROM evidence.agreement
WHERE event = $event
ORDER BY drug_kind <> 'ingredient', coalesce(human_verdict = 'disproportionate', FALSE) DESC
    , study_count DESC, drug_kind, drug"""

AGREEMENT_COUNTS = """
SELECT agreement, count(*) AS drugs
FROM evidence.agreement
WHERE event = $event AND drug_kind = 'ingredient'
GROUP BY agreement
ORDER BY drugs DESC, agreement"""

DIFFERING = """
SELECT drug, drug_kind, event, human_verdict, primary_verdict, remark
FROM evidence.agreement
WHERE remark IS NOT NULL
ORDER BY event <> $event, drug_kind <> 'ingredient', event, drug_kind, drug"""

# In the order in which the digest cites them. Those with $run_id compare with an earlier publication.
CITED = {
    "this publication": PUBLICATION,
    "cases": CASES,
    "verdicts counted": VERDICTS,
    "the publication compared with": EARLIER_PUBLICATION,
    "what changed": CHANGES,
    "why it changed": WHY,
    "what changed in the evidence": NEWS,
    "rejected lines": REJECTED,
    "notes on the files": NOTES,
    "standing signals": STANDING,
    "over time": TREND,
    "most reported": MOST_REPORTED,
    "agreement counted": AGREEMENT_COUNTS,
    "animals beside people": AGREEMENT,
    "where the analyses differ": DIFFERING,
    "lines and reports read": LINES,
    "flagged quarters": FLAGGED,
}
