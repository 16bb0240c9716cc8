#include "embed/hosted/batch_results.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "base/ascii.h"
#include "base/error.h"
#include "base/log.h"
#include "embed/wire/embedding_wire.h"
#include "embed/wire/json_scanner.h"

namespace gitctx {
namespace {

constexpr std::size_t handed_on_together = 256;
constexpr std::size_t largest_line_bytes = std::size_t{16} * 1024 * 1024;

struct ResultLine {
  std::string_view custom_id;
  std::string_view body;
  double status = 0;
};

/// Reads a line of the form
///   {"id": .., "custom_id": .., "response": {"status_code": 200, "body": {..}}, "error": null}
ResultLine read_line(std::string_view text) {
  ResultLine line;
  JsonScanner scanner(text);
  scanner.object([&](std::string_view key) {
    if (key == "custom_id") {
      line.custom_id = scanner.string();
    } else if (key == "response" && scanner.peek() == '{') {
      scanner.object([&](std::string_view name) {
        if (name == "status_code") {
          line.status = scanner.number();
        } else if (name == "body") {
          line.body = scanner.raw();
        } else {
          scanner.pass_over();
        }
      });
    } else {
      scanner.pass_over();
    }
  });
  return line;
}

void check_line(std::size_t size) {
  if (size <= largest_line_bytes) return;
  throw Error(ErrorCode::provider,
              fmt::format("a line of the results of a batch has more than {} MB",
                          largest_line_bytes / (1024 * 1024)));
}

}  // namespace

std::string hex_of(const ContentHash& hash) {
  std::string hex;
  for (const std::byte byte : hash) hex += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
  return hex;
}

std::optional<ContentHash> hash_from_hex(std::string_view hex) {
  ContentHash hash{};
  if (hex.size() != 2 * hash.size()) return std::nullopt;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    unsigned value = 0;
    const char* const begin = hex.data() + 2 * i;
    if (std::from_chars(begin, begin + 2, value, 16).ptr != begin + 2) return std::nullopt;
    hash[i] = static_cast<std::byte>(value);
  }
  return hash;
}

BatchResults::BatchResults(std::size_t dimension, Sink sink)
    : dimension_(dimension), sink_(std::move(sink)) {
  vectors_.dimension = dimension;
}

void BatchResults::add(std::string_view piece) {
  for (std::size_t end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n')) {
    check_line(rest_.size() + end);
    rest_ += piece.substr(0, end);
    take_line(rest_);
    rest_.clear();
    piece.remove_prefix(end + 1);
  }
  check_line(rest_.size() + piece.size());
  rest_ += piece;
}

void BatchResults::finish() {
  take_line(std::exchange(rest_, {}));
  hand_on();
}

void BatchResults::take_line(std::string_view text) {
  if (has_only_blanks(text)) return;
  try {
    const ResultLine line = read_line(text);
    const auto hash = hash_from_hex(line.custom_id);
    if (!hash || line.status != 200) return;
    const EmbeddingReply reply =
        parse_embedding_reply(line.body, {.rows = 1, .dimension = dimension_});
    hashes_.push_back(*hash);
    vectors_.values.insert(vectors_.values.end(), reply.vectors.values.begin(),
                           reply.vectors.values.end());
    ++vectors_.rows;
  } catch (const Error& error) {
    // A later call embeds the text of this line without a batch.
    log_event(LogLevel::warn, "batch_line", {{"error", error.message()}});
    return;
  }
  if (hashes_.size() == handed_on_together) hand_on();
}

void BatchResults::hand_on() {
  if (hashes_.empty()) return;
  sink_(hashes_, vectors_);
  hashes_.clear();
  vectors_.rows = 0;
  vectors_.values.clear();
}

}  // namespace gitctx
