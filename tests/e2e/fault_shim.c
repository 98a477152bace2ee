/* Lets one call of the C library fail, for fault_scene.py: cc -shared -fPIC -o fault_shim.so fault_shim.c -ldl
 *
 * fault_arm(at, number, lasting) counts from now on every call below that is about a file; the at-th (and where lasting,
 * all that follow) returns -1 with errno number and does nothing. fault_count() tells how many there were.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

static atomic_int armed, counted, at_call, number, lasting;
static char failed_call[32];

void fault_arm(int at, int error, int for_good) {
    at_call = at, number = error, lasting = for_good, counted = 0, failed_call[0] = 0, armed = 1;
}
void fault_disarm(void) { armed = 0; }
int fault_count(void) { return counted; }
const char *fault_call(void) { return failed_call; }

static int fails(const char *call) {
    if (!armed) return 0;
    int now = ++counted;
    if (now != at_call && !(lasting && now > at_call)) return 0;
    if (now == at_call) strncpy(failed_call, call, sizeof failed_call - 1);
    errno = number == ENOENT && strchr(call, '#') ? EIO : number; /* what is open is there */
    return 1;
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define FAILING(result, name, parameters, arguments) \
    result name parameters { \
        REAL(name); \
        if (fails(#name)) return (result)-1; \
        return real arguments; \
    }
#define FAILING_OPEN(result, name, parameters, arguments) /* a call about a file that is open */ \
    result name parameters { \
        REAL(name); \
        if (fails(#name "#")) return (result)-1; \
        return real arguments; \
    }

#define OPENING(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, int); va_end(rest); } \
        if (fails(#name)) return -1; \
        return real(path, flags, mode); \
    }
OPENING(open)
OPENING(open64)
int openat(int folder, const char *path, int flags, ...) {
    REAL(openat);
    mode_t mode = 0;
    if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, int); va_end(rest); }
    if (fails("openat")) return -1;
    return real(folder, path, flags, mode);
}

FAILING_OPEN(ssize_t, read, (int file, void *to, size_t size), (file, to, size))
FAILING_OPEN(ssize_t, pread64, (int file, void *to, size_t size, off64_t at), (file, to, size, at))
FAILING_OPEN(ssize_t, write, (int file, const void *from, size_t size), (file, from, size))
FAILING_OPEN(ssize_t, pwrite64, (int file, const void *from, size_t size, off64_t at), (file, from, size, at))
FAILING_OPEN(ssize_t, copy_file_range, (int from, off64_t *a, int to, off64_t *b, size_t size, unsigned flags), (from, a, to, b, size, flags))
FAILING_OPEN(int, fsync, (int file), (file))
FAILING_OPEN(int, fdatasync, (int file), (file))
FAILING_OPEN(int, ftruncate64, (int file, off64_t size), (file, size))
FAILING_OPEN(off64_t, lseek64, (int file, off64_t at, int whence), (file, at, whence))
FAILING(int, rename, (const char *from, const char *to), (from, to))
FAILING(int, renameat2, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags))
FAILING(int, link, (const char *from, const char *to), (from, to))
FAILING(int, linkat, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags))
FAILING(int, symlink, (const char *text, const char *to), (text, to))
FAILING(ssize_t, readlink, (const char *path, char *to, size_t size), (path, to, size))
FAILING(int, unlink, (const char *path), (path))
FAILING(int, mkdir, (const char *path, mode_t mode), (path, mode))
FAILING(int, rmdir, (const char *path), (path))
FAILING(int, utimensat, (int folder, const char *path, const struct timespec *times, int flags), (folder, path, times, flags))
FAILING_OPEN(int, futimens, (int file, const struct timespec *times), (file, times))
FAILING(int, setxattr, (const char *path, const char *name, const void *value, size_t size, int flags), (path, name, value, size, flags))
FAILING(ssize_t, listxattr, (const char *path, char *list, size_t size), (path, list, size))
FAILING(ssize_t, getxattr, (const char *path, const char *name, void *value, size_t size), (path, name, value, size))
FAILING(int, chmod, (const char *path, mode_t mode), (path, mode))
FAILING(int, fchmodat, (int folder, const char *path, mode_t mode, int flags), (folder, path, mode, flags))
FAILING_OPEN(int, fstat64, (int file, struct stat64 *to), (file, to))
FAILING(int, stat64, (const char *path, struct stat64 *to), (path, to))
FAILING(int, lstat64, (const char *path, struct stat64 *to), (path, to))
FAILING(int, fstatat64, (int folder, const char *path, struct stat64 *to, int flags), (folder, path, to, flags))
FAILING(int, stat, (const char *path, struct stat *to), (path, to))
FAILING(int, lstat, (const char *path, struct stat *to), (path, to))
FAILING_OPEN(int, fstat, (int file, struct stat *to), (file, to))
FAILING(int, fstatat, (int folder, const char *path, struct stat *to, int flags), (folder, path, to, flags))
