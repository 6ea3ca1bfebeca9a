#!/bin/sh
# Make a virtual environment in the folder named, with the newest Python from 3.11 on that runs.
set -eu
folder="$1"
[ -x "$folder/bin/python" ] && exit 0

for name in python3.14 python3.13 python3.12 python3.11 python3; do
    # a name on the path may be a shim of a Python that is not installed, so run it
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python="$name"
        break
    fi
done
if [ -z "${python:-}" ]; then
    echo "Python 3.11 or newer is missing: install it (Debian: apt install python3 python3-venv; macOS: brew install python)." >&2
    exit 1
fi

# Debian ships venv apart from Python, and a half-made folder stays behind without it
if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing Debian package python3-venv"
        { apt-get update && apt-get install --yes --no-install-recommends python3-venv; } >/dev/null </dev/null || true
    fi
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        echo "Python's venv module is missing: install it (Debian: apt install python3-venv)." >&2
        exit 1
    fi
fi

echo "Making $folder with $("$python" --version)"
"$python" -m venv "$folder"
