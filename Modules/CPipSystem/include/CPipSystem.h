// What the C library offers only as a global variable or a macro, as functions that Swift can import,
// and what must not run Swift.

#ifndef CPIPSYSTEM_H
#define CPIPSYSTEM_H

#include <stddef.h>
#include <stdint.h>

#if defined(__linux__)
/// `O_NOATIME`, which the C library's headers show only to those that ask for GNU's extensions.
static const int swiftpip_open_without_access_time = 01000000;

/// `ST_NOATIME`, which the C library's headers show only to those that ask for GNU's extensions.
static const int swiftpip_mounted_without_access_time = 1024;

/// Reads entries of an open directory, `struct linux_dirent64` each.
///
/// Returns how many bytes were read, 0 at the end, or -1 with `errno` set.
long swiftpip_read_entries(int directory, void *buffer, unsigned long size);

/// Opens what some names lead to from an open directory, if there is neither a link nor anything mounted on
/// the way, be it a part of the same file system (`openat2`).
///
/// Returns a file descriptor, or -1 with `errno` set: EXDEV for what is mounted, ENOSYS or EPERM where
/// the system has no such call or does not permit it.
int swiftpip_open_within(int directory, const char *name, int flags);

/// Has a file share the content of another, which copies nothing (`FICLONE`).
///
/// Returns 0, or -1 with `errno` set.
int swiftpip_share_content(int target, int source);

/// Asks for all that was written to a file system to be on the disk, given anything open on it (`syncfs`).
///
/// Returns 0, or -1 with `errno` set.
int swiftpip_synchronize_file_system(int number);
#endif

/// Gives a file another name in a directory, unless something has it already (`renameat2` on Linux,
/// `renameatx_np` on macOS).
///
/// Returns 0, or -1 with `errno` set: EEXIST where something has it, EINVAL or ENOSYS where the file
/// system or the system cannot do that.
int swiftpip_rename_unless_taken(int source, const char *name, int target, const char *new_name);

/// Has two names of two directories change places (`renameat2` on Linux, `renameatx_np` on macOS).
///
/// Returns 0, or -1 with `errno` set: EINVAL or ENOSYS where the file system or the system cannot do that.
int swiftpip_rename_exchanging(int source, const char *name, int target, const char *other);

/// Returns the process environment, a vector of "NAME=value" that ends with NULL.
char *const *swiftpip_environment(void);

/// Returns how many arguments the process was called with, the program's name among them.
int swiftpip_argument_count(void);

/// Returns what the process was called with, a vector that ends with NULL, or NULL where nobody knows.
char *const *swiftpip_arguments(void);

/// Writes the path of the program that the process runs, which is not terminated, and returns its length,
/// or -1 where nobody knows.
long swiftpip_program(char *path, size_t size);

/// Has a process group get the signal (INT, TERM, HUP, QUIT) that ends the process, and SIGKILL a second later. At
/// most 32 groups at a time: more are left alone.
void swiftpip_end_if_interrupted(int group);

/// Leaves a process group alone again.
void swiftpip_spare_if_interrupted(int group);

/// Has a file removed if a signal (INT, TERM, HUP, QUIT) ends the process, as long as the name still
/// means the file with this device and inode. One file at a time: the last one counts.
///
/// Returns 0, or -1 where the path is too long.
int swiftpip_remove_if_interrupted(const char *path, uint64_t device, uint64_t inode);

/// Has no file removed any more.
void swiftpip_keep_if_interrupted(void);

/// Has the next signal (INT, TERM, HUP, QUIT) only noted, so that what was begun can be undone; one more of its
/// kind ends the process. Calls of the system that it cuts short say so.
void swiftpip_put_off_interruption(void);

/// The signal that was noted, or 0.
int swiftpip_is_interrupted(void);

/// Puts nothing off any more, and lets a signal that was noted end the process.
void swiftpip_obey_interruption(void);

#endif
