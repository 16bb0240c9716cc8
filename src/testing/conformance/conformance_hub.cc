#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "testing/conformance/conformance_langsmith.h"

// Imitates the prompts of LangSmith. Each prompt is a repository, and each of its commits has a
// manifest.
namespace gitctx {
namespace {

using Json = nlohmann::json;

Json& repo_at(LangSmithCall& call) {
  const std::string& owner = call.segments[1];
  const std::string& name = call.segments[2];
  Json* const found = LangSmithStore::find(call.store.repos, "repo_handle", name);
  if (found == nullptr || (owner != "-" && (*found)["owner"] != owner)) {
    throw ConformanceRefusal{404, fmt::format("Repository {}/{} not found", owner, name)};
  }
  return *found;
}

Json shown(const Json& repo) {
  Json out = repo;
  out.erase("commits");
  out["num_commits"] = repo["commits"].size();
  out["last_commit_hash"] =
      repo["commits"].empty() ? Json() : repo["commits"].back()["commit_hash"];
  return out;
}

ServedReply create_repo(LangSmithCall& call) {
  const Json body = call.call.body();
  refuse_unknown_fields(
      body, {"repo_handle", "is_public", "description", "readme", "tags", "repo_type", "source"},
      422, "extra fields not permitted: {}");
  const std::string name = required_text(body, "repo_handle");
  if (!body.contains("is_public")) refuse_value("is_public", "field required");
  if (LangSmithStore::find(call.store.repos, "repo_handle", name) != nullptr) {
    throw ConformanceRefusal{409, "Repository already exists."};
  }
  call.store.repos.push_back({{"id", call.store.next_id()},
                              {"repo_handle", name},
                              {"owner", "-"},
                              {"full_name", name},
                              {"is_public", body["is_public"]},
                              {"description", body.value("description", "")},
                              {"readme", body.value("readme", "")},
                              {"tags", body.value("tags", Json::array())},
                              {"tenant_id", LangSmithStore::tenant_id},
                              {"updated_at", call.store.next_time()},
                              {"commit_tags", Json::object()},
                              {"commits", Json::array()}});
  return json_reply({{"repo", shown(call.store.repos.back())}});
}

ServedReply tag_commit(LangSmithCall& call, Json& repo) {
  const Json body = call.call.body();
  const std::string tag = required_text(body, "tag_name");
  const std::string id = required_text(body, "commit_id");
  for (const Json& commit : repo["commits"]) {
    if (commit["id"] == id) {
      repo["commit_tags"][tag] = commit["commit_hash"];
      return json_reply({{"tag_name", tag}, {"commit_id", id}});
    }
  }
  throw ConformanceRefusal{404, "Commit not found"};
}

ServedReply create_commit(LangSmithCall& call, Json& repo) {
  const Json body = call.call.body();
  refuse_unknown_fields(
      body, {"manifest", "parent_commit", "description", "example_run_ids", "skip_webhooks"}, 422,
      "extra fields not permitted: {}");
  if (!body.contains("manifest")) refuse_value("manifest", "field required");
  Json& commits = repo["commits"];
  const Json latest = commits.empty() ? Json() : commits.back()["commit_hash"];
  const Json parent = body.value("parent_commit", Json());
  if (!parent.is_null() && parent != latest)
    throw ConformanceRefusal{409, "Parent commit is not the latest"};
  if (!commits.empty() && commits.back()["manifest"] == body["manifest"]) {
    throw ConformanceRefusal{409, "Nothing to commit: prompt has not changed since latest commit"};
  }
  const std::string content = body["manifest"].dump() + parent.dump();
  commits.push_back(
      {{"id", call.store.next_id()},
       {"commit_hash", fmt::format("{:016x}{:016x}", hash64(content, 1), hash64(content, 2))},
       {"parent_commit_hash", latest},
       {"description", body.value("description", "")},
       {"created_at", call.store.next_time()},
       {"manifest", body["manifest"]}});
  Json commit = commits.back();
  return json_reply({{"commit", commit}});
}

ServedReply read_commit(const Json& repo, const std::string& name) {
  const Json& commits = repo["commits"];
  const std::string wanted = repo["commit_tags"].value(name, name);
  for (std::size_t i = commits.size(); i-- > 0;) {
    const Json& commit = commits[i];
    const bool fits =
        wanted == "latest" || commit["commit_hash"].get<std::string>().starts_with(wanted);
    if (!fits) continue;
    return json_reply({{"commit_hash", commit["commit_hash"]},
                       {"manifest", commit["manifest"]},
                       {"examples", Json::array()},
                       {"description", commit["description"]}});
  }
  throw ConformanceRefusal{404, "Commit not found"};
}

ServedReply list_commits(LangSmithCall& call, const Json& repo) {
  std::vector<Json> newest_first = repo["commits"].get<std::vector<Json>>();
  std::ranges::reverse(newest_first);
  return json_reply(
      {{"commits", page_of(newest_first, call.call.request)}, {"total", newest_first.size()}});
}

}  // namespace

ServedReply answer_hub(LangSmithCall& call) {
  if (call.segments[0] == "repos" && call.segments.size() == 1) {
    if (call.method == "POST") return create_repo(call);
    std::vector<Json> all;
    for (const Json& repo : call.store.repos) all.push_back(shown(repo));
    return json_reply({{"repos", page_of(all, call.call.request)}, {"total", all.size()}});
  }
  if (call.segments.size() < 3) throw ConformanceRefusal{404, "Not Found"};
  Json& repo = repo_at(call);
  if (call.segments[0] == "repos") {
    if (call.is("GET", 3)) return json_reply({{"repo", shown(repo)}});
    if (call.is("PATCH", 3)) {
      repo.update(call.call.body());
      return json_reply({{"repo", shown(repo)}});
    }
    if (call.is("POST", 4) && call.segments[3] == "tags") return tag_commit(call, repo);
    throw ConformanceRefusal{404, "Not Found"};
  }
  if (call.is("GET", 3)) return list_commits(call, repo);
  if (call.is("POST", 3)) return create_commit(call, repo);
  if (call.is("GET", 4)) return read_commit(repo, call.segments[3]);
  throw ConformanceRefusal{404, "Not Found"};
}

}  // namespace gitctx
