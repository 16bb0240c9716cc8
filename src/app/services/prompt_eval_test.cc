#include "app/services/prompt_eval.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "git/head_reader.h"
#include "testing/planted_secrets.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

TEST(EvalServiceSet, RetrievesNoLineOfAKeyThatChunksCut) {
  const std::vector<std::string> key = planted_key_lines();
  std::string pem = "-----BEGIN RSA PRIVATE KEY-----\n";
  for (const std::string& line : key) pem += line + "\n";
  pem += "-----END RSA PRIVATE KEY-----\n";
  RepoBuilder builder;
  builder.write("zebra.pem", pem).commit("a key");

  PromptSuite suite;
  suite.target.kind = TargetKind::search;
  const auto embedders = make_local_embedders({});
  EvalRequest request;
  request.suite = &suite;
  request.layout = require_repository(builder.path(), GitEnvironment{});
  request.settings.index.chunk_tokens = 16;
  request.settings.index.max_chunk_tokens = 64;
  request.embedders = embedders.get();
  request.commit = builder.rev_parse("HEAD");
  const EvalServiceSet set(std::move(request), {}, {});

  std::set<std::uint32_t> chunks;
  for (const std::string& line : key) {
    for (const RetrievedChunk& chunk : set.services().retrieve(line + " zebra private key", 100)) {
      chunks.insert(chunk.lines.first);
      for (const std::string& other : key) {
        EXPECT_EQ(chunk.text.find(other), std::string::npos) << chunk.text;
      }
    }
  }
  EXPECT_GE(chunks.size(), 2u) << "the key is in one chunk";
}

}  // namespace
}  // namespace gitctx
