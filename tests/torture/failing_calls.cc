// A library for LD_PRELOAD that makes one call of a program fail. It counts the calls that change
// the disk, including those of SQLite and the C++ library. It acts on the call with the number
// $TORTURE_CALL, counted from 0. The other variables are:
//
//   TORTURE_ROOT    only calls on paths below this folder count
//   TORTURE_ACTION  an error number, or "kill": the process kills itself instead of making the call
//   TORTURE_STAYS   if set, all later calls fail as well, as on a full disk
//   TORTURE_LOG     a file that gets a line for each counted call: its name and its path
//
// Standard input, output and error never fail.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

using SystemCall = long (*)(long, ...);

std::atomic<long> calls_made{0};

/// The C library's function `name`, which this library's function with the same name hides.
template <class Function>
Function next_function(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

SystemCall system_call() {
  static std::atomic<SystemCall> found{nullptr};
  SystemCall function = found.load(std::memory_order_relaxed);
  if (function == nullptr) {
    function = next_function<SystemCall>("syscall");
    found.store(function, std::memory_order_relaxed);
  }
  return function;
}

/// The settings from the environment, read once. If no call has the number `call`, no call fails.
struct Plan {
  const char* root = std::getenv("TORTURE_ROOT");
  const char* action = std::getenv("TORTURE_ACTION");
  bool stays = std::getenv("TORTURE_STAYS") != nullptr;
  long call = -1;
  int log = -1;

  Plan() {
    if (const char* const number = std::getenv("TORTURE_CALL")) call = std::atol(number);
    if (const char* const path = std::getenv("TORTURE_LOG")) {
      log = static_cast<int>(system_call()(SYS_openat, AT_FDCWD, path,
                                           O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    }
  }
};

const Plan& plan() {
  static const Plan read;
  return read;
}

bool is_below_root(const char* path) {
  const char* const root = plan().root;
  return root != nullptr && std::strncmp(path, root, std::strlen(root)) == 0;
}

/// Counts the call. Returns whether the call must fail; errno is then set to the error.
bool counted_call_fails(const char* name, const char* path) {
  const long number = calls_made.fetch_add(1);
  if (plan().log >= 0) {
    char line[PATH_MAX + 64];
    const int size = std::snprintf(line, sizeof line, "%s %s\n", name, path);
    system_call()(SYS_write, plan().log, line, static_cast<long>(size));
  }
  const bool is_meant = number == plan().call || (plan().stays && number > plan().call);
  if (plan().call < 0 || plan().action == nullptr || !is_meant) return false;
  if (std::strcmp(plan().action, "kill") == 0) ::raise(SIGKILL);
  errno = std::atoi(plan().action);
  return true;
}

/// The path of an open file or folder.
bool path_of(int descriptor, char (&path)[PATH_MAX]) {
  char link[64];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t size = ::readlink(link, path, sizeof path - 1);
  if (size < 0) return false;
  path[size] = '\0';
  return true;
}

bool fails(const char* name, int folder, const char* path) {
  if (path == nullptr) return false;
  if (path[0] == '/') return is_below_root(path) && counted_call_fails(name, path);
  char from[PATH_MAX];
  if (folder == AT_FDCWD) {
    if (::getcwd(from, sizeof from) == nullptr) return false;
  } else if (!path_of(folder, from)) {
    return false;
  }
  char whole[2 * PATH_MAX];
  std::snprintf(whole, sizeof whole, "%s/%s", from, path);
  return is_below_root(whole) && counted_call_fails(name, whole);
}

bool fails(const char* name, int descriptor) {
  char path[PATH_MAX];
  return descriptor > 2 && path_of(descriptor, path) && is_below_root(path) &&
         counted_call_fails(name, path);
}

bool changes_files(std::uint64_t flags) {
  return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
}

bool open_fails(int folder, const char* path, std::uint64_t flags) {
  return changes_files(flags) && fails("open", folder, path);
}

unsigned mode_of(int flags, std::va_list arguments) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, unsigned) : 0;
}

}  // namespace

#define NEXT(name) next_function<decltype(&(name))>(#name)

extern "C" {

#define OPEN(name)                                                                \
  int name(const char* path, int flags, ...) {                                    \
    std::va_list arguments;                                                       \
    va_start(arguments, flags);                                                   \
    const unsigned mode = mode_of(flags, arguments);                              \
    va_end(arguments);                                                            \
    if (open_fails(AT_FDCWD, path, static_cast<std::uint64_t>(flags))) return -1; \
    return NEXT(name)(path, flags, mode);                                         \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                            \
  int name(int folder, const char* path, int flags, ...) {                      \
    std::va_list arguments;                                                     \
    va_start(arguments, flags);                                                 \
    const unsigned mode = mode_of(flags, arguments);                            \
    va_end(arguments);                                                          \
    if (open_fails(folder, path, static_cast<std::uint64_t>(flags))) return -1; \
    return NEXT(name)(folder, path, flags, mode);                               \
  }
OPENAT(openat)
OPENAT(openat64)

// The C library has no function for openat2, so programs use syscall().
long syscall(long number, ...) noexcept {
  std::va_list list;
  va_start(list, number);
  long words[6];
  for (long& word : words) word = va_arg(list, long);
  va_end(list);
  if (number == SYS_openat2) {
    const auto* const how = reinterpret_cast<const open_how*>(words[2]);
    const auto* const path = reinterpret_cast<const char*>(words[1]);
    if (open_fails(static_cast<int>(words[0]), path, how->flags)) return -1;
  }
  return system_call()(number, words[0], words[1], words[2], words[3], words[4], words[5]);
}

// Defines a function whose first argument is a descriptor. `parameters` are its parameters, and
// `values` are the arguments of the hidden function.
#define ON_DESCRIPTOR(result, name, parameters, values, exceptions) \
  result name parameters exceptions {                               \
    if (fails(#name, descriptor)) return -1;                        \
    return NEXT(name) values;                                       \
  }
ON_DESCRIPTOR(ssize_t, write, (int descriptor, const void* bytes, std::size_t size),
              (descriptor, bytes, size), )
ON_DESCRIPTOR(ssize_t, pwrite, (int descriptor, const void* bytes, std::size_t size, off_t at),
              (descriptor, bytes, size, at), )
ON_DESCRIPTOR(ssize_t, pwrite64, (int descriptor, const void* bytes, std::size_t size, off64_t at),
              (descriptor, bytes, size, at), )
ON_DESCRIPTOR(ssize_t, writev, (int descriptor, const iovec* parts, int count),
              (descriptor, parts, count), )
ON_DESCRIPTOR(int, fsync, (int descriptor), (descriptor), )
ON_DESCRIPTOR(int, fdatasync, (int descriptor), (descriptor), )
ON_DESCRIPTOR(int, ftruncate, (int descriptor, off_t size), (descriptor, size), noexcept)
ON_DESCRIPTOR(int, ftruncate64, (int descriptor, off64_t size), (descriptor, size), noexcept)
ON_DESCRIPTOR(int, fchmod, (int descriptor, mode_t mode), (descriptor, mode), noexcept)

#define ON_PATH(name, parameters, values)        \
  int name parameters noexcept {                 \
    if (fails(#name, AT_FDCWD, path)) return -1; \
    return NEXT(name) values;                    \
  }
ON_PATH(mkdir, (const char* path, mode_t mode), (path, mode))
ON_PATH(unlink, (const char* path), (path))
ON_PATH(rmdir, (const char* path), (path))
ON_PATH(remove, (const char* path), (path))
ON_PATH(rename, (const char* path, const char* to), (path, to))

#define ON_FOLDER(name, parameters, values)    \
  int name parameters noexcept {               \
    if (fails(#name, folder, path)) return -1; \
    return NEXT(name) values;                  \
  }
ON_FOLDER(mkdirat, (int folder, const char* path, mode_t mode), (folder, path, mode))
ON_FOLDER(unlinkat, (int folder, const char* path, int flags), (folder, path, flags))
ON_FOLDER(renameat, (int folder, const char* path, int to_folder, const char* to),
          (folder, path, to_folder, to))
ON_FOLDER(renameat2, (int folder, const char* path, int to_folder, const char* to, unsigned flags),
          (folder, path, to_folder, to, flags))
ON_FOLDER(linkat, (int folder, const char* path, int to_folder, const char* to, int flags),
          (folder, path, to_folder, to, flags))

char* mkdtemp(char* path) noexcept {
  if (fails("mkdtemp", AT_FDCWD, path)) return nullptr;
  return NEXT(mkdtemp)(path);
}

}  // extern "C"
