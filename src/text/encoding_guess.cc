#include "text/encoding_guess.h"

#include <uchardet/uchardet.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>

#include "base/ascii.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }
std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0;
}

/// The lines that have bytes beyond ASCII. Only these lines tell encodings apart.
std::string telling_lines(std::string_view bytes) {
  constexpr std::size_t most_bytes = 32 * 1024;
  std::string lines;
  while (!bytes.empty() && lines.size() < most_bytes) {
    const std::string_view line = take_part(bytes, '\n');
    if (std::ranges::none_of(line, is_high)) continue;
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
  std::size_t repeats = 0;  // frequent in lines drawn with characters
  char32_t before = 0;
  for (std::string_view rest = *decoded; !rest.empty();) {
    const DecodedCodePoint next = decode_utf8(rest);
    rest.remove_prefix(next.size);
    if (next.value >= 0x80 && !is_in_range(next.value, 0x00A0, 0x00BF) &&
        !is_in_range(next.value, 0x2010, 0x203B)) {
      ++(is_in_alphabet(next.value, encoding) ? letters : others);
    }
    small += is_small(next.value) ? 1 : 0;
    capital += next.value >= 0x80 && is_capital(next.value) ? 1 : 0;
    if (is_small(before) && is_capital(next.value)) ++rises;
    repeats += next.value >= 0x80 && next.value == before ? 1 : 0;
    before = next.value;
  }
  return letters >= fewest_letters && others * 10 <= letters && capital * 2 <= small &&
         rises * 10 <= letters && repeats * 5 <= letters;
}

/// Counts the characters of a text that is read in one East Asian encoding. The kinds of characters
/// are determined from their bytes alone.
struct PairCount {
  bool is_valid = true;
  std::size_t characters = 0;  ///< two-byte characters except punctuation
  std::size_t common = 0;      ///< characters in the part of the encoding for common characters
  std::size_t kana = 0;
  std::size_t telling = 0;  ///< characters that other encodings are unlikely to have
  std::set<unsigned> distinct;
};

/// The kind of character that two bytes form in one encoding.
struct PairKind {
  bool is_valid = false;
  bool is_punctuation = false;
  bool is_common = false;
  bool is_kana = false;
  bool is_telling = false;
};

bool is_in_euc(unsigned lead, unsigned trail) { return lead >= 0xA1 && trail >= 0xA1; }

PairKind gb_pair(unsigned lead, unsigned trail) {
  return {.is_valid = is_in_euc(lead, trail) && lead <= 0xF7,
          .is_punctuation = lead <= 0xA3,
          .is_common = lead >= 0xB0 && lead <= 0xD7,
          .is_telling = lead >= 0xC9};  // in EUC-KR, these would not be Hangul
}

PairKind big5_pair(unsigned lead, unsigned trail) {
  return {.is_valid =
              lead >= 0xA1 && lead <= 0xF9 && (trail >= 0xA1 || (trail >= 0x40 && trail < 0x7F)),
          .is_punctuation = lead <= 0xA3,
          .is_common = lead >= 0xA4 && lead <= 0xC6,
          .is_telling = trail < 0xA1};
}

PairKind euc_kr_pair(unsigned lead, unsigned trail) {
  return {.is_valid = is_in_euc(lead, trail) && lead <= 0xFD,
          .is_punctuation = lead <= 0xA3,
          .is_common = lead >= 0xB0 && lead <= 0xC8,
          .is_telling = true};
}

PairKind euc_jp_pair(unsigned lead, unsigned trail) {
  const bool is_kana = lead == 0xA4 || lead == 0xA5;
  return {.is_valid = is_in_euc(lead, trail) && lead <= 0xF4,
          .is_punctuation = lead == 0xA1 || lead == 0xA3,
          .is_common = is_kana || (lead >= 0xB0 && lead <= 0xCF),
          .is_kana = is_kana,
          .is_telling = is_kana};
}

PairKind shift_jis_pair(unsigned lead, unsigned trail) {
  const bool is_lead = (lead >= 0x81 && lead <= 0x9F) || (lead >= 0xE0 && lead <= 0xEF);
  const bool is_kana = (lead == 0x82 && trail >= 0x9F) || (lead == 0x83 && trail <= 0x96);
  return {.is_valid = is_lead && trail >= 0x40 && trail != 0x7F && trail <= 0xFC,
          .is_punctuation = lead == 0x81 || (lead == 0x82 && trail < 0x9F),
          .is_common = is_kana || (lead >= 0x88 && lead <= 0x97),
          .is_kana = is_kana,
          .is_telling = lead < 0xA0};
}

PairCount count_pairs(std::string_view text, PairKind (*kind_of)(unsigned, unsigned)) {
  PairCount count;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_high(text[i])) continue;
    const unsigned lead = byte_at(text, i);
    const unsigned trail = byte_at(text, ++i);
    const PairKind kind = kind_of(lead, trail);
    if (!kind.is_valid) return {.is_valid = false};
    if (kind.is_punctuation) continue;
    ++count.characters;
    count.common += kind.is_common ? 1 : 0;
    count.kana += kind.is_kana ? 1 : 0;
    count.telling += kind.is_telling ? 1 : 0;
    if (count.distinct.size() < 100) count.distinct.insert(lead << 8 | trail);
  }
  return count;
}

/// Guesses the encoding of a text with only a few words in an East Asian language, for which
/// uchardet has no answer. Requires several distinct characters, because lines drawn with
/// characters have few.
std::optional<Encoding> guess_by_pairs(std::string_view text) {
  const auto fits = [&](PairKind (*kind_of)(unsigned, unsigned), auto condition) {
    constexpr std::size_t few = 3;
    const PairCount count = count_pairs(text, kind_of);
    return count.is_valid && count.characters >= few && count.distinct.size() >= few &&
           count.distinct.size() * 6 >= std::min<std::size_t>(count.characters, 400) &&
           count.common * 10 >= count.characters * 9 && condition(count);
  };
  using enum Encoding;
  const auto has_kana = [](const PairCount& count) { return count.kana * 5 >= count.characters; };
  const auto is_hangul = [](const PairCount& count) { return count.characters >= 5; };
  const auto is_told = [](const PairCount& count) { return count.telling * 8 >= count.characters; };
  if (fits(shift_jis_pair, is_told)) return shift_jis;
  if (fits(euc_jp_pair, has_kana)) return euc_jp;
  if (fits(euc_kr_pair, is_hangul)) return euc_kr;
  if (fits(gb_pair, is_told)) return gb18030;
  if (fits(big5_pair, is_told)) return big5;
  return std::nullopt;
}

}  // namespace

std::optional<Encoding> guess_encoding(std::string_view bytes) {
  const std::string text = telling_lines(bytes);
  const auto high = static_cast<std::size_t>(std::ranges::count_if(text, is_high));
  const std::optional<Encoding> answer = ask_uchardet(text);
  using enum Encoding;
  const bool is_latin_answer = answer && *answer >= windows_1250 && *answer <= iso_8859_13;
  if (looks_latin(text, high)) {
    // Answers for Western Europe do not count, because Windows-1252 has the same letters. If the
    // text has fewer than `enough` bytes beyond ASCII, uchardet often mistakes Western European
    // letters for those of another region.
    constexpr std::size_t enough = 12;
    const bool counts = is_latin_answer && high >= enough && is_plausible(text, *answer);
    return counts ? answer : std::nullopt;
  }
  if (answer && !is_latin_answer && is_plausible(text, *answer)) return answer;
  if (const auto guess = guess_by_pairs(text)) return guess;
  for (const Encoding cyrillic : {windows_1251, koi8_r, ibm866}) {
    constexpr std::size_t a_word = 6;
    if (is_plausible(text, cyrillic, a_word)) return cyrillic;
  }
  return std::nullopt;
}

}  // namespace gitctx
