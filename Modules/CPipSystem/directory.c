#define _GNU_SOURCE
#include "CPipSystem.h"

#if defined(__linux__)
#include <linux/fs.h>
#include <linux/openat2.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// Called by its number: C libraries before glibc 2.30 have no function for it.
long swiftpip_read_entries(int directory, void *buffer, unsigned long size) {
  return syscall(SYS_getdents64, directory, buffer, size);
}

int swiftpip_open_within(int directory, const char *name, int flags) {
  struct open_how how = {
      .flags = (unsigned int)flags,
      .resolve = RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH,
  };
  return (int)syscall(SYS_openat2, directory, name, &how, sizeof how);
}

int swiftpip_share_content(int target, int source) { return ioctl(target, FICLONE, source); }

int swiftpip_synchronize_file_system(int number) { return syncfs(number); }

// Called by its number: musl has no function for it.
int swiftpip_rename_unless_taken(int source, const char *name, int target, const char *new_name) {
  return (int)syscall(SYS_renameat2, source, name, target, new_name, RENAME_NOREPLACE);
}

int swiftpip_rename_exchanging(int source, const char *name, int target, const char *other) {
  return (int)syscall(SYS_renameat2, source, name, target, other, RENAME_EXCHANGE);
}
#else
#include <stdio.h>

int swiftpip_rename_unless_taken(int source, const char *name, int target, const char *new_name) {
  return renameatx_np(source, name, target, new_name, RENAME_EXCL);
}

int swiftpip_rename_exchanging(int source, const char *name, int target, const char *other) {
  return renameatx_np(source, name, target, other, RENAME_SWAP);
}
#endif
