#pragma once

#include <curl/curl.h>

namespace gitctx {

#define GITCTX_LIBCURL_FUNCTIONS(X) \
  X(curl_global_init)               \
  X(curl_easy_init)                 \
  X(curl_easy_cleanup)              \
  X(curl_easy_reset)                \
  X(curl_easy_setopt)               \
  X(curl_easy_getinfo)              \
  X(curl_easy_strerror)             \
  X(curl_multi_init)                \
  X(curl_multi_cleanup)             \
  X(curl_multi_add_handle)          \
  X(curl_multi_remove_handle)       \
  X(curl_multi_perform)             \
  X(curl_multi_poll)                \
  X(curl_multi_wakeup)              \
  X(curl_multi_info_read)           \
  X(curl_slist_append)              \
  X(curl_slist_free_all)            \
  X(curl_url)                       \
  X(curl_url_cleanup)               \
  X(curl_url_set)                   \
  X(curl_url_get)                   \
  X(curl_free)

/// The functions of libcurl that gitctx uses, under their own names: `libcurl().curl_easy_init()`.
struct Libcurl {
#define GITCTX_DECLARE(name) decltype(&::name) name = nullptr;
  GITCTX_LIBCURL_FUNCTIONS(GITCTX_DECLARE)
#undef GITCTX_DECLARE
};

/// The library, opened and initialised on first use (thread-safe) and never closed. If the library
/// is missing, throws an Error that says what to install.
const Libcurl& libcurl();

}  // namespace gitctx
