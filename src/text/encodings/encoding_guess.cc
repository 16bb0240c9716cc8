#include "text/encodings/encoding_guess.h"

#include <uchardet/uchardet.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>

#include "base/ascii.h"
#include "base/utf8.h"
#include "text/encodings/east_asian_guess.h"

namespace gitctx {
namespace {

bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }
std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0;
}

/// The lines that have bytes beyond ASCII. Only these lines tell encodings apart. If several lines
/// differ only in ASCII, only the first of them is returned, so that uchardet counts a repeated
/// comment only once.
std::string telling_lines(std::string_view bytes) {
  constexpr std::size_t most_bytes = 32 * 1024;
  std::string lines;
  std::unordered_set<std::string> seen;
  while (!bytes.empty() && lines.size() < most_bytes) {
    const std::string_view line = take_part(bytes, '\n');
    std::string high;
    std::ranges::copy_if(line, std::back_inserter(high), is_high);
    if (high.empty() || !seen.insert(std::move(high)).second) continue;
    lines += line.substr(0, most_bytes - lines.size());
    lines += '\n';
  }
  return lines;
}

/// Whether most bytes beyond ASCII stand alone, as accented letters in Latin script do.
bool looks_latin(std::string_view text, std::size_t high) {
  std::size_t alone = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_high(text[i])) continue;
    const bool after_high = i > 0 && is_high(text[i - 1]);
    const bool before_high = i + 1 < text.size() && is_high(text[i + 1]);
    if (!after_high && !before_high) ++alone;
  }
  return alone * 2 > high;
}

/// Whether all bytes beyond ASCII stand alone and are punctuation and signs of Windows-1252, as in
/// English text with typographic quotes. If the text were read as Shift_JIS or Big5, such a sign
/// and the letter after it could form a frequent character.
bool is_latin_punctuation(std::string_view text) {
  constexpr std::string_view signs =
      "\x85\x91\x92\x93\x94\x95\x96\x97\xa0\xa3\xa7\xa9\xab\xae\xb0\xb1\xb5\xb7\xbb";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_high(text[i])) continue;
    const bool is_alone = i + 1 == text.size() || !is_high(text[i + 1]);
    if (!is_alone || !signs.contains(text[i])) return false;
    ++i;
  }
  return true;
}

std::optional<Encoding> ask_uchardet(std::string_view text) {
  const std::unique_ptr<uchardet, void (*)(uchardet_t)> detector(uchardet_new(), uchardet_delete);
  if (uchardet_handle_data(detector.get(), text.data(), text.size()) != 0) return std::nullopt;
  uchardet_data_end(detector.get());
  return encoding_from_name(uchardet_get_charset(detector.get()));
}

bool is_in_range(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

bool is_east_asian(char32_t c) {
  return is_in_range(c, 0x3000, 0x30FF) || is_in_range(c, 0x4E00, 0x9FFF) ||
         is_in_range(c, 0xAC00, 0xD7A3) || is_in_range(c, 0xFF00, 0xFFEF) ||
         is_in_range(c, 0x2010, 0x203B) || is_in_range(c, 0x2190, 0x25FF);
}

/// Whether a character is in the alphabet of the languages that use the encoding.
bool is_in_alphabet(char32_t c, Encoding encoding) {
  using enum Encoding;
  switch (encoding) {
    case koi8_r:
    case koi8_u:
    case windows_1251:
    case iso_8859_5:
    case ibm866:
    case mac_cyrillic:
      return is_in_range(c, 0x0400, 0x04FF);
    case windows_1253:
    case iso_8859_7:
      return is_in_range(c, 0x0370, 0x03FF);
    case windows_1255:
    case iso_8859_8:
      return is_in_range(c, 0x0590, 0x05FF);
    case windows_1256:
    case iso_8859_6:
      return is_in_range(c, 0x0600, 0x06FF);
    case windows_874:
      return is_in_range(c, 0x0E00, 0x0E7F);
    case windows_1250:
    case iso_8859_2:
    case windows_1254:
    case iso_8859_9:
    case windows_1257:
    case iso_8859_13:
      return is_in_range(c, 0x00C0, 0x024F) && c != 0x00D7 && c != 0x00F7;
    case gb18030:
    case big5:
    case shift_jis:
    case euc_jp:
    case euc_kr:
      return is_east_asian(c);
    default:
      return false;
  }
}

bool is_capital(char32_t c) {
  return is_in_range(c, 0x0391, 0x03AB) || is_in_range(c, 0x0400, 0x042F) ||
         (c < 0x80 && is_upper(static_cast<char>(c)));
}
bool is_small(char32_t c) {
  return is_in_range(c, 0x03AC, 0x03CE) || is_in_range(c, 0x0430, 0x045F);
}

bool is_ascii_letter(char32_t c) { return c < 0x80 && is_letter(static_cast<char>(c)); }

/// Whether the languages that use the encoding write words without ASCII letters. In Portuguese
/// text that is read as Cyrillic, words mix ASCII letters and Cyrillic letters: "funзгo".
bool has_own_words(Encoding encoding) {
  return encoding >= Encoding::koi8_r && encoding <= Encoding::windows_874;
}

/// Whether the text makes sense in the encoding: its characters are letters of the right alphabet,
/// most letters are small, and capitals rarely follow small letters. For example, Russian text that
/// is read in the wrong Cyrillic encoding has words such as "яЙХДЙЮ".
bool is_plausible(std::string_view text, Encoding encoding, std::size_t fewest_letters = 2) {
  const auto decoded = convert_to_utf8(text, std::string(encoding_row(encoding).converter), 1);
  if (!decoded) return false;
  std::size_t others = 0;
  std::size_t letters = 0;
  std::size_t small = 0;
  std::size_t capital = 0;
  std::size_t rises = 0;
  std::size_t repeats = 0;  // frequent in lines that are drawn with characters
  std::size_t mixes = 0;    // an ASCII letter and a letter of the alphabet, side by side
  char32_t before = 0;
  for (std::string_view rest = *decoded; !rest.empty();) {
    const DecodedCodePoint next = decode_utf8(rest);
    rest.remove_prefix(next.size);
    if (next.value >= 0x80 && !is_in_range(next.value, 0x00A0, 0x00BF) &&
        !is_in_range(next.value, 0x2010, 0x203B)) {
      ++(is_in_alphabet(next.value, encoding) ? letters : others);
    }
    if (is_ascii_letter(before) != is_ascii_letter(next.value) &&
        is_in_alphabet(is_ascii_letter(before) ? next.value : before, encoding)) {
      ++mixes;
    }
    small += is_small(next.value) ? 1 : 0;
    capital += next.value >= 0x80 && is_capital(next.value) ? 1 : 0;
    if (is_small(before) && is_capital(next.value)) ++rises;
    repeats += next.value >= 0x80 && next.value == before ? 1 : 0;
    before = next.value;
  }
  return letters >= fewest_letters && others * 10 <= letters && capital * 2 <= small &&
         rises * 10 <= letters && repeats * 5 <= letters &&
         (!has_own_words(encoding) || mixes * 4 <= letters);
}

/// Whether a byte between two ASCII letters is a symbol in Windows-1252. An example is "zni¿ka",
/// which is a Polish word in Windows-1250.
bool has_symbol_in_word(std::string_view text) {
  constexpr std::string_view symbols =
      "\xA1\xA2\xA3\xA4\xA5\xA6\xA9\xAC\xAF\xB1\xB2\xB3\xB6\xB9\xBC\xBD\xBE\xBF";
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (symbols.contains(text[i]) && is_letter(text[i - 1]) && is_letter(text[i + 1])) return true;
  }
  return false;
}

/// uchardet often mistakes Windows-1251 for MacCyrillic or ISO-8859-5. Of these encodings, only
/// MacCyrillic has the capitals А to Я in the bytes 0x80 to 0x9F.
Encoding likely_cyrillic(std::string_view text, Encoding answer) {
  if (answer != Encoding::mac_cyrillic && answer != Encoding::iso_8859_5) return answer;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const bool is_mac_capital = byte_at(text, i) >= 0x80 && byte_at(text, i) < 0xA0;
    if (is_mac_capital && byte_at(text, i + 1) >= 0xE0) return answer;
  }
  return is_plausible(text, Encoding::windows_1251) ? Encoding::windows_1251 : answer;
}

}  // namespace

std::optional<Encoding> guess_encoding(std::string_view bytes) {
  using enum Encoding;
  constexpr std::size_t a_word = 6;
  constexpr std::size_t a_short_word = 4;
  const std::string text = telling_lines(bytes);
  if (is_latin_punctuation(text)) return std::nullopt;
  const std::optional<EastAsianGuess> east_asian = guess_east_asian(text);
  if (east_asian && east_asian->confidence == Confidence::full) return east_asian->encoding;
  if (east_asian && east_asian->confidence == Confidence::high) {
    // By chance, the bytes of a Russian word in KOI8-R can be frequent Chinese characters. The
    // reverse is rarer.
    return is_plausible(text, koi8_r, a_word) ? koi8_r : east_asian->encoding;
  }
  const auto high = static_cast<std::size_t>(std::ranges::count_if(text, is_high));
  const std::optional<Encoding> answer = ask_uchardet(text);
  const bool is_latin_answer = answer && *answer >= windows_1250 && *answer <= iso_8859_13;
  if (looks_latin(text, high)) {
    // Answers for Western Europe do not count, because Windows-1252 has the same letters. If the
    // text has fewer than `enough` bytes beyond ASCII, uchardet often mistakes Western European
    // letters for those of another region.
    constexpr std::size_t enough = 12;
    const bool counts = is_latin_answer && (high >= enough || has_symbol_in_word(text)) &&
                        is_plausible(text, *answer);
    return counts ? answer : std::nullopt;
  }
  if (east_asian) {
    return is_plausible(text, koi8_r, a_short_word) ? koi8_r : east_asian->encoding;
  }
  if (answer && !is_latin_answer && is_plausible(text, *answer)) {
    return likely_cyrillic(text, *answer);
  }
  for (const Encoding cyrillic : {windows_1251, koi8_r, koi8_u, ibm866}) {
    if (is_plausible(text, cyrillic, a_word)) return cyrillic;
  }
  return std::nullopt;
}

}  // namespace gitctx
