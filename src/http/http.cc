#include "http/http.h"

#include <algorithm>

#include "base/ascii.h"

namespace gitctx {

std::string_view HttpResponse::header(std::string_view name) const {
  const auto found = std::ranges::find_if(
      headers, [&](const HttpHeader& header) { return equal_ignoring_case(header.name, name); });
  return found == headers.end() ? std::string_view() : found->value;
}

}  // namespace gitctx
