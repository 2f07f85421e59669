-- Probable duplicate
-- Grain:  one row per pair of counted cases that are probably reports of one patient, though no exact rule calls them duplicates
-- Policy: docs/decisions/0003-duplicates.md. They are marked, and count: a probable group is never taken out of a primary count.
--         A pair that is no member of a group is one whose cases are closer to others
WITH level AS (
    SELECT pair.caseid
        , pair.other_caseid
        , unnest([
            ('events', pair.events), ('drugs', pair.drugs), ('event_date', pair.event_date), ('age', pair.age)
            , ('start_date', pair.start_date), ('sex', pair.sex), ('weight', pair.weight), ('country', pair.country)
            , ('number', pair.number)
        ]) AS compared
    FROM linkage.probable_pair AS pair
)

, comparison AS (
    SELECT level.caseid
        , level.other_caseid
        , list(parameter.field || ': ' || parameter.meaning ORDER BY parameter.field)
            FILTER (parameter.match > parameter.chance) AS agrees
        , list(parameter.field || ': ' || parameter.meaning ORDER BY parameter.field)
            FILTER (parameter.match <= parameter.chance) AS differs
    FROM level
    INNER JOIN linkage.parameter AS parameter
        ON level.compared[1] = parameter.field
        AND level.compared[2] = parameter.level
    GROUP BY level.caseid, level.other_caseid
)

SELECT pair.caseid
    , pair.other_caseid
    , pair.match_weight
    , 1 / (1 + pow(2, -pair.match_weight)) AS match_probability
    , CASE WHEN one.probable_group = other.probable_group THEN one.probable_group END AS probable_group
    , coalesce(comparison.agrees, []) AS agrees
    , coalesce(comparison.differs, []) AS differs
FROM linkage.probable_pair AS pair
LEFT JOIN linkage.probable_group AS one USING (caseid)
LEFT JOIN linkage.probable_group AS other ON pair.other_caseid = other.caseid
INNER JOIN comparison ON pair.caseid = comparison.caseid AND pair.other_caseid = comparison.other_caseid
ORDER BY pair.caseid, pair.other_caseid
