#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "http/http_client.h"
#include "llm/chat_model.h"
#include "provider/provider_error.h"

namespace gitctx {

/// A reply from a provider, not yet checked.
struct WireReply {
  enum class Ending : std::uint8_t {
    none,      ///< the reply ended early
    complete,  ///< the model ended it
    length,    ///< the output token limit was reached
    filtered,  ///< the provider stopped it
  };
  std::string text;
  std::string refusal;  ///< the model's sentence, if it refused
  std::string failure;  ///< the provider's sentence, if the reply failed midway
  std::string model;
  Ending ending = Ending::none;
  ChatUsage usage;
};

/// Protocol: assembles a reply from a whole body or from the events of a stream. Throws exceptions
/// of the JSON library for a reply that it cannot read.
class WireReader {
 public:
  virtual ~WireReader() = default;
  virtual void read_whole(const nlohmann::json& body) = 0;
  /// Returns the text that the event adds.
  virtual std::string read_event(const nlohmann::json& event) = 0;

  WireReply reply;
};

/// An HTTP response and the reply in it. After a status other than 2xx, `reply` is empty.
struct WireExchange {
  HttpResponse response;
  WireReply reply;
};

/// The size limit for a streamed reply; no model writes that much.
inline constexpr std::size_t largest_stream_bytes = std::size_t{64} * 1024 * 1024;

/// Sends a request and reads the reply. `on_text` is null unless a stream is requested; a server
/// may still reply with a whole body. Throws Error(provider), as a MaybeProcessed, for a reply that
/// breaks the protocol, ends early or reports a failure. Errors of HttpClient propagate.
WireExchange exchange(HttpClient& client, const Service& service, HttpRequest request,
                      WireReader& reader, const std::function<void(std::string_view)>& on_text,
                      std::uint64_t tokens, const std::stop_token& stop);

/// A number of tokens in a reply; 0 if it is missing or null. Throws nlohmann::json::exception for
/// a member that is not a possible number of tokens. If such a member counted as 0, a request would
/// seem to cost nothing and would escape every budget.
std::uint64_t token_count(const nlohmann::json& usage, const char* key);

}  // namespace gitctx
