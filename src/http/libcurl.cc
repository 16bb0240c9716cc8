#include "http/libcurl.h"

#include <dlfcn.h>

#include <string>

#include "base/error.h"

namespace gitctx {
namespace {

// The same interface over OpenSSL or GnuTLS; systems differ in which one they have.
constexpr const char* library_names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
constexpr const char* install_hint = "install it, on Debian and Ubuntu: apt-get install libcurl4";

void* open_library() {
  std::string reason;
  for (const char* name : library_names) {
    if (void* const library = ::dlopen(name, RTLD_NOW | RTLD_LOCAL)) return library;
    if (reason.empty()) reason = ::dlerror();
  }
  throw Error(ErrorCode::failure, "cannot load libcurl: " + reason, install_hint);
}

Libcurl load() {
  void* const library = open_library();
  Libcurl table;
#define GITCTX_RESOLVE(name)                                                    \
  table.name = reinterpret_cast<decltype(table.name)>(::dlsym(library, #name)); \
  if (table.name == nullptr)                                                    \
    throw Error(ErrorCode::failure,                                             \
                "libcurl has no function " #name ", it needs to be 7.68 or newer", install_hint);
  GITCTX_LIBCURL_FUNCTIONS(GITCTX_RESOLVE)
#undef GITCTX_RESOLVE
  if (table.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    throw Error(ErrorCode::failure, "libcurl does not start");
  }
  return table;
}

}  // namespace

const Libcurl& libcurl() {
  static const Libcurl table = load();
  return table;
}

}  // namespace gitctx
