#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "embed/hosted/hosted_model.h"

namespace gitctx {

/// Counts the tokens of texts. If the encoding of the model is known, the count is exact; if not,
/// it is an estimate, which is usually too high for code.
class TokenCounter {
 public:
  explicit TokenCounter(const HostedModel& model)
      : is_exact_(model.counts_cl100k), input_tokens_(model.input_tokens) {}

  bool is_exact() const { return is_exact_; }
  std::uint32_t count(std::string_view text) const;
  /// The minimum and maximum number of tokens that the service may count.
  std::uint64_t at_least(std::string_view text) const;
  std::uint64_t at_most(std::string_view text) const;
  /// The longest prefix, in whole characters, that the model accepts; the whole text if the
  /// encoding or the limit is not known.
  std::string_view cut(std::string_view text) const;

 private:
  bool is_exact_;
  std::size_t input_tokens_;
};

}  // namespace gitctx
