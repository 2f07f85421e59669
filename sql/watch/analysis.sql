-- Analysis of a watched drug
-- Grain:  one row per watched drug x analysis of the watchlist: its terms, what it leaves out in words, and why it cannot be
--         made where a list is silent. Analyses with the same frame_id count the same reports
-- Policy: docs/architecture.md, Event groups and analyses. has_restricted_comparator: the comparator is not all other reports
--         that the analysis leaves in, so that the drug holds a large share (signals/statistics/verdict.py)
WITH terms AS (
    SELECT drug.drug
        , drug.drug_kind
        , analysis.* EXCLUDE (leave_out)
        , analysis.one_report_a_probable_group AND NOT linkage.is_known AS is_unlinked
        , list_sort(analysis.leave_out) AS leave_out
        , CASE WHEN analysis.only_indications THEN drug.indication_groups END AS indication_groups
        , CASE WHEN analysis.is_before_publicity THEN drug.publicity_date END AS publicity_date
        , CASE WHEN analysis.is_before_publicity THEN drug.publicity_source END AS publicity_source
    FROM watch.drug AS drug
    CROSS JOIN watchlist.analysis AS analysis
    CROSS JOIN (SELECT count(*) > 0 AS is_known FROM linkage.parameter) AS linkage
)

, listed AS (
    SELECT analysis.analysis
        , string_agg(named_list.words, ', and ' ORDER BY list_position(analysis.leave_out, named_list.list_name)) AS words
    FROM watchlist.analysis AS analysis
    INNER JOIN watchlist.named_list AS named_list
        ON list_contains(analysis.leave_out, named_list.list_name) AND (analysis.is_empty OR NOT named_list.is_empty)
    GROUP BY analysis.analysis
)

, worded AS (
    SELECT terms.drug
        , terms.drug_kind
        , terms.analysis
        , array_to_string(list_filter([
            CASE WHEN terms.suspects = 'primary'
                THEN 'cases without a primary suspect; a case is the drug''s only where the drug is a primary suspect'
            END
            , CASE WHEN terms.reporters != 'all'
                THEN 'reports that are not from a health professional'
                    || coalesce(', and ' || (SELECT reporter_gap FROM staging.source), '')
            END
            , listed.words
            , CASE WHEN terms.only_indications
                THEN 'reports in which no drug was given for '
                    || coalesce(
                        replace(array_to_string(terms.indication_groups, ', '), '_', ' '), 'a main indication of the drug'
                    )
            END
            , CASE terms.comparator
                WHEN 'all but the class' THEN 'the comparator''s reports that suspect a drug of the class'
                WHEN 'only the class' THEN 'the comparator''s reports that suspect no drug of the class'
                WHEN 'a list' THEN 'the comparator''s reports but ' || compared.words
            END
            , CASE WHEN terms.one_report_an_article
                THEN 'all but one of the reports that cite the same article'
            END
            , CASE WHEN terms.one_report_a_probable_group
                THEN 'all but one of the reports that are probably of one patient'
            END
            , CASE WHEN terms.is_before_publicity
                THEN coalesce(
                    'reports first received on ' || terms.publicity_date || ' or later, or on an unknown day ('
                    || terms.publicity_source || ')'
                    , 'reports first received after the first publication or label change'
                )
            END
        ], LAMBDA part: part IS NOT NULL), ', and ') AS left_out
    FROM terms
    LEFT JOIN listed USING (analysis)
    LEFT JOIN watchlist.named_list AS compared ON terms.comparator_list = compared.list_name
)

SELECT terms.drug
    , terms.drug_kind
    , terms.analysis
    , terms.place
    , CAST(dense_rank() OVER (
        ORDER BY terms.suspects, terms.reporters, terms.leave_out, terms.one_report_an_article
            , terms.one_report_a_probable_group, terms.only_indications, terms.indication_groups, terms.is_before_publicity
            , terms.publicity_date, terms.comparator, terms.comparator_list, terms.is_empty
    ) AS INTEGER) AS frame_id
    , terms.suspects
    , terms.reporters
    , terms.leave_out
    , terms.one_report_an_article
    , terms.one_report_a_probable_group
    , terms.only_indications
    , terms.indication_groups
    , terms.is_before_publicity
    , terms.publicity_date
    , terms.comparator
    , terms.comparator_list
    , terms.is_empty OR terms.is_unlinked AS is_empty
    , terms.adjusted AS is_adjusted
    , terms.is_restricted AS has_restricted_comparator
    , coalesce(nullif(worded.left_out, ''), 'nothing: all counted cases')
        || CASE WHEN terms.adjusted THEN ', compared within age band, sex and year of first receipt' ELSE '' END AS leaves_out
    , CASE
        WHEN terms.is_unlinked THEN 'there are too few cases to tell probable duplicates'
        WHEN terms.is_empty THEN 'the watchlist lists nothing to leave out'
        WHEN terms.only_indications AND terms.indication_groups IS NULL THEN 'the watchlist lists no main indication of the drug'
        WHEN terms.is_before_publicity AND terms.publicity_date IS NULL
            THEN 'the watchlist dates no publication or label change of the drug'
    END AS reason
FROM terms
INNER JOIN worded USING (drug, drug_kind, analysis)
