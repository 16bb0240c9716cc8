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

/// Sets where transports with options that are made later report a silent server. For the whole
/// process, so that no part between a command and its connections has to know of it. To be called
/// before threads are started.
void set_silence_report(SilenceReport report);

}  // namespace gitctx
