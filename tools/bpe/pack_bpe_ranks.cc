// pack_bpe_ranks IN.json OUT: reads the ranks of a byte-pair encoding from the npm package
// `tiktoken`, and writes the compressed file that src/text/bpe_vocabulary.h describes. The build
// runs this program.
#include <zstd.h>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/base64.h"

namespace {

/// Parses lines of `! FIRST_RANK TOKEN TOKEN ...`; tokens are in base64.
std::vector<std::string> parse_ranks(const std::string& ranks) {
  std::vector<std::string> tokens;
  std::istringstream lines(ranks);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string mark;
    std::size_t first = 0;
    if (!(words >> mark >> first) || first != tokens.size()) {
      throw std::runtime_error("the ranks do not follow each other");
    }
    for (std::string word; words >> word;) {
      auto token = gitctx::decode_base64(word);
      if (!token) throw std::runtime_error("not base64: " + word);
      tokens.push_back(std::move(*token));
    }
  }
  return tokens;
}

void append_u32(std::string& out, std::size_t value) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 0xff);
}

std::string pack(const std::vector<std::string>& tokens) {
  std::string packed = "GITCTXBP";
  append_u32(packed, tokens.size());
  for (const std::string& token : tokens) {
    if (token.empty() || token.size() > 255) throw std::runtime_error("an empty or long token");
    packed += static_cast<char>(token.size());
  }
  for (const std::string& token : tokens) packed += token;
  return packed;
}

std::string compress(const std::string& packed) {
  std::string frame(ZSTD_compressBound(packed.size()), '\0');
  const std::size_t size =
      ZSTD_compress(frame.data(), frame.size(), packed.data(), packed.size(), ZSTD_maxCLevel());
  if (ZSTD_isError(size)) throw std::runtime_error(ZSTD_getErrorName(size));
  frame.resize(size);
  return frame;
}

void run(const char* in_path, const char* out_path) {
  std::ifstream in(in_path);
  if (!in) throw std::runtime_error(std::string("cannot read ") + in_path);
  const auto json = nlohmann::json::parse(in);
  const std::string frame = compress(pack(parse_ranks(json.at("bpe_ranks").get<std::string>())));
  std::ofstream out(out_path, std::ios::binary);
  out.write(frame.data(), static_cast<std::streamsize>(frame.size()));
  if (!out.flush()) throw std::runtime_error(std::string("cannot write ") + out_path);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: pack_bpe_ranks IN.json OUT\n";
    return 2;
  }
  try {
    run(arguments[1], arguments[2]);
  } catch (const std::exception& error) {
    std::cerr << "pack_bpe_ranks: " << arguments[1] << ": " << error.what() << '\n';
    return 1;
  }
  return 0;
}
