-- Whether drugs that protected animals are less often disproportionate in people, by event group
SELECT event, answer FROM evidence.class_difference WHERE watchlist = $watchlist ORDER BY event
