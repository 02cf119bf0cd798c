#!/bin/sh
# promtool, which tries the alerts in deploy/prometheus: taken out of Debian's package prometheus into .cache, once. Nothing is installed.
set -u
cd "$(dirname "$0")/.." || exit 1
tool=.cache/prometheus/promtool
if ! command -v promtool >/dev/null && [ ! -x "$tool" ] && command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
    echo "Fetching promtool from Debian, once…"
    mkdir -p .cache/prometheus && folder=$(mktemp -d) && chmod 755 "$folder"
    { (cd "$folder" && { apt-get download -qq prometheus || { apt-get update -qq && apt-get download -qq prometheus; }; } &&
        dpkg-deb -x prometheus_*.deb .) && cp "$folder/usr/bin/promtool" "$tool.part" && mv "$tool.part" "$tool"; } >/dev/null 2>&1
    rm -rf "$folder"
fi
command -v promtool >/dev/null || [ -x "$tool" ] || {
    echo "promtool is not here; the alerts are not tried. Mend: apt-get install prometheus" >&2
    [ "${CI:-}" != true ]
}
