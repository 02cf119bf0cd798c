-- The earliest turns of one team.
-- ARGV: team, limit, skip. Returns whether the index is whole, and references.
local team, limit, skip = ARGV[1], ARGV[2], ARGV[3]
local _, whole = standing()
local found = redis.call('ZRANGEBYLEX', ORDER, '[' .. team .. '\0', '(' .. team .. '\1', 'LIMIT', skip, limit)
for at, member in ipairs(found) do found[at] = member:sub(#team + 10) end
return {whole, found}
