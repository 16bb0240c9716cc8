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

/// The parts of a request, strictly as RFC 7578 has them; nothing for a body that is none.
std::optional<std::vector<ReceivedPart>> read_multipart(const ServedRequest& request);

}  // namespace gitctx
