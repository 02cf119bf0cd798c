-- Which of these stand otherwise; those that stand right are stamped as looked at.
-- ARGV: mark, references and bodies (place.lua, told). Returns references; nothing at all when the index was lost since the mark.
local since = tonumber(ARGV[1])
local mark = standing()
if not mark or mark < since then return false end
local references, bodies = told(ARGV[2])
local before, put, found, stamp = places_of(references), {}, {}, stamp(since)
for at, reference in ipairs(references) do
  local place = stamp .. bodies[at]
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
