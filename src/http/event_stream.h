#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace gitctx {

/// Parses server-sent events (WHATWG HTML, 9.2.6) from pieces of a body. A piece may end anywhere.
/// Ids, reconnection times and an unfinished event at the end are ignored.
class EventStreamParser {
 public:
  /// `event` is "message" if the stream gives the event no name; `data` consists of the data lines,
  /// joined by '\n'.
  using OnEvent = std::function<void(std::string_view event, std::string_view data)>;

  /// add() throws Error(provider) for a line or an event larger than `largest_event` bytes.
  explicit EventStreamParser(std::size_t largest_event = std::size_t{16} * 1024 * 1024)
      : largest_event_(largest_event) {}

  void add(std::string_view piece, const OnEvent& on_event);

 private:
  void end_line(std::string_view line, const OnEvent& on_event);
  void set_field(std::string_view name, std::string_view value);
  void check_size(std::size_t size) const;

  std::size_t largest_event_;
  std::string line_;  ///< start of an unfinished line, from earlier pieces
  std::string event_;
  std::string data_;
  bool has_data_ = false;
  bool is_first_line_ = true;
  bool skips_newline_ = false;  ///< the last piece ended in '\r'
};

}  // namespace gitctx
