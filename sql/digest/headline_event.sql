-- The event group that the digest's first sentence is about: new central demyelination, else one compared with animals
SELECT event
FROM signals.watch
WHERE event_kind = 'group'
ORDER BY event <> 'cns_onset', event NOT IN (SELECT event FROM evidence.agreement), event
LIMIT 1
