#include "text/bpe_vocabulary.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include "base/error.h"

namespace gitctx {
namespace {

std::string compress(const std::string& content) {
  std::string frame(ZSTD_compressBound(content.size()), '\0');
  frame.resize(ZSTD_compress(frame.data(), frame.size(), content.data(), content.size(), 1));
  return frame;
}

/// All single bytes and "ab".
std::string small_file() {
  std::string content("GITCTXBP\1\1\0\0", 12);
  content += std::string(256, '\1') + '\2';
  for (int byte = 0; byte < 256; ++byte) content += static_cast<char>(byte);
  return content + "ab";
}

BpeVocabulary unpack(const std::string& packed) {
  return BpeVocabulary::unpack(std::as_bytes(std::span(packed)), "a file");
}

TEST(BpeVocabulary, FindsTokensByTheirBytes) {
  const BpeVocabulary vocabulary = unpack(compress(small_file()));
  EXPECT_EQ(vocabulary.size(), 257u);
  EXPECT_EQ(vocabulary.longest_token(), 2u);
  EXPECT_EQ(vocabulary.rank("a"), 97u);
  EXPECT_EQ(vocabulary.rank("ab"), 256u);
  EXPECT_EQ(vocabulary.token(256), "ab");
  EXPECT_EQ(vocabulary.rank("ba"), BpeVocabulary::no_rank);
  EXPECT_EQ(vocabulary.rank("abc"), BpeVocabulary::no_rank);
  EXPECT_EQ(vocabulary.rank(""), BpeVocabulary::no_rank);
}

TEST(BpeVocabulary, RefusesADamagedFile) {
  const std::string whole = small_file();
  std::string other_magic = whole;
  other_magic[0] = 'X';
  std::string too_many = whole;
  too_many[11] = '\x7f';
  std::string without_a_byte = whole;
  without_a_byte[12 + 257] = 'b';
  const std::string packed = compress(whole);
  for (const std::string& file :
       {std::string(), std::string("no frame"), packed.substr(0, packed.size() - 1), compress(""),
        compress(other_magic), compress(too_many), compress(without_a_byte), compress(whole + "c"),
        compress(whole.substr(0, whole.size() - 1)), compress(whole.substr(0, 11))}) {
    try {
      unpack(file);
      FAIL() << "taken: " << file.size() << " bytes";
    } catch (const Error& error) {
      EXPECT_EQ(error.message(), "a file is not a vocabulary file, or is damaged");
    }
  }
}

TEST(BpeVocabulary, EveryTokenOfTheEmbeddedOnesIsFoundUnderItsRank) {
  for (const auto& [encoding, size] : {std::pair(BpeEncoding::cl100k_base, 100'256u),
                                       std::pair(BpeEncoding::o200k_base, 199'998u)}) {
    const auto vocabulary = BpeVocabulary::unpack(embedded_bpe_file(encoding), "embedded");
    ASSERT_EQ(vocabulary.size(), size);
    for (std::uint32_t rank = 0; rank < size; ++rank) {
      ASSERT_EQ(vocabulary.rank(vocabulary.token(rank)), rank);
    }
  }
}

}  // namespace
}  // namespace gitctx
