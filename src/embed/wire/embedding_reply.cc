#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/ascii.h"
#include "base/base64.h"
#include "base/error.h"
#include "core/vector_limit.h"
#include "embed/wire/embedding_wire.h"
#include "embed/wire/json_scanner.h"
#include "provider/provider_sentence.h"

namespace gitctx {
namespace {

static_assert(std::endian::native == std::endian::little, "vectors are copied without conversion");

/// A vector as written in a reply: base64 of little-endian float32, or the text between the
/// brackets of an array of numbers.
struct WrittenVector {
  std::string_view text;
  bool is_base64 = false;
  std::optional<std::size_t> index;  ///< position of the text, if the reply states it
};

[[noreturn]] void fail(std::string message) {
  throw Error(ErrorCode::provider, std::move(message));
}

/// Reads an item of a list of vectors. The item is a plain vector (Cohere), `{"embedding": ..,
/// "index": 0}` (OpenAI, Voyage) or `{"values": ..}` (Gemini).
WrittenVector read_item(JsonScanner& reply) {
  WrittenVector vector;
  const auto read_text = [&] {
    vector.is_base64 = reply.peek() == '"';
    vector.text = vector.is_base64 ? reply.string() : reply.flat_array();
  };
  if (reply.peek() != '{') {
    read_text();
    return vector;
  }
  reply.object([&](std::string_view key) {
    if (key == "embedding" || key == "values") {
      read_text();
    } else if (key == "index" && reply.peek() != 'n') {
      const double index = reply.number();
      if (index < 0 || index > 1e9) reply.fail();
      vector.index = static_cast<std::size_t>(index);
    } else {
      reply.pass_over();
    }
  });
  return vector;
}

/// Reads a list of vectors, or Cohere's object that has one list of vectors for each number type.
std::vector<WrittenVector> read_items(JsonScanner& reply) {
  std::vector<WrittenVector> written;
  const auto read_list = [&] { reply.array([&] { written.push_back(read_item(reply)); }); };
  if (reply.peek() != '{') {
    read_list();
    return written;
  }
  reply.object([&](std::string_view type) {
    const bool is_wanted = (type == "float" || type == "base64") && written.empty();
    if (is_wanted) {
      read_list();
    } else {
      reply.pass_over();
    }
  });
  return written;
}

/// OpenAI charges `prompt_tokens` and Cohere `input_tokens`; Voyage only has `total_tokens`.
std::optional<std::uint64_t> read_tokens(JsonScanner& reply) {
  constexpr double most = 1e12;  // more than any request has
  std::optional<std::uint64_t> charged, total;
  reply.object([&](std::string_view key) {
    const bool is_charged = key == "prompt_tokens" || key == "input_tokens";
    if (is_digit(reply.peek()) && (is_charged || key == "total_tokens")) {
      const double tokens = reply.number();
      if (tokens > most) fail("the reply counts an impossible number of tokens");
      (is_charged ? charged : total) = static_cast<std::uint64_t>(tokens);
    } else {
      reply.pass_over();
    }
  });
  return charged ? charged : total;
}

std::size_t dimension_of(const WrittenVector& vector) {
  if (vector.is_base64) return base64_decoded_size(vector.text) / sizeof(float);
  if (has_only_blanks(vector.text)) return 0;
  return 1 + static_cast<std::size_t>(std::ranges::count(vector.text, ','));
}

/// `written` is a number outside the range of float. Returns whether the number is too close to 0,
/// rather than too large.
bool is_tiny(std::string_view written) {
  const std::size_t exponent = written.find_first_of("eE");
  if (exponent != std::string_view::npos) return written.substr(exponent + 1).starts_with('-');
  return written.starts_with('0') || written.starts_with("-0");
}

/// Reads comma-separated numbers. Returns whether there are exactly out.size() numbers.
bool read_numbers(std::string_view text, std::span<float> out) {
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto pass_blanks = [&] {
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) ++at;
  };
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i > 0 && (at == end || *at++ != ',')) return false;
    pass_blanks();
    const auto parsed = std::from_chars(at, end, out[i]);
    if (parsed.ec == std::errc::result_out_of_range) {
      out[i] = is_tiny({at, parsed.ptr}) ? 0 : std::numeric_limits<float>::infinity();
    } else if (parsed.ec != std::errc{}) {
      return false;
    }
    at = parsed.ptr;
    pass_blanks();
  }
  return at == end;
}

void bring_to_length_1(std::span<float> row) {
  if (const char* const problem = vector_problem(row)) {
    fail(fmt::format("the reply contains a vector that {}", problem));
  }
  double squares = 0;
  for (const float value : row) squares += static_cast<double>(value) * value;
  // Most services send normalised vectors.
  constexpr double rounding = 1e-6;
  if (std::abs(squares - 1) < rounding) return;
  const double factor = 1 / std::sqrt(squares);
  for (float& value : row) value = static_cast<float>(value * factor);
}

/// The row that each vector belongs to.
std::vector<std::size_t> rows_of(const std::vector<WrittenVector>& written) {
  const bool all_say =
      std::ranges::all_of(written, [](const WrittenVector& v) { return v.index.has_value(); });
  std::vector<std::size_t> rows(written.size());
  std::vector<bool> taken(written.size());
  for (std::size_t i = 0; i < written.size(); ++i) {
    rows[i] = all_say ? *written[i].index : i;
    if (rows[i] >= written.size() || taken[rows[i]]) {
      fail(fmt::format("the reply does not have one vector for each of the {} texts",
                       written.size()));
    }
    taken[rows[i]] = true;
  }
  return rows;
}

EmbeddingMatrix decode_vectors(const std::vector<WrittenVector>& written, const ReplyShape& shape) {
  if (written.size() != shape.rows) {
    fail(fmt::format("expected {} vectors, the reply contains {}", shape.rows, written.size()));
  }
  EmbeddingMatrix matrix{.rows = shape.rows, .dimension = shape.dimension, .values = {}};
  if (written.empty()) return matrix;
  if (matrix.dimension == 0) matrix.dimension = dimension_of(written.front());
  if (matrix.dimension > max_vector_dimension) {
    fail(fmt::format("the reply contains vectors of {} numbers; gitctx reads up to {}",
                     matrix.dimension, max_vector_dimension));
  }
  const std::vector<std::size_t> rows = rows_of(written);
  for (const WrittenVector& vector : written) {
    const std::size_t dimension = dimension_of(vector);
    if (dimension == matrix.dimension && dimension > 0) continue;
    fail(fmt::format("expected vectors of {} dimensions, the reply contains one of {}",
                     matrix.dimension, dimension));
  }
  matrix.values.resize(matrix.rows * matrix.dimension);
  for (std::size_t i = 0; i < written.size(); ++i) {
    const std::span<float> row = matrix.row(rows[i]);
    const bool is_read = written[i].is_base64
                             ? decode_base64(written[i].text, std::as_writable_bytes(row))
                             : read_numbers(written[i].text, row);
    if (!is_read) fail("the reply contains a malformed vector");
    bring_to_length_1(row);
  }
  return matrix;
}

}  // namespace

EmbeddingReply parse_embedding_reply(std::string_view body, const ReplyShape& shape) {
  JsonScanner reply(body);
  std::vector<WrittenVector> written;
  bool is_error = false;
  EmbeddingReply parsed;
  reply.object([&](std::string_view key) {
    const bool is_list = key == "data" || key == "embeddings";
    if (is_list && written.empty() && (reply.peek() == '[' || reply.peek() == '{')) {
      written = read_items(reply);
    } else if (key == "usage" && reply.peek() == '{') {
      parsed.tokens = read_tokens(reply);
    } else if (key == "meta" && reply.peek() == '{') {
      reply.object([&](std::string_view part) {
        if (part != "billed_units" || reply.peek() != '{') return reply.pass_over();
        parsed.tokens = read_tokens(reply);
      });
    } else {
      is_error |= key == "error" && reply.peek() != 'n';
      reply.pass_over();
    }
  });
  reply.finish();
  if (is_error) fail("the reply is an error: " + provider_sentence(body));
  parsed.vectors = decode_vectors(written, shape);
  return parsed;
}

}  // namespace gitctx
