// Downloads the third-party sources that the program is compiled from (the "dependencies" of
// package.json) into node_modules. It checks them against package-lock.json and unpacks only the
// files that a compiler reads. `npm ci` would also install the packages for the tests, and would
// take three times the space. This script does not need npm.
//
//   node scripts/fetch_sources.js
'use strict';
const { execFileSync } = require('child_process');
const { createHash } = require('crypto');
const fs = require('fs');
const path = require('path');

const root = path.join(__dirname, '..');
const left_out = [
  '*.wasm', '*.js', '*.cjs', '*.ts', '*/bindings', '*/prebuilds', '*/grammar.json',
  '*/node-types.json', '*/parser_abi*', '*/php_only', '*-inline', '*/gpt2.*', '*/*50k_*',
];

// The registry that npm is configured to use. If npm is missing, Debian's node-registry-url finds
// this registry.
async function registry() {
  if (process.env.npm_config_registry) return process.env.npm_config_registry;
  try {
    return execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return (await import('/usr/share/nodejs/registry-url/index.js')).default();
  }
}

function download(url, integrity) {
  const limits = ['--retry', '3', '--connect-timeout', '30', '--max-time', '600'];
  const bytes = execFileSync('curl', ['-fsSL', ...limits, url], { maxBuffer: 1 << 28 });
  const [kind, expected] = integrity.split(/-(.*)/);
  if (createHash(kind).update(bytes).digest('base64') !== expected) {
    throw new Error(`${url} is not the file of package-lock.json: its ${kind} differs`);
  }
  return bytes;
}

function unpack(bytes, folder) {
  fs.mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-xz', '--strip-components=1', '--no-same-owner', '-C', folder,
    ...left_out.map((pattern) => `--exclude=${pattern}`)], { input: bytes });
}

async function main() {
  const base = (await registry()).replace(/\/*$/, '');
  const lock = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  fs.rmSync(path.join(root, 'node_modules'), { recursive: true, force: true });
  for (const name of Object.keys(lock[''].dependencies)) {
    const { version, integrity } = lock[`node_modules/${name}`];
    const url = `${base}/${name}/-/${path.basename(name)}-${version}.tgz`;
    unpack(download(url, integrity), path.join(root, 'node_modules', name));
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
