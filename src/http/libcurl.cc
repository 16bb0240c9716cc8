#include "http/libcurl.h"

#include "base/error.h"
#include "base/shared_library.h"

namespace gitctx {
namespace {

// Two builds with the same interface: one uses OpenSSL, the other uses GnuTLS. Which of them is
// installed depends on the system.
constexpr const char* sonames[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};

Libcurl load() {
  const SharedLibrary library({.name = "libcurl", .sonames = sonames, .package = "libcurl4"});
  Libcurl table;
#define GITCTX_RESOLVE(name) library.resolve(table.name, #name);
  GITCTX_LIBCURL_FUNCTIONS(GITCTX_RESOLVE)
#undef GITCTX_RESOLVE
  if (table.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    throw Error(ErrorCode::failure, "libcurl failed to initialise");
  }
  return table;
}

}  // namespace

const Libcurl& libcurl() {
  static const Libcurl table = load();
  return table;
}

}  // namespace gitctx
