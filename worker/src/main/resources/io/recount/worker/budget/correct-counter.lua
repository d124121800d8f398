-- Puts the ledger's values into a counter's record, if its position is still the one that was compared.
-- KEYS[1]: the record. ARGV[1]: that position, empty for no readable one. ARGV[2…]: field, value, …
-- Answers {1 when written, position found, spent found}; what is not there is an empty string.
-- Other than the compare-and-set script it also writes at an equal or a lower position.
if redis.call('TYPE', KEYS[1]).ok ~= 'hash' then redis.call('DEL', KEYS[1]) end
local position = redis.call('HGET', KEYS[1], 'position') or ''
local spent = redis.call('HGET', KEYS[1], 'spent') or ''
if tonumber(position) ~= tonumber(ARGV[1]) then return {0, position, spent} end

redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('PUBLISH', 'counters:changes', KEYS[1] .. ' ' .. table.concat(ARGV, ' ', 2))
return {1, position, spent}
