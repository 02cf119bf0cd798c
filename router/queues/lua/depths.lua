-- How each queue stands.
-- Returns whether the index is whole, then for each team with work: team, how many, first arrival, first breach ('' when none breaks).
local _, whole = standing()
local found = {whole}
for _, team in ipairs(redis.call('SMEMBERS', TEAMS)) do
  local from, to = '[' .. team .. '\0', '(' .. team .. '\1'
  local waiting = redis.call('ZLEXCOUNT', ORDER, from, to)
  if waiting > 0 then
    local arrival = redis.call('ZRANGEBYLEX', ARRIVALS, from, to, 'LIMIT', 0, 1)[1]
    local breach = redis.call('ZRANGEBYLEX', BREACHES, from, to, 'LIMIT', 0, 1)[1]
    local after = #team + 2
    found[#found + 1] = {team, waiting, arrival:sub(after, after + 7), breach and breach:sub(after, after + 7) or ''}
  end
end
return found
