#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// A bag of words as a unit vector. Every word, and every part of a name in camelCase or
/// snake_case, adds a positive or negative number to one dimension. Hashes choose the dimensions,
/// so texts that share words are near each other. A text without words gives the vector (1, 0, 0,
/// ...).
std::vector<float> word_vector(std::string_view text, std::size_t dimensions);

/// Counts runs of letters, digits, '_' and bytes over 127, and every other byte that is not white
/// space.
std::size_t count_word_tokens(std::string_view text);

/// The smallest document that a JSON Schema accepts: each choice is the first one, each number is
/// the lowest, and each array has the fewest items.
nlohmann::json least_instance(const nlohmann::json& schema);

}  // namespace gitctx
