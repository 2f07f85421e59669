-- Quarters that could not be taken
SELECT quarter, reason FROM meta.refused_quarter ORDER BY quarter
