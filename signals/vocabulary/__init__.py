"""Drug names, the committed reference tables and the watchlist."""
