-- What waits in the index and was neither looked at nor told since the mark, a part at a time.
-- ARGV: cursor, mark, how many to look at. Returns the next cursor ('0' at the end) and references.
local part = redis.call('HSCAN', PLACES, ARGV[1], 'COUNT', ARGV[3])
local since, found = tonumber(ARGV[2]), {}
for at = 1, #part[2], 2 do
  local place = part[2][at + 1]
  if waits(place) and stamp_of(place) < since then found[#found + 1] = part[2][at] end
end
return {part[1], found}
