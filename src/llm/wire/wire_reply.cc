#include "llm/wire/wire_reply.h"

#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "http/event_stream.h"
#include "provider/provider_sentence.h"

namespace gitctx {
namespace {

constexpr std::uint64_t most_tokens = 2'000'000'000;  ///< more than any call uses

/// The parsed text. If the text reports a failure, returns null and sets `reply.failure`.
nlohmann::json parse_part(const Service& service, std::string_view text, WireReply& reply) {
  if (!is_within_json_limits(text)) {
    throw reply_error(service, "the reply has too many or too deeply nested values");
  }
  nlohmann::json part = nlohmann::json::parse(text);
  if (json_member(part, "error").is_null() && json_member(part, "type") != "error") return part;
  reply.failure = provider_sentence(json_text(part));
  if (reply.failure.empty()) reply.failure = "an error without a message";
  return nullptr;
}

/// The text that an event of a stream adds. OpenAI ends a stream with `[DONE]`.
std::string read_event(const Service& service, std::string_view data, WireReader& reader) {
  if (data == "[DONE]") {
    if (reader.reply.ending == WireReply::Ending::none) {
      reader.reply.ending = WireReply::Ending::complete;
    }
    return {};
  }
  const nlohmann::json event = parse_part(service, data, reader.reply);
  return event.is_null() ? std::string() : reader.read_event(event);
}

}  // namespace

WireExchange exchange(HttpClient& client, const Service& service, HttpRequest request,
                      WireReader& reader, const std::function<void(std::string_view)>& on_text,
                      std::uint64_t tokens, const std::stop_token& stop) {
  WireExchange result;
  EventStreamParser parser;
  bool has_events = false;
  std::string whole;  // the body, until the first event arrives
  std::size_t received = 0;
  bool is_answered = false;
  const auto on_event = [&](std::string_view, std::string_view data) {
    has_events = true;
    const std::string text = read_event(service, data, reader);
    if (!text.empty()) on_text(text);
  };
  if (on_text) {
    request.on_body = [&](std::string_view piece) {
      is_answered = true;
      received += piece.size();
      if (received > largest_stream_bytes) throw reply_error(service, "the reply is too large");
      if (!has_events) whole += piece;
      parser.add(piece, on_event);
    };
  }
  try {
    result.response = client.send(request, stop, tokens);
    if (!result.response.is_success()) return result;
    is_answered = true;
    if (!has_events) {
      const nlohmann::json body =
          parse_part(service, on_text ? whole : result.response.body, reader.reply);
      if (!body.is_null()) reader.read_whole(body);
      if (on_text) on_text(reader.reply.text);
    }
    result.reply = std::move(reader.reply);
    if (!result.reply.failure.empty()) {
      throw reply_error(service, "failed: " + result.reply.failure);
    }
    if (result.reply.ending == WireReply::Ending::none) {
      throw reply_error(service, "the reply ended early");
    }
    return result;
  } catch (const nlohmann::json::exception&) {
    throw MaybeProcessed(reply_error(service, "the reply does not follow the protocol"));
  } catch (const Error& error) {
    if (is_answered) throw MaybeProcessed(error);
    throw;
  }
}

std::uint64_t token_count(const nlohmann::json& usage, const char* key) {
  const nlohmann::json member = json_member(usage, key);
  if (member.is_null()) return 0;
  const double written = member.is_number_float() ? member.get<double>() : -1;
  const bool is_usable = written >= 0 && written <= static_cast<double>(most_tokens);
  return is_usable ? static_cast<std::uint64_t>(written) : json_unsigned(member, most_tokens);
}

}  // namespace gitctx
