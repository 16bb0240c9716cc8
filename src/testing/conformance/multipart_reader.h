#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "testing/http_listener.h"

namespace gitctx {

/// A part of a multipart/form-data body, with all of its headers.
struct ReceivedPart {
  std::string name;
  std::string filename;
  std::string content_type;
  HeaderList headers;
  std::string body;
};

/// The parts of a request, parsed strictly by RFC 7578; nothing if the body is not multipart.
std::optional<std::vector<ReceivedPart>> read_multipart(const ServedRequest& request);

}  // namespace gitctx
