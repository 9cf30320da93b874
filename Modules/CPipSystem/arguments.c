#include "CPipSystem.h"

#ifdef __APPLE__

#include <crt_externs.h>

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

#endif
