-- What a watched drug is: an ingredient, a target class or the class
SELECT drug_kind FROM signals.watch WHERE watchlist = $watchlist AND drug = $drug ORDER BY drug_kind = 'ingredient' DESC LIMIT 1
