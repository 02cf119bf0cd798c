-- What one agent could be given at this moment, of each of their teams the earliest turns.
-- ARGV: account, now, limit, how many places of a team are looked at, then MessagePack of skills, languages, teams
-- and until when the first is lent (false: it is not).
-- Returns whether the index is whole, and for each in one string: '1' when it is lent to another, else '0', turn and reference.
local account, now, limit, looked_at = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local skills, languages, teams, lend = unpack(cmsgpack.unpack(ARGV[5]))
local MORE = 200  -- places read at once when the first few do not fit

local function has(list, wanted)
  for _, each in ipairs(list) do
    if each == wanted then return true end
  end
  return false
end

-- The same as router/domain/seeker.py, `suits`.
local function suits(agent, needed, language, widens)
  local at = 1
  if agent then
    if agent == account then return true end
    if widens[1] and now < widens[1] then return false end
    at = 2
  end
  if not widens[at] or now >= widens[at] then return true end
  if language and not has(languages, language) then return false end
  for _, skill in ipairs(needed) do
    if not has(skills, skill) then return false end
  end
  return true
end

local function fits(place)
  if not place or place:byte(13) ~= 1 then return false end
  local rest = 41 + place:byte(40)
  if #place < rest then return true end
  local passed, agent, needed, language, widens = unpack(cmsgpack.unpack(place:sub(rest)))
  return not has(passed, account) and suits(agent, needed, language, widens)
end

local function lent_to_another(lent)
  local until_when, whom = string.match(lent or '', '^(%d+)%z(.*)$')
  return whom and whom ~= account and now < tonumber(until_when)
end

-- Lua compares text by the language of the machine; turns are numbers and ties go byte by byte.
local function goes_before(one, other)
  local turns = {(struct.unpack('>I8', one, 2)), (struct.unpack('>I8', other, 2))}
  if one:byte() ~= other:byte() then return one:byte() < other:byte() end
  if turns[1] ~= turns[2] then return turns[1] < turns[2] end
  for at = 10, math.max(#one, #other) do
    local left, right = one:byte(at) or -1, other:byte(at) or -1
    if left ~= right then return left < right end
  end
  return false
end

local found, first = {}, nil
for _, team in ipairs(teams) do
  local from, looked, fitted, step = '[' .. team .. '\0', 0, 0, limit * 2
  while fitted < limit and looked < looked_at do
    local members =
      redis.call('ZRANGEBYLEX', ORDER, from, '(' .. team .. '\1', 'LIMIT', 0, math.min(step, looked_at - looked))
    if #members == 0 then break end
    local references = {}
    for at, member in ipairs(members) do references[at] = member:sub(#team + 10) end
    local places, lent = places_of(references), redis.call('HMGET', LENT, unpack(references))
    for at, member in ipairs(members) do
      if fitted < limit and fits(places[references[at]]) then
        local free = not lent_to_another(lent[at])
        local one = (free and '0' or '1') .. member:sub(#team + 2)
        if free then fitted = fitted + 1 end
        if not first or goes_before(one, first) then first = one end
        found[#found + 1] = one
      end
    end
    from, looked, step = '(' .. members[#members], looked + #members, MORE
  end
end
if lend and first then redis.call('HSET', LENT, first:sub(10), string.format('%.0f', lend) .. '\0' .. account) end
local _, whole = standing()
return {whole, found}
