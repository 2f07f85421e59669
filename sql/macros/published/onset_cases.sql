-- The counted cases of cases_of with days from therapy to event, or why these are not known: as signals.watch_onset has it, the
-- start is the earliest of the drug's suspect records, and both dates must be known to the day. Within the cases for which a
-- condition on faers.cases holds. Grain: one row a case
-- Example: SELECT caseid, start_date, event_date, onset_days, reason FROM onset_cases('imatinib', 'Optic neuritis')
CREATE MACRO onset_cases(ingredient, event, condition := TRUE) AS TABLE
    WITH names AS (
        SELECT (SELECT listed.ingredient FROM listed_drug([ingredient]) AS listed) AS drug
            , (SELECT listed.event_pt FROM listed_event([event]) AS listed) AS event_pt
    )

    , found AS MATERIALIZED (
        SELECT suspect.caseid
        FROM faers.suspect AS suspect
        SEMI JOIN names ON suspect.ingredient = names.drug
        SEMI JOIN (
            SELECT reported.caseid
            FROM faers.case_event AS reported
            SEMI JOIN names ON reported.event_pt = names.event_pt
        ) AS event_case ON suspect.caseid = event_case.caseid
        SEMI JOIN (SELECT cases.caseid FROM faers.cases AS cases WHERE condition) AS universe ON suspect.caseid = universe.caseid
    )

    , started AS (
        SELECT record.caseid
            , min(record.start_date) AS start_date
            , arg_max(
                record.start_date_precision
                , (-epoch(record.start_date), list_position(['day', 'month', 'year'], record.start_date_precision))
            ) AS start_date_precision
        FROM faers.case_drug AS record
        SEMI JOIN found ON record.caseid = found.caseid
        SEMI JOIN names ON record.ingredient = names.drug
        WHERE record.role IN ('PS', 'SS') AND record.start_date IS NOT NULL
        GROUP BY record.caseid
    )

    , held AS (
        SELECT last_day(make_date(
                CAST(left(max(load.quarter), 4) AS BIGINT), 3 * CAST(right(max(load.quarter), 1) AS BIGINT), 1
            )) AS data_end
        FROM meta.load AS load
    )

    , dated AS (
        SELECT cases.caseid
            , started.start_date
            , started.start_date_precision
            , cases.event_date
            , cases.event_date_precision
            , held.data_end
            , CASE
                WHEN cases.event_date IS NULL THEN 'no event date'
                WHEN cases.event_date_precision != 'day' THEN 'event not to the day'
                WHEN started.start_date IS NULL THEN 'no therapy start'
                WHEN started.start_date_precision != 'day' THEN 'therapy start not to the day'
                WHEN cases.event_date < started.start_date THEN 'event before therapy'
            END AS reason
        FROM faers.cases AS cases
        CROSS JOIN held
        SEMI JOIN found ON cases.caseid = found.caseid
        LEFT JOIN started ON cases.caseid = started.caseid
    )

    SELECT dated.caseid
        , dated.start_date
        , dated.start_date_precision
        , dated.event_date
        , dated.event_date_precision
        , CASE WHEN dated.reason IS NULL THEN date_diff('day', dated.start_date, dated.event_date) END AS onset_days
        , CASE WHEN dated.reason IS NULL THEN date_diff('day', dated.start_date, dated.data_end) END AS window_days
        , dated.reason
    FROM dated;
