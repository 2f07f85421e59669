-- Analysis of a watched drug
-- Grain:  one row per watched drug x analysis: what it leaves out in words, and why it cannot be made where a list is silent
-- Policy: docs/architecture.md, Event groups and analyses. has_restricted_comparator: the comparator is not all other reports
--         that the analysis leaves in, so that the drug holds a large share (signals/statistics/verdict.py)
WITH named AS (
    SELECT drug
        , drug_kind
        , publicity_date
        , publicity_source
        , indication_groups
        , unnest([
            'primary', 'ps_only', 'hcp_only', 'no_ms_context', 'no_known_causes', 'same_indication'
            , 'without_literature_duplicates', 'before_publicity', 'adjusted'
        ]) AS analysis
    FROM watch.drug
)

SELECT drug
    , drug_kind
    , analysis
    , CASE analysis WHEN 'adjusted' THEN 'primary' ELSE analysis END AS counts_as
    , analysis = 'same_indication' AS has_restricted_comparator
    , CASE analysis
        WHEN 'primary' THEN 'nothing: all counted cases'
        WHEN 'ps_only' THEN 'cases without a primary suspect; a case is the drug''s only where the drug is a primary suspect'
        WHEN 'hcp_only' THEN 'reports that are not from a health professional'
            || coalesce(', and ' || (SELECT reporter_gap FROM staging.source), '')
        WHEN 'no_ms_context' THEN 'reports with a demyelinating disease as the indication of any drug, and reports that name an MS therapy'
        WHEN 'no_known_causes' THEN 'reports that name a drug known to demyelinate'
        WHEN 'same_indication' THEN 'reports in which no drug was given for '
            || coalesce(replace(array_to_string(indication_groups, ', '), '_', ' '), 'a main indication of the drug')
            || ', and the comparator''s reports that suspect a drug of the class'
        WHEN 'without_literature_duplicates' THEN 'all but one of the reports that cite the same article'
        WHEN 'before_publicity' THEN coalesce(
            'reports first received on ' || publicity_date || ' or later, or on an unknown day (' || publicity_source || ')'
            , 'reports first received after the first publication or label change'
        )
        WHEN 'adjusted' THEN 'nothing: all counted cases, compared within age band, sex and year of first receipt'
    END AS leaves_out
    , CASE
        WHEN analysis = 'same_indication' AND indication_groups IS NULL THEN 'the watchlist lists no main indication of the drug'
        WHEN analysis = 'before_publicity' AND publicity_date IS NULL THEN 'the watchlist dates no publication or label change of the drug'
    END AS reason
FROM named
