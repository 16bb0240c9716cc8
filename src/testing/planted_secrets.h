#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// A file with a secret, as a careless author commits it.
struct PlantedSecret {
  std::string kind;   ///< as the redactor names it
  std::string path;   ///< "config/aws.env"
  std::string text;   ///< of the file; names and words around the value can be searched for
  std::string value;  ///< must appear nowhere else; for a key, only its first line
};

/// Random characters of an alphabet; each seed gives others. Secrets are made when a test runs, so
/// that no scanner takes the source for a leak.
std::string random_characters(std::string_view alphabet, std::size_t size, std::uint64_t seed);

/// The lines of a private key: 24 of 64 characters, and a short one.
std::vector<std::string> planted_key_lines();

/// The thirty kinds that docs/redaction.md promises, one file each.
std::vector<PlantedSecret> planted_secrets();

/// Whether the text has the mark of the secret's kind, and not the value.
bool hides(std::string_view text, const PlantedSecret& secret);

/// The paths of the planted secrets whose values are in the text, one a line.
std::string shown_secrets(std::string_view text);

}  // namespace gitctx
