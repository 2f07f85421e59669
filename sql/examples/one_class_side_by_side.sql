-- How do all inhibitors of one target compare on one event, those without a case included?
SELECT ingredient
    , a
    , b
    , round(expected, 2) AS expected
    , round(ror, 2) AS ror
    , round(ic, 2) AS ic
    , round(ic_lower, 2) AS ic_lower
    , round(ic_upper, 2) AS ic_upper
FROM compare(['imatinib', 'dasatinib', 'nilotinib', 'bosutinib', 'ponatinib', 'asciminib'], ['Optic neuritis'])
ORDER BY ic_lower DESC, ingredient ASC;
