#!/bin/sh
# Installs what bench/ocr.py needs beside the project: OCRmyPDF, and the program tesseract with French and English. Debian, as root.
#
#     bench/peers/install-ocrmypdf.sh
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get install --yes --no-install-recommends ocrmypdf tesseract-ocr tesseract-ocr-fra tesseract-ocr-eng
for program in /usr/bin/ocrmypdf /usr/bin/tesseract; do
  [ -x "$program" ] || { echo "$program is missing" >&2; exit 1; }
done
/usr/bin/ocrmypdf --version
