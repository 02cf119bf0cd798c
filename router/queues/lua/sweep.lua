-- Take out what was neither looked at, mended nor told since the mark, a part at a time.
-- ARGV: now, mark, cursor, how many to look at. Returns the next cursor ('0' at the end) and how many of them waited; nothing at all
-- when the index was lost since the mark.
local now, since = ARGV[1], tonumber(ARGV[2])
local mark = standing()
if not mark or mark < since then return false end
local part = redis.call('HSCAN', PLACES, ARGV[3], 'COUNT', ARGV[4])
local before, after, waited = {}, {}, 0
for at = 1, #part[2], 2 do
  local reference, place = part[2][at], part[2][at + 1]
  if stamp_of(place) < since then
    before[reference], after[reference] = place, false
    if waits(place) then waited = waited + 1 end
  end
end
write(before, after, now)
return {part[1], waited}
