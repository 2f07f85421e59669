-- Signal of a regulator
-- Grain:  one row per potential signal on a watched drug that a regulator published, as far as it was seen
-- Policy: shown beside the counts, in no verdict. What a regulator lists is a question that it asked, not a finding; a drug without a
--         row was not looked for in every list
SELECT signal.ingredient
    , signal.regulator
    , signal.period
    , signal.event
    , signal.outcome
    , CAST(signal.as_of AS DATE) AS as_of
    , signal.source
    , signal.seen_level
FROM reference.regulator_signal AS signal
SEMI JOIN watchlist.drug AS watched ON signal.ingredient = watched.ingredient
ORDER BY signal.ingredient, signal.as_of, signal.event
