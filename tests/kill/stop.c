/* Ends the process it is loaded into by SIGKILL at the PLEDGE_STOP_AT-th call that changes what a
   disk holds, before the call is made. Without that number it counts the calls and writes how many
   there were to the file PLEDGE_STOP_COUNT. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;

static void count(void)
{
    const char *at = getenv("PLEDGE_STOP_AT");
    long call = atomic_fetch_add(&calls, 1) + 1;
    if (at && call == atol(at))
        kill(getpid(), SIGKILL);
}

__attribute__((destructor)) static void tell(void)
{
    const char *path = getenv("PLEDGE_STOP_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) {
        fprintf(file, "%ld", (long)calls);
        fclose(file);
    }
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int rename(const char *from, const char *to) { count(); return REAL(rename)(from, to); }
int renameat(int a, const char *from, int b, const char *to) { count(); return REAL(renameat)(a, from, b, to); }
int renameat2(int a, const char *from, int b, const char *to, unsigned f) { count(); return REAL(renameat2)(a, from, b, to, f); }
int link(const char *from, const char *to) { count(); return REAL(link)(from, to); }
int linkat(int a, const char *from, int b, const char *to, int f) { count(); return REAL(linkat)(a, from, b, to, f); }
int unlink(const char *path) { count(); return REAL(unlink)(path); }
int unlinkat(int a, const char *path, int f) { count(); return REAL(unlinkat)(a, path, f); }
int fsync(int file) { count(); return REAL(fsync)(file); }
int fdatasync(int file) { count(); return REAL(fdatasync)(file); }
ssize_t write(int file, const void *bytes, size_t n) { if (file > 2) count(); return REAL(write)(file, bytes, n); }
ssize_t pwrite64(int file, const void *bytes, size_t n, off64_t at) { count(); return REAL(pwrite64)(file, bytes, n, at); }
ssize_t pwrite(int file, const void *bytes, size_t n, off_t at) { count(); return REAL(pwrite)(file, bytes, n, at); }
int ftruncate64(int file, off64_t n) { count(); return REAL(ftruncate64)(file, n); }
