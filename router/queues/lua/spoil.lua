-- Something was not told while the server was away: the index is not whole until it is built again.
redis.call('HDEL', BUILT, 'whole')
return 0
