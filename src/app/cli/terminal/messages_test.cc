#include "app/cli/terminal/messages.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "app/cli/terminal/output.h"
#include "base/unique_fd.h"

namespace gitctx {
namespace {

using namespace std::chrono_literals;

TEST(Messages, NameASilentServer) {
  EXPECT_EQ(message_text(silence_notice("api.openai.com", 10s)),
            "gitctx: waiting for api.openai.com for 10 s\n");
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
