#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "app/config/config.h"
#include "app/config/environment.h"
#include "http/curl_transport.h"

namespace gitctx {

/// How to reach hosted services, as the settings and the environment ask. Reads no file.
TransportOptions transport_options(const Config& config, const Environment& environment);

/// Receives the name of a server that has been silent for that long, on any thread.
using SilenceReport =
    std::function<void(const std::string& host, std::chrono::milliseconds silence)>;

/// Sets the function that reports silent servers, for all transport options that are made later. It
/// is set for the whole process, so that no code between a command and its connections has to pass
/// it on. Call it before threads are started.
void set_silence_report(SilenceReport report);

}  // namespace gitctx
