#!/bin/sh
# Installs what bench/smtp.py needs beside the project: Postfix with its smtp-source, Redis for the nudges, a C compiler. Debian, as root.
#
#     bench/peers/install-postfix.sh
#
# The packages may start services of their own; the bench does not use them but starts its own on free ports, in a scratch folder.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get install --yes --no-install-recommends postfix redis-server gcc libc6-dev
for program in /usr/sbin/postfix /usr/sbin/smtp-source /usr/bin/redis-server /usr/bin/cc; do
  [ -x "$program" ] || { echo "$program is missing" >&2; exit 1; }
done
/usr/sbin/postconf -h mail_version
