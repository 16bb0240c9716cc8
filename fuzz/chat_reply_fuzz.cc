// Replies of chat services. The first byte selects the service and whether the reply is a stream.
// The concatenated pieces that a stream shows are equal to the text of its reply.
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/json_text.h"
#include "base/utf8.h"
#include "fuzz/fuzz_input.h"
#include "http/event_stream.h"
#include "llm/wire/anthropic_wire.h"
#include "llm/wire/openai_wire.h"

namespace gitctx {
namespace {

std::unique_ptr<WireReader> reader_of(unsigned which) {
  if (which == 0) return std::make_unique<OpenAiReader>();
  return std::make_unique<AnthropicReader>(which == 1);
}

/// Calls `read`, which may refuse its input.
template <class Read>
bool is_read(const Read& read) {
  try {
    read();
    return true;
  } catch (const nlohmann::json::exception&) {
    return false;
  } catch (const Error& error) {
    GITCTX_CHECK(!error.message().empty());
    return false;
  }
}

void read_stream(WireReader& reader, std::string_view body) {
  std::string shown;
  EventStreamParser parser(4096);
  is_read([&] {
    parser.add(body, [&](std::string_view, std::string_view data) {
      const nlohmann::json event = parse_json(data);
      if (!event.is_discarded()) is_read([&] { shown += reader.read_event(event); });
    });
  });
  GITCTX_CHECK(shown == reader.reply.text);
}

}  // namespace
}  // namespace gitctx

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  if (size == 0) return -1;
  const auto reader = reader_of(data[0] / 2 % 3);
  const std::string_view body = input_text(data + 1, size - 1);
  if (data[0] % 2 == 0) {
    read_stream(*reader, body);
    return 0;
  }
  const nlohmann::json json = parse_json(body);
  if (json.is_discarded()) return 0;
  if (is_read([&] { reader->read_whole(json); })) GITCTX_CHECK(is_valid_utf8(reader->reply.text));
  learn_dialect(first_dialect("gpt-4.1-mini", false), body);
  return 0;
}
