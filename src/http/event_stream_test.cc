#include "http/event_stream.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <utility>
#include <vector>

#include "base/error.h"

namespace gitctx {
namespace {

using Events = std::vector<std::pair<std::string, std::string>>;

/// The events of a stream that arrives in pieces of `piece_size` bytes.
Events parse(std::string_view stream, std::size_t piece_size) {
  EventStreamParser parser;
  Events events;
  for (std::size_t i = 0; i < stream.size(); i += piece_size) {
    parser.add(stream.substr(i, piece_size), [&](std::string_view event, std::string_view data) {
      events.emplace_back(event, data);
    });
  }
  return events;
}

Events parse(std::string_view stream) { return parse(stream, stream.size() + 1); }

TEST(EventStream, ReadsWhatOpenAiSends) {
  EXPECT_EQ(parse("data: {\"a\":1}\n\ndata: {\"a\":2}\n\ndata: [DONE]\n\n"),
            (Events{{"message", "{\"a\":1}"}, {"message", "{\"a\":2}"}, {"message", "[DONE]"}}));
}

TEST(EventStream, ReadsWhatAnthropicSends) {
  EXPECT_EQ(parse("event: ping\ndata: {}\n\nevent: message_stop\ndata: {\"x\": 1}\n\n"),
            (Events{{"ping", "{}"}, {"message_stop", "{\"x\": 1}"}}));
}

TEST(EventStream, JoinsTheLinesOfData) {
  EXPECT_EQ(parse("data: YHOO\ndata: +2\ndata:\ndata: 10\n\n"),
            (Events{{"message", "YHOO\n+2\n\n10"}}));
}

TEST(EventStream, SkipsCommentsAndOtherFields) {
  EXPECT_EQ(parse(": keep-alive\n\nid: 1\nretry: 10\nfield\ndata: x\n\n"),
            (Events{{"message", "x"}}));
}

TEST(EventStream, TakesOneBlankOffAValue) {
  EXPECT_EQ(parse("data:  x\n\ndata:y\n\n"), (Events{{"message", " x"}, {"message", "y"}}));
}

TEST(EventStream, KnowsAllLineBreaks) {
  EXPECT_EQ(parse("data: a\r\n\r\ndata: b\r\rdata: c\n\r\n"),
            (Events{{"message", "a"}, {"message", "b"}, {"message", "c"}}));
}

TEST(EventStream, SkipsAByteOrderMark) {
  EXPECT_EQ(parse("\xEF\xBB\xBF"
                  "data: x\n\n"),
            (Events{{"message", "x"}}));
}

TEST(EventStream, HasEventsWithEmptyDataButNoneWithoutData) {
  EXPECT_EQ(parse("data\n\nevent: x\n\ndata:\n\n"), (Events{{"message", ""}, {"message", ""}}));
}

TEST(EventStream, ForgetsTheNameOfAnEventWithoutData) {
  EXPECT_EQ(parse("event: x\n\ndata: y\n\n"), (Events{{"message", "y"}}));
}

TEST(EventStream, RefusesAnEventWithoutEnd) {
  const auto ignore = [](std::string_view, std::string_view) {};
  EventStreamParser lines(100);
  EXPECT_THROW(lines.add("data: " + std::string(100, 'x'), ignore), Error);
  EventStreamParser fields(100);
  EXPECT_THROW(
      {
        for (int i = 0; i < 100; ++i) fields.add("data: x\n", ignore);
      },
      Error);
}

/// The simple twin, which parses the whole stream line by line, as the standard says.
Events plain_parse(std::string stream) {
  if (stream.starts_with("\xEF\xBB\xBF")) stream.erase(0, 3);
  std::vector<std::string> lines{""};
  for (std::size_t i = 0; i < stream.size(); ++i) {
    if (stream[i] == '\r' && i + 1 < stream.size() && stream[i + 1] == '\n') continue;
    if (stream[i] == '\r' || stream[i] == '\n')
      lines.emplace_back();
    else
      lines.back() += stream[i];
  }
  lines.pop_back();
  Events events;
  std::string event;
  std::string data;
  for (const std::string& line : lines) {
    if (line.empty()) {
      if (!data.empty())
        events.emplace_back(event.empty() ? "message" : event, data.substr(0, data.size() - 1));
      event = data = "";
    } else if (line == "data") {
      data += "\n";
    } else if (line.starts_with("data:")) {
      data += line.substr(line.starts_with("data: ") ? 6 : 5) + "\n";
    } else if (line == "event") {
      event = "";
    } else if (line.starts_with("event:")) {
      event = line.substr(line.starts_with("event: ") ? 7 : 6);
    }
  }
  return events;
}

RC_GTEST_PROP(EventStream, EqualsThePlainParserHoweverTheStreamIsCut, ()) {
  const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "data", "data:", "data: ", "event:", "event: ", ":", " ", "\n", "\r", "\r\n", "\n\n", "x",
      "yy", "\xEF\xBB\xBF", "id: 3", std::string(1, '\0')));
  std::string stream;
  for (const std::string& word : words) stream += word;
  const Events expected = plain_parse(stream);
  for (std::size_t size : {1, 2, 3, 7, 1000}) RC_ASSERT(parse(stream, size) == expected);
}

RC_GTEST_PROP(EventStream, TakesAnyBytes, (const std::string& stream)) {
  RC_ASSERT(parse(stream, 1) == parse(stream));
}

}  // namespace
}  // namespace gitctx
