-- See io.recount.redis.CounterScript. Redis 6.2 commands only.
local written = {}
for i, key in ipairs(KEYS) do
  local words = {}
  for word in string.gmatch(ARGV[i], '%S+') do words[#words + 1] = word end
  local old = tonumber(redis.call('HGET', key, 'position') or nil)
  if old == nil or tonumber(words[#words]) > old then
    redis.call('HSET', key, unpack(words))
    written[#written + 1] = key .. ' ' .. ARGV[i]
  end
end
if #written > 0 then redis.call('PUBLISH', 'counters:changes', table.concat(written, '\n')) end
return #written
