// Forms of secrets that have no fixed prefix, and texts that only resemble them.
#include <gtest/gtest.h>

#include <string>

#include "redact/redactor.h"
#include "redact/testing/redaction_checks.h"

namespace gitctx {
namespace {

TEST(SecretForms, ReplacesWhatAnAuthorizationHeaderHolds) {
  const std::string token = hexadecimal(40), key = letters(24);
  expect_redacted("authorization", "Authorization: token ", token, "\n");
  expect_redacted("authorization", "-H 'Authorization: Token ", token, "'");
  expect_redacted("authorization", "{\\\"Authorization\\\": \\\"ApiKey ", key, "\\\"}");
  expect_redacted("authorization", "'Authorization' => 'Bot ", key, "',");
  expect_redacted("authorization", "headers[\"authorization\"] = \"", key, "\"");
  expect_redacted("authorization", "f(\"Authorization\", \"Key ",
                  "7f1c9f2e-0b1d-4c5b-9456-42661a17ab00", "\")");
  expect_redacted("bearer-token", "Authorization: Bearer ", key);
  // The user or the password is a token, and the other is empty: "a1B2c3D4e5F6g7H8i9J0:".
  expect_redacted("basic-auth", "Authorization: Basic ", "YTFCMmMzRDRlNUY2ZzdIOGk5SjA6");
  expect_redacted("basic-auth", "Authorization: Basic ", "OmExQjJjM0Q0ZTVGNmc3SDhpOUow");
  expect_redacted("password", "curl -sS -u admin:", "S3cretPw", " https://x");
  expect_redacted("password", "curl --user 'admin:", "S3cretPw", "' https://x");
  for (const char* const text :
       {"Authorization: token ${GITHUB_TOKEN_1234567}",
        "Authorization: token <your-token-12345678>",
        "Authorization: AWS4-HMAC-SHA256 Credential=user/19700101/us-east-1/s3/aws4_request",
        "authorization: request.headers.authorization2",
        "Authorization: Basic dXNlcjpwYXNzd29yZA==",
        "'Authorization': f'token {make_token_1234567890}'", "curl -u user:password1 https://x",
        "Authorization: Token YOUR_GITHUB_TOKEN_123456", "curl -u \"$USER1:$PASS1\" https://x",
        "curl -T file1:abcdef1 https://x", "pwdPolicySubentry: cn=expirein10,ou=policies"}) {
    expect_kept(text);
  }
}

TEST(SecretForms, ReplacesShortSecrets) {
  expect_redacted("generic-token", "client_secret: \"", "s3cr3t42", "\"");
  expect_redacted("generic-token", "app_secret = '", "k9x2Lm4q", "'");
  expect_redacted("generic-token", "  clientSecret: \"", "s3cr3t42", "\",");
  expect_redacted("generic-token", "secret: ", "s3cr3t42", "\nnext: 1");
  expect_redacted("generic-token", "JWT_SECRET_KEY=", "s3cr3t-k3y", "\n");
  for (const char* const text :
       {"secret: my-app-secret-1", "secret: oauth2-proxy", "secretName: a1b2c3d4",
        "client_secret: process.env.SECRET1", "secret: ${SECRET1A2}", "client_secret = \"secret1\"",
        "secret: string1", "secret_path: a1b2c3d4", "client_secret = get_secret1(a2)"}) {
    expect_kept(text);
  }
}

TEST(SecretForms, ReplacesAValueOnTheLineAfterItsName) {
  for (const char* const sign : {"", " |", " >-", " |2-", " # of the tests"}) {
    const std::string name = std::string("a:\n  password:") + sign + "\n    ";
    expect_redacted("password", name, "hunter2", "\nb: 1\n");
  }
  expect_redacted("password", "passwords:\r\n  - ", "hunter2", "\r\n");
  expect_redacted("password", "const password =\n  \"", "c0rrect-horse", "\";\n");
  expect_redacted("password", "setPassword(\n  \"", "c0rrect-horse", "\");\n");
  expect_redacted("password", "\"a:\\n  password: |\\n    ", "hunter2", "\\nb: 1\"");
  expect_redacted("generic-token", "api_key: >-\n  ", letters(32), "\n");
  expect_redacted("password", "passwords:\n  admin_password: ", "hunter2", "\n");
  for (const char* const text :
       {"password:\nhunter2\n", "password:\n  type: string1\n",
        "password:\n  hunter2 is the answer\n", "password: |\n  ${PASSWORD1}\n",
        "password:\n  secretKeyRef:\n    name: db1\n", "password =\n  hunter2\n",
        "f(\"password\",\n  \"a1.b2.c3\")\n", "password: |"}) {
    expect_kept(text);
  }
}

TEST(SecretForms, ReplacesAPasswordInProse) {
  expect_redacted("password", "Set password=", "hunter2", " for the staging server");
  expect_redacted("password", "Log in (password=", "hunter2", ").");
  expect_redacted("password", "The user has password: ", "hunter2x", ", not another.");
  expect_redacted("password", "https://x/login?login=bob&password=", "hunter2", "&next=1");
  expect_redacted("password", "tool --user bob --password ", "s3cr3t9", " --verbose");
  expect_redacted("password", "tool --password=", "s3cr3t9", " --verbose");
  for (const char* const text :
       {"Set password=<value1> first", "tool --password=***", "call f(user=u, password=user1Pass)",
        "{ user: u, password: user1Pass }", "tool --password $PASS1", "tool --password-file a1b2c3",
        "Use password=password1", "x password=get_password1()", "the password: string1"}) {
    expect_kept(text);
  }
}

TEST(SecretForms, ReplacesAQuotedPasswordWithSignsOfCode) {
  for (const char* const value :
       {"p(ss{w<rd1", "aB3/dE6+xY", "!Q2w3e4r", "@dm1nPass", "p4ss:W0rd{x"})
    expect_redacted("password", "password = \"", value, "\"");
  for (const char* const text : {"f(x1)", "<password1>", "{pw1Ab}", "/etc/pass1/aB", "%DB_PASS1%",
                                 "@db.pass1@", "user1:Group2", "http://a1B2c3/x"}) {
    expect_kept(std::string("password = \"") + text + "\"");
  }
}

TEST(SecretForms, KnowsKeysInHexadecimal) {
  for (const char* const head :
       {"308204a40201000282010100", "308204be020100300d06092a", "30770201010420"})
    expect_redacted("private-key", "key = \"", head + hexadecimal(128), "\"");
  expect_kept("certificate = \"308203a93082028fa0030201" + hexadecimal(128) + "\"");
  const std::string digits = hexadecimal(80);
  std::string bytes = "    00";
  for (std::size_t i = 1; i < 40; ++i)
    bytes += (i % 15 == 0 ? ":\n    " : ":") + digits.substr(2 * i, 2);
  EXPECT_EQ(redacted("prime1:\n" + bytes + "\nprime2: 3\n"),
            "prime1:\n    [redacted: private-key]\n\n\nprime2: 3\n");
  expect_kept("modulus:\n" + bytes + "\n");
}

TEST(SecretForms, ReplacesAPasswordInACommandInsideJson) {
  expect_redacted("password", "{\"d\": \"mysqldump --password=", "hunter2x", " db\"}");
  expect_redacted("password", "{\"x\": \"tool --password ", "hunter2x", " x\"}");
  expect_redacted("password", "run: [\"tool --password ", "hunter2x", "\"]");
  expect_redacted("password", "{\"x\": \"log in with password=", "hunter2x", " first\"}");
  expect_redacted("password", "f(\"log in with password: ", "hunter2x", " first\")");
  for (const char* const text :
       {"{\"x\": \"tool --password $PASS1 x\"}", "{\"x\": \"tool --password-file a1b2c3 x\"}",
        "{\"user\": \"u\", password: user1Pass }", "{ it's: u, password: user1Pass }",
        "{\"x\": \"{ user: u, password: user1Pass }\"}"}) {
    expect_kept(text);
  }
}

TEST(SecretForms, ReplacesLiteralsInDeclarations) {
  const std::string key = hexadecimal(40);
  expect_redacted("password", "static const char password[] = \"", "hunter2", "\";");
  expect_redacted("password", "char password[64] = \"", "hunter2", "\";");
  expect_redacted("password", "char db_password[MAX_SIZE]=\"", "hunter2", "\";");
  expect_redacted("generic-token", "const char* api_key[] = \"", key, "\";");
  expect_redacted("password", "std::string password{\"", "hunter2", "\"};");
  expect_redacted("password", "char password[] = {\"", "hunter2", "\"};");
  expect_redacted("password", "password = (\"", "hunter2", "\")");
  expect_redacted("password", "password: String::from(\"", "hunter2", "\"),");
  expect_redacted("password", "password: Some(\"", "hunter2", "\".into()),");
  expect_redacted("password", "password = Some(String::from(\"", "hunter2", "\"));");
  expect_redacted("generic-token", "apiKey := []byte(\"", key, "\")");
  expect_redacted("password", "String password = new String(\"", "hunter2", "\");");
  expect_redacted("password", "#define DB_PASSWORD \"", "hunter2", "\"\n");
  expect_redacted("password", "#  define DB_PASSWORD\t(\"", "hunter2", "\")\n");
  expect_redacted("generic-token", "#define API_KEY \"", key, "\"\n");
  expect_redacted("generic-token", "#define API_KEY ", key, "\n");
  expect_redacted("password", "static PASSWORD: &'static str = \"", "hunter2", "\";");
  for (const char* const text :
       {"password = getenv(\"DB_PASSWORD_1\")", "password = config.get(\"db.user1\")",
        "password = {\"hunter2\": 1}", "password{{\"hunter2\", 1}}", "password{\"hunter2\" : 1}",
        "password[i] = next1", "password[\"a1b2c3\"]", "#define DB_PASSWORD hunter2",
        "the DB_PASSWORD \"hunter2\"", "#define PASSWORD_SIZE 64", "password: Some(user1Pass)"}) {
    expect_kept(text);
  }
}

TEST(SecretForms, ReplacesTheDefaultOfAReference) {
  const std::string key = hexadecimal(40);
  expect_redacted("password", "process.env.PASSWORD || \"", "hunter2", "\"");
  expect_redacted("password", "const password = process.env.PASSWORD || '", "hunter2", "';");
  expect_redacted("password", "password: process.env.DB_PW ?? \"", "hunter2", "\",");
  expect_redacted("password", "password = os.environ.get(\"P\") or \"", "hunter2", "\"");
  expect_redacted("password", "x = os.environ.get(\"DB_PASSWORD\") or '", "hunter2", "'");
  expect_redacted("password", "x = ENV['DB_PASSWORD'] || '", "hunter2", "'");
  expect_redacted("password", "$x = getenv('DB_PASSWORD') ?: '", "hunter2", "';");
  expect_redacted("generic-token", "apiKey = process.env?.KEY || \"", key, "\"");
  expect_redacted("password", "password = cfg.password or \"", "hunter2", "\"");
  expect_redacted("password", "password = os.getenv(\"P\", \"", "hunter2", "\")");
  expect_redacted("password", "password = env::var(\"DB_PASSWORD\").unwrap_or(\"", "hunter2",
                  "\")");
  expect_redacted("password", "DB_PASSWORD=${DB_PASSWORD:-", "hunter2", "}\n");
  expect_redacted("password", "url: x:${DB_PASSWORD:-", "hunter2", "}@db");
  expect_redacted("password", "password: \"${P:-", "hunter2", "}\"\n");
  for (const char* const text :
       {"DB_PASSWORD=${DB_PASSWORD:-${PASS1}}", "DB_PASSWORD=${DB_PASSWORD:-secret}",
        "password = find(\"P\", \"hunter2\")", "password = env(\"P\", hunter2)",
        "press password or \"hunter2\"", "password = a if b or \"hunter2\"",
        "password = get_env, \"hunter2\"", "if (password == a || b == \"hunter2\")",
        "password || hunter2", "press \"password\" or \"hunter2\"",
        "password = a, b || \"hunter2\"", "password = x ? a : b || \"hunter2\"",
        "password = process.env.P || `${PASS1}`"}) {
    expect_kept(text);
  }
}

TEST(SecretForms, KnowsLongQuotes) {
  expect_redacted("password", "password = \"\"\"", "hunter2", "\"\"\"\n");
  expect_redacted("password", "password = '''", "hunter2", "'''\n");
  expect_redacted("password", "1,\"password = \"\"", "hunter2", "\"\"\",2\n");
  expect_redacted("password", "1,\"{\"\"password\"\": \"\"", "hunter2", "\"\"}\",2\n");
  expect_redacted("password", "<p>password = &quot;", "hunter2", "&quot;</p>");
  expect_redacted("password", "data-x=\"{&quot;password&quot;:&quot;", "hunter2", "&quot;}\"");
  expect_redacted("password", "password: &#39;", "hunter2", "&#39;,");
  for (const char* const text :
       {"password = \"\"", "{\"password\": \"\", \"user\": \"hunter2\"}", "f(\"password\", '')",
        "password = \"\"\"\nhunter2", "&quot;password&quot; &amp; &quot;hunter2&quot;"}) {
    expect_kept(text);
  }
}

TEST(SecretForms, KnowsTheBlanksOfUnicode) {
  const std::string key = hexadecimal(40);
  for (const std::string blank : {"\u00A0", "\u200B", "\uFEFF", "\u3000"}) {
    expect_redacted("password", "password" + blank + "=" + blank + "\"", "hunter2", "\"");
    expect_redacted("password", "db.password=" + blank, "hunter2", blank + "\n");
    expect_redacted("password", blank + "password: ", "hunter2", blank + "\n");
    expect_redacted("generic-token", "api_key = \"" + blank, key, blank + "\"");
    expect_redacted("generic-token", "api_key:" + blank, key, blank + "\n");
    expect_kept("password" + blank + "\"hunter2\"");
  }
  expect_redacted("password", "password = \"", "h\u00FCnter2", "\"");
}

TEST(SecretForms, ReadsPastTagsAndAnchorsOfYaml) {
  const std::string key = hexadecimal(40);
  expect_redacted("generic-token", "api_key: !!str ", key, "\n");
  expect_redacted("generic-token", "api_key: &k ", key, "\n");
  expect_redacted("generic-token", "api_key: &k !!str ", key, "\n");
  expect_redacted("password", "password: !!str ", "hunter2", "\n");
  expect_redacted("password", "password: &pw\n  ", "hunter2", "\n");
  for (const char* const text :
       {"password: !Ref Password1x", "password: *pw1abc", "fn f(password: &mut user1Pass)",
        "password: &pw1abc", "password: !!str"}) {
    expect_kept(text);
  }
}

TEST(SecretForms, EndsAValueBeforeTheNextParameter) {
  const std::string key = hexadecimal(40);
  expect_redacted("generic-token", "API-KEY=", key, "&x=1");
  expect_redacted("generic-token", "curl -d API_KEY=", key, "&x=1");
  expect_redacted("password", "POST PASSWORD=", "hunter2x", "&x=1");
  expect_redacted("password", "DB_PASSWORD=", "hunter2&x=1", "\n");
  expect_redacted("password", "export DB_PASSWORD=", "hunter2&x", "\n");
}

TEST(SecretForms, ReplacesTheContentOfAnXmlElement) {
  expect_redacted("password", "<password>", "hunter2", "</password>");
  expect_redacted("password", "  <db:password>", "a1B2;c3&amp;D4", "</db:password>");
  expect_redacted("password", "<password type=\"text\">", "hunter2", "</password>");
  expect_redacted("password", "<password><![CDATA[", "hunter2", "]]></password>");
  for (const char* const text :
       {"<password>${db.pass1}</password>", "<password>secret</password>",
        "<password>the word hunter2</password>", "<h2 id=\"password\">Chapter2</h2>",
        "<password/><user>hunter2</user>", "<passwordFile>a1b2c3</passwordFile>"}) {
    expect_kept(text);
  }
}

TEST(SecretForms, KnowsTokensByTheirFormAlone) {
  const std::string airtable = "pat" + letters(14) + "." + hexadecimal(64);
  expect_redacted("airtable-token", "f(\"", airtable, "\")");
  expect_kept("f(\"pat" + letters(13) + "." + hexadecimal(64) + "\")");
  expect_kept("f(\"pat" + letters(14) + "." + hexadecimal(63) + "\")");
  // 18 and 17 digits in base64.
  for (const char* const account : {"MTIzNDU2Nzg5MDEyMzQ1Njc4", "OTg3NjU0MzIxMDk4NzY1NDM"}) {
    const std::string tail = "." + letters(6) + "." + letters(38, 3);
    expect_redacted("discord-token", "f(\"", account + tail, "\")");
    expect_kept("f(\"" + std::string(account).replace(5, 1, "f") + tail + "\")");
    expect_kept(std::string("f(\"") + account + "." + letters(6) + "." + letters(26) + "\")");
  }
}

/// The text in base64.
std::string in_base64(const std::string& text) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i + 2 < text.size(); i += 3) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned bits = byte(i) * 65536U + byte(i + 1) * 256U + byte(i + 2);
    for (const unsigned shift : {18U, 12U, 6U, 0U}) out += alphabet[(bits >> shift) & 63U];
  }
  return out;
}

TEST(SecretForms, KnowsEncodedPem) {
  const std::string body = letters(64, 1) + "%2B%0A" + letters(64, 2) + "%0D%0A" + letters(9, 3);
  expect_redacted("private-key", "k=-----BEGIN%20RSA%20PRIVATE%20KEY-----", "%0A" + body + "%3D%0A",
                  "-----END%20RSA%20PRIVATE%20KEY-----%0A&x=1");
  expect_redacted("private-key", "k=-----BEGIN+PRIVATE+KEY-----", "%0D%0A" + body,
                  "-----END+PRIVATE+KEY-----");
  expect_redacted("private-key", "k=-----BEGIN%20EC%20PRIVATE%20KEY-----",
                  "%0AProc-Type:%204,ENCRYPTED%0A%0A" + body, "-----END%20EC%20PRIVATE%20KEY-----");
  expect_kept("k=-----BEGIN%20PUBLIC%20KEY-----%0A" + body + "-----END%20PUBLIC%20KEY-----");

  const std::string lines = letters(64, 1) + "\n" + letters(64, 2) + "\n" + letters(62, 3) + "==\n";
  const std::string key = in_base64("-----BEGIN RSA PRIVATE KEY-----\n" + lines);
  expect_redacted("private-key", "data: \"", key, "\"");
  const std::string broken = key.substr(0, 76) + "\n  " + key.substr(76, 76) + "\n  " +
                             key.substr(152, 76) + "\n  " + key.substr(228);
  const std::string out = redacted("data: |\n  " + broken + "\nkind: Secret\n");
  EXPECT_EQ(out, "data: |\n  [redacted: private-key]\n\n\n\nkind: Secret\n");
  expect_redacted("private-key", "client-key-data: ",
                  in_base64("-----BEGIN RSA PRIVATE KEY-----\n" + letters(4200)), "\n");
  expect_redacted("kubeconfig-token", "client-key-data: ", key, "\n");
  expect_kept("data: " + in_base64("-----BEGIN CERTIFICATE-----\n" + lines + "x"));
}

}  // namespace
}  // namespace gitctx
