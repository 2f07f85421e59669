-- Reconciliation
-- Grain:  one row per step from the source's lines to counted cases, in order; each begins with what the one before left
-- Policy: what a step removed and what it left are counted apart, so that sql/checks/steps_add_up.sql can find a row lost
WITH read AS (
    SELECT CAST(coalesce(sum(lines), 0) AS BIGINT) AS lines
        , CAST(coalesce(sum(lines_split), 0) AS BIGINT) AS split
        , CAST(coalesce(sum(lines_joined), 0) AS BIGINT) AS joined
        , CAST(coalesce(sum(rows_rejected), 0) AS BIGINT) AS rejected
        , CAST(coalesce(sum(rows_repaired), 0) AS BIGINT) AS repaired
        , CAST(coalesce(sum(rows_loaded), 0) AS BIGINT) AS loaded
        , CAST(coalesce(sum(rows_loaded) FILTER (holds_reports IS NOT TRUE), 0) AS BIGINT) AS other_rows
    FROM lake.load
    LEFT JOIN staging.source_table USING (table_name)
)

, report AS (
    SELECT count(*) AS report_count
        , count(caseid) AS identified_count
        , count(*) - count(caseid) AS unidentified_count
    FROM latest.version_key
)

, latest AS (
    SELECT count(*) AS case_count
        , CAST(sum(version_count - 1) AS BIGINT) AS earlier_count
        , CAST(count_if(is_deleted) AS BIGINT) AS deleted_count
    FROM latest.report
)

, counted AS (
    SELECT count(*) AS case_count
        , count(*) - count(duplicate_of) AS distinct_count
        , count(duplicate_of) AS duplicate_count
        , CAST(count_if(duplicate_of IS NULL AND has_suspect) AS BIGINT) AS with_suspect_count
        , CAST(count_if(duplicate_of IS NULL AND NOT has_suspect) AS BIGINT) AS without_suspect_count
        , CAST(count_if(duplicate_of IS NULL AND has_suspect AND NOT has_event) AS BIGINT) AS without_event_count
        , CAST(count_if(is_counted) AS BIGINT) AS counted_count
        , coalesce('; ' || nullif(count_if(duplicate_of IS NULL AND is_split AND NOT has_suspect), 0)
            || ' of them have drugs in another quarter only (faers.cases.is_split)', '') AS suspect_elsewhere
        , coalesce('; ' || nullif(count_if(duplicate_of IS NULL AND is_split AND has_suspect AND NOT has_event), 0)
            || ' of them have reactions in another quarter only (faers.cases.is_split)', '') AS event_elsewhere
    FROM faers.cases
)

, by_rule AS (
    SELECT string_agg(duplicate_rule || ': ' || format('{:,}', case_count), '; ' ORDER BY case_count DESC, duplicate_rule ASC) AS counts
    FROM (
        SELECT duplicate_rule
            , count(*) AS case_count
        FROM faers.cases
        WHERE duplicate_of IS NOT NULL
        GROUP BY duplicate_rule
    ) AS rule
)

, step AS (
    SELECT unnest([
        {step: 1, name: 'lines split', unit: 'line', removed: -read.split, left_over: read.lines + read.split
            , meaning: 'in: physical lines of all tables after the headers; added: records parted from lines that hold several'}
        , {step: 2, name: 'lines joined', unit: 'line', removed: read.joined, left_over: read.lines + read.split - read.joined
            , meaning: 'removed: lines that go on with a record which a stray line break had cut'}
        , {step: 3, name: 'rejected lines', unit: 'row', removed: read.rejected, left_over: read.loaded
            , meaning: 'removed: lines that did not load (meta.rejected_line); left: rows loaded'}
        , {step: 4, name: 'repaired rows', unit: 'row', removed: 0, left_over: read.loaded
            , meaning: 'none removed: ' || format('{:,}', read.repaired) || ' of these rows were repaired and are whole'}
        , {step: 5, name: 'rows of other tables', unit: 'row', removed: read.other_rows, left_over: report.report_count
            , meaning: 'removed: rows of tables other than ' || report_table.table_name || '; left: reports, each a version of a case'}
        , {step: 6, name: 'reports', unit: 'report', removed: report.unidentified_count, left_over: report.identified_count
            , meaning: 'removed: reports with neither a case number nor a report number; left: versions'}
        , {step: 7, name: 'latest versions', unit: 'case', removed: latest.earlier_count, left_over: latest.case_count
            , meaning: 'removed: earlier versions of a case; left: cases'}
        , {step: 8, name: 'deleted cases', unit: 'case', removed: latest.deleted_count, left_over: counted.case_count
            , meaning: 'removed: cases on a deleted list of any quarter'}
        , {step: 9, name: 'duplicates', unit: 'case', removed: counted.duplicate_count, left_over: counted.distinct_count
            , meaning: 'removed: cases marked as a duplicate of another case' || coalesce(' (' || by_rule.counts || ')', '')}
        , {step: 10, name: 'without a suspect drug', unit: 'case', removed: counted.without_suspect_count
            , left_over: counted.with_suspect_count, meaning: 'removed: cases that name no suspect drug' || counted.suspect_elsewhere}
        , {step: 11, name: 'without a reaction', unit: 'case', removed: counted.without_event_count, left_over: counted.counted_count
            , meaning: 'removed: cases that name no reaction' || counted.event_elsewhere || '; left: the cases that count (N)'}
    ], recursive := TRUE)
    FROM read, report, latest, counted, by_rule
    INNER JOIN staging.source_table AS report_table ON report_table.holds_reports
)

SELECT step.step
    , step.name
    , step.unit
    , coalesce(lag(step.left_over) OVER (ORDER BY step.step), read.lines) AS count_in
    , step.removed AS count_removed
    , step.left_over AS count_out
    , step.meaning
FROM step, read
ORDER BY step.step
