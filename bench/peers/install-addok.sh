#!/bin/sh
# Installs addok with its French plugins for bench/address_peers.py, in a folder of its own outside the project.
#
#   bench/peers/install-addok.sh [FOLDER]      (default: ${XDG_CACHE_HOME:-~/.cache}/citoyen-bench)
#
# addok keeps its index in Redis: the bench starts a redis-server of its own on a free port, so that program must be installed too.
set -eu
folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/citoyen-bench}
mkdir -p "$folder"
python3 -m venv "$folder/addok"
"$folder/addok/bin/python" -m pip install --quiet --disable-pip-version-check addok addok-fr addok-france
command -v redis-server >/dev/null || echo "redis-server is not installed: the bench will leave addok out." >&2
"$folder/addok/bin/python" -c 'import addok; print("addok is installed")'
