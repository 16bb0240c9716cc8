#pragma once

#include <string>
#include <string_view>

namespace gitctx {

/// For text and for attributes in quotes.
std::string escape_html(std::string_view text);

/// A whole page that needs nothing beside itself: no script, no picture, no network. `body` is
/// HTML, `title` is text.
std::string html_page(std::string_view title, std::string_view body);

}  // namespace gitctx
