#pragma once

#include <string_view>

struct sb_stemmer;

namespace gitctx {

/// Porter's stemmer (M. F. Porter, "An algorithm for suffix stripping", 1980) from libstemmer. Must
/// be used by one thread at a time.
class Stemmer {
 public:
  Stemmer();
  ~Stemmer();
  Stemmer(const Stemmer&) = delete;
  Stemmer& operator=(const Stemmer&) = delete;

  /// The stem of a lower-case word; the word itself if it is short or has characters other than
  /// ASCII letters. The view is valid until the next call.
  std::string_view stem(std::string_view word);

 private:
  sb_stemmer* stemmer_;
};

}  // namespace gitctx
