#!/bin/sh
# Debian's chromium for the browser tests, when it can be had without asking.
if ! command -v chromium >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1
fi
command -v chromium >/dev/null && exit 0
echo "The browser tests did not run: there is no chromium. Mend: apt-get install chromium" >&2
[ "${CI:-}" != true ]
