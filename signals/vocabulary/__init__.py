"""Words to meaning: drug text to ingredient, and the watchlist of drugs and events that are looked at."""
