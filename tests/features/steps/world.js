// The state of one scenario: a home folder, a repository, and the output of the last command.
'use strict';

const {
  After,
  Before,
  setDefaultTimeout,
  setWorldConstructor,
  World,
} = require('@cucumber/cucumber');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const gitctx = path.resolve(process.env.GITCTX_BIN || 'build/dev/gitctx');
const firstCommitTime = Date.UTC(2024, 0, 1, 10) / 1000;
const day = 86400;

class GitctxWorld extends World {
  /** Creates the folders; `bin` contains only gitctx. */
  start() {
    this.root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gitctx-feature-')));
    for (const folder of ['bin', 'home', 'repo']) fs.mkdirSync(path.join(this.root, folder));
    fs.symlinkSync(gitctx, path.join(this.root, 'bin', 'gitctx'));
    this.folder = path.join(this.root, 'repo');
    this.variables = {};
    this.commitCount = 0;
  }

  stop() {
    fs.rmSync(this.root, { recursive: true, force: true });
  }

  /** The variables that affect commit ids and messages are the same on every machine. */
  environment() {
    const date = `${firstCommitTime + day * this.commitCount} +0000`;
    return {
      PATH: `${path.join(this.root, 'bin')}:${process.env.PATH}`,
      HOME: path.join(this.root, 'home'),
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Ada Lovelace',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: 'Ada Lovelace',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
      GIT_COMMITTER_DATE: date,
      ASAN_OPTIONS: process.env.ASAN_OPTIONS || '',
      LSAN_OPTIONS: process.env.LSAN_OPTIONS || '',
      ...this.variables,
    };
  }

  /** Runs a line of bash and keeps its output. */
  run(line) {
    const done = spawnSync('bash', ['-c', line], {
      cwd: this.folder,
      env: this.environment(),
      encoding: 'utf8',
      input: '',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (done.error) throw done.error;
    this.last = { line, code: done.status, out: done.stdout, err: done.stderr };
  }

  /** Runs a line that must succeed, such as one that sets up a scenario. */
  mustRun(line) {
    this.run(line);
    if (this.last.code !== 0) throw new Error(`setting up failed: ${this.report()}`);
  }

  write(name, text) {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }

  commit(message) {
    this.mustRun('git add -A');
    this.mustRun(`git commit -q --allow-empty -m '${message}'`);
    this.commitCount += 1;
  }

  document() {
    try {
      return JSON.parse(this.last.out);
    } catch (error) {
      throw new Error(`not one JSON document: ${error.message}\n${this.report()}`);
    }
  }

  report() {
    const { line, code, out, err } = this.last;
    return `$ ${line}\nexit code ${code}\n--- standard output\n${out}--- standard error\n${err}`;
  }
}

setDefaultTimeout(60 * 1000);
setWorldConstructor(GitctxWorld);
Before(function () {
  this.start();
});
After(function () {
  this.stop();
});
