-- Put back what a process knows and a server lost, unless as new is there.
-- KEYS: account -> version (4 bytes), call (8 bytes) and presence. ARGV: account, version, call and presence.
local PRESENCE = KEYS[1]
local account, version, presence = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local known = redis.call('HGET', PRESENCE, account)
if not known or struct.unpack('>I4', known) < version then
  redis.call('HSET', PRESENCE, account, struct.pack('>I4', version) .. presence)
end
return 1
