#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/http_client.h"
#include "llm/chat_endpoint.h"
#include "llm/chat_model.h"

namespace gitctx {

/// A reply as a provider sends it, before anybody has judged it.
struct WireReply {
  enum class Ending : std::uint8_t {
    none,      ///< the reply broke off
    complete,  ///< the model ended it
    length,    ///< it reached the limit of tokens
    filtered,  ///< the provider stopped it
  };
  std::string text;
  std::string refusal;  ///< the model's sentence, if it refused
  std::string failure;  ///< the provider's sentence, if it failed in the middle
  std::string model;
  Ending ending = Ending::none;
  ChatUsage usage;
};

/// Protocol: puts a reply together from a whole body or from the events of a stream. What it cannot
/// read ends in an exception of the JSON library or an Error.
class WireReader {
 public:
  virtual ~WireReader() = default;
  virtual void read_whole(std::string_view body) = 0;
  /// Returns the text that the event adds.
  virtual std::string read_event(std::string_view event, std::string_view data) = 0;
  virtual WireReply take() = 0;
};

/// One exchange. A status other than 2xx is in `response`, and `reply` is then empty. Throws
/// Error: provider for a reply that is not what the protocol says or that broke off; what
/// HttpClient throws.
struct WireExchange {
  HttpResponse response;
  WireReply reply;

  bool is_refused() const { return response.status < 200 || response.status > 299; }
};

/// `on_text` is null for a reply that comes whole; a server that sends it whole though it was asked
/// for a stream is read, too.
WireExchange exchange(HttpClient& client, const ChatEndpoint& endpoint, const HttpRequest& request,
                      WireReader& reader, const std::function<void(std::string_view)>& on_text,
                      std::uint64_t tokens, const std::stop_token& stop);

/// Throws provider for a reply that was refused, filtered or empty.
void check_refusal(const ChatEndpoint& endpoint, const WireReply& reply);

/// A settled reply, with the usage and cost of all that it took.
ChatReply finished_reply(const ChatEndpoint& endpoint, WireReply reply, const ChatUsage& usage);

}  // namespace gitctx
