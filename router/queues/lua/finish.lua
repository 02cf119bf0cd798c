-- The index is whole, as of this mark, on this server.
-- ARGV: mark, run. Returns 1; nothing at all when the index was lost since the mark.
local mark = standing()
if not mark or mark < tonumber(ARGV[1]) then return false end
redis.call('HSET', BUILT, 'whole', ARGV[1], 'run', ARGV[2])
for _, team in ipairs(redis.call('SMEMBERS', TEAMS)) do
  if redis.call('ZLEXCOUNT', ORDER, '[' .. team .. '\0', '(' .. team .. '\1') == 0 then redis.call('SREM', TEAMS, team) end
end
return 1
