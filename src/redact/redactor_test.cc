#include "redact/redactor.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <span>

#include "redact/secret_candidate.h"
#include "redact/secret_kinds.h"
#include "redact/testing/redaction_checks.h"
#include "testing/planted_secrets.h"

namespace gitctx {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(SecretKinds, HavePatternsThatCompile) {
  for (const SecretKind& kind : secret_kinds()) {
    if (kind.form == SecretForm::block) continue;
    const RE2 pattern(kind.pattern, RE2::Quiet);
    EXPECT_TRUE(pattern.ok()) << kind.name << ": " << pattern.error();
    EXPECT_LE(pattern.NumberOfCapturingGroups(), 1) << kind.name;
    EXPECT_FALSE(kind.keywords.empty()) << kind.name;
  }
}

TEST(Redactor, ReplacesThePlantedSecrets) {
  const auto planted = planted_secrets();
  EXPECT_GE(planted.size(), 30u);
  for (const PlantedSecret& secret : planted) {
    std::string text = secret.text;
    EXPECT_EQ(redact_secrets(text), 1u) << secret.path << "\n" << text;
    EXPECT_TRUE(hides(text, secret)) << secret.path << "\n" << text;
    EXPECT_EQ(std::ranges::count(text, '\n'), std::ranges::count(secret.text, '\n'));
    EXPECT_EQ(redacted(text), text) << "not idempotent";
  }
}

TEST(Redactor, FindsThePlantedSecretsInOneText) {
  std::string all;
  for (const PlantedSecret& secret : planted_secrets()) all += secret.text;
  const std::size_t lines = static_cast<std::size_t>(std::ranges::count(all, '\n'));
  std::size_t count = 0;
  const std::string out = redacted(all, &count);
  EXPECT_EQ(count, planted_secrets().size());
  EXPECT_EQ(shown_secrets(out), "");
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(out, '\n')), lines);
}

TEST(Redactor, FindsSecretsInJsonText) {
  for (const PlantedSecret& secret : planted_secrets()) {
    std::string json = "{\"text\": \"";
    for (const char c : secret.text) {
      if (c == '\n') {
        json += "\\n";
        continue;
      }
      if (c == '"' || c == '\\') json += '\\';
      json += c;
    }
    json += "\"}";
    EXPECT_THAT(redacted(json), Not(HasSubstr(secret.value))) << secret.path << "\n" << json;
  }
}

TEST(Redactor, KnowsTheFormatsOfServices) {
  const struct {
    const char* kind;
    std::string value;
  } tokens[] = {
      {"gitlab-token", "glrt-" + letters(20)},
      {"digitalocean-token", "dop_v1_" + hexadecimal(64)},
      {"databricks-token", "dapi" + hexadecimal(32)},
      {"doppler-token", "dp.pt." + letters(43)},
      {"vault-token", "hvs." + letters(90)},
      {"terraform-token", letters(14) + ".atlasv1." + letters(67, 2)},
      {"grafana-token", "glsa_" + letters(32) + "_" + hexadecimal(8)},
      {"newrelic-key", "NRAK-" + letters(27)},
      {"postman-key", "PMAK-" + hexadecimal(24) + "-" + hexadecimal(34)},
      {"shopify-token", "shpat_" + hexadecimal(32)},
      {"linear-key", "lin_api_" + letters(40)},
      {"mailchimp-key", hexadecimal(32) + "-us12"},
      {"mailgun-key", "key-" + hexadecimal(32)},
      {"azure-client-secret", letters(3) + "8Q~" + letters(34, 3)},
      {"google-oauth-secret", "GOCSPX-" + letters(28)},
      {"age-secret-key", "AGE-SECRET-KEY-1" + random_characters("QPZRY9X8GF2TVDW0", 58, 4)},
      {"docker-token", "dckr_pat_" + letters(27)},
      {"rubygems-token", "rubygems_" + hexadecimal(48)},
      {"groq-key", "gsk_" + letters(52)},
      {"voyage-key", "pa-" + letters(43)},
      {"langsmith-key", "lsv2_pt_" + hexadecimal(32) + "_" + hexadecimal(10)},
      {"openrouter-key", "sk-or-v1-" + hexadecimal(64)},
      {"stripe-webhook-secret", "whsec_" + letters(32)},
      {"slack-token", "xoxp-" + letters(12) + "-" + letters(12, 5) + "-" + hexadecimal(32)},
      {"sentry-token", "sntryu_" + hexadecimal(64)},
  };
  for (const auto& [kind, value] : tokens) {
    expect_redacted(kind, "connect(\"", value, "\")");
    expect_redacted(kind, "", value);
    expect_redacted(kind, "NAME=", value, "\nNEXT=1\n");
  }
}

TEST(Redactor, LeavesWhatOnlyLooksLikeASecret) {
  const std::string uuid = "123e4567-e89b-12d3-a456-426614174000";
  for (const std::string& text :
       {"commit " + hexadecimal(40),
        "integrity=\"sha512-" + letters(86) + "==\"",
        "\"sha256\": \"" + hexadecimal(64) + "\"",
        "id: " + uuid,
        "session_token = \"" + uuid + "\"",
        "checksum = \"" + hexadecimal(64) + "\"",
        std::string("password = getpass()"),
        std::string("password = getpass.getpass('Password: ')"),
        std::string("token: ${TOKEN}"),
        std::string("token: $(cat token)"),
        std::string("token = os.environ['GITHUB_TOKEN']"),
        std::string("api_key: <your api key>"),
        std::string("API_KEY={{ vault_api_key }}"),
        std::string("PASSWORD=changeme"),
        std::string("DB_PASSWORD=${DB_PASSWORD:-secret}"),
        std::string("postgres://user:password@localhost/db"),
        std::string("https://user:${PASSWORD}@host/"),
        std::string("http://host:8080/@scope/name"),
        std::string("https://github.com/a@b"),
        std::string("password: string;"),
        std::string("\"password\": \"Enter your password\""),
        std::string("const secretKeyName = \"secret-key-name-of-app\";"),
        std::string("token_type = \"authorization_code_grant\""),
        std::string("risk-averse people"),
        std::string("sk-learn"),
        std::string("sk-fading-circle-container"),
        std::string("task-12345678"),
        std::string("pa-rent"),
        std::string("the bearer of good news"),
        std::string("basic authentication"),
        std::string("xoxb-your-token-here"),
        std::string("ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
        std::string("if key.startswith('-----BEGIN RSA PRIVATE KEY-----'):\n    loadPrivateKey()"),
        std::string("class TokenAuthenticationFilter2 {}"),
        "-----BEGIN CERTIFICATE-----\n" + letters(64) + "\n" + letters(64, 2) +
            "\n-----END CERTIFICATE-----\n",
        std::string("Credential=user/19700101/us-east-2/es/aws4_request"),
        std::string("private_key_file: /tmp/inventory-cloud9/identity")}) {
    expect_kept(text);
  }
}

// Two near misses of each kind with a fixed form: a shorter token, and one inside a longer word.
TEST(Redactor, TakesNoPartsOfTokens) {
  for (const PlantedSecret& secret : planted_secrets()) {
    const std::string& value = secret.value;
    const bool has_prefix = value.starts_with("AKIA") || value.starts_with("gh") ||
                            value.starts_with("AIza") || value.starts_with("npm_") ||
                            value.starts_with("hf_") || value.starts_with("SK") ||
                            value.starts_with("SG.") || value.starts_with("glpat-");
    if (!has_prefix) continue;
    expect_kept("x = f('" + value.substr(0, value.size() / 2) + "')");
    expect_kept("x = f('Q7" + value + "')");
  }
}

TEST(Entropy, IsThatOfAnyLength) {
  EXPECT_EQ(entropy(""), 0);
  EXPECT_EQ(entropy("abcd"), 2);
  // More copies of one character than a 16-bit counter can count.
  for (const std::size_t count : {65'536U, 70'000U, 200'000U}) {
    EXPECT_DOUBLE_EQ(entropy(std::string(count, 'a') + std::string(count, 'b')), 1) << count;
  }
}

TEST(Redactor, ReplacesOnlyTheValue) {
  const std::string value = letters(32);
  expect_redacted("generic-token", "const apiToken: string = \"", value, "\";  // rotate");
  expect_redacted("generic-token", "  client_secret: '", value, "',");
  expect_redacted("generic-token", "<token>", value, "</token>");
  expect_redacted("generic-token", "config[\"secret\"] = \"", value, "\"");
  expect_redacted("generic-token", "os.Setenv(\"API_TOKEN\", \"", value, "\")");
  expect_redacted("generic-token", "tool --token ", value, " --verbose");
  expect_redacted("generic-token", "secret_key := `", value, "`");
  expect_redacted("generic-token", "'refresh_token' => '", value, "',");
  expect_redacted("password", "export SMTP_PASS=", "c0rrect-horse", "\nNEXT=1");
  expect_redacted("password", "  password: \"", "c0rrect-horse", "\"\n");
}

TEST(Redactor, ReplacesSimplePasswords) {
  expect_redacted("password", "password = \"", "hunter2", "\"");
  expect_redacted("password", "{\"pass\": \"", "hunter2", "\"}");
  expect_redacted("password", "{\\\"pass\\\": \\\"", "hunter2", "\\\"}");
  expect_redacted("password", "  $dbPass = '", "hunt3r", "';");
  expect_redacted("password", "a:\n  password: ", "correcthorse9", "\nb: 1\n");
  expect_redacted("password", "  pass: ", "s3cr3t", "  # of the tests\n");
  expect_redacted("password", "db.password=", "hunter2");
  expect_redacted("password", "mysql -u root -p", "S3cretPw", " shop < dump.sql");
  expect_redacted("password", "mysqldump -uroot -p'", "S3cretPw", "' shop");
}

TEST(Redactor, LeavesWhatOnlyLooksLikeASimplePassword) {
  for (const char* const text : {"compass = \"north42\"",
                                 "bypass: rule42",
                                 "passes: run42a",
                                 "pass = \"3.14.15\"",
                                 "pass = \"123456\"",
                                 "password_hash = \"sha256\"",
                                 "password: int64",
                                 "password: password2",
                                 "password: value1,",
                                 "password = next1",
                                 "pass: test12",
                                 "  password: user1Password,",
                                 "f(\"HTTPPasswordMgr\", \"urllib2\")",
                                 "'Test2::Event::Pass' => '1.302103',",
                                 "password_field = \"input_2\"",
                                 "secret: my-app-secret",
                                 "mysql -u root -p",
                                 "mysql -u root -p${PW1}",
                                 "mysql -P3306 -h db -pchangeme1",
                                 "mysql -u root -proot",
                                 "mysql -p3306:3306",
                                 "mysql -u root | grep -pS3cretPw"}) {
    expect_kept(text);
  }
}

TEST(Redactor, ReplacesAQuotedValueUpToItsLastQuote) {
  expect_redacted("password", "password = \"", R"(ab\"cd12345!)", "\";");
  expect_redacted("password", "password = '", R"(it\'s-4-secret)", "', user='x'");
  expect_redacted("password", "password: \"", R"(c0rrect-\\)", "\", b: \"c\"");
  // In a string of JSON or code.
  expect_redacted("password", R"("{\"password\": \")", "c0rrect-horse", R"(\", \"b\": \"c\"}")");
  expect_redacted("password", R"("{\"password\": \")", R"(ab\\\"cd12345!)", R"(\"}")");
  // A language without escapes.
  expect_redacted("password", "password: '", "c0rrect-horse", "\\'\nnext: 1");
}

TEST(Redactor, KeepsTheLinesOfAKey) {
  const std::string body =
      letters(64, 1) + "\r\n" + letters(64, 2) + "\r\n" + letters(20, 3) + "==";
  const std::string text = "a\n-----BEGIN EC PRIVATE KEY-----\r\nProc-Type: 4,ENCRYPTED\r\n\r\n" +
                           body + "\r\n-----END EC PRIVATE KEY-----\r\nb\n";
  EXPECT_EQ(redacted(text),
            "a\n-----BEGIN EC PRIVATE KEY-----\r\n[redacted: private-key]\r\n\r\n\r\n\r\n\r\n"
            "-----END EC PRIVATE KEY-----\r\nb\n");
}

TEST(Redactor, KnowsPartsOfAKeyThatIsCut) {
  const std::string lines = letters(64, 1) + "\n" + letters(64, 2) + "\n" + letters(64, 3);
  EXPECT_EQ(redacted("-----BEGIN PRIVATE KEY-----\n" + lines),
            "-----BEGIN PRIVATE KEY-----\n[redacted: private-key]\n\n");
  EXPECT_EQ(redacted(lines + "\n-----END PRIVATE KEY-----\n"),
            "[redacted: private-key]\n\n\n-----END PRIVATE KEY-----\n");
  EXPECT_EQ(redacted(lines), "[redacted: private-key]\n\n");
}

TEST(Redactor, KnowsKeysInSourceCode) {
  const std::string text = "key := \"-----BEGIN RSA PRIVATE KEY-----\\n\" +\n  \"" +
                           letters(64, 1) + "\\n\" +\n  \"" + letters(64, 2) +
                           "\\n\" +\n  \"-----END RSA PRIVATE KEY-----\"\nf(key)\n";
  const std::string out = redacted(text);
  EXPECT_THAT(out, Not(HasSubstr(letters(64, 1))));
  EXPECT_THAT(out, Not(HasSubstr(letters(64, 2))));
  EXPECT_THAT(out, HasSubstr("\nf(key)\n"));
  EXPECT_EQ(std::ranges::count(out, '\n'), std::ranges::count(text, '\n'));
}

/// Formats one line of a key in the way of one kind of file.
using LineForm = std::string (*)(const std::string& line, std::size_t number);

constexpr LineForm line_forms[] = {
    [](const std::string& line, std::size_t) { return "  \"" + line + "\\n\"\n"; },
    [](const std::string& line, std::size_t) { return "    \"" + line + "\\n\" +\n"; },
    [](const std::string& line, std::size_t) { return "+ \"" + line + "\\r\\n\" // x\n"; },
    [](const std::string& line, std::size_t) { return "  '" + line + "',\n"; },
    [](const std::string& line, std::size_t) { return "// " + line + "\n"; },
    [](const std::string& line, std::size_t) { return "-- " + line + "\n"; },
    [](const std::string& line, std::size_t) { return "# " + line + "\r\n"; },
    [](const std::string& line, std::size_t) { return "> " + line + "\n"; },
    [](const std::string& line, std::size_t) { return " * " + line + "\n"; },
    [](const std::string& line, std::size_t) { return "-" + line + "\n"; },
    [](const std::string& line, std::size_t) { return "echo \"" + line + "\" >> k\n"; },
    [](const std::string& line, std::size_t) { return line + "&#10;\n"; },
    [](const std::string& line, std::size_t) { return line + "&#10;"; },
    [](const std::string& line, std::size_t) { return line + "<br>\n"; },
    [](const std::string& line, std::size_t) { return "<p>" + line + "</p>\n"; },
    [](const std::string& line, std::size_t n) { return fmt::format("{:4} {}\n", n, line); },
    [](const std::string& line, std::size_t n) { return fmt::format("{}: {}\n", n, line); },
    [](const std::string& line, std::size_t) { return line + " \\\n"; },
    [](const std::string& line, std::size_t) { return line + "\\\n"; },
    [](const std::string& line, std::size_t) { return line + "\n\n"; },
    [](const std::string& line, std::size_t) { return line + "\\u000a"; },
    [](const std::string& line, std::size_t) { return "k.append('" + line + "')\n"; },
};

std::string key_in_form(LineForm form, const std::string& type, std::span<const std::string> body) {
  std::string text = form("-----BEGIN " + type + "-----", 1);
  std::size_t number = 2;
  for (const std::string& line : body) text += form(line, number++);
  return text + form("-----END " + type + "-----", number);
}

TEST(Redactor, KnowsKeysWhateverStandsAroundTheirLines) {
  const std::string body[] = {"MIIEowIBAAKCAQEA" + letters(48, 1), letters(62, 2) + "+/",
                              letters(64, 3), letters(64, 4), letters(10, 5) + "=="};
  for (const LineForm form : line_forms) {
    const std::string text =
        "int before = 1;\n" + key_in_form(form, "RSA PRIVATE KEY", body) + "int after = 2;\n";
    std::size_t count = 0;
    const std::string out = redacted(text, &count);
    for (const std::string& line : body) EXPECT_THAT(out, Not(HasSubstr(line))) << text;
    EXPECT_EQ(count, 1u) << out;
    EXPECT_TRUE(out.starts_with("int before = 1;\n" + form("-----BEGIN", 1).substr(0, 8))) << out;
    EXPECT_THAT(out, HasSubstr("-----END RSA PRIVATE KEY-----"));
    EXPECT_TRUE(out.ends_with("int after = 2;\n")) << out;
    EXPECT_EQ(std::ranges::count(out, '\n'), std::ranges::count(text, '\n'));
    EXPECT_EQ(redacted(out), out);

    // The file ends within the key, or begins within it.
    const std::string cut = text.substr(0, text.find(body[3]));
    const std::string rest = text.substr(text.find(body[1]));
    for (const std::string& line : body) {
      EXPECT_THAT(redacted(cut), Not(HasSubstr(line))) << cut;
      EXPECT_THAT(redacted(rest), Not(HasSubstr(line))) << rest;
    }
  }
}

TEST(Redactor, KnowsKeysOfSsh2) {
  const std::string body[] = {letters(70, 1), letters(70, 2), letters(31, 3) + "="};
  const std::string text =
      "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: \"2048-bit RSA\"\n" + body[0] + "\n" +
      body[1] + "\n" + body[2] + "\n---- END SSH2 ENCRYPTED PRIVATE KEY ----\nb\n";
  const std::string out = redacted(text);
  for (const std::string& line : body) EXPECT_THAT(out, Not(HasSubstr(line)));
  EXPECT_THAT(out, HasSubstr("---- END SSH2 ENCRYPTED PRIVATE KEY ----\nb\n"));
  EXPECT_EQ(std::ranges::count(out, '\n'), std::ranges::count(text, '\n'));
}

TEST(Redactor, KnowsKeysWithEscapedSlashes) {
  const std::string lines[] = {letters(20, 1), letters(31, 2), letters(12, 3), letters(9, 4)};
  const std::string text = R"({"key": "-----BEGIN PRIVATE KEY-----\n)" + lines[0] + "\\/" +
                           lines[1] + "\\n" + lines[2] + "\\/" + lines[3] +
                           R"(\u003d\n-----END PRIVATE KEY-----", "next": 1})";
  const std::string out = redacted(text);
  for (const std::string& line : lines) EXPECT_THAT(out, Not(HasSubstr(line)));
  EXPECT_THAT(out, HasSubstr(R"(-----END PRIVATE KEY-----", "next": 1})"));
}

TEST(Redactor, LeavesCodeThatOnlyNamesTheArmour) {
  for (const std::string& text :
       {std::string("const head = '-----BEGIN RSA PRIVATE KEY-----';\n"
                    "const tail = '-----END RSA PRIVATE KEY-----';\n"),
        std::string("if (line == \"-----BEGIN PRIVATE KEY-----\") {\n"
                    "  return parsePrivateKeyInfo(readAllLines(inputStream));\n"
                    "} else if (line == \"-----END PRIVATE KEY-----\") {\n"),
        std::string("grep -l -- '-----BEGIN RSA PRIVATE KEY-----' \\\n"
                    "  src/main/java/com/example/security/KeyLoader.java\n"),
        std::string("pem = \"-----BEGIN PRIVATE KEY-----\\n\" + "
                    "Base64.getMimeEncoder().encodeToString(privateKey.getEncoded())\n"
                    " + \"\\n-----END PRIVATE KEY-----\";\n"),
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\nsha1: " + hexadecimal(40) +
            "\n"}) {
    expect_kept(text);
  }
}

TEST(FileRedactor, RedactsEveryPartOfAKey) {
  const std::string body[] = {letters(64, 1), letters(64, 2), letters(9, 3) + "=="};
  const std::string file = "int a = 1;\n// -----BEGIN EC PRIVATE KEY-----\n// " + body[0] +
                           "\n// " + body[1] + "\n// " + body[2] +
                           "\n// -----END EC PRIVATE KEY-----\npassword = \"c0rrect-horse\"\n";
  const FileRedactor redactor(file);
  EXPECT_TRUE(redactor.may_hold_key());
  for (std::size_t begin = 0; begin < file.size();) {
    const std::size_t end = file.find('\n', begin) + 1;
    const std::string line = file.substr(begin, end - begin);
    std::size_t count = 0;
    const std::string out = redactor.part(begin, end, &count);
    for (const std::string& secret : body) EXPECT_THAT(out, Not(HasSubstr(secret)));
    EXPECT_THAT(out, Not(HasSubstr("c0rrect")));
    EXPECT_EQ(count, count_redaction_marks(out)) << out;
    EXPECT_EQ(std::ranges::count(out, '\n'), 1) << out;
    const bool is_plain = line.starts_with("int") || line.starts_with("// -----");
    EXPECT_EQ(out == line, is_plain) << out;
    begin = end;
  }
  std::size_t count = 0;
  EXPECT_EQ(redactor.part(0, file.size(), &count), redacted(file));
  EXPECT_EQ(count, 2u);
}

TEST(FileRedactor, JudgesPartsAloneIfTheFileHoldsNoKey) {
  const std::string file = "a = 1\npassword = \"c0rrect-horse\"\nb = 2\n";
  const FileRedactor redactor(file);
  EXPECT_FALSE(redactor.may_hold_key());
  EXPECT_EQ(redactor.part(0, 5), "a = 1");
  EXPECT_EQ(redactor.part(6, 1000), redacted(file).substr(6));
}

TEST(Redactor, NamesTheMorePreciseKind) {
  const std::string key = "sk_live_" + letters(24);
  expect_redacted("stripe-key", "STRIPE_SECRET_KEY=", key);
  expect_redacted("stripe-key", "password: '", key, "'");
}

TEST(Redactor, GivesTheTextsThatItFinds) {
  const std::string text = "a AKIA" + random_characters("ABCDEFGH", 16, 1) + " b";
  const auto found = find_secrets(text);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, "aws-access-key");
  EXPECT_EQ(found[0].begin, 2u);
  EXPECT_EQ(found[0].size(), 20u);
}

std::string random_text() {
  const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "AKIAABCDEFGHIJKLMNOP", "sk-", "password", "=", ": ", "\"", "'", "://", "@", "user:", "\n",
      "[redacted: password]", "-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----",
      "MIIEvQIBADANBgkqhkiG9w0BAQ", "token", "a1B2c3D4e5F6g7H8i9J0k1L2", "Bearer ", "eyJ", ".",
      ":$apr1$", "\\n", " ", "}", "Password=", ";", "Server=", "hunter42x", "DB_", "basic ",
      "&quot;", "<password>", "</password>", "\"\"\"", " || ", "Some(", "{", "!!str ", "\u00A0",
      "#define ", "&x=1"));
  std::string text;
  for (const std::string& word : words) text += word;
  return text;
}

RC_GTEST_PROP(Redactor, ChangesNothingTheSecondTime, ()) {
  const std::string once = redacted(random_text());
  RC_ASSERT(redacted(once) == once);
}

RC_GTEST_PROP(Redactor, KeepsTheNumberOfLines, ()) {
  const std::string text = random_text();
  RC_ASSERT(std::ranges::count(redacted(text), '\n') == std::ranges::count(text, '\n'));
}

RC_GTEST_PROP(Redactor, TakesAnyText, (const std::string& text)) {
  RC_ASSERT(redacted(redacted(text)) == redacted(text));
}

// A text twice as long may not take four times as long. The bound is wide, because machines differ.
TEST(Redactor, TakesLinearTimeForHostileTexts) {
  const auto repeated = [](std::string_view part, std::size_t size) {
    std::string text;
    while (text.size() < size) text += part;
    return text;
  };
  for (const std::string_view part : {"eyJ-",
                                      "token=",
                                      "password",
                                      "://",
                                      "-----BEGIN RSA PRIVATE KEY-----",
                                      "sk-",
                                      "SG.a.",
                                      "secret: \"",
                                      "basic ",
                                      "Bearer a1B2",
                                      ":$apr1$",
                                      "AccountKey=",
                                      "://a:b",
                                      "mysql -u ",
                                      "pass: ",
                                      "authorization: token ",
                                      "curl -u a:b ",
                                      "password:\n  ",
                                      "priv: 00:",
                                      "3082",
                                      "password || ",
                                      "password=a.b ",
                                      "password[a",
                                      "password=Some(",
                                      "password: !!str ",
                                      "<password>",
                                      "<password a=b ",
                                      "password\xC2\xA0",
                                      "password=\"\"a",
                                      "E+KEY-----AAAA%0A",
                                      "LS0tLS1CRUdJTi",
                                      "MTIz",
                                      "pat."}) {
    const std::string text = repeated(part, 200'000);
    const auto begin = std::chrono::steady_clock::now();
    find_secrets(text);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2)) << part;
  }
}

TEST(RedactedStream, GivesTheRedactedTextWhateverThePieces) {
  const std::string text = "The key is ghp_" + letters(36) +
                           " and\npassword = \"c0rrect-horse\" is\n" + "the other, " +
                           std::string("x").append(5000, 'y') +
                           " end\npassword: >-\n  c0rrect-horse\npassword:\n  type: text\n";
  const std::string expected = redacted(text);
  EXPECT_EQ(count_redaction_marks(expected), 3u);
  for (const std::size_t size : {1, 2, 3, 7, 50, 100'000}) {
    RedactedStream stream;
    std::string seen;
    for (std::size_t at = 0; at < text.size(); at += size)
      seen += stream.add(text.substr(at, size));
    EXPECT_EQ(seen + stream.finish(), expected) << size;
  }
}

TEST(RedactedStream, ShowsWordsAtOnce) {
  RedactedStream stream;
  EXPECT_EQ(stream.add("One two thr"), "One two ");
  EXPECT_EQ(stream.add("ee four"), "three ");
  EXPECT_EQ(stream.add("\nfi"), "four\n");
  EXPECT_EQ(stream.finish(), "fi");
  EXPECT_EQ(stream.finish(), "");
}

}  // namespace
}  // namespace gitctx
