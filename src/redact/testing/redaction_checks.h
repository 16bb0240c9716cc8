#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "redact/redactor.h"
#include "testing/planted_secrets.h"

namespace gitctx {

/// Random letters and digits.
inline std::string letters(std::size_t size, std::uint64_t seed = 77) {
  constexpr std::string_view mixed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return random_characters(mixed, size, seed);
}

/// Random hexadecimal digits.
inline std::string hexadecimal(std::size_t size) {
  return random_characters("0123456789abcdef", size, 78);
}

inline void expect_kept(const std::string& text) { EXPECT_EQ(redacted(text), text); }

/// Expects that only the value in the text `before` + `value` + `after` is replaced.
inline void expect_redacted(const std::string& kind, const std::string& before,
                            const std::string& value, const std::string& after = "") {
  EXPECT_EQ(redacted(before + value + after), before + redaction_mark(kind) + after);
}

}  // namespace gitctx
