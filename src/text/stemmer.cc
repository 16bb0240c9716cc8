#include "text/stemmer.h"

#include <libstemmer.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/check.h"

namespace gitctx {

Stemmer::Stemmer() : stemmer_(sb_stemmer_new("porter", nullptr)) {
  GITCTX_CHECK(stemmer_ != nullptr);
}

Stemmer::~Stemmer() { sb_stemmer_delete(stemmer_); }

std::string_view Stemmer::stem(std::string_view word) {
  constexpr std::size_t shortest = 4;
  if (word.size() < shortest || !std::ranges::all_of(word, is_lower)) return word;
  const sb_symbol* stem = sb_stemmer_stem(stemmer_, reinterpret_cast<const sb_symbol*>(word.data()),
                                          static_cast<int>(word.size()));
  GITCTX_CHECK(stem != nullptr);
  return {reinterpret_cast<const char*>(stem),
          static_cast<std::size_t>(sb_stemmer_length(stemmer_))};
}

}  // namespace gitctx
