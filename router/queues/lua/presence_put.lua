-- Keep it if nobody else changed it: its version is one more than the one kept.
-- KEYS: account -> version (4 bytes), call (8 bytes) and presence. ARGV: account, version, call and presence. Returns whether it is kept.
local PRESENCE = KEYS[1]
local account, version, presence = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local known = redis.call('HGET', PRESENCE, account)
if known and known:sub(5) == presence then return 1 end  -- the same call again: its answer was lost
if version ~= (known and struct.unpack('>I4', known) or 0) + 1 then return 0 end
redis.call('HSET', PRESENCE, account, struct.pack('>I4', version) .. presence)
return 1
