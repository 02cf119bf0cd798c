-- Whether the index is whole. Returns the mark of its last build and the server that was built on; '' when there is none.
local built = redis.call('HMGET', BUILT, 'whole', 'run')
return {built[1] or '', built[2] or ''}
