#include "text/word_filter.h"

// The file lies in the read-only data of the program.
asm(".section .rodata\n"
    ".balign 16\n"
    ".global gitctx_english_words\n"
    ".global gitctx_english_words_end\n"
    "gitctx_english_words:\n"
    ".incbin \"" GITCTX_ENGLISH_WORDS
    "\"\n"
    "gitctx_english_words_end:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" {
extern const std::byte gitctx_english_words[];
extern const std::byte gitctx_english_words_end[];
}

namespace gitctx {

const WordFilter& english_words() {
  static const WordFilter words = WordFilter::open({gitctx_english_words, gitctx_english_words_end},
                                                   "the list of English words");
  return words;
}

}  // namespace gitctx
