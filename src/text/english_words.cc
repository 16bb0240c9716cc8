#include "base/embedded_file.h"
#include "text/word_filter.h"

GITCTX_EMBED_FILE(gitctx_english_words, GITCTX_ENGLISH_WORDS);

namespace gitctx {

const WordFilter& english_words() {
  static const WordFilter words = WordFilter::open({gitctx_english_words, gitctx_english_words_end},
                                                   "the list of English words");
  return words;
}

}  // namespace gitctx
