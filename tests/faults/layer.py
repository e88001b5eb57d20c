"""A layer between a process and its machine that a test rules meanwhile: the clock, the time of each sync, the room on the disk.

The clock that only counts on is left alone, as it is when somebody sets the clock of a machine.
"""

import mmap
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_STATE = struct.Struct("<qii")
_ROOM = "2g"
"""More than an installation wants before it starts; what is not written to takes no memory."""

_SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct state { int64_t clock_seconds; int32_t sync_ms; int32_t is_full; };
static struct state nothing;
static volatile struct state *state = &nothing;
static const char *room = "";

static int (*real_clock_gettime)(clockid_t, struct timespec *);
static int (*real_gettimeofday)(struct timeval *, void *);
static time_t (*real_time)(time_t *);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_pwrite64)(int, const void *, size_t, off64_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static int (*real_ftruncate64)(int, off64_t);
static int (*real_posix_fallocate)(int, off_t, off_t);

static void find(void)
{
    if (real_write) return;
    real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    real_gettimeofday = dlsym(RTLD_NEXT, "gettimeofday");
    real_time = dlsym(RTLD_NEXT, "time");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite");
    real_pwrite64 = dlsym(RTLD_NEXT, "pwrite64");
    real_writev = dlsym(RTLD_NEXT, "writev");
    real_ftruncate64 = dlsym(RTLD_NEXT, "ftruncate64");
    real_posix_fallocate = dlsym(RTLD_NEXT, "posix_fallocate");
    real_write = dlsym(RTLD_NEXT, "write");
}

__attribute__((constructor)) static void begin(void)
{
    find();
    const char *name = getenv("FAULTS_STATE");
    int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *found = mmap(NULL, sizeof(struct state), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (found != MAP_FAILED) state = found;
    if (getenv("FAULTS_ROOM")) room = getenv("FAULTS_ROOM");
}

static int refuses(int file)
{
    if (!state->is_full) return 0;
    char link[64], path[PATH_MAX];
    struct stat about;
    if (fstat(file, &about) || !S_ISREG(about.st_mode)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return !strncmp(path, room, strlen(room));
}

static void wait_for_disk(void)
{
    struct timespec left = {state->sync_ms / 1000, (state->sync_ms % 1000) * 1000000L};
    while (nanosleep(&left, &left) && errno == EINTR) { }
}

#define FULL(file) if (refuses(file)) { errno = ENOSPC; return -1; }

int clock_gettime(clockid_t clock, struct timespec *at)
{
    find();
    int done = real_clock_gettime(clock, at);
    if (!done && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) at->tv_sec += state->clock_seconds;
    return done;
}
int gettimeofday(struct timeval *restrict at, void *restrict zone)
{
    find();
    int done = real_gettimeofday(at, zone);
    if (!done) at->tv_sec += state->clock_seconds;
    return done;
}
time_t time(time_t *at)
{
    find();
    time_t now = real_time(NULL) + state->clock_seconds;
    if (at) *at = now;
    return now;
}
int fsync(int file) { find(); wait_for_disk(); return real_fsync(file); }
int fdatasync(int file) { find(); wait_for_disk(); return real_fdatasync(file); }
ssize_t write(int file, const void *from, size_t size) { find(); FULL(file) return real_write(file, from, size); }
ssize_t pwrite(int file, const void *from, size_t size, off_t at) { find(); FULL(file) return real_pwrite(file, from, size, at); }
ssize_t pwrite64(int file, const void *from, size_t size, off64_t at) { find(); FULL(file) return real_pwrite64(file, from, size, at); }
ssize_t writev(int file, const struct iovec *from, int count) { find(); FULL(file) return real_writev(file, from, count); }
int posix_fallocate(int file, off_t at, off_t size)
{
    find();
    return refuses(file) ? ENOSPC : real_posix_fallocate(file, at, size);
}
int ftruncate64(int file, off64_t size)
{
    find();
    struct stat64 about;
    if (state->is_full && !fstat64(file, &about) && size > about.st_size) FULL(file)
    return real_ftruncate64(file, size);
}
"""


class Layer:
    """What a process under it sees. All of it changes at once, for all of its processes."""

    def __init__(self, library: Path, state: Path, room: Path) -> None:
        """Change nothing yet; ``room`` is the folder that can be full."""
        state.write_bytes(_STATE.pack(0, 0, 0))
        self.environment = {"LD_PRELOAD": str(library), "FAULTS_STATE": str(state), "FAULTS_ROOM": str(room)}
        with state.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _STATE.size)
        self._clock_seconds = self._sync_ms = self._is_full = 0

    def set_clock(self, seconds: int) -> None:
        """Let the clock be so many seconds ahead of the machine's."""
        self._clock_seconds = seconds
        self._tell()

    def slow_syncs(self, milliseconds: int) -> None:
        """Let every wait for the disk take so much longer."""
        self._sync_ms = milliseconds
        self._tell()

    def fill(self) -> None:
        """Leave no room on the disk."""
        self._is_full = 1
        self._tell()

    def make_room(self) -> None:
        """Leave room again."""
        self._is_full = 0
        self._tell()

    def _tell(self) -> None:
        self._shared[:] = _STATE.pack(self._clock_seconds, self._sync_ms, self._is_full)


def build(folder: Path) -> Path | None:
    """Compile the layer; None where there is no compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    source, library = folder / "layer.c", folder / "layer.so"
    source.write_text(_SOURCE)
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
    return library


class Disk:
    """A disk of its own for a data folder: a file system in memory that is made no larger than what lies on it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fill(self) -> None:
        """Leave no room on the disk."""
        while True:
            state = os.statvfs(self._folder)
            # Somebody may just be writing: then this is too small by now.
            if self._resize(str((state.f_blocks - state.f_bfree) * state.f_frsize)):
                return

    def make_room(self) -> None:
        """Leave room again."""
        assert self._resize(_ROOM)

    def _resize(self, size: str) -> bool:
        command = ["mount", "-o", f"remount,size={size}", str(self._folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """Mount a disk at a folder; skips the test where that is not allowed."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_ROOM}", "faults", folder], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("no file system may be mounted here")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def may_mount(folder: Path) -> bool:
    """Tell whether a file system may be mounted here."""
    trial = folder / "trial"
    trial.mkdir()
    try:
        with small_disk(trial):
            return True
    except pytest.skip.Exception:
        return False
