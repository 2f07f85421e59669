-- How many ingredients there are
SELECT count(*) FROM faers.ingredient
