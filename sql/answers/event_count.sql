-- How many preferred terms there are
SELECT count(*) FROM faers.event
