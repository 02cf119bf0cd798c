-- Keep what a process says, forget those that said nothing of late, and tell what the others say.
-- KEYS: process -> moment (16 digits, microseconds) and looks. ARGV: process, now, the oldest moment that counts, looks. Returns looks.
local LOOKS = KEYS[1]
local process, now, oldest, looks = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
redis.call('HSET', LOOKS, process, now .. looks)
local known, found = redis.call('HGETALL', LOOKS), {}
for at = 1, #known, 2 do
  local said = tonumber(known[at + 1]:sub(1, 16))
  if said < oldest then
    redis.call('HDEL', LOOKS, known[at])
  elseif known[at] ~= process then
    found[#found + 1] = known[at + 1]:sub(17)
  end
end
return found
