-- Quarters that were refused, or set aside by `nibwatch ingest --drop`
SELECT quarter, reason FROM meta.refused_quarter ORDER BY quarter
