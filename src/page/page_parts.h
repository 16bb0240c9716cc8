#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

// The parts of the report pages, styled by the classes of page_style.h. Parameters named `html` are
// inserted unchanged; all others are text and are escaped here.

struct Fact {
  std::string name;
  std::string html;  ///< the value; a fact without a value is left out
};

/// A row of named values, for example below a title.
std::string fact_list(const std::vector<Fact>& facts);

/// One figure in large type. `style` is "pass", "miss" or empty.
std::string tile(std::string_view html, std::string_view caption, std::string_view style = {});
std::string tile_row(std::string_view tiles_html);

/// A value in a coloured pill; `style` is "pass" or "miss". If `style` is empty, the value is
/// returned unchanged.
std::string mark(std::string_view html, std::string_view style);

/// An explanation in grey.
std::string note(std::string_view html);

/// The number with its sign and three decimals; "0.000" has no sign.
std::string signed_number(double value);

/// A mean with its interval on an axis from 0 to 1, or from -1 if the interval reaches below 0.
std::string interval_picture(double mean, double low, double high);

struct TableColumn {
  std::string title;
  std::string_view style =
      {};  ///< style of the cells: "n" (number), "n value" (bold number), "keep" (no wrap)
};

/// Builds a table in a frame that scrolls sideways.
class HtmlTable {
 public:
  /// `style` is "queries" for a table of long texts, or empty.
  explicit HtmlTable(std::vector<TableColumn> columns, std::string_view style = {});

  /// Adds a heading across all columns, above the rows that are added next.
  void add_group(std::string_view title);
  /// Adds a row with one HTML cell for each column. `style` is the style of the row: "miss" or
  /// empty.
  void add_row(const std::vector<std::string>& cells, std::string_view style = {});

  bool is_empty() const { return rows_.empty(); }
  std::string html() const;

 private:
  std::vector<TableColumn> columns_;
  std::string style_;
  std::string rows_;
};

}  // namespace gitctx
