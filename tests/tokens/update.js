// node tests/tokens/update.js [--check]: rewrites the token ids of every text of golden.json, as
// the WASM build of tiktoken (npm `tiktoken`, in the lock file) gives them; --check only compares.
const fs = require('node:fs');
const path = require('node:path');
const { get_encoding } = require('tiktoken');

const file = path.join(__dirname, 'golden.json');
const before = fs.readFileSync(file, 'utf8');
const encodings = ['cl100k_base', 'o200k_base'].map((name) => [name, get_encoding(name)]);

const entries = JSON.parse(before).map(({ text }) => {
  const ids = encodings.map(([name, encoding]) => [name, [...encoding.encode_ordinary(text)]]);
  return JSON.stringify({ text, ...Object.fromEntries(ids) });
});
const after = `[\n${entries.join(',\n')}\n]\n`;

if (!process.argv.includes('--check')) {
  fs.writeFileSync(file, after);
} else if (after !== before) {
  console.error('golden.json is not what tiktoken gives: run node tests/tokens/update.js');
  process.exitCode = 1;
}
