-- Which watched drugs are reported disproportionately with new central demyelination, the strongest first?
-- Reports in the context of multiple sclerosis are left out. ic_lower ranks few reports low by itself.
SELECT drug
    , a
    , round(expected, 2) AS expected
    , round(ror, 2) AS ror
    , round(ror_lower, 2) AS ror_lower
    , round(ic, 2) AS ic
    , round(ic_lower, 2) AS ic_lower
    , human_verdict
FROM signals.watch
WHERE analysis = 'no_ms_context'
    AND event = 'cns_onset'
    AND drug_kind = 'ingredient'
ORDER BY ic_lower DESC, drug ASC;
