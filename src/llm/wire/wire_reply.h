#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/http_client.h"
#include "llm/chat_endpoint.h"
#include "llm/chat_model.h"

namespace gitctx {

/// A reply as a provider sends it, unchecked.
struct WireReply {
  enum class Ending : std::uint8_t {
    none,      ///< the reply ended early
    complete,  ///< the model ended it
    length,    ///< the limit of output tokens was reached
    filtered,  ///< the provider stopped it
  };
  std::string text;
  std::string refusal;  ///< the model's sentence, if it refused
  std::string failure;  ///< the provider's sentence, if it failed midway
  std::string model;
  Ending ending = Ending::none;
  ChatUsage usage;
};

/// Protocol: assembles a reply from a whole body or from the events of a stream. Throws exceptions
/// of the JSON library and Error for what it cannot read.
class WireReader {
 public:
  virtual ~WireReader() = default;
  virtual void read_whole(std::string_view body) = 0;
  /// Returns the text that the event adds.
  virtual std::string read_event(std::string_view event, std::string_view data) = 0;
  virtual WireReply take() = 0;
};

/// One exchange. After a status other than 2xx `reply` is empty.
struct WireExchange {
  HttpResponse response;
  WireReply reply;

  bool is_refused() const { return response.status < 200 || response.status > 299; }
};

/// `on_text` is null unless a stream is requested; a server may still reply with a whole body.
/// Throws Error: provider for a reply that breaks the protocol or ends early, and what HttpClient
/// throws.
WireExchange exchange(HttpClient& client, const Service& service, const HttpRequest& request,
                      WireReader& reader, const std::function<void(std::string_view)>& on_text,
                      std::uint64_t tokens, const std::stop_token& stop);

/// Throws provider for a reply that was refused, filtered or empty.
void check_refusal(const Service& service, const WireReply& reply);

/// The final reply, with the usage and cost of all attempts.
ChatReply finished_reply(const ChatEndpoint& endpoint, WireReply reply, const ChatUsage& usage);

}  // namespace gitctx
