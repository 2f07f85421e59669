-- The fewest cases that carry a signal, and what alone carries it
WITH fragility AS (
    SELECT *
        , MAP {'sender': left(sender, 50), 'country': country, 'article': left(article, 50), 'year': year} AS value
        , MAP {
            'sender': sender_case_count, 'country': country_case_count, 'article': article_case_count
            , 'year': year_case_count
        } AS cases
    FROM signals.watch_fragility WHERE drug = $drug
)

SELECT event, analysis, format('{} of {}', cases_to_lose, a) AS "cases to lose"
    , CASE WHEN len(carried_by) > 0
        THEN array_to_string(
            [format('{} {} ({} cases)', trait, value[trait], cases[trait]) FOR trait IN carried_by], '; '
        )
        ELSE format('none (most influential: {} {})', most_influential, value[most_influential])
    END AS "carried by"
    , probable_duplicate_count AS "probable duplicates"
    , label
FROM fragility ORDER BY event_kind ASC, event ASC
    , (SELECT place FROM signals.watch_analysis AS listed WHERE listed.analysis = fragility.analysis)
