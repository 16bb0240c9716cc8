#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace gitctx {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "gitctx: internal error: %s at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace gitctx
