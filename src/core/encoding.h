#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

#include "base/ascii.h"

namespace gitctx {

/// The encoding of a file. The numbers are part of the index format: append, never renumber.
enum class Encoding : std::uint8_t {
  utf8 = 0,
  utf8_bom = 1,
  utf16le = 2,
  utf16be = 3,
  latin1 = 4,        ///< Windows-1252; also the last resort
  damaged_utf8 = 5,  ///< mostly valid UTF-8; each invalid sequence is read as U+FFFD
  gb18030 = 6,       ///< also GBK and GB2312
  big5 = 7,
  shift_jis = 8,
  euc_jp = 9,
  euc_kr = 10,
  iso_2022_jp = 11,
  koi8_r = 12,
  koi8_u = 13,
  windows_1251 = 14,
  iso_8859_5 = 15,
  ibm866 = 16,
  mac_cyrillic = 17,
  windows_1253 = 18,
  iso_8859_7 = 19,
  windows_1255 = 20,
  iso_8859_8 = 21,
  windows_1256 = 22,
  iso_8859_6 = 23,
  windows_874 = 24,  ///< also TIS-620
  windows_1250 = 25,
  iso_8859_2 = 26,
  windows_1254 = 27,
  iso_8859_9 = 28,
  windows_1257 = 29,
  iso_8859_13 = 30,
  windows_1258 = 31,
  iso_8859_15 = 32,
};

struct EncodingRow {
  std::string_view name;       ///< as shown
  std::string_view converter;  ///< the name for iconv; empty if the text is decoded without it
  std::string_view aliases;    ///< other names that attributes or uchardet use; lower case
};

/// Indexed by the number of the encoding. Files that are labelled GB2312, Shift_JIS or EUC-KR are
/// often in a superset of this encoding: GBK, CP932 or CP949. Therefore, iconv reads them as
/// GB18030 (which includes GBK), CP932 and CP949.
inline constexpr EncodingRow encoding_rows[] = {
    {"UTF-8", "", "utf8"},
    {"UTF-8 with a mark", "", ""},
    {"UTF-16LE", "", "utf16le utf-16-le"},
    {"UTF-16BE", "", "utf16be utf-16-be"},
    {"Windows-1252", "", "cp1252 latin1 latin-1 iso-8859-1 iso8859-1 iso88591"},
    {"damaged UTF-8", "", ""},
    {"GB18030", "GB18030", "gbk gb2312 gb-2312 euc-cn euccn cp936 windows-936 hz-gb-2312"},
    {"Big5", "BIG5-HKSCS", "big5-hkscs cp950 windows-950"},
    {"Shift_JIS", "CP932", "shift-jis shiftjis sjis cp932 ms932 windows-31j ms_kanji"},
    {"EUC-JP", "EUC-JP-MS", "eucjp ujis euc-jp-ms"},
    {"EUC-KR", "CP949", "euckr uhc cp949 windows-949 ks_c_5601-1987"},
    {"ISO-2022-JP", "ISO-2022-JP", "jis"},
    {"KOI8-R", "KOI8-R", "koi8r koi8"},
    {"KOI8-U", "KOI8-U", "koi8u"},
    {"Windows-1251", "CP1251", "cp1251 win1251"},
    {"ISO-8859-5", "ISO-8859-5", "iso8859-5 iso88595"},
    {"IBM866", "IBM866", "cp866 866"},
    {"Mac-Cyrillic", "MAC-CYRILLIC", "maccyrillic x-mac-cyrillic"},
    {"Windows-1253", "CP1253", "cp1253"},
    {"ISO-8859-7", "ISO-8859-7", "iso8859-7 iso88597"},
    {"Windows-1255", "CP1255", "cp1255"},
    {"ISO-8859-8", "ISO-8859-8", "iso8859-8 iso88598"},
    {"Windows-1256", "CP1256", "cp1256"},
    {"ISO-8859-6", "ISO-8859-6", "iso8859-6 iso88596"},
    {"Windows-874", "CP874", "cp874 tis-620 tis620 iso-8859-11"},
    {"Windows-1250", "CP1250", "cp1250"},
    {"ISO-8859-2", "ISO-8859-2", "iso8859-2 iso88592 latin2 latin-2"},
    {"Windows-1254", "CP1254", "cp1254"},
    {"ISO-8859-9", "ISO-8859-9", "iso8859-9 iso88599 latin5 latin-5"},
    {"Windows-1257", "CP1257", "cp1257"},
    {"ISO-8859-13", "ISO-8859-13", "iso8859-13 latin7"},
    {"Windows-1258", "CP1258", "cp1258"},
    {"ISO-8859-15", "ISO-8859-15", "iso8859-15 latin9 latin-9"},
};
inline constexpr std::size_t encoding_count = std::size(encoding_rows);
static_assert(encoding_count == static_cast<std::size_t>(Encoding::iso_8859_15) + 1);

constexpr const EncodingRow& encoding_row(Encoding encoding) {
  const auto number = static_cast<std::size_t>(encoding);
  return encoding_rows[number < encoding_count ? number : 0];
}

/// The encoding with this name or alias, ignoring case.
constexpr std::optional<Encoding> encoding_from_name(std::string_view name) {
  if (name.empty()) return std::nullopt;
  for (std::size_t i = 0; i < encoding_count; ++i) {
    bool is_found = equal_ignoring_case(encoding_rows[i].name, name);
    std::string_view aliases = encoding_rows[i].aliases;
    while (!is_found && !aliases.empty()) {
      is_found = equal_ignoring_case(take_part(aliases, ' '), name);
    }
    if (is_found) return static_cast<Encoding>(i);
  }
  return std::nullopt;
}

}  // namespace gitctx
