#pragma once
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Exchanges two names in one step (Linux renameat2 with RENAME_EXCHANGE). glibc declares it only under
   _GNU_SOURCE and Swift cannot import the variadic syscall(), hence this wrapper. Returns 0 or errno. */
static inline int sojourn_exchange_names(const char *a, const char *b) {
  return syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b, 2u) == 0 ? 0 : errno;
}

#include <sys/stat.h>

/* Makes all of the file system that a file lies on durable (Linux syncfs, which glibc declares only under
   _GNU_SOURCE). Returns 0 or errno. */
static inline int sojourn_synchronize_file_system(int number) {
  return syscall(SYS_syncfs, number) == 0 ? 0 : errno;
}

/* When a file's content was last changed, in nanoseconds since 1970. The parts of st_mtim lie behind macros
   that differ among C libraries. */
static inline long long sojourn_modified(const struct stat *status) {
  return status->st_mtim.tv_sec * 1000000000LL + status->st_mtim.tv_nsec;
}
