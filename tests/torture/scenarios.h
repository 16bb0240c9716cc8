#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "testing/conformance/conformance_server.h"
#include "tests/torture/sandbox.h"

namespace gitctx::torture {

/// The starting point of every part: a repository, its index, and an imitation of the hosted
/// services.
struct Origins {
  Origins(const std::filesystem::path& program, const std::filesystem::path& folder);

  ConformanceServer server;
  /// HEAD has moved by one commit since the index was made. The views are HEAD and the tag `base`.
  Sandbox local;
  /// The same repository with hosted models: embeddings, replies and a trace are stored.
  Sandbox hosted;
};

/// Words that the files of the repository contain.
const std::vector<std::string>& queries();

/// A search whose answer is compared.
Words search_for(const std::string& query, const Words& more = {});

/// A command that writes.
struct Scenario {
  std::string name;
  Words command;
  bool is_hosted = false;
  std::vector<Words> preparation;  ///< commands that lead to the state before `command`
  /// Reads whose answers must be the same as before the command or the same as after it. The probe
  /// {"@file", FILE} reads a file.
  std::vector<Words> probes;
  /// An exit status of 0 without a notice means that all changes are written.
  bool success_means_done = true;
  /// Any other exit status means that no change is written.
  bool failure_means_nothing_done = false;
};

std::vector<Scenario> all_scenarios();

/// The answer to a probe, in comparable form. Sets `ending` unless the probe reads a file.
std::string answer_to(const Sandbox& sandbox, const Words& probe, Ending* ending = nullptr);

}  // namespace gitctx::torture
