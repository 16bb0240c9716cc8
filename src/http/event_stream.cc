#include "http/event_stream.h"

#include <fmt/format.h>

#include "base/error.h"

namespace gitctx {

void EventStreamParser::add(std::string_view piece, const OnEvent& on_event) {
  while (!piece.empty()) {
    if (skips_newline_) {
      skips_newline_ = false;
      if (piece.front() == '\n') piece.remove_prefix(1);
      continue;
    }
    const std::size_t end = piece.find_first_of("\r\n");
    if (end == std::string_view::npos) {
      check_size(line_.size() + piece.size());
      line_ += piece;
      return;
    }
    check_size(line_.size() + end);
    skips_newline_ = piece[end] == '\r';
    if (line_.empty()) {
      end_line(piece.substr(0, end), on_event);
    } else {
      line_ += piece.substr(0, end);
      end_line(line_, on_event);
      line_.clear();
    }
    piece.remove_prefix(end + 1);
  }
}

void EventStreamParser::end_line(std::string_view line, const OnEvent& on_event) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (is_first_line_ && line.starts_with(byte_order_mark)) {
    line.remove_prefix(byte_order_mark.size());
  }
  is_first_line_ = false;
  if (!line.empty()) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return set_field(line, {});
    std::string_view value = line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    return set_field(line.substr(0, colon), value);
  }
  if (has_data_) on_event(event_.empty() ? std::string_view("message") : event_, data_);
  event_.clear();
  data_.clear();
  has_data_ = false;
}

void EventStreamParser::set_field(std::string_view name, std::string_view value) {
  if (name == "event") {
    event_ = value;
  } else if (name == "data") {
    check_size(data_.size() + value.size() + 1);
    if (has_data_) data_ += '\n';
    data_ += value;
    has_data_ = true;
  }
}

void EventStreamParser::check_size(std::size_t size) const {
  if (size <= largest_event_) return;
  throw Error(ErrorCode::provider,
              fmt::format("an event of the response is larger than {} bytes", largest_event_));
}

}  // namespace gitctx
