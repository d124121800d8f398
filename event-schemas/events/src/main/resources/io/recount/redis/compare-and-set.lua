-- See io.recount.redis.CompareAndSet. Redis 6.2 commands only.
local versions = {}
for name in string.gmatch(ARGV[1], '[^,]+') do versions[#versions + 1] = name end

local given = {}
for i = 3, #ARGV, 2 do given[ARGV[i]] = ARGV[i + 1] end

local stored = redis.call('HMGET', KEYS[1], unpack(versions))
for i, name in ipairs(versions) do
  local old = tonumber(stored[i] or nil)
  local new = tonumber(given[name])
  if old == nil or new > old then break end
  if new < old then return 0 end
  if i == #versions then return 0 end
end

redis.call('HSET', KEYS[1], unpack(ARGV, 3))
if tonumber(ARGV[2]) > 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 1
