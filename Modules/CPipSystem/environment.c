#include "CPipSystem.h"

extern char **environ;

char *const *swiftpip_environment(void) { return environ; }
