#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// A bag of words as a vector of unit length: every word, and every part of a name in camelCase or
/// snake_case, adds a sign to a dimension that its hash picks. Texts that share words are near.
/// Without any word: the first axis.
std::vector<float> word_vector(std::string_view text, std::size_t dimensions);

/// Runs of letters, digits, '_' and bytes over 127, and all other bytes that are no white space.
std::size_t count_word_tokens(std::string_view text);

/// Little-endian floats, as embedding endpoints send them.
std::string base64_of_floats(std::span<const float> values);

/// The least document that a JSON Schema takes: the first choice, the least number, as few items
/// as are allowed.
nlohmann::json least_instance(const nlohmann::json& schema);

}  // namespace gitctx
