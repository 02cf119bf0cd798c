-- Everybody ever heard of.
-- KEYS: account -> version (4 bytes), call (8 bytes) and presence. Returns presences.
local PRESENCE = KEYS[1]
local found = redis.call('HVALS', PRESENCE)
for at, each in ipairs(found) do found[at] = each:sub(13) end
return found
