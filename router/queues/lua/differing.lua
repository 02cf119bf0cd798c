-- Which of these stand otherwise; those that stand right are stamped as looked at.
-- ARGV: mark, then reference and body of each. Returns references; nothing at all when the index was lost since the mark.
local since = tonumber(ARGV[1])
local mark = standing()
if not mark or mark < since then return false end
local before, put, found = places_of(told(2)), {}, {}
for at = 2, #ARGV, 2 do
  local reference, place = ARGV[at], stamped(since, ARGV[at + 1])
  local known = before[reference]
  if known and body_of(known) == body_of(place) then
    if stamp_of(known) < since then
      put[#put + 1] = reference
      put[#put + 1] = place
    end
  elseif not known or stamp_of(known) < since or version_of(known) < version_of(place) then
    found[#found + 1] = reference
  end
end
in_parts('HSET', PLACES, put)
return found
