-- The 2x2 table, all measures, criteria and the verdict of every ingredient x preferred term of two lists, a = 0 included, counted as
-- signals.pair is. EBGM is that of signals.pair, NULL where a = 0 or the ingredient is no known one.
-- Grain: one row an ingredient x term
-- Example: FROM compare(['imatinib', 'nilotinib'], ['Optic neuritis', 'Nausea']) ORDER BY ic_lower DESC
CREATE MACRO compare(ingredients, events) AS TABLE
    WITH total AS (
        SELECT count(*) AS case_count
        FROM faers.cases AS counted
        WHERE counted.is_counted
    )

    , cells AS (
        SELECT drug.ingredient
            , event.event_pt
            , pair.ebgm
            , pair.ebgm_lower
            , pair.ebgm_upper
            , CASE WHEN mgps.refusal IS NULL THEN coalesce(pair.is_ebgm, FALSE) END AS is_ebgm
            , coalesce(pair.a, 0) AS a
            , drug.case_count - coalesce(pair.a, 0) AS b
            , event.case_count - coalesce(pair.a, 0) AS c
            , total.case_count - drug.case_count - event.case_count + coalesce(pair.a, 0) AS d
        FROM listed_drug(ingredients) AS drug
        CROSS JOIN listed_event(events) AS event
        CROSS JOIN total
        CROSS JOIN meta.prior AS mgps
        LEFT JOIN signals.pair AS pair
            ON drug.ingredient = pair.ingredient AND event.event_pt = pair.event_pt
    )

    SELECT cells.ingredient
        , cells.event_pt
        , cells.a
        , cells.b
        , cells.c
        , cells.d
        , scores.*
        , cells.ebgm
        , cells.ebgm_lower
        , cells.ebgm_upper
        , cells.is_ebgm
    FROM cells
    CROSS JOIN LATERAL pair_scores(cells.a, cells.b, cells.c, cells.d) AS scores;
