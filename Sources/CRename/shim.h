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
