#!/bin/sh
# Install peers for the benches, each in a virtual environment of its own that the project never imports.
#
#     bench/peers/install.sh rule-engine
set -eu
cd "$(dirname "$0")"
python="${PYTHON:-python3}"
[ "$#" -gt 0 ] || { echo "Usage: $0 PEER... (rule-engine, mail-parser, fast-mail-parser, assembled)" >&2; exit 2; }
for peer in "$@"; do
  case "$peer" in
    rule-engine) packages="rule-engine>=4.5" ;;
    mail-parser) packages="mail-parser>=4.1" ;;
    fast-mail-parser) packages="fast-mail-parser>=0.2" ;;
    assembled) packages="addok addok-fr addok-france aiosmtpd>=1.4.6 celery[redis]>=5.6 sqlalchemy>=2.1,<2.2 psycopg[binary]>=3.3" ;;
    *) echo "$0: no peer $peer" >&2; exit 2 ;;
  esac
  home=".cache/$peer"
  [ -x "$home/bin/python" ] || "$python" -m venv "$home"
  # shellcheck disable=SC2086 # several packages are several words
  "$home/bin/python" -m pip install --quiet --disable-pip-version-check $packages
  echo "$peer: $("$home/bin/python" --version), in bench/peers/$home"
done
