-- Drugs whose verdict on the headline event depends on the analysis, by what that says of them
SELECT CASE remark
        WHEN 'masked' THEN ' only ' || any_value(compared.words) || ' (' || any_value(compared.analysis) || ')'
        WHEN 'confounded' THEN ' only when all reports count'
        ELSE ''
    END AS in_analysis
    , remark
    , list(drug ORDER BY drug) AS drugs
FROM evidence.agreement AS agreement
LEFT JOIN signals.watch_analysis AS compared ON agreement.watchlist = compared.watchlist AND compared.is_comparison
WHERE agreement.watchlist = $watchlist AND agreement.event = $event AND agreement.drug_kind = 'ingredient' AND remark IS NOT NULL
GROUP BY remark
ORDER BY min(drug)
