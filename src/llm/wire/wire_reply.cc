#include "llm/wire/wire_reply.h"

#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "http/event_stream.h"

namespace gitctx {
namespace {

using OnText = std::function<void(std::string_view)>;

void check_depth(const Service& service, std::string_view json) {
  if (json_depth(json) > max_json_depth)
    throw reply_error(service, "the reply is nested too deeply");
}

/// The body of a reply that was requested as a stream.
class StreamedBody {
 public:
  StreamedBody(const Service& service, WireReader& reader, const OnText& on_text)
      : service_(service), reader_(reader), on_text_(on_text) {}

  void add(std::string_view piece) {
    if (events_ == 0) whole_ += piece;
    parser_.add(piece, [&](std::string_view event, std::string_view data) {
      ++events_;
      check_depth(service_, data);
      const std::string text = reader_.read_event(event, data);
      if (!text.empty()) on_text_(text);
    });
    if (events_ > 0) whole_.clear();
  }

  bool has_events() const { return events_ > 0; }
  const std::string& whole() const { return whole_; }

 private:
  const Service& service_;
  WireReader& reader_;
  const OnText& on_text_;
  EventStreamParser parser_;
  std::string whole_;  ///< until the first event
  std::size_t events_ = 0;
};

/// A client, a service and the reader of its reply.
class Exchange {
 public:
  Exchange(HttpClient& client, const Service& service, WireReader& reader, const OnText& on_text)
      : client_(client), service_(service), reader_(reader), on_text_(on_text) {}

  WireExchange run(HttpRequest request, std::uint64_t tokens, const std::stop_token& stop) {
    WireExchange result;
    StreamedBody body(service_, reader_, on_text_);
    if (on_text_) request.on_body = [&](std::string_view piece) { body.add(piece); };
    result.response = client_.send(request, stop, tokens);
    if (result.is_refused()) return result;
    if (!body.has_events()) {
      const std::string& whole = on_text_ ? body.whole() : result.response.body;
      check_depth(service_, whole);
      reader_.read_whole(whole);
    }
    result.reply = reader_.take();
    if (on_text_ && !body.has_events()) on_text_(result.reply.text);
    return result;
  }

 private:
  HttpClient& client_;
  const Service& service_;
  WireReader& reader_;
  const OnText& on_text_;
};

}  // namespace

WireExchange exchange(HttpClient& client, const Service& service, const HttpRequest& request,
                      WireReader& reader, const std::function<void(std::string_view)>& on_text,
                      std::uint64_t tokens, const std::stop_token& stop) {
  WireExchange result;
  try {
    result = Exchange(client, service, reader, on_text).run(request, tokens, stop);
  } catch (const nlohmann::json::exception&) {
    throw reply_error(service, "the reply does not follow the protocol");
  }
  if (result.is_refused()) return result;
  if (!result.reply.failure.empty()) {
    throw reply_error(service, "failed: " + result.reply.failure);
  }
  if (result.reply.ending == WireReply::Ending::none) {
    throw reply_error(service, "the reply ended early");
  }
  return result;
}

void check_refusal(const Service& service, const WireReply& reply) {
  if (!reply.refusal.empty()) throw reply_error(service, "refused: " + reply.refusal);
  if (reply.ending == WireReply::Ending::filtered) {
    throw reply_error(service, "refused: a content filter of the provider stopped the reply");
  }
  if (reply.text.empty() && reply.ending == WireReply::Ending::complete) {
    throw reply_error(service, "the reply is empty");
  }
}

ChatReply finished_reply(const ChatEndpoint& endpoint, WireReply reply, const ChatUsage& usage) {
  ChatReply finished{.text = std::move(reply.text),
                     .model = std::move(reply.model),
                     .truncated = reply.ending == WireReply::Ending::length,
                     .usage = usage,
                     .cost_usd = cost_usd(usage, endpoint.price)};
  if (finished.model.empty()) finished.model = endpoint.description.model;
  return finished;
}

}  // namespace gitctx
