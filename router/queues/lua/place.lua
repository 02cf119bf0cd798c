-- What the operations share: it stands before each of them. Every key has the same hash tag, so a cluster keeps them together.
local BUILT, PLACES, ORDER, ARRIVALS, BREACHES, TEAMS, GONE, LENT = unpack(KEYS)
-- BUILT     hash: mark (the last one given), whole (the mark of the last build; absent: the index is not whole), run (of which server)
-- PLACES    hash: reference -> place
-- ORDER ARRIVALS BREACHES   sorted by bytes: team, NUL, moment, reference
-- TEAMS     set of teams that have or had work
-- LENT      hash: reference -> until, NUL, account: laid before somebody who asked for the next, for a moment
-- GONE      sorted by the moment at which they left: references whose version is remembered for a while

-- A place, numbers big-endian so that bytes sort as they do: stamp 8 (the mark it was told after), version 4, state 1 (0 waits no
-- longer, 1 waits, 2 lies before somebody); of what waits also: turn 8, arrival 8, breach 8 (0: none), priority 2, length of the
-- team's name 1, the name, and MessagePack of who passed, agent, skills, language and when those are let go.
-- A body is a place without its stamp.
local NEVER = string.rep('\0', 8)
local NONE = {}
local REMEMBERED = 600 * 1000000  -- microseconds for which a late, older telling of what left is still known as such
local AT_ONCE = 1000  -- arguments of one command: Lua's stack takes some 7,000

local function stamp_of(place) return (struct.unpack('>I8', place)) end
local function version_of(place) return (struct.unpack('>I4', place, 9)) end
local function body_of(place) return place:sub(9) end
local function waits(place) return place and place:byte(13) > 0 end
local function stamp(mark) return struct.pack('>I8', mark) end

local function members_of(reference, place)
  local team = place:sub(41, 40 + place:byte(40)) .. '\0'
  local breach = place:sub(30, 37)
  return team .. place:sub(14, 21) .. reference, team .. place:sub(22, 29) .. reference,
    breach ~= NEVER and team .. breach .. reference or nil
end

local function in_parts(command, key, arguments)
  for first = 1, #arguments, AT_ONCE do
    redis.call(command, key, unpack(arguments, first, math.min(first + AT_ONCE - 1, #arguments)))
  end
end

-- The last mark given, a number, and whether the index is whole.
local function standing()
  local built = redis.call('HMGET', BUILT, 'mark', 'whole')
  return built[1] and tonumber(built[1]), built[2] and 1 or 0
end

-- reference -> place, of those that are known
local function places_of(references)
  local found = {}
  for first = 1, #references, AT_ONCE do
    local last = math.min(first + AT_ONCE - 1, #references)
    local places = redis.call('HMGET', PLACES, unpack(references, first, last))
    for at, place in ipairs(places) do found[references[first + at - 1]] = place or nil end
  end
  return found
end

-- What was told in one argument, of each: length 1, reference, length 2, body. Returns references and their bodies.
local function told(packed)
  local references, bodies, at, count = {}, {}, 1, 0
  while at <= #packed do
    count = count + 1
    references[count], bodies[count], at = struct.unpack('>Bc0Hc0', packed, at)
  end
  return references, bodies
end

local function enter(list, member)
  list[#list + 1] = 0
  list[#list + 1] = member
end

-- Write what `after` says of each reference (false: forget it); `before` is what was known. The places come last: whatever breaks
-- off half way is found to differ later.
local function write(before, after, now)
  local out, into, left, teams, put, drop, changed = {{}, {}, {}}, {{}, {}, {}}, {}, {}, {}, {}, {}
  for reference, place in pairs(after) do
    local old, new = NONE, NONE
    changed[#changed + 1] = reference
    if waits(before[reference]) then old = {members_of(reference, before[reference])} end
    if waits(place) then
      new = {members_of(reference, place)}
      teams[place:sub(40, 40 + place:byte(40))] = true
    elseif place then
      left[#left + 1] = now
      left[#left + 1] = reference
    end
    for which = 1, 3 do
      if old[which] ~= new[which] then
        if old[which] then out[which][#out[which] + 1] = old[which] end
        if new[which] then enter(into[which], new[which]) end
      end
    end
    if place then
      put[#put + 1] = reference
      put[#put + 1] = place
    else
      drop[#drop + 1] = reference
    end
  end
  for which, key in ipairs({ORDER, ARRIVALS, BREACHES}) do
    in_parts('ZREM', key, out[which])
    in_parts('ZADD', key, into[which])
  end
  for team in pairs(teams) do redis.call('SADD', TEAMS, team:sub(2)) end
  in_parts('ZADD', GONE, left)
  if redis.call('HLEN', LENT) > 0 then in_parts('HDEL', LENT, changed) end
  in_parts('HDEL', PLACES, drop)
  in_parts('HSET', PLACES, put)
end
