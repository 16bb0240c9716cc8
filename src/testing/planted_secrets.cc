#include "testing/planted_secrets.h"

#include <fmt/format.h>

#include <random>
#include <span>
#include <utility>

#include "base/base64.h"

namespace gitctx {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view hex = "0123456789abcdef";
constexpr std::string_view upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view alphanumeric =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

std::string base64_of(std::string_view text) {
  return encode_base64(std::as_bytes(std::span(text)));
}

/// Makes the files with secrets. Each secret has its own seed.
class Planter {
 public:
  std::vector<PlantedSecret> files;

  std::string random(std::string_view alphabet, std::size_t size) {
    return random_characters(alphabet, size, ++seed_);
  }
  std::string token(std::string_view prefix, std::string_view alphabet, std::size_t size) {
    return std::string(prefix) + random(alphabet, size);
  }

  /// `line` has {} in place of the value.
  void plant(std::string_view kind, std::string_view path, std::string_view line,
             const std::string& value) {
    files.push_back({.kind = std::string(kind),
                     .path = std::string(path),
                     .text = fmt::format(fmt::runtime(line), value) + "\n",
                     .value = value});
  }

  /// A private key of several lines.
  void plant_key(std::string_view kind, std::string_view path, std::string_view type) {
    std::string body = random(alphanumeric, 64);
    const std::string first = body;
    for (int line = 0; line < 8; ++line) body += "\n" + random(alphanumeric, 64);
    body += "\n" + random(alphanumeric, 22) + "==";
    files.push_back(
        {.kind = std::string(kind),
         .path = std::string(path),
         .text = fmt::format("-----BEGIN {0} KEY-----\n{1}\n-----END {0} KEY-----\n", type, body),
         .value = first});
  }

 private:
  std::uint64_t seed_ = 0;
};

void plant_services(Planter& planter) {
  planter.plant("aws-access-key", "config/aws.env", "AWS_ACCESS_KEY_ID={}",
                planter.token("AKIA", upper, 16));
  planter.plant("aws-secret-key", "deploy/bucket.py",
                "session = Session(aws_secret_access_key=\"{}\")",
                planter.random(alphanumeric, 40));
  planter.plant("github-token", "ci/release.sh", "git push https://x:{}@github.com/acme/tool",
                planter.token("ghp_", alphanumeric, 36));
  planter.plant("github-token", "ci/fine_grained.go", "var githubClient = login(\"{}\")",
                planter.token("github_pat_", alphanumeric, 82));
  planter.plant("github-token", "web/oauth.ts", "const oauth = '{}';",
                planter.token("gho_", alphanumeric, 36));
  planter.plant("gitlab-token", "ci/mirror.rb", "mirror.push(with: '{}')",
                planter.token("glpat-", alphanumeric, 20));
  planter.plant("slack-token", "bot/chat.js", "const slack = new WebClient('{}');",
                planter.token("xoxb-", digits, 12) + "-" + planter.random(alphanumeric, 24));
  planter.plant("slack-webhook", "alerts/notify.py",
                "notify('https://hooks.slack.com/services/{}')",
                fmt::format("T{}/B{}/{}", planter.random(upper, 8), planter.random(upper, 8),
                            planter.random(alphanumeric, 24)));
  planter.plant("stripe-key", "billing/charge.php", "Stripe::charge('{}');",
                planter.token("sk_live_", alphanumeric, 24));
  planter.plant("openai-key", "models/complete.py", "client = Completion('{}')",
                planter.token("sk-proj-", alphanumeric, 48));
  planter.plant("anthropic-key", "models/converse.py", "client = Converse('{}')",
                planter.token("sk-ant-api03-", alphanumeric, 93));
  planter.plant("google-api-key", "maps/geocode.kt", "val geocoder = Geocoder(\"{}\")",
                planter.token("AIza", alphanumeric, 35));
}

void plant_more_services(Planter& planter) {
  planter.plant("npm-token", "packages/.npmrc", "//packages.acme.io/:_authToken={}",
                planter.token("npm_", alphanumeric, 36));
  planter.plant("pypi-token", "packages/upload.cfg", "upload with {}",
                planter.token("pypi-AgEIcHlwaS5vcmc", alphanumeric, 80));
  planter.plant("jwt", "web/session.js", "const session = '{}';",
                "eyJhbGciOiJIUzI1NiJ9.eyJ" + planter.random(alphanumeric, 40) + "." +
                    planter.random(alphanumeric, 43));
  planter.plant("sendgrid-key", "mail/newsletter.rb", "mailer.connect '{}'",
                planter.token("SG.", alphanumeric, 22) + "." + planter.random(alphanumeric, 43));
  planter.plant("twilio-key", "phone/dial.cs", "Dialer.Start(\"{}\");",
                planter.token("SK", hex, 32));
  planter.plant("azure-storage-key", "storage/blobs.json",
                "\"DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={};"
                "EndpointSuffix=core.windows.net\"",
                planter.random(alphanumeric, 86) + "==");
  planter.plant("huggingface-token", "models/download.py", "hub.download(auth='{}')",
                planter.token("hf_", alphanumeric, 34));
  planter.plant("discord-token", "bot/guild.py", "guild.run('{}')",
                planter.token("MT", alphanumeric, 22) + "." + planter.random(alphanumeric, 6) +
                    "." + planter.random(alphanumeric, 38));
  planter.plant("telegram-token", "bot/messenger.py", "messenger = Updater('731894526:{}')",
                planter.token("AA", alphanumeric, 33));
}

void plant_shared_forms(Planter& planter) {
  planter.plant_key("private-key", "keys/server.pem", "RSA PRIVATE");
  planter.plant_key("private-key", "keys/deploy_ed25519", "OPENSSH PRIVATE");
  planter.plant("password", "config/database.env", "DATABASE_PASSWORD={}",
                "Tr0ub4dor&" + planter.random(alphanumeric, 6));
  planter.plant("url-password", "scripts/backup.sh", "rsync ftp://backup:{}@files.acme.io/daily",
                planter.random(alphanumeric, 14));
  planter.plant("kubeconfig-token", "cluster/kubeconfig.yml", "users:\n- user:\n    token: {}",
                planter.random(alphanumeric, 40));
  planter.plant("htpasswd", "web/.htpasswd", "deployer:{}",
                planter.token("$apr1$", alphanumeric, 8) + "$" + planter.random(alphanumeric, 22));
  planter.plant("generic-token", "web/legacy.yml", "legacy_api_key: \"{}\"",
                planter.random(hex, 40));
  planter.plant("private-key", "cloud/service_account.json",
                "{{\"type\": \"service_account\", \"private_key\": "
                "\"-----BEGIN PRIVATE KEY-----\\n{}\\n-----END PRIVATE KEY-----\\n\"}}",
                planter.token("MIIEvQIBADANBg", alphanumeric, 800));
  planter.plant("docker-auth", "docker/config.json",
                "{{\"auths\": {{\"registry.acme.io\": {{\"auth\": \"{}\"}}}}}}",
                base64_of("builder:" + planter.random(alphanumeric, 16)));
  planter.plant("connection-string", "web/appsettings.json",
                "\"Server=db.acme.io;Database=orders;User Id=orders;Password={};Encrypt=true\"",
                planter.random(alphanumeric, 14));
}

}  // namespace

std::string random_characters(std::string_view alphabet, std::size_t size, std::uint64_t seed) {
  std::string out;
  // The C++ standard fixes the numbers from this generator, but not the numbers from a
  // distribution.
  std::mt19937_64 random(seed);
  while (out.size() < size) out += alphabet[random() % alphabet.size()];
  return out;
}

std::vector<std::string> planted_key_lines() {
  constexpr std::string_view base64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<std::string> lines;
  for (std::uint64_t i = 0; i < 24; ++i) lines.push_back(random_characters(base64, 64, 900 + i));
  lines.push_back(random_characters(base64, 12, 950) + "==");
  return lines;
}

std::vector<PlantedSecret> planted_secrets() {
  Planter planter;
  plant_services(planter);
  plant_more_services(planter);
  plant_shared_forms(planter);
  return std::move(planter.files);
}

bool hides(std::string_view text, const PlantedSecret& secret) {
  return !text.contains(secret.value) && text.contains("[redacted: " + secret.kind + "]");
}

std::string shown_secrets(std::string_view text) {
  std::string paths;
  for (const PlantedSecret& secret : planted_secrets()) {
    if (text.contains(secret.value)) paths += secret.path + "\n";
  }
  return paths;
}

}  // namespace gitctx
