#pragma once

#include <string>
#include <string_view>

namespace gitctx {

/// Escapes text for elements and quoted attributes. Hidden characters are made visible by
/// printable_text().
std::string escape_html(std::string_view text);

/// A self-contained page without scripts, images or network requests. `body` is HTML, `title` is
/// text.
std::string html_page(std::string_view title, std::string_view body);

}  // namespace gitctx
