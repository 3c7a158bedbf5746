#!/bin/sh
# A virtual environment at $2 for the Python $1, also where Debian ships neither ensurepip nor pip with it.
set -eu
python=$1
folder=$2
command -v "$python" >/dev/null || {
    echo "there is no '$python' here; feedsvc needs Python 3.11 or newer. Try: make PYTHON=python3.12 …" >&2
    exit 1
}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "feedsvc needs Python 3.11 or newer; '$python' is $("$python" -V 2>&1). Try: make PYTHON=python3.12 …" >&2
    exit 1
}
rm -rf "$folder"
if ! "$python" -m pip --version >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then sudo=; else sudo="sudo -n"; fi
    { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends python3-pip; } >/dev/null 2>&1 || {
        echo "pip is missing. As root: apt-get install python3-pip" >&2
        exit 1
    }
fi
"$python" -m venv --without-pip "$folder"
