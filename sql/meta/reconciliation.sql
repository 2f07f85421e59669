-- Reconciliation
-- Grain:  one row per step from FDA's lines to counted cases, in order; each says what came in, what left, what is left
-- Reads:  lake.load, staging.demo, staging.latest_report, faers.cases
WITH read AS (
    SELECT CAST(coalesce(sum(lines), 0) AS BIGINT) AS lines
        , CAST(coalesce(sum(lines_split - lines_joined), 0) AS BIGINT) AS mended
        , CAST(coalesce(sum(rows_rejected), 0) AS BIGINT) AS rejected
        , CAST(coalesce(sum(rows_loaded), 0) AS BIGINT) AS loaded
        , CAST(coalesce(sum(rows_loaded) FILTER (table_name = 'DEMO'), 0) AS BIGINT) AS reports
    FROM lake.load
)

, report AS (
    SELECT count(*) AS report_count
        , count(caseid) AS identified_count
    FROM staging.demo
)

, latest AS (
    SELECT count(*) AS case_count
        , CAST(count_if(is_deleted) AS BIGINT) AS deleted_count
    FROM staging.latest_report
)

, counted AS (
    SELECT count(*) AS case_count
        , CAST(count_if(duplicate_of IS NOT NULL) AS BIGINT) AS duplicate_count
        , CAST(count_if(duplicate_of IS NULL AND NOT has_suspect) AS BIGINT) AS without_suspect_count
        , CAST(count_if(duplicate_of IS NULL AND has_suspect AND NOT has_event) AS BIGINT) AS without_event_count
        , CAST(count_if(is_counted) AS BIGINT) AS counted_count
    FROM faers.cases
)

SELECT unnest([
    {step: 1, name: 'lines of all tables', unit: 'line', count_in: read.lines, count_removed: -read.mended, count_out: read.lines + read.mended
        , meaning: 'physical lines after the headers; removed: lines joined less lines split'}
    , {step: 2, name: 'rejected lines', unit: 'row', count_in: read.lines + read.mended, count_removed: read.rejected, count_out: read.loaded
        , meaning: 'rows that did not load (meta.rejected_line)'}
    , {step: 3, name: 'reports', unit: 'report', count_in: read.reports, count_removed: report.report_count - report.identified_count
        , count_out: report.identified_count, meaning: 'DEMO rows; removed: rows whose primaryid is not a number'}
    , {step: 4, name: 'latest versions', unit: 'case', count_in: report.identified_count
        , count_removed: report.identified_count - latest.case_count, count_out: latest.case_count
        , meaning: 'removed: earlier versions of a case'}
    , {step: 5, name: 'deleted cases', unit: 'case', count_in: latest.case_count, count_removed: latest.deleted_count
        , count_out: counted.case_count, meaning: 'removed: cases on a deleted list of any quarter'}
    , {step: 6, name: 'duplicates', unit: 'case', count_in: counted.case_count, count_removed: counted.duplicate_count
        , count_out: counted.case_count - counted.duplicate_count, meaning: 'removed: cases marked as a duplicate of another case'}
    , {step: 7, name: 'without a suspect drug', unit: 'case', count_in: counted.case_count - counted.duplicate_count
        , count_removed: counted.without_suspect_count
        , count_out: counted.case_count - counted.duplicate_count - counted.without_suspect_count
        , meaning: 'removed: cases that name no suspect drug'}
    , {step: 8, name: 'without a reaction', unit: 'case'
        , count_in: counted.case_count - counted.duplicate_count - counted.without_suspect_count
        , count_removed: counted.without_event_count, count_out: counted.counted_count
        , meaning: 'removed: cases that name no reaction; left: the cases that count (N)'}
], recursive := TRUE)
FROM read, report, latest, counted
