#include "http/http.h"

#include <algorithm>

namespace gitctx {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool is_same_header(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, {}, lower, lower);
}

std::string_view HttpResponse::header(std::string_view name) const {
  const auto found = std::ranges::find_if(
      headers, [&](const HttpHeader& header) { return is_same_header(header.name, name); });
  return found == headers.end() ? std::string_view() : found->value;
}

}  // namespace gitctx
