# shellcheck shell=bash disable=SC2034,SC2154  # sourced: some names are used by the scripts that source it, $here is theirs
# Shell library of ./run and ./test: brings this folder to the state its lock files describe. Source it with
# $here = the project's folder.
#
# Nothing outside the folder is changed but system packages (apt) and the download caches of uv and npm.
# Everything that comes from a package index is checked against a hash: uv (requirements-tools.lock), the libraries (requirements*.lock),
# what builds the project (requirements-build.lock), the assets of the desk (web/package-lock.json).

SYSTEM_PACKAGES=(ca-certificates python3 python3-venv "libmagic1t64|libmagic1" tesseract-ocr tesseract-ocr-fra tesseract-ocr-osd
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation)
TEST_PACKAGES=(postgresql-17 redis-server rabbitmq-server dovecot-imapd openssl swaks docker-compose chromium gcc libc6-dev iproute2)
# The services behind TEST_PACKAGES: the tests start private ones of their own, so the machine's need not run.
TEST_SERVICES=(postgresql.service redis-server.service rabbitmq-server.service epmd.service epmd.socket dovecot.service dovecot.socket)
POLICY=/usr/sbin/policy-rc.d
POLICY_MARK="# Written by citoyen's ./test while it installs; safe to delete."

export UV_PYTHON_DOWNLOADS=never    # the machine's Python, never one from elsewhere
export UV_NO_CONFIG=1               # a uv.toml of the user's must not change what is installed
export UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-1}  # town halls often sit behind a proxy whose certificate only the system knows
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
unset PYTHONDONTWRITEBYTECODE       # where it is set every start would compile everything again: 4 s instead of 1 s
unset PYTHONPATH PYTHONHOME         # what belongs to another Python must not be found by ours
certificates=/etc/ssl/certs/ca-certificates.crt
if [ -z "${NODE_EXTRA_CA_CERTS:-}" ] && [ -r "$certificates" ]; then export NODE_EXTRA_CA_CERTS=$certificates; fi

say() { printf '%s\n' "$*" >&2; }
stop() {
    printf '%s\n' "$@" >&2
    exit 1
}

# --- system packages -------------------------------------------------------------------------------------------------------------

# Print those of the packages named that are not installed; "a|b" is satisfied by either.
missing_packages() {
    local wanted installed name
    # shellcheck disable=SC2016  # a format of dpkg-query's
    installed=" $(printf '%s\n' "${@//|/$'\n'}" | xargs dpkg-query -W -f '${Package} ${db:Status-Status}\n' 2>/dev/null \
        | awk '$2 == "installed" { printf "%s ", $1 }' || true)"
    for wanted in "$@"; do
        for name in ${wanted//|/ }; do
            case $installed in *" $name "*) continue 2 ;; esac
        done
        printf '%s ' "$wanted"
    done
}

# Install what is missing of the packages named; ends the script with what to do where that cannot be done.
need_packages() {
    local missing names=() wanted
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        need_programs
        return
    fi
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    if ! can_be_root; then
        for wanted in $missing; do names+=("$(known_package "$wanted")"); done
        stop "These system packages are missing, and installing them needs root. Run once as root:" \
            "  apt-get update && apt-get install -y --no-install-recommends ${names[*]}" "then run $0 again."
    fi
    say "Installing system packages: $missing"
    as_root apt-get update -q -o Dpkg::Use-Pty=0 >&2 || say "apt-get update failed; trying with the package lists that are there."
    for wanted in $missing; do names+=("$(known_package "$wanted")"); done
    apt_install "${names[@]}" || {
        say "Trying once more after putting an interrupted installation in order."
        as_root dpkg --configure -a >&2 || true
        as_root apt-get install -f -y -q >&2 || true
        apt_install "${names[@]}"
    } || stop "apt could not install: ${names[*]}" "Look at the messages above; then run $0 again."
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o Dpkg::Use-Pty=0 \
        -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=300 "$@" >&2
}

# Print the one of the alternatives "a|b" that this release of the system has.
known_package() {
    local name
    for name in ${1//|/ }; do
        if apt-cache show --no-all-versions "$name" >/dev/null 2>&1; then
            printf '%s' "$name"
            return
        fi
    done
    printf '%s' "${1%%|*}"
}

# On a terminal sudo may want a password; elsewhere nobody would be there to give it.
can_be_root() {
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; }
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Without apt: look for what the program needs rather than for packages, whose names we do not know.
need_programs() {
    local lacking=()
    find_python >/dev/null || lacking+=("Python 3.11, 3.12 or 3.13 with venv and ensurepip")
    command -v tesseract >/dev/null || lacking+=("tesseract 5")
    if command -v tesseract >/dev/null && ! tesseract --list-langs 2>/dev/null | grep -qx fra; then
        lacking+=("the French language file of tesseract (fra)")
    fi
    # shellcheck disable=SC2144  # one pattern a test, any match will do
    if ! ldconfig -p 2>/dev/null | grep -q libmagic.so.1 && ! compgen -G '/usr/lib*/libmagic.*' >/dev/null \
        && ! compgen -G '/opt/homebrew/lib/libmagic.*' >/dev/null; then
        lacking+=("libmagic (the library of the program file)")
    fi
    [ ${#lacking[@]} = 0 ] || stop "This system has no apt, so please install these yourself and run $0 again:" "${lacking[@]/#/  - }"
}

# Install the packages of the tests without starting their services.
need_test_packages() {
    local missing
    if ! command -v apt-get >/dev/null; then
        say "This system has no apt: the tests against servers need ${TEST_PACKAGES[*]}; those that find nothing are skipped."
        return
    fi
    missing=$(missing_packages "${TEST_PACKAGES[@]}")
    [ -n "$missing" ] || return 0
    ! can_be_root || forbid_starting
    need_packages "${TEST_PACKAGES[@]}"
    allow_starting
    # Started at the next boot they would take ports and memory for nothing.
    if command -v systemctl >/dev/null; then
        # shellcheck disable=SC2046  # a list of names
        as_root systemctl disable --quiet $(services_of "$missing") 2>/dev/null || true
    fi
}

services_of() {
    local service package
    for service in "${TEST_SERVICES[@]}"; do
        case $service in epmd.*) package=rabbitmq-server ;; *) package=${service%%.*} ;; esac
        case " $1 " in *" $package"*) printf '%s ' "$service" ;; esac
    done
}

# A policy-rc.d that says no (exit 101) keeps packages from starting what they bring. One that is there already stays.
forbid_starting() {
    if [ -e "$POLICY" ] && ! grep -qF "$POLICY_MARK" "$POLICY"; then return; fi
    trap allow_starting EXIT
    printf '#!/bin/sh\n%s\nexit 101\n' "$POLICY_MARK" | as_root tee "$POLICY" >/dev/null
    as_root chmod 755 "$POLICY"
}

allow_starting() {
    if [ -e "$POLICY" ] && grep -qF "$POLICY_MARK" "$POLICY"; then as_root rm -f "$POLICY"; fi
}

# --- Python ----------------------------------------------------------------------------------------------------------------------

# Print the path of a Python that can carry the project: $PYTHON if set, else the newest there is.
find_python() {
    local name path names=(python3.13 python3.12 python3.11 python3)
    [ -z "${PYTHON:-}" ] || names=("$PYTHON")
    for name in "${names[@]}"; do
        path=$("$name" -c 'import sys, venv, ensurepip
print(sys.executable if (3, 11) <= sys.version_info[:2] < (3, 14) else "")' 2>/dev/null) || path=
        if [ -n "$path" ]; then
            printf '%s' "$path"
            return 0
        fi
    done
    return 1
}

digest() { cat -- "$@" | sha256sum | cut -d ' ' -f 1; }

# uv is one program: it is kept in .tools, apart from the environment it looks after.
need_uv() {
    local python=$1 stamp fresh
    stamp=$(digest "$here/requirements-tools.lock")
    if [ -x "$here/.tools/bin/uv" ] && [ "$(cat "$here/.tools/uv.stamp" 2>/dev/null)" = "$stamp" ]; then return; fi
    say "Fetching uv."
    mkdir -p "$here/.tools/bin"
    fresh=$(mktemp -d "$here/.tools/new.XXXXXX")
    { "$python" -m venv "$fresh" && "$fresh/bin/python" -m pip install --quiet --require-hashes -r "$here/requirements-tools.lock" >&2; } \
        || stop "uv could not be fetched from the package index. Check the network (proxy, certificates), then run $0 again."
    mv -f "$fresh/bin/uv" "$here/.tools/bin/uv"
    rm -rf "$fresh"
    printf '%s' "$stamp" >"$here/.tools/uv.stamp"
}

# What an environment was made of; equal means there is nothing to do.
environment_stamp() {
    printf '%s %s %s' "$(digest "$here/$1" "$here/requirements-build.lock" "$here/requirements-tools.lock" "$here/pyproject.toml" \
        "$here/hatch_build.py" "$here/web/assets.py" "$here/web/package-lock.json" "$here/scripts/install.sh")" "${PYTHON:-}" "$here"
}

environment_fits() {
    [ "$(cat "$here/.venv/$1.stamp" 2>/dev/null)" = "$(environment_stamp "$1")" ] \
        && [ -f "$here/web/static/vendor/.stamp" ] && "$here/.venv/bin/python" -c '' 2>/dev/null
}

# Make .venv from the lock file named ($1) unless it is that already. The old one stays in place until the new one is whole.
need_environment() {
    local lock=$1 python fresh=$here/.tools/environment
    environment_fits "$lock" && return
    # Who runs the tests here keeps their libraries when ./run makes the environment anew.
    [ ! -e "$here/.venv/requirements-dev.lock.stamp" ] || lock=requirements-dev.lock
    mkdir -p "$here/.tools"
    if command -v flock >/dev/null; then # two starts at once: the second waits, then finds the work done
        exec 9>"$here/.tools/lock"
        flock 9
        environment_fits "$lock" && { exec 9>&-; return; }
    fi
    rm -rf "$here/.tools/new."* "$fresh" # what an interrupted start left
    python=$(find_python) || stop "${PYTHON:+PYTHON=$PYTHON is not what is needed: }no Python 3.11, 3.12 or 3.13 with venv and ensurepip was found." \
        "Install one (Debian: python3 python3-venv), then run $0 again."
    need_uv "$python"
    say "Installing the libraries of $lock for $("$python" -V)."
    "$here/.tools/bin/uv" venv --quiet --relocatable --python "$python" "$fresh" >&2
    install_into "$fresh" --require-hashes -r "$here/$lock"
    say "Building the project and the assets of the desk."
    install_into "$fresh" --no-deps --build-constraints "$here/requirements-build.lock" --require-build-hashes -e "$here"
    for name in requirements.lock "$lock"; do environment_stamp "$name" >"$fresh/$name.stamp"; done
    rm -rf "$here/.tools/old"
    [ ! -e "$here/.venv" ] || mv "$here/.venv" "$here/.tools/old"
    mv "$fresh" "$here/.venv"
    rm -rf "$here/.tools/old"
    if command -v flock >/dev/null; then exec 9>&-; fi
}

# What `scripts/audit` works with: programs apart from the project, whose libraries must not be bent to theirs.
need_audit_tools() {
    local python fresh=$here/.tools/new.audit stamp
    stamp=$(digest "$here/requirements-audit.lock")
    if [ "$(cat "$here/.tools/audit/stamp" 2>/dev/null)" = "$stamp" ] && "$here/.tools/audit/bin/python" -c '' 2>/dev/null; then return; fi
    python=$(find_python) || stop "No Python 3.11, 3.12 or 3.13 with venv and ensurepip was found."
    need_uv "$python"
    say "Installing the tools of requirements-audit.lock."
    rm -rf "$fresh"
    "$here/.tools/bin/uv" venv --quiet --relocatable --python "$python" "$fresh" >&2
    install_into "$fresh" --require-hashes -r "$here/requirements-audit.lock"
    printf '%s' "$stamp" >"$fresh/stamp"
    rm -rf "$here/.tools/audit"
    mv "$fresh" "$here/.tools/audit"
}

install_into() {
    local environment=$1
    shift
    VIRTUAL_ENV=$environment "$here/.tools/bin/uv" pip install --quiet --python "$environment" "$@" >&2 \
        || stop "The installation failed (see above). Check the network (proxy, certificates) and the free disk space, then run $0 again."
}
