// What the C library offers only as a global variable or a macro, as functions
// that Swift can import.

#ifndef CPIPSYSTEM_H
#define CPIPSYSTEM_H

/// Returns the process environment, a vector of "NAME=value" that ends with NULL.
char *const *swiftpip_environment(void);

#endif
