-- Make these as the store says, unless something as new was told since the mark.
-- ARGV: now, mark, references and bodies (place.lua, told). Returns how many differed; nothing at all when the index was lost since the mark.
local now, since = ARGV[1], tonumber(ARGV[2])
local mark = standing()
if not mark or mark < since then return false end
local references, bodies = told(ARGV[3])
local before, after, differed, stamp = places_of(references), {}, 0, stamp(since)
for at, reference in ipairs(references) do
  local place = stamp .. bodies[at]
  local known = before[reference]
  if not (known and stamp_of(known) >= since and version_of(known) >= version_of(place)) then
    if (waits(known) or waits(place)) and not (known and body_of(known) == body_of(place)) then differed = differed + 1 end
    after[reference] = place
  end
end
write(before, after, now)
return differed
