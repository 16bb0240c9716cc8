#include "page/html.h"

#include <fmt/format.h>

#include <array>

#include "base/printable.h"
#include "page/page_style.h"

namespace gitctx {

std::string escape_html(std::string_view text) {
  constexpr std::string_view special = "&<>\"'";
  constexpr std::array entities{"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : printable_text(text)) {
    const std::size_t place = special.find(c);
    if (place == std::string_view::npos) {
      escaped += c;
    } else {
      escaped += entities[place];
    }
  }
  return escaped;
}

std::string html_page(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
      escape_html(title), page_style, body);
}

}  // namespace gitctx
