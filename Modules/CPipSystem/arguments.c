#include "CPipSystem.h"

#include <unistd.h>

#ifdef __APPLE__

#include <crt_externs.h>
#include <mach-o/dyld.h>
#include <string.h>

long swiftpip_program(char *path, size_t size) {
  uint32_t room = size;
  return _NSGetExecutablePath(path, &room) == 0 ? (long)strlen(path) : -1;
}

int swiftpip_argument_count(void) { return *_NSGetArgc(); }

char *const *swiftpip_arguments(void) { return *_NSGetArgv(); }

#else

static int count;
static char *const *vector;

// The C library calls what runs before `main` as it calls `main`. What Swift offers reads
// /proc/self/cmdline instead, and finds nothing where /proc is not mounted.
__attribute__((constructor)) static void take(int argc, char **argv) {
  count = argc;
  vector = argv;
}

int swiftpip_argument_count(void) { return count; }

char *const *swiftpip_arguments(void) { return vector; }

long swiftpip_program(char *path, size_t size) { return readlink("/proc/self/exe", path, size); }

#endif
