// Server-sent events: the events do not depend on how the body is cut into pieces. The first byte
// gives the length of the pieces.
#include <string>
#include <vector>

#include "fuzz/fuzz_input.h"
#include "http/event_stream.h"

namespace gitctx {
namespace {

/// The events of a body that arrives in pieces of size `piece`. If the body is refused, the last
/// event is "refused".
std::vector<std::string> read_events(std::string_view body, std::size_t piece) {
  std::vector<std::string> events;
  EventStreamParser parser(256);
  try {
    add_in_pieces(body, piece, [&](std::string_view part) {
      parser.add(part, [&](std::string_view event, std::string_view data) {
        events.push_back(std::string(event) + '\n' + std::string(data));
      });
    });
  } catch (const Error& error) {
    GITCTX_CHECK(error.code() == ErrorCode::provider);
    events.emplace_back("refused");
  }
  return events;
}

}  // namespace
}  // namespace gitctx

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  if (size == 0) return -1;
  const std::string_view body = input_text(data + 1, size - 1);
  read_in_pieces(body, data[0], [&](std::size_t piece) { return read_events(body, piece); });
  return 0;
}
