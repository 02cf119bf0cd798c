-- Make these as the store says, unless something as new was told since the mark.
-- ARGV: now, mark, then reference and body of each. Returns how many differed; nothing at all when the index was lost since the mark.
local now, since = ARGV[1], tonumber(ARGV[2])
local mark = standing()
if not mark or mark < since then return false end
local before, after, differed = places_of(told(3)), {}, 0
for at = 3, #ARGV, 2 do
  local reference, place = ARGV[at], stamped(since, ARGV[at + 1])
  local known = before[reference]
  if not (known and stamp_of(known) >= since and version_of(known) >= version_of(place)) then
    if (waits(known) or waits(place)) and not (known and body_of(known) == body_of(place)) then differed = differed + 1 end
    after[reference] = place
  end
end
write(before, after, now)
return differed
