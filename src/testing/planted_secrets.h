#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// A file with a secret, as a careless author commits it.
struct PlantedSecret {
  std::string kind;   ///< name of the kind in the redactor
  std::string path;   ///< "config/aws.env"
  std::string text;   ///< text of the file, with searchable words around the secret
  std::string value;  ///< the secret, or the first line of a key; no other file contains it
};

/// Random characters of an alphabet; each seed gives different characters. Secrets are generated
/// when a test runs, so that no scanner mistakes the source code for a leak.
std::string random_characters(std::string_view alphabet, std::size_t size, std::uint64_t seed);

/// The body of a private key: 24 lines of 64 characters, and a shorter last line.
std::vector<std::string> planted_key_lines();

/// Files that each contain one secret. The secrets are of common kinds that docs/redaction.md
/// lists.
std::vector<PlantedSecret> planted_secrets();

/// Whether the text contains the mark that replaces secrets of this kind, and does not contain the
/// value.
bool hides(std::string_view text, const PlantedSecret& secret);

/// The paths of the planted secrets whose values are in the text, one per line.
std::string shown_secrets(std::string_view text);

}  // namespace gitctx
