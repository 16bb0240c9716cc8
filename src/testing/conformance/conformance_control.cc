#include "testing/conformance/conformance_control.h"

#include <fmt/format.h>

#include "base/error.h"
#include "testing/conformance/conformance_provider.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

Json counts_json(const ConformanceServer& server) {
  Json out = Json::object();
  for (const auto& [endpoint, count] : server.counts()) {
    out[endpoint] = {{"requests", count.requests},
                     {"failures", count.failures},
                     {"inputs", count.inputs},
                     {"input_tokens", count.input_tokens},
                     {"output_tokens", count.output_tokens}};
  }
  return out;
}

Json exchanges_json(const ConformanceServer& server) {
  Json out = Json::array();
  for (const RecordedExchange& one : server.exchanges()) {
    out.push_back({{"method", one.method},
                   {"path", one.path},
                   {"query", one.query},
                   {"headers", one.headers},
                   {"body", one.body},
                   {"status", one.status}});
  }
  return out;
}

InjectedFailure failure_of(const Json& body) {
  using Kind = InjectedFailure::Kind;
  static const std::map<std::string, Kind> kinds{{"status", Kind::status},
                                                 {"slow", Kind::slow},
                                                 {"truncated", Kind::truncated},
                                                 {"closed", Kind::closed}};
  InjectedFailure failure;
  const auto kind = kinds.find(body.value("kind", "status"));
  if (kind == kinds.end()) throw Error(ErrorCode::usage, "no such kind of failure");
  failure.kind = kind->second;
  failure.method = body.value("method", "");
  failure.path = body.value("path", "");
  failure.status = body.value("status", 500);
  failure.code = body.value("code", "");
  const Json headers = body.value("headers", Json::object());
  for (const auto& [name, value] : headers.items()) {
    failure.headers.emplace_back(name, value.get<std::string>());
  }
  failure.delay = milliseconds(body.value("delay_ms", 0));
  failure.skip = body.value("skip", 0);
  failure.times = body.value("times", 1);
  return failure;
}

void script_chats(const Json& body, ConformanceServer& server) {
  const Json list = body.is_array() ? body : Json::array({body});
  for (const Json& one : list) {
    server.script_chat(
        {one.value("text", ""), one.value("truncated", false), one.value("refusal", "")});
  }
}

void change_settings(const Json& body, ConformanceServer& server) {
  if (body.contains("latency_ms")) {
    server.set_latency(milliseconds(body["latency_ms"].get<int>()));
  }
  if (body.contains("api_key")) server.set_api_key(body["api_key"].get<std::string>());
  if (body.contains("limits")) {
    const Json& limits = body["limits"];
    server.set_limits({limits.value("requests_per_minute", 0.0),
                       limits.value("tokens_per_minute", 0.0),
                       milliseconds(limits.value("burst_ms", 60'000))});
  }
}

}  // namespace

ServedReply answer_control(const ServedRequest& request, ConformanceServer& server) {
  const std::string what = request.path.substr(std::string_view("/__control/").size());
  if (request.method == "GET") {
    if (what == "counts") return json_reply(counts_json(server));
    if (what == "exchanges") return json_reply(exchanges_json(server));
    if (what == "langsmith") return json_reply(Json::parse(server.langsmith_state()));
    return json_reply({{"error", "no such route"}}, 404);
  }
  try {
    const Json body = request.body.empty() ? Json::object() : Json::parse(request.body);
    if (what == "failures") {
      server.inject(failure_of(body));
    } else if (what == "chats") {
      script_chats(body, server);
    } else if (what == "settings") {
      change_settings(body, server);
    } else if (what == "clear") {
      server.clear();
    } else {
      return json_reply({{"error", "no such route"}}, 404);
    }
  } catch (const std::exception& error) {
    return json_reply({{"error", error.what()}}, 400);
  }
  return json_reply({{"ok", true}});
}

}  // namespace gitctx
