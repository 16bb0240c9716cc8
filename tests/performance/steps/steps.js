// Steps of performance.feature: the installed program and gitctx-bench over generated data.
'use strict';

const {
  AfterAll,
  Given,
  Then,
  When,
  setDefaultTimeout,
} = require('@cucumber/cucumber');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const build = path.resolve(process.env.GITCTX_BUILD || 'build/release');
const gitctx = path.join(build, 'gitctx');
const bench = path.join(build, 'benchmarks', 'gitctx-bench');
const planted = path.join(build, 'benchmarks', 'gitctx-bench-planted');
const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gitctx-performance-')));
const repositories = new Map();

setDefaultTimeout(300 * 1000);
AfterAll(() => fs.rmSync(root, { recursive: true, force: true }));

function run(program, args, options = {}) {
  const begin = process.hrtime.bigint();
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  if (done.error) throw done.error;
  return { code: done.status, out: done.stdout, err: done.stderr, seconds };
}

function mustRun(program, args, options) {
  const done = run(program, args, options);
  assert.strictEqual(done.code, 0, `${program} ${args.join(' ')}: ${done.err}`);
  return done;
}

function git(folder, ...args) {
  const who = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com'];
  return mustRun('git', ['-C', folder, ...who, ...args]);
}

/** Measures with gitctx-bench and returns the run that it wrote. */
function measure(program, args, env = {}) {
  const file = path.join(root, 'run.json');
  mustRun(program, ['run', '--quiet', '--no-fail', '--json', file, ...args], {
    env: { ...process.env, ...env },
  });
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

Given('a generated repository of {int} files', function (files) {
  this.files = files;
  if (!repositories.has(files)) {
    const folder = path.join(root, `repo-${files}`);
    mustRun(bench, ['generate', folder, '--files', String(files)]);
    git(folder, 'init', '--quiet');
    git(folder, 'add', '--all');
    git(folder, 'commit', '--quiet', '--message', 'generated');
    repositories.set(files, folder);
  }
  this.repo = repositories.get(files);
});

Given('it is indexed', function () {
  mustRun(gitctx, ['-C', this.repo, 'index', '-q']);
});

When('it is indexed for the first time', function () {
  fs.rmSync(path.join(this.repo, '.git', 'gitctx'), { recursive: true, force: true });
  const done = mustRun(gitctx, ['-C', this.repo, 'index', '--json']);
  this.seconds = done.seconds;
  this.report = JSON.parse(done.out);
});

When('{string} is searched {int} times', function (query, times) {
  this.latencies = [];
  for (let i = 0; i < times; ++i) {
    this.latencies.push(mustRun(gitctx, ['-C', this.repo, 'search', query]).seconds);
  }
});

When(
  /^the chunker is measured (\d+) times, as it is and (?:as it is|(\d+)% (slower|larger))$/,
  function (times, percent, kind) {
    const share = String(Number(percent || 0) / 100);
    const cost =
      kind === 'slower' ? { GITCTX_PLANT_SLOWDOWN: share } : { GITCTX_PLANT_MEMORY: share };
    const what = ['--filter', 'chunker/throughput:syntax', '--files', '100'];
    what.push('--repeat', '5', '--count');
    const files = { base: [], head: [] };
    for (let i = 0; i < Number(times); ++i) {
      for (const side of i % 2 ? ['head', 'base'] : ['base', 'head']) {
        const file = path.join(root, `${side}-${i}.json`);
        const run = measure(planted, what, side === 'head' ? cost : {});
        fs.writeFileSync(file, JSON.stringify(run));
        files[side].push(file);
      }
    }
    this.gate = run(bench, ['judge', '--base', ...files.base, '--head', ...files.head]);
  },
);

Then('the repository has over {int} lines', function (lines) {
  const counted = git(this.repo, 'grep', '--count', '').out.trim().split('\n');
  const countOf = (line) => Number(line.slice(line.lastIndexOf(':') + 1));
  const total = counted.reduce((sum, line) => sum + countOf(line), 0);
  assert.ok(total > lines, `${total} lines`);
});

Then('that took under {int} seconds', function (seconds) {
  assert.ok(this.seconds < seconds, `${this.seconds} s`);
});

Then('over {int} files a second', function (rate) {
  const reached = this.report.files / this.seconds;
  assert.ok(reached > rate, `${reached} files/s`);
});

Then('its peak memory was under {int} MB', function (mb) {
  assert.ok(this.report.peak_memory_bytes < mb * 1e6, `${this.report.peak_memory_bytes} bytes`);
});

Then('the {int}th percentile is under {int} seconds', function (percent, seconds) {
  const reached = percentile(this.latencies, percent / 100);
  assert.ok(reached < seconds, `${reached} s`);
});

Then('no search took over {int} seconds', function (seconds) {
  assert.ok(Math.max(...this.latencies) <= seconds, `${Math.max(...this.latencies)} s`);
});

Then('the index has over {int} chunks', function (chunks) {
  const status = JSON.parse(mustRun(gitctx, ['-C', this.repo, 'status', '--json']).out);
  assert.ok(status.chunks > chunks, `${status.chunks} chunks`);
});

Then('searching {int} times keeps the peak memory under {int} MB', function (times, mb) {
  const args = ['--filter', 'search/cold', '--repo', this.repo, '--repeat', '1'];
  const [result] = measure(bench, args).results;
  assert.strictEqual(result.samples.length, times);
  assert.ok(result.peak_memory_mb > 1 && result.peak_memory_mb < mb, `${result.peak_memory_mb} MB`);
});

Then('{int} vectors are searched within {int} MB', function (vectors, mb) {
  const metric = `vector_store/query/${vectors / 1000}k`;
  const args = ['--filter', `${metric}×256:flat`, '--files', '10', '--repeat', '1'];
  const [result] = measure(bench, args).results;
  assert.ok(result.peak_memory_mb > 1 && result.peak_memory_mb < mb, `${result.peak_memory_mb} MB`);
});

Then('the gate is green', function () {
  assert.strictEqual(this.gate.code, 0, this.gate.out + this.gate.err);
});

Then(
  'the gate fails and names {string} for its {string} or {string}',
  function (id, quantity, other) {
    assert.strictEqual(this.gate.code, 1, this.gate.out);
    assert.match(this.gate.err, new RegExp(`${id} got worse: (${quantity}|${other}) \\+`));
  },
);

Then('the gate fails and names {string} for its {string}', function (id, quantity) {
  assert.strictEqual(this.gate.code, 1, this.gate.out);
  assert.match(this.gate.err, new RegExp(`${id} got worse: ${quantity} \\+`));
});
