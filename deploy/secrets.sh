#!/bin/sh
# Makes what compose.yaml reads from deploy/secrets/, once; what is there stays. Only root or you can enter the folder;
# the files in it are readable by all, for an account without rights reads them inside each container.
set -eu
folder=${1:-"$(dirname "$0")/secrets"}
mkdir -p "$folder" && chmod 700 "$folder"
random() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }
keep() { [ -s "$folder/$1" ] || { printf '%s\n' "$2" >"$folder/$1.part" && mv "$folder/$1.part" "$folder/$1"; }; chmod 444 "$folder/$1"; }

keep secret "$(random)"
keep api-token "$(random)"
keep webhook-secret "$(random)"
keep postgres-password "$(random)"
keep redis-password "$(random)"
keep store-url "postgresql://balie:$(cat "$folder/postgres-password")@postgres:5432/balie"
keep queues-url "redis://:$(cat "$folder/redis-password")@redis:6379/0"
# Redis is an index that is rebuilt from the register: nothing of it is kept on the disk, and nothing of it may be evicted.
keep redis.conf "requirepass $(cat "$folder/redis-password")
maxmemory 1gb
maxmemory-policy noeviction
save \"\"
appendonly no
dir /tmp"
