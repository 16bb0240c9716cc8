#include "app/cli/render/render_search.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/printable.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

Hit make_hit() {
  Hit hit;
  hit.score = 0.876;
  hit.path = "src/retry.cc";
  hit.blob = *BlobId::from_hex("1111111111111111111111111111111111111111");
  hit.language = Language::cpp;
  hit.kind = ChunkKind::function;
  hit.symbol = "back_off";
  hit.enclosing = "net";
  hit.lines = {9, 10};
  hit.line = 9;
  hit.definition_line = 9;
  hit.match_lines = {{10, 10}};
  hit.text = "int back_off() {\n}";
  hit.commit = {.id = *CommitId::from_hex("abcdef1234567890abcdef1234567890abcdef12"),
                .time_s = 1704103200,
                .author = "Ada Lovelace",
                .subject = "Wait longer after each failure so that the server gets a rest"};
  hit.commit_known = true;
  hit.is_head = true;
  return hit;
}

SearchAnswer make_answer(std::vector<Hit> hits) {
  SearchAnswer answer;
  answer.result.hits = std::move(hits);
  answer.view_name = "HEAD";
  answer.view_commit = *CommitId::from_hex("2222222222222222222222222222222222222222");
  answer.elapsed_ms = 12.5;
  return answer;
}

RenderOptions plain(bool utf8 = true) {
  return {.terminal = {.utf8 = utf8}, .theme = &default_theme()};
}

TEST(RenderTerse, IsOneLinePerResultAndTheCount) {
  EXPECT_EQ(render_terse(make_answer({make_hit()}), plain()),
            "src/retry.cc:9:0.88 ● abcdef1 (2024-01-01, Ada Lovelace) \"Wait longer after each "
            "failure so that the server…\"\n"
            "1 result in 0.01s\n");
  EXPECT_EQ(render_terse(make_answer({}), plain()), "0 results in 0.01s\n");
}

TEST(RenderTerse, SpeaksAsciiWithoutUtf8) {
  EXPECT_EQ(render_terse(make_answer({make_hit()}), plain(false)),
            "src/retry.cc:9:0.88 [HEAD] abcdef1 (2024-01-01, Ada Lovelace) \"Wait longer after "
            "each failure so that the serv...\"\n"
            "1 result in 0.01s\n");
}

TEST(RenderTerse, TellsHeadOldAndUncommittedContentApart) {
  Hit old = make_hit();
  old.is_head = false;
  old.commit.subject = "x";
  Hit dirty = old;
  dirty.dirty = true;
  Hit unborn = dirty;
  unborn.commit = {};
  EXPECT_EQ(render_terse(make_answer({old, dirty, unborn}), plain()),
            "src/retry.cc:9:0.88 abcdef1 (2024-01-01, Ada Lovelace) \"x\"\n"
            "src/retry.cc:9:0.88 [uncommitted] abcdef1 (2024-01-01, Ada Lovelace) \"x\"\n"
            "src/retry.cc:9:0.88 [uncommitted]\n"
            "3 results in 0.01s\n");
}

TEST(RenderTerse, ExplainsScoresAndTimes) {
  Hit hit = make_hit();
  hit.commit.subject = "x";
  hit.explanation = {{"words", 12.5, 0.5}, {"test file", 1, -0.125}};
  SearchAnswer answer = make_answer({hit});
  answer.result.passes = {{"open index", 1.5}};
  answer.result.files_in_view = 3;
  answer.result.chunks_in_view = 7;
  RenderOptions options = plain();
  options.explain = true;
  EXPECT_EQ(render_terse(answer, options),
            "src/retry.cc:9:0.88 ● abcdef1 (2024-01-01, Ada Lovelace) \"x\"\n"
            "    words         12.5000   +0.5000\n"
            "    test file      1.0000   -0.1250\n"
            "1 result in 0.01s\n"
            "    open index            1.50 ms\n"
            "    3 files, 7 chunks in the view\n");
}

TEST(RenderVerbose, NumbersTheLinesUnderAHeading) {
  Hit hit = make_hit();
  hit.commit.subject = "x";
  hit.text = "int back_off() {\r\n\r\n}";
  hit.lines = {9, 11};
  EXPECT_EQ(render_verbose(make_answer({hit}), plain()),
            "src/retry.cc:9-11  0.88  function net.back_off\n"
            "  ● abcdef1 (2024-01-01, Ada Lovelace) \"x\"\n"
            "   9 │ int back_off() {\n"
            "  10 │\n"
            "  11 │ }\n"
            "\n"
            "1 result in 0.01s\n");
}

TEST(RenderVerbose, ColoursCodeWithoutChangingIt) {
  RenderOptions options = plain();
  options.terminal.colour = true;
  std::string coloured = render_verbose(make_answer({make_hit()}), options);
  EXPECT_NE(coloured.find("\x1b["), std::string::npos);
  for (std::size_t at = 0; (at = coloured.find('\x1b')) != std::string::npos;) {
    coloured.erase(at, coloured.find('m', at) - at + 1);
  }
  EXPECT_EQ(coloured, render_verbose(make_answer({make_hit()}), plain()));
}

TEST(RenderVerbose, ColoursTextWithJoinersWithoutChangingIt) {
  RenderOptions options = plain();
  options.terminal.colour = true;
  Hit hit = make_hit();
  hit.text = "int x = 1; // 👩\u200d👧 می\u200cخواهم\nconst char* s = \"❤\ufe0f\\n1\ufe0f\u20e3\";";
  std::string coloured = render_verbose(make_answer({hit}), options);
  for (std::size_t at = 0; (at = coloured.find('\x1b')) != std::string::npos;) {
    coloured.erase(at, coloured.find('m', at) - at + 1);
  }
  EXPECT_EQ(coloured, render_verbose(make_answer({hit}), plain()));
  EXPECT_NE(coloured.find("👩\u200d👧 می\u200cخواهم"), std::string::npos) << coloured;
}

TEST(RenderMcp, IsFrontMatterAndFencedSections) {
  EXPECT_EQ(render_mcp(make_answer({make_hit()}), plain()),
            "---\n"
            "results:\n"
            "  - file_path: \"src/retry.cc\"\n"
            "    line_numbers: \"9-10\"\n"
            "    score: 0.88\n"
            "    commit_sha: \"abcdef1234567890abcdef1234567890abcdef12\"\n"
            "    definition_line: 9\n"
            "    match_lines: \"10-10\"\n"
            "---\n"
            "\n"
            "## src/retry.cc:9-10\n"
            "\n"
            "```cpp\n"
            "int back_off() {\n"
            "}\n"
            "```\n");
  EXPECT_EQ(render_mcp(make_answer({}), plain()), "---\nresults: []\nreason: no_files\n---\n");
}

TEST(RenderMcpAndJson, SayThatResultsAreImprobableOrWhyThereAreNone) {
  Hit hit = make_hit();
  hit.improbable = true;
  EXPECT_NE(render_mcp(make_answer({hit}), plain()).find("    improbable: true\n"),
            std::string::npos);
  EXPECT_NE(render_json(make_answer({hit}), {}).find("\"improbable\":true"), std::string::npos);
  SearchAnswer none = make_answer({});
  none.result.files_in_view = 3;
  none.result.no_word_found = true;
  EXPECT_EQ(render_mcp(none, plain()), "---\nresults: []\nreason: no_word_found\n---\n");
  EXPECT_NE(render_json(none, {}).find("\"reason\":\"no_word_found\""), std::string::npos);
  none.result.no_word_found = false;
  none.result.hidden_score = 0.1;
  EXPECT_EQ(render_mcp(none, plain()), "---\nresults: []\nreason: below_minimum\n---\n");
  none.result.hidden_score = 0;
  EXPECT_EQ(render_mcp(none, plain()), "---\nresults: []\n---\n");
}

TEST(RenderMcp, FencesLongerThanAnyFenceInside) {
  Hit hit = make_hit();
  hit.text = "````md\n```\n````";
  const std::string out = render_mcp(make_answer({hit}), plain());
  EXPECT_NE(out.find("\n`````cpp\n````md\n```\n````\n`````\n"), std::string::npos) << out;
}

TEST(RenderMcp, QuotesPathsForYaml) {
  Hit hit = make_hit();
  hit.path = "a \"b\": #c\n.txt";
  const std::string out = render_mcp(make_answer({hit}), plain());
  EXPECT_NE(out.find("file_path: \"a \\\"b\\\": #c\\\\n.txt\"\n"), std::string::npos) << out;
}

TEST(RenderJson, HasTheDocumentedFieldsInOrder) {
  Hit hit = make_hit();
  hit.commit.subject = "x";
  SearchAnswer answer = make_answer({hit});
  answer.result.corrections = {{"bakc", "back"}};
  EXPECT_EQ(render_json(answer, {.text = "retry"}),
            R"({"query":"retry","view":{"name":"HEAD","kind":"snapshot",)"
            R"("commit":"2222222222222222222222222222222222222222","current":true},)"
            R"("elapsed_ms":12.5,"redacted":0,"reason":null,"missing_name":null,)"
            R"("corrections":[{"typed":"bakc","taken":"back"}],)"
            R"("results":[{"path":"src/retry.cc","start_line":9,"end_line":10,)"
            R"("line":9,"definition_line":9,"match_lines":[[10,10]],)"
            R"("symbol":"back_off","enclosing":"net","kind":"function","language":"cpp",)"
            R"("score":0.876,"improbable":false,)"
            R"("blob":"1111111111111111111111111111111111111111",)"
            R"("commit":{"id":"abcdef1234567890abcdef1234567890abcdef12",)"
            R"("date":"2024-01-01T10:00:00Z","author":"Ada Lovelace","subject":"x","known":true},)"
            R"("is_head":true,"uncommitted":false,"other_paths":[],"text":"int back_off() {\n}"}]})"
            "\n");
}

TEST(RenderJson, IsValidUtf8ForAnyBytes) {
  Hit hit = make_hit();
  hit.path = "bad\xff\x80\x1bname";
  hit.commit.subject = "\xc3";
  const std::string out = render_json(make_answer({hit}), {.text = "\xfe", .explain = true});
  EXPECT_TRUE(is_valid_utf8(out));
  EXPECT_EQ(out.find('\x1b'), std::string::npos);
  EXPECT_TRUE(Json::parse(out)["passes"].is_array());
}

TEST(RenderMcpAndJson, SayThatAFieldWasCut) {
  Hit hit = make_hit();
  hit.truncated = true;
  const SearchAnswer answer = make_answer({hit});
  EXPECT_TRUE(Json::parse(render_json(answer, {.text = "x"}))["results"][0]["truncated"]);
  EXPECT_NE(render_mcp(answer, plain()).find("\n    truncated: true\n"), std::string::npos);
}

TEST(RenderJson, HasNoCommitForAnUnbornBranch) {
  Hit hit = make_hit();
  hit.commit = {};
  SearchAnswer answer = make_answer({hit});
  answer.view_commit = {};
  const Json document = Json::parse(render_json(answer, {.text = "x"}));
  EXPECT_TRUE(document["results"][0]["commit"].is_null());
  EXPECT_TRUE(document["view"]["commit"].is_null());
}

bool has_hidden(std::string_view text) {
  while (!text.empty()) {
    const DecodedCodePoint point = decode_utf8(text);
    if (!point.is_valid || (is_hidden(point.value) && point.value != U'\n')) return true;
    text.remove_prefix(point.size);
  }
  return false;
}

RC_GTEST_PROP(RenderEveryFormat, HidesNothing, ()) {
  const auto hostile = [] {
    const auto part = rc::gen::element<std::string>(
        "a", " ", "\n", "\r", "\t", "\"", "`", "\x1b[2J", "\x1b]0;title\a", "\x7f", "\u009b31m",
        "\u00ad", "\u202e", "\u2066", "\u2028", "\u200b", "\ufeff", "\u3164", "\ufff9",
        "\U000e0041", "\U000e0100", "\xff", "\xe2\x80");
    std::string text;
    for (const std::string& one : *rc::gen::container<std::vector<std::string>>(part)) text += one;
    return text;
  };
  Hit hit = make_hit();
  for (std::string* const field :
       {&hit.path, &hit.symbol, &hit.enclosing, &hit.commit.author, &hit.commit.subject}) {
    *field = hostile();
  }
  hit.text = replace_invalid_utf8(hostile());
  std::erase(hit.text, '\t');
  hit.first_commit = hit.commit;
  hit.other_paths = {hostile()};
  SearchAnswer answer = make_answer({hit});
  answer.view_name = hostile();
  answer.result.corrections = {{hostile(), hostile()}};
  for (const std::string& out :
       {render_terse(answer, plain()), render_verbose(answer, plain()), render_mcp(answer, plain()),
        render_json(answer, {.text = hostile()})}) {
    RC_ASSERT(!has_hidden(out));
  }
}

TEST(RenderEveryFormat, LetsNothingSteerTheTerminal) {
  Hit hit = make_hit();
  hit.path = "evil\x1b]0;title\a.cc";
  hit.symbol = "f\x1b[2J";
  hit.text = "int x; // \x1b[2J\n\xff";
  hit.commit.subject = "\x1b[31mred";
  hit.commit.author = "A\x1b[0m\u202e";
  const SearchAnswer answer = make_answer({hit});
  for (const std::string& out : {render_terse(answer, plain()), render_verbose(answer, plain()),
                                 render_mcp(answer, plain()), render_json(answer, {})}) {
    EXPECT_EQ(out.find('\x1b'), std::string::npos) << out;
    EXPECT_EQ(out.find('\a'), std::string::npos) << out;
    EXPECT_TRUE(is_valid_utf8(out)) << out;
  }
}

}  // namespace
}  // namespace gitctx
