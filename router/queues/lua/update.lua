-- Put, move or take out; an older version than the one known has no effect.
-- ARGV: now, references and bodies (place.lua, told). Returns whether the index is whole.
local now = ARGV[1]
local mark, whole = standing()
local references, bodies = told(ARGV[2])
local before, after, stamp = places_of(references), {}, stamp(mark or 0)
for at, reference in ipairs(references) do
  local place = stamp .. bodies[at]
  local known = after[reference] or before[reference]
  if not known or version_of(known) < version_of(place) then after[reference] = place end
end
write(before, after, now)

-- What left long ago is forgotten, some at a time.
local old = redis.call('ZRANGEBYSCORE', GONE, '-inf', tonumber(now) - REMEMBERED, 'LIMIT', 0, math.min(#references * 2, AT_ONCE))
if #old > 0 then
  local places, drop = places_of(old), {}
  for _, reference in ipairs(old) do
    if not waits(places[reference]) then drop[#drop + 1] = reference end
  end
  in_parts('HDEL', PLACES, drop)
  in_parts('ZREM', GONE, old)
end
return whole
