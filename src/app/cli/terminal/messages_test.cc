#include "app/cli/terminal/messages.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "app/cli/terminal/output.h"
#include "app/field_limits.h"
#include "base/unique_fd.h"
#include "redact/redactor.h"

namespace gitctx {
namespace {

using namespace std::chrono_literals;

TEST(MessageText, IsASentenceAndAHint) {
  EXPECT_EQ(message_text({"it failed", ""}), "gitctx: it failed\n");
  EXPECT_EQ(message_text({"it failed", "Run: x"}), "gitctx: it failed\nRun: x\n");
}

// Messages quote servers, files and names.
TEST(MessageText, ShowsWhatItQuotes) {
  EXPECT_EQ(message_text({"server: \x1b]0;owned\a\u009b31m\u202e\nx", "a\U000e0041\u200b"}),
            "gitctx: server: \\x1b]0;owned\\x07\\x9b31m\\u{202e}\\nx\na\\u{e0041}\\u{200b}\n");
}

// A server may repeat a key that it received, and messages quote broken files.
TEST(MessageText, ShowsNoSecret) {
  const std::string secret = "ghp_" + std::string("x7Qw9LmZ2RtY5VbN8KcD3FhJ6PsG1AeUoTiM");
  const std::string mark = redaction_mark("github-token");
  EXPECT_EQ(message_text({"server: bad key " + secret, "Replace " + secret}),
            "gitctx: server: bad key " + mark + "\nReplace " + mark + "\n");
  EXPECT_EQ(log_text("event=x body=" + secret), "event=x body=" + mark + "\n");
  // The cut may not split a secret.
  const std::string filler(field_limit::message - 20, '.');
  EXPECT_FALSE(message_text({filler + " " + secret, ""}).contains("ghp_x7"));
}

TEST(MessageText, IsNeverLong) {
  const std::string huge(20'000'000, 'x');
  EXPECT_LT(message_text({huge, huge}).size(), 2 * field_limit::message + 20);
}

TEST(Messages, NameTheServerThatCausesADelay) {
  using Kind = ServerDelay::Kind;
  const auto text = [](Kind kind, std::chrono::milliseconds time) {
    return message_text(delay_notice({kind, "api.openai.com", time}));
  };
  EXPECT_EQ(text(Kind::silent, 10s), "gitctx: waiting for api.openai.com for 10 s\n");
  EXPECT_EQ(text(Kind::stalled, 10s), "gitctx: waiting for api.openai.com for 10 s\n");
  EXPECT_EQ(text(Kind::unfinished, 10s),
            "gitctx: api.openai.com has not finished its answer after 10 s\n");
  EXPECT_EQ(text(Kind::asks_to_wait, 20s),
            "gitctx: api.openai.com asks to wait: next attempt in 20 s\n");
  EXPECT_EQ(text(Kind::failing, 250ms),
            "gitctx: requests to api.openai.com fail: next attempt in 1 s\n");
}

TEST(Messages, SpoilNeitherProgressNorAnswer) {
  const Terminal terminal{.is_terminal = true};
  const Terminal file;
  EXPECT_EQ(before_sudden_message(terminal, terminal, false), "\r\x1b[K");
  EXPECT_EQ(before_sudden_message(terminal, terminal, true), "\n");
  EXPECT_EQ(before_sudden_message(terminal, file, true), "\r\x1b[K");
  EXPECT_EQ(before_sudden_message(file, terminal, true), "");
  EXPECT_EQ(before_sudden_message(file, file, false), "");
}

TEST(Output, KnowsWhetherALineIsOpen) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const UniqueFd read_end(ends[0]);
  const UniqueFd write_end(ends[1]);
  Output out(write_end.get());
  EXPECT_FALSE(out.is_mid_line());
  out.write("an answ");
  EXPECT_FALSE(out.is_mid_line()) << "nothing is written out yet";
  out.flush();
  EXPECT_TRUE(out.is_mid_line());
  out.flush();
  EXPECT_TRUE(out.is_mid_line());
  out.write("er\n");
  out.flush();
  EXPECT_FALSE(out.is_mid_line());
}

}  // namespace
}  // namespace gitctx
