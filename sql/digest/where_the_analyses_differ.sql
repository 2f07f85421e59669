-- Drugs whose verdict on the headline event is disproportionate in one of two analyses
SELECT CASE remark
        WHEN 'masked' THEN any_value(compared.words) || ' (' || any_value(compared.analysis) || '), but not ' || any_value(first.words)
        ELSE any_value(first.words) || ', but not ' || any_value(compared.words) || ' (' || any_value(compared.analysis) || ')'
    END AS in_analysis
    , remark
    , list(drug ORDER BY drug) AS drugs
FROM evidence.agreement AS agreement
LEFT JOIN signals.watch_analysis AS compared ON agreement.watchlist = compared.watchlist AND compared.is_comparison
LEFT JOIN signals.watch_analysis AS first ON agreement.watchlist = first.watchlist AND first.is_primary
WHERE agreement.watchlist = $watchlist AND agreement.event = $event AND agreement.drug_kind = 'ingredient' AND remark IS NOT NULL
GROUP BY remark
ORDER BY min(drug)
