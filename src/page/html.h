#pragma once

#include <string>
#include <string_view>

namespace gitctx {

/// Escapes text for elements and quoted attributes. Hidden characters are shown as
/// base/printable.h shows them.
std::string escape_html(std::string_view text);

/// A self-contained page: no scripts, images or network. `body` is HTML, `title` is text.
std::string html_page(std::string_view title, std::string_view body);

}  // namespace gitctx
