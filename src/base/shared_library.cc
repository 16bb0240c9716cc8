#include "base/shared_library.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "base/error.h"

namespace gitctx {

SharedLibrary::SharedLibrary(Source source) : source_(std::move(source)) {
  std::string reason;
  for (const char* soname : source_.sonames) {
    library_ = ::dlopen(soname, RTLD_NOW | RTLD_LOCAL);
    if (library_ != nullptr) return;
    if (reason.empty()) reason = ::dlerror();
  }
  throw Error(ErrorCode::failure,
              fmt::format("cannot load {} ({}): {}", source_.name,
                          fmt::join(source_.sonames, " or "), reason),
              install_hint());
}

void* SharedLibrary::find(const char* symbol) const {
  void* const found = ::dlsym(library_, symbol);
  if (found != nullptr) return found;
  throw Error(ErrorCode::failure,
              fmt::format("{} ({}) has no function {}", source_.name,
                          fmt::join(source_.sonames, " or "), symbol),
              install_hint());
}

std::string SharedLibrary::install_hint() const {
  return fmt::format("Install {}. On Debian and Ubuntu, run: apt-get install {}", source_.name,
                     source_.package);
}

}  // namespace gitctx
