#!/usr/bin/env bash
# Set up what Lectern needs: system libraries, a virtual environment, the project in it.
# Usage: setup.sh runtime|development VENV; PYTHON names the interpreter, if not the first that fits.
set -euo pipefail

kind=$1
venv=$2

# What Qt loads, what builds llama.cpp, and the environment's own module; then what only the tests use.
packages=(
    build-essential libgomp1
    libegl1 libgl1 libdbus-1-3 libfontconfig1 libglib2.0-0 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0
    libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0
)
if [ "$kind" = development ]; then
    packages+=(xvfb xdotool strace)
fi

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
    local name
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if fits "$name"; then
            echo "$name"
            return
        fi
    done
    echo "Lectern needs Python 3.11, 3.12 or 3.13, and none of them was found." >&2
    echo "Install one, or name it: make PYTHON=/path/to/python3.12 demo" >&2
    exit 1
}

install_packages() {
    command -v dpkg-query >/dev/null || return 0 # no Debian: the README says what is needed
    local missing=() name status
    for name in "$@"; do
        # A "t64" at the end is the same library under the name that newer releases give it. Of the two names one is
        # always unknown, which dpkg-query reports as a failure.
        status=$(dpkg-query -W -f '${Status}\n' "$name" "${name}t64" 2>/dev/null) || true
        [[ $status == *"install ok installed"* ]] || missing+=("$name")
    done
    if [ ${#missing[@]} -eq 0 ]; then
        return
    fi
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! sudo -n true 2>/dev/null; then
            echo "These system packages are missing. Please run this, then make again:" >&2
            echo "    sudo apt-get update && sudo apt-get install -y ${missing[*]}" >&2
            exit 1
        fi
        as_root=(sudo -n)
    fi
    "${as_root[@]}" apt-get update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}

python=$(find_python)
if [ ! -x "$venv/bin/python" ] && ! "$python" -c 'import ensurepip' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    packages+=("$version-venv")
fi
# Headers are needed by nothing that is compiled here: llama.cpp is bound through ctypes.
install_packages "${packages[@]}"

if ! "$venv/bin/python" -c '' 2>/dev/null; then
    "$python" -m venv --clear "$venv"
fi
# 25.1 is the first that knows dependency groups.
"$venv/bin/python" -m pip install --quiet --upgrade "pip>=25.1"
if [ "$kind" = runtime ]; then
    echo "Installing. The first time takes minutes: llama.cpp is compiled for this machine." >&2
    "$venv/bin/python" -m pip install --editable .
else
    "$venv/bin/python" -m pip install --editable . --group dev
fi
