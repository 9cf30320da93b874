#include "CPipSystem.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// A signal handler may call little and must find its data whole: the flag is cleared before the data
// changes and set after.
static char guarded_path[4096];
static uint64_t guarded_device;
static uint64_t guarded_inode;
static volatile sig_atomic_t is_guarding;

// Without the fences the compiler may move the data's changes past the flag's.
static void set_guarding(sig_atomic_t value) {
  atomic_signal_fence(memory_order_seq_cst);
  is_guarding = value;
  atomic_signal_fence(memory_order_seq_cst);
}

static void end(int signal_number) {
  struct stat status;
  if (is_guarding && lstat(guarded_path, &status) == 0 &&
      (uint64_t)status.st_dev == guarded_device && (uint64_t)status.st_ino == guarded_inode) {
    unlink(guarded_path);
  }
  // The handler is gone by now (SA_RESETHAND): the signal ends the process as it always would.
  raise(signal_number);
}

int swiftpip_remove_if_interrupted(const char *path, uint64_t device, uint64_t inode) {
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  set_guarding(0);
  if (strlen(path) >= sizeof guarded_path) {
    return -1;
  }
  strcpy(guarded_path, path);
  guarded_device = device;
  guarded_inode = inode;
  set_guarding(1);
  for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) {
    struct sigaction action;
    // Whoever ignores a signal, as nohup does, or handles it, keeps it that way.
    if (sigaction(signals[i], NULL, &action) == 0 && action.sa_handler == SIG_DFL) {
      memset(&action, 0, sizeof action);
      action.sa_handler = end;
      action.sa_flags = SA_RESETHAND;
      sigaction(signals[i], &action, NULL);
    }
  }
  return 0;
}

void swiftpip_keep_if_interrupted(void) { set_guarding(0); }
