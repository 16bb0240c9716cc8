#include "langsmith/ids.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstddef>
#include <functional>

#include "base/ascii.h"
#include "base/check.h"

namespace gitctx {
namespace {

using Bytes16 = std::array<std::uint8_t, 16>;

/// SHA-1 (RFC 3174). It must be used only for ids, because it is not safe for signatures.
std::array<std::uint32_t, 5> sha1(std::string_view text) {
  std::string padded(text);
  padded += '\x80';
  padded.append((119 - text.size() % 64) % 64, '\0');
  const std::uint64_t bits = text.size() * 8;
  for (int shift = 56; shift >= 0; shift -= 8) padded += static_cast<char>(bits >> shift);
  std::array<std::uint32_t, 5> sums{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  for (std::size_t block = 0; block < padded.size(); block += 64) {
    std::array<std::uint32_t, 80> words{};
    for (std::size_t i = 0; i < 64; ++i) {
      words[i / 4] = words[i / 4] << 8 | static_cast<std::uint8_t>(padded[block + i]);
    }
    for (std::size_t i = 16; i < 80; ++i) {
      words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
    }
    auto [a, b, c, d, e] = sums;
    for (std::size_t i = 0; i < 80; ++i) {
      constexpr std::array constants{0x5A827999U, 0x6ED9EBA1U, 0x8F1BBCDCU, 0xCA62C1D6U};
      const std::array mixed{(b & c) | (~b & d), b ^ c ^ d, (b & c) | (b & d) | (c & d), b ^ c ^ d};
      const std::uint32_t next = std::rotl(a, 5) + mixed[i / 20] + e + constants[i / 20] + words[i];
      e = d;
      d = c;
      c = std::rotl(b, 30);
      b = a;
      a = next;
    }
    std::ranges::transform(sums, std::array{a, b, c, d, e}, sums.begin(), std::plus());
  }
  return sums;
}

std::string formatted(Bytes16 bytes, int version) {
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | version << 4);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
  std::string out = fmt::format("{:02x}", fmt::join(bytes, ""));
  for (const std::size_t place : {20, 16, 12, 8}) out.insert(place, 1, '-');
  return out;
}

std::string bytes_of_id(std::string id) {
  std::erase(id, '-');
  std::string bytes;
  for (std::size_t i = 0; i + 1 < id.size(); i += 2) {
    std::uint8_t value = 0;
    std::from_chars(&id[i], &id[i] + 2, value, 16);
    bytes += static_cast<char>(value);
  }
  GITCTX_CHECK(bytes.size() == 16);
  return bytes;
}

/// Formats a time: `format` gets the seconds as a calendar time, then the microseconds.
std::string formatted_time(TraceTime time, const char* format) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto micros = (time - seconds).count();
  return fmt::format(fmt::runtime(format),
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), micros);
}

}  // namespace

TraceTime trace_now() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::string iso_time(TraceTime time) { return formatted_time(time, "{:%Y-%m-%dT%H:%M:%S}.{:06}Z"); }

std::string order_segment(TraceTime time, std::string_view run_id) {
  return formatted_time(time, "{:%Y%m%dT%H%M%S}{:06}Z").append(run_id);
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    const bool is_hex = is_digit(text[i]) || (text[i] >= 'a' && text[i] <= 'f');
    if (is_hyphen ? text[i] != '-' : !is_hex) return false;
  }
  return true;
}

TimedIds::TimedIds() {
  std::random_device device;
  std::seed_seq seeds{device(), device(), device(), device()};
  random_.seed(seeds);
}

std::string TimedIds::next(TraceTime time) {
  const auto ms = static_cast<std::uint64_t>(
      std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count());
  Bytes16 bytes{};
  for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  const std::uint64_t high = random_();
  const std::uint64_t low = random_();
  for (std::size_t i = 0; i < 2; ++i) bytes[6 + i] = static_cast<std::uint8_t>(high >> (8 * i));
  for (std::size_t i = 0; i < 8; ++i) bytes[8 + i] = static_cast<std::uint8_t>(low >> (8 * i));
  return formatted(bytes, 7);
}

std::string named_id(std::string_view namespace_id, std::string_view name) {
  const auto sums = sha1(bytes_of_id(std::string(namespace_id)).append(name));
  Bytes16 bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(sums[i / 4] >> (24 - 8 * (i % 4)));
  }
  return formatted(bytes, 5);
}

}  // namespace gitctx
