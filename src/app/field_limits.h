#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

struct Answer;
struct Hit;
struct IndexStatus;
struct SearchAnswer;

// The only table of limits on the texts that gitctx shows. Without limits, repositories, models and
// servers could make these texts arbitrarily long. The limits are in bytes unless a comment says
// otherwise.
namespace field_limit {
inline constexpr std::size_t path = 4096;       ///< PATH_MAX of Linux
inline constexpr std::size_t name = 1024;       ///< symbol, author, view, model, word
inline constexpr std::size_t subject = 1000;    ///< room for about 300 characters of any script
inline constexpr std::size_t code = 64 * 1024;  ///< exceeded only by a chunk that is one long line
inline constexpr std::size_t answer = 256 * 1024;
inline constexpr std::size_t message = 4096;  ///< message or hint of a notice or an error
inline constexpr std::size_t places = 200;    ///< number of entries in a list of paths or citations
}  // namespace field_limit

/// `text` if it has at most `most_bytes`; otherwise its beginning and "...", together at most
/// `most_bytes` long. No character is split.
std::string cut_field(std::string_view text, std::size_t most_bytes);

// These functions cut the fields of a result to the limits in the table above. They must be called
// after secrets are redacted and before anything is rendered.

/// Sets `truncated` in every hit that has a cut field.
void limit_fields(std::vector<Hit>& hits);
void limit_fields(SearchAnswer& answer);
/// Sets `truncated` if the text was cut.
void limit_fields(Answer& answer);
void limit_fields(IndexStatus& status);

}  // namespace gitctx
