#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "app/config/config.h"
#include "app/config/environment.h"
#include "http/curl_transport.h"

namespace gitctx {

/// The options for connections to hosted services, from the settings and the environment. Reads no
/// file.
TransportOptions transport_options(const Config& config, const Environment& environment);

/// Receives the name of a silent server and the length of the silence so far. May be called on any
/// thread.
using SilenceReport =
    std::function<void(const std::string& host, std::chrono::milliseconds silence)>;

/// Sets the function that reports silent servers, for all transport options that are made later.
/// The function is set for the whole process, so that no code between a command and its connections
/// has to pass it on. Must be called before threads are started.
void set_silence_report(SilenceReport report);

}  // namespace gitctx
