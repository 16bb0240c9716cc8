#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/http.h"

namespace gitctx {

/// A request and what came of it.
struct RecordedExchange {
  std::string method;
  std::string url;
  std::vector<HttpHeader> headers;
  std::string body;
  HttpResult result;
};

/// A cassette file is this head and then one item per exchange; each can be appended by itself. It
/// is YAML: texts are quoted, a line of theirs per line; bodies that are no UTF-8 are base64.
std::string cassette_head();
std::string cassette_item(const RecordedExchange& exchange);

/// Throws Error(failure) with `name` and the line for what is no cassette.
std::vector<RecordedExchange> parse_cassette(std::string_view yaml, std::string_view name);

}  // namespace gitctx
