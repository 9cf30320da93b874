#include "CPipSystem.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

// A signal handler may call little and must find its data whole: the flag is cleared before the data
// changes and set after.
static char guarded_path[4096];
static uint64_t guarded_device;
static uint64_t guarded_inode;
static volatile sig_atomic_t is_guarding;
static volatile sig_atomic_t guarded_groups[32];
// Of those who change them; the handler only reads.
static pthread_mutex_t groups_lock = PTHREAD_MUTEX_INITIALIZER;
#define GROUP_COUNT (sizeof guarded_groups / sizeof *guarded_groups)

// Without the fences the compiler may move the data's changes past the flag's.
static void set_guarding(sig_atomic_t value) {
  atomic_signal_fence(memory_order_seq_cst);
  is_guarding = value;
  atomic_signal_fence(memory_order_seq_cst);
}

// The signal that came while it was put off; 0 where none has.
static volatile sig_atomic_t asked;

static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

static void signal_groups(int signal_number) {
  for (unsigned i = 0; i < GROUP_COUNT; i++) {
    if (guarded_groups[i] > 0) {
      kill(-guarded_groups[i], signal_number);
    }
  }
}

// Makes a process from within a signal handler. The fork of the C library of Linux waits for locks of its own, and the
// thread that was interrupted, or one that is not in the new process, may hold them for ever.
static pid_t fork_in_handler(void) {
#ifdef __linux__
  return (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
#else
  return fork();
#endif
}

// Has a signal passed on, and a second later those ended who are still there. This process does not wait for that:
// another does, which holds nothing open that a reader would wait for. It begins when this one is gone, whose other
// threads would tell of a plugin that has ended.
static void end_groups(int signal_number) {
  pid_t own = getpid();
  pid_t helper = fork_in_handler();
  if (helper > 0) {
    return;
  }
  if (helper < 0) {
    signal_groups(signal_number);
    return;
  }
  close(0);
  close(1);
  close(2);
  setsid();
  for (int i = 0; i < 100 && getppid() == own; i++) {
    usleep(1000);
  }
  signal_groups(signal_number);
  sleep(1);
  signal_groups(SIGKILL);
  _exit(0);
}

static int has_groups(void) {
  for (unsigned i = 0; i < GROUP_COUNT; i++) {
    if (guarded_groups[i] > 0) {
      return 1;
    }
  }
  return 0;
}

static void end(int signal_number) {
  struct stat status;
  if (is_guarding && lstat(guarded_path, &status) == 0 &&
      (uint64_t)status.st_dev == guarded_device && (uint64_t)status.st_ino == guarded_inode) {
    unlink(guarded_path);
  }
  if (has_groups()) {
    end_groups(signal_number);
  }
  // The handler is gone by now (SA_RESETHAND): the signal ends the process as it always would.
  raise(signal_number);
}

static void note(int signal_number) { asked = signal_number; }

// Has a function called once when one of the signals comes, if another or what the system does is in place.
// Whoever ignores a signal, as nohup does, or handles it, keeps it that way.
static void replace(void (*old)(int), void (*new)(int)) {
  for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) {
    struct sigaction action;
    if (sigaction(signals[i], NULL, &action) == 0 && action.sa_handler == old) {
      memset(&action, 0, sizeof action);
      action.sa_handler = new;
      action.sa_flags = SA_RESETHAND;
      sigaction(signals[i], &action, NULL);
    }
  }
}

int swiftpip_remove_if_interrupted(const char *path, uint64_t device, uint64_t inode) {
  set_guarding(0);
  if (strlen(path) >= sizeof guarded_path) {
    return -1;
  }
  strcpy(guarded_path, path);
  guarded_device = device;
  guarded_inode = inode;
  set_guarding(1);
  replace(SIG_DFL, end);
  return 0;
}

void swiftpip_keep_if_interrupted(void) { set_guarding(0); }

void swiftpip_end_if_interrupted(int group) {
  pthread_mutex_lock(&groups_lock);
  for (unsigned i = 0; i < GROUP_COUNT; i++) {
    if (guarded_groups[i] == 0) {
      guarded_groups[i] = group;
      break;
    }
  }
  pthread_mutex_unlock(&groups_lock);
  replace(SIG_DFL, end);
}

void swiftpip_spare_if_interrupted(int group) {
  pthread_mutex_lock(&groups_lock);
  for (unsigned i = 0; i < GROUP_COUNT; i++) {
    if (guarded_groups[i] == group) {
      guarded_groups[i] = 0;
    }
  }
  pthread_mutex_unlock(&groups_lock);
}

void swiftpip_put_off_interruption(void) { replace(SIG_DFL, note); }

int swiftpip_is_interrupted(void) { return asked; }

void swiftpip_obey_interruption(void) {
  replace(note, SIG_DFL);
  if (asked) {
    // Threads of libdispatch take no signals.
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, asked);
    pthread_sigmask(SIG_UNBLOCK, &mask, NULL);
    raise(asked);
  }
}
