#include "embed/wire/vector_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>

#include "base/ascii.h"
#include "base/error.h"
#include "embed/wire/base64.h"

namespace gitctx {
namespace {

static_assert(std::endian::native == std::endian::little, "vectors are copied without conversion");

[[noreturn]] void fail(std::string message) {
  throw Error(ErrorCode::provider, std::move(message));
}

std::size_t dimension_of(const WrittenVector& vector) {
  if (vector.is_base64) return base64_decoded_size(vector.text) / sizeof(float);
  if (has_only_blanks(vector.text)) return 0;
  return 1 + static_cast<std::size_t>(std::ranges::count(vector.text, ','));
}

/// Reads comma-separated numbers; false unless there are exactly out.size().
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
      out[i] = 0;  // too small for a float; unit vectors have no values that are too large
    } else if (parsed.ec != std::errc{}) {
      return false;
    }
    at = parsed.ptr;
    pass_blanks();
  }
  return at == end;
}

/// Eight parallel sums: after decoding, this takes the most time.
double sum_of_squares(std::span<const float> row) {
  std::array<float, 8> sums{};
  std::size_t i = 0;
  for (; i + sums.size() <= row.size(); i += sums.size()) {
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += row[i + k] * row[i + k];
  }
  double sum = 0;
  for (; i < row.size(); ++i) sum += static_cast<double>(row[i]) * row[i];
  for (const float part : sums) sum += part;
  return sum;
}

void bring_to_length_1(std::span<float> row) {
  double squares = sum_of_squares(row);
  // Outside this range a float's square overflows, or loses digits.
  if (!(squares > 1e-30 && squares < 1e30)) {
    squares = 0;
    for (const float value : row) squares += static_cast<double>(value) * value;
  }
  if (!std::isfinite(squares)) fail("the reply contains a vector with NaN or infinite values");
  // Most services send normalised vectors.
  constexpr double rounding = 1e-6;
  if (squares == 0 || std::abs(squares - 1) < rounding) return;
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

}  // namespace

EmbeddingMatrix read_vectors(const std::vector<WrittenVector>& written, const ReplyShape& shape) {
  if (written.size() != shape.rows) {
    fail(fmt::format("expected {} vectors, the reply contains {}", shape.rows, written.size()));
  }
  EmbeddingMatrix matrix{.rows = shape.rows, .dimension = shape.dimension, .values = {}};
  if (written.empty()) return matrix;
  if (matrix.dimension == 0) matrix.dimension = dimension_of(written.front());
  const std::vector<std::size_t> rows = rows_of(written);
  const bool in_order = std::ranges::is_sorted(rows);
  if (in_order) {
    // Row by row, so that a row is still in the CPU cache when it is filled.
    matrix.values.reserve(matrix.rows * matrix.dimension);
  } else {
    matrix.values.resize(matrix.rows * matrix.dimension);
  }
  for (std::size_t i = 0; i < written.size(); ++i) {
    const WrittenVector& vector = written[i];
    const std::size_t dimension = dimension_of(vector);
    if (dimension != matrix.dimension || dimension == 0) {
      fail(fmt::format("expected vectors of {} dimensions, the reply contains one of {}",
                       matrix.dimension, dimension));
    }
    if (in_order) matrix.values.resize((i + 1) * matrix.dimension);
    const std::span<float> row = matrix.row(rows[i]);
    const bool read = vector.is_base64 ? decode_base64(vector.text, std::as_writable_bytes(row))
                                       : read_numbers(vector.text, row);
    if (!read) fail("the reply contains a malformed vector");
    bring_to_length_1(row);
  }
  return matrix;
}

}  // namespace gitctx
