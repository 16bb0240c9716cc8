'use strict';

const { Given } = require('@cucumber/cucumber');
const fs = require('node:fs');
const path = require('node:path');

Given('a folder that is not a repository', function () {});

Given('an empty repository', function () {
  this.mustRun('git init -q -b main .');
});

/** One commit with four small files in three languages, each on a different subject. */
Given('the sample repository', function () {
  this.mustRun('git init -q -b main .');
  this.write(
    'src/retry.py',
    `import time


def retry_with_backoff(call, attempts=5):
    """Calls again after a failure, and waits twice as long each time."""
    delay = 0.1
    for attempt in range(attempts):
        try:
            return call()
        except ConnectionError:
            time.sleep(delay)
            delay *= 2
    raise TimeoutError("no attempt succeeded")
`,
  );
  this.write(
    'src/config.go',
    `package config

// ParseConfig reads the settings of a yaml file.
func ParseConfig(path string) (*Settings, error) {
\ttext, err := os.ReadFile(path)
\tif err != nil {
\t\treturn nil, err
\t}
\treturn decodeYaml(text)
}
`,
  );
  this.write(
    'web/login.js',
    `// Checks the password of a user and opens a session.
export function authenticateUser(name, password) {
  const user = findUser(name);
  if (!user || !verifyHash(user.hash, password)) return null;
  return openSession(user);
}
`,
  );
  const installation = 'Run the installer and restart the shell.';
  this.write('README.md', `# Sample\n\n## Installation\n\n${installation}\n`);
  this.commit('Add the sample');
});

Given('the file {string}:', function (name, text) {
  this.write(name, `${text}\n`);
});

Given('the file {string} is removed', function (name) {
  fs.rmSync(path.join(this.folder, name));
});

Given('the file {string} has {int} bytes {string}', function (name, count, byte) {
  this.write(name, byte.repeat(count));
});

Given('a commit {string}', function (message) {
  this.commit(message);
});

Given('I have run `{}`', function (line) {
  this.mustRun(line);
});

Given('the object of {string} is damaged', function (name) {
  this.mustRun(`git rev-parse HEAD:${name}`);
  const id = this.last.out.trim();
  const file = path.join(this.folder, '.git', 'objects', id.slice(0, 2), id.slice(2));
  fs.chmodSync(file, 0o644);
  fs.writeFileSync(file, 'damage');
});

Given('the variable {word} is {string}', function (name, value) {
  this.variables[name] = value;
});

Given('I am in the folder {string}', function (name) {
  this.folder = path.resolve(this.folder, name);
});

Given("the user's settings with mode {word}:", function (mode, text) {
  const folder = path.join(this.root, 'home', '.gitctx');
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'config.yml');
  fs.writeFileSync(file, `${text}\n`);
  fs.chmodSync(file, parseInt(mode, 8));
});
