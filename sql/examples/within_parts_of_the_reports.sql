-- Does a signal hold within parts of the reports?
-- Primary suspects, women, older people, one country, without COVID-19 vaccines, and against other cancer drugs (ATC L01) alone.
WITH covid_vaccine AS (
    SELECT caseid
    FROM faers.case_drug
    WHERE contains(ingredient, 'covid') OR contains(ingredient, 'tozinameran') OR contains(ingredient, 'elasomeran')
)

, cancer_drug AS (
    SELECT suspect.caseid
    FROM faers.suspect AS suspect
    INNER JOIN faers.ingredient AS ingredient USING (ingredient)
    WHERE starts_with(ingredient.atc, 'L01')
)

, part AS (
    SELECT '1 all counted cases' AS part, *
    FROM within(TRUE, ['imatinib'], ['Optic neuritis'])
    UNION ALL
    SELECT '2 primary suspect', *
    FROM within(TRUE, ['imatinib'], ['Optic neuritis'], roles := ['PS'])
    UNION ALL
    SELECT '3 women', *
    FROM within(sex = 'F', ['imatinib'], ['Optic neuritis'])
    UNION ALL
    SELECT '4 aged 65 or more', *
    FROM within(age_years >= 65, ['imatinib'], ['Optic neuritis'])
    UNION ALL
    SELECT '5 in the United States', *
    FROM within(country = 'US', ['imatinib'], ['Optic neuritis'])
    UNION ALL
    SELECT '6 no COVID vaccine', *
    FROM within(caseid NOT IN (FROM covid_vaccine), ['imatinib'], ['Optic neuritis'])
    UNION ALL
    SELECT '7 cancer drugs', *
    FROM within(
        caseid IN (FROM cancer_drug), ['imatinib'], ['Optic neuritis'], has_restricted_comparator := TRUE
    )
)

SELECT part
    , a
    , b
    , c
    , d
    , round(ror, 2) AS ror
    , round(ror_lower, 2) AS ror_lower
    , human_verdict
FROM part
ORDER BY part;
