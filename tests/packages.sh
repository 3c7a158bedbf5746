#!/bin/sh
# What the tests use besides Python packages: readers, a browser, servers.  Installed when we may; else told, and those
# tests skip.  A test run with FEEDSVC_STRICT=1 fails where it would have to skip.
set -u
cd "$(dirname "$0")"
wanted="newsboat sfeed rss2email liferea xvfb xauth dbus-x11 ruby chromium fonts-noto-cjk strace nginx caddy wrk curl sqlite3 postgresql npm buildah mmdebstrap podman runc"
missing=
for name in $wanted; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing="$missing $name"
done
command -v npm >/dev/null 2>&1 && missing=$(printf '%s' "$missing" | sed 's/ npm\b//')
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ]; then sudo=; else sudo="sudo -n"; fi
    echo "installing for the tests:$missing"
    if ! { $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing; } >/tmp/feedsvc-packages.log 2>&1; then
        echo "not installed (needs root or sudo):$missing"
        echo "tests that use them will skip; each says so"
    fi
fi
if command -v npm >/dev/null 2>&1 && [ -f package.json ]; then
    npm install --no-audit --no-fund --no-package-lock --loglevel=error >/dev/null || echo "npm packages not installed; tests that use them will skip"
fi
exit 0
