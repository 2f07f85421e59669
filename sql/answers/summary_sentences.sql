-- A sentence for each event group of a watched drug
SELECT sentence FROM signals.watch_summary WHERE drug = $drug
ORDER BY primary_a DESC, comparison_ic_lower DESC NULLS LAST, event ASC
