#include "http/testing/cassette_file.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

using Kind = NetworkFailure::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 6> failure_kinds{{
    {"unreachable", Kind::unreachable},
    {"timed_out", Kind::timed_out},
    {"closed", Kind::closed},
    {"insecure", Kind::insecure},
    {"too_large", Kind::too_large},
    {"cancelled", Kind::cancelled},
}};

std::string_view kind_name(Kind kind) {
  return std::ranges::find(failure_kinds, kind, &std::pair<std::string_view, Kind>::second)->first;
}

/// A double-quoted scalar. Every line of the text has a line of its own, `indent` in: a backslash
/// before a line break and the blanks after it are no content.
std::string quoted(std::string_view text, std::size_t indent) {
  std::string out = "\"";
  bool is_line_start = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (std::exchange(is_line_start, false)) {
      out += fmt::format("\\\n{:{}}", "", indent);
      if (c == ' ') out += '\\';
    }
    if (c == '\n') {
      out += "\\n";
      is_line_start = true;
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\x{:02X}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string encoded(std::string_view text, std::size_t indent) {
  if (is_valid_utf8(text)) return quoted(text, indent);
  return "!!binary \"" +
         YAML::EncodeBase64(reinterpret_cast<const unsigned char*>(text.data()), text.size()) + '"';
}

std::string header_lines(const std::vector<HttpHeader>& headers) {
  if (headers.empty()) return {};
  std::string out = "      headers:\n";
  for (const HttpHeader& header : headers) {
    out += fmt::format("        - {}\n", encoded(header.name + ": " + header.value, 12));
  }
  return out;
}

std::string body_line(std::string_view body) {
  return body.empty() ? std::string() : fmt::format("      body: {}\n", encoded(body, 8));
}

[[noreturn]] void refuse(std::string_view name, int line, std::string_view what) {
  throw Error(ErrorCode::failure, fmt::format("{}:{}: {}", name, line + 1, what),
              "record the cassette again");
}

/// The members of one mapping of the file.
class Members {
 public:
  Members(const YAML::Node& node, std::string_view name) : node_(node), name_(name) {
    if (!node_.IsMap()) refuse(name_, line(), "expected members with names");
  }

  std::optional<Members> section(const char* key) const {
    const YAML::Node found = node_[key];
    return found ? std::optional(Members(found, name_)) : std::nullopt;
  }

  std::string text(const char* key) const {
    const YAML::Node found = node_[key];
    if (!found) refuse(name_, line(), fmt::format("'{}' is missing", key));
    return scalar(found);
  }

  std::string body() const {
    const YAML::Node found = node_["body"];
    return found ? scalar(found) : std::string();
  }

  int number(const char* key) const {
    const YAML::Node found = node_[key];
    int value = 0;
    if (!found || !YAML::convert<int>::decode(found, value)) {
      refuse(name_, line(), fmt::format("'{}' is no number", key));
    }
    return value;
  }

  std::vector<HttpHeader> headers() const {
    std::vector<HttpHeader> list;
    const YAML::Node found = node_["headers"];
    for (const YAML::Node& item : found) {
      const std::string whole = scalar(item);
      const std::size_t colon = whole.find(": ");
      if (colon == std::string::npos) refuse(name_, item.Mark().line, "a header has no value");
      list.push_back({whole.substr(0, colon), whole.substr(colon + 2)});
    }
    return list;
  }

  int line() const { return node_.Mark().line; }
  std::string_view name() const { return name_; }

 private:
  std::string scalar(const YAML::Node& node) const {
    if (!node.IsScalar()) refuse(name_, node.Mark().line, "expected a text");
    if (node.Tag() != "tag:yaml.org,2002:binary") return node.Scalar();
    const std::vector<unsigned char> bytes = YAML::DecodeBase64(node.Scalar());
    return {bytes.begin(), bytes.end()};
  }

  YAML::Node node_;
  std::string_view name_;
};

HttpResult read_result(const Members& exchange) {
  if (const auto failure = exchange.section("failure")) {
    const std::string kind = failure->text("kind");
    const auto found =
        std::ranges::find(failure_kinds, kind, &std::pair<std::string_view, Kind>::first);
    if (found == failure_kinds.end()) {
      refuse(failure->name(), failure->line(), fmt::format("no kind of failure: '{}'", kind));
    }
    return std::unexpected(NetworkFailure{found->second, failure->text("message")});
  }
  const auto response = exchange.section("response");
  if (!response) refuse(exchange.name(), exchange.line(), "'response' is missing");
  return HttpResponse{.status = response->number("status"),
                      .headers = response->headers(),
                      .body = response->body()};
}

RecordedExchange read_exchange(const Members& exchange) {
  const auto request = exchange.section("request");
  if (!request) refuse(exchange.name(), exchange.line(), "'request' is missing");
  return {.method = request->text("method"),
          .url = request->text("url"),
          .headers = request->headers(),
          .body = request->body(),
          .result = read_result(exchange)};
}

}  // namespace

std::string cassette_head() {
  return "# HTTP exchanges, replayed in this order. Secrets are scrubbed.\n"
         "version: 1\n"
         "exchanges:\n";
}

std::string cassette_item(const RecordedExchange& exchange) {
  std::string out = "  - request:\n";
  out += fmt::format("      method: {}\n", quoted(exchange.method, 8));
  out += fmt::format("      url: {}\n", encoded(exchange.url, 8));
  out += header_lines(exchange.headers);
  out += body_line(exchange.body);
  if (exchange.result) {
    out += fmt::format("    response:\n      status: {}\n", exchange.result->status);
    out += header_lines(exchange.result->headers);
    out += body_line(exchange.result->body);
  } else {
    const NetworkFailure& failure = exchange.result.error();
    out += fmt::format("    failure:\n      kind: {}\n      message: {}\n", kind_name(failure.kind),
                       encoded(failure.message, 8));
  }
  return out;
}

std::vector<RecordedExchange> parse_cassette(std::string_view yaml, std::string_view name) {
  try {
    const YAML::Node root = YAML::Load(std::string(yaml));
    if (Members(root, name).number("version") != 1)
      refuse(name, 0, "a cassette of another version");
    std::vector<RecordedExchange> exchanges;
    for (const YAML::Node& item : root["exchanges"])
      exchanges.push_back(read_exchange(Members(item, name)));
    return exchanges;
  } catch (const YAML::Exception& error) {
    refuse(name, std::max(0, error.mark.line), "broken YAML: " + error.msg);
  }
}

}  // namespace gitctx
