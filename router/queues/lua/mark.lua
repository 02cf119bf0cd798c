-- A new mark, higher than any before, also when everything was lost in between: what is told from now on carries it.
-- ARGV: now. Returns the mark.
local mark = math.max(tonumber(ARGV[1]), (standing() or 0) + 1)
redis.call('HSET', BUILT, 'mark', string.format('%.0f', mark))
return string.format('%.0f', mark)
