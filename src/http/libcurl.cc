#include "http/libcurl.h"

#include "base/error.h"
#include "base/shared_library.h"

namespace gitctx {
namespace {

// The same interface, built with OpenSSL or GnuTLS. Systems differ in which of the two they have.
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
