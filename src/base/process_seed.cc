#include "base/process_seed.h"

#include <sys/random.h>

#include <chrono>

namespace gitctx {

std::uint64_t process_seed() {
  static const std::uint64_t seed = [] {
    std::uint64_t number = 0;
    if (::getrandom(&number, sizeof number, GRND_NONBLOCK) != sizeof number) {
      const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
      number = static_cast<std::uint64_t>(now) ^ reinterpret_cast<std::uintptr_t>(&number);
    }
    return number;
  }();
  return seed;
}

}  // namespace gitctx
