#!/bin/sh
# Redis, PostgreSQL and Java from Debian (and what is named as argument: dovecot, which only tests need), and Kafka's jars from Maven Central: what is missing of them, once, and nothing is started.
set -u
cd "$(dirname "$0")/.." || exit 1
jars=.cache/kafka/4.1.0 wanted="" also="${1:-}"
command -v redis-server >/dev/null || command -v valkey-server >/dev/null || wanted="$wanted redis-server"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted="$wanted postgresql"
[ -z "$also" ] || { [ -x /usr/sbin/dovecot ] && [ -x /usr/lib/dovecot/imap ] && [ -x /usr/lib/dovecot/lmtp ]; } || wanted="$wanted dovecot-imapd dovecot-lmtpd"
[ -d "$jars" ] || command -v mvn >/dev/null || wanted="$wanted maven"
command -v java >/dev/null || wanted="$wanted default-jre-headless"

if [ -n "$wanted" ] && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing$wanted, once…"
    policy=/usr/sbin/policy-rc.d # Debian asks it before it starts what it installed
    [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && trap 'rm -f "$policy"' EXIT; }
    # shellcheck disable=SC2086  # several words
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted; } >/dev/null 2>&1
fi
if [ ! -d "$jars" ] && command -v mvn >/dev/null; then
    echo "Fetching Kafka from Maven Central, once…"
    rm -rf "$jars.part" && mvn -q -B -f scripts/servers/kafka.xml dependency:copy-dependencies -DincludeScope=runtime \
        -DoutputDirectory="$PWD/$jars.part" >/dev/null 2>&1 && mv "$jars.part" "$jars"
fi
missing=$(python3 -c "from scripts.servers import ${also:+$also, }kafka, postgres, redis; print(*filter(None, (each.find() for each in (kafka, redis, postgres${also:+, $also}))), sep='\n')")
[ -z "$missing" ] || echo "$missing" >&2
[ -z "$missing" ] || [ "${CI:-}" != true ]
