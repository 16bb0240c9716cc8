// Runs the program against an https server whose certificate is not signed by an authority of this
// machine. make_certificates.sh made the certificates; the private key has no other use.
'use strict';

const assert = require('node:assert');
const { execFile, execFileSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const os = require('node:os');
const path = require('node:path');
const { after, before, beforeEach, test } = require('node:test');

const program = process.env.GITCTX_BIN;
const file = (name) => path.join(__dirname, name);

/** The scheme and the path of each request that arrived. */
let requests = [];
let redirect = '';
let folder;
let secure;
let plain;

/** Replies as a compatible embedding server does. */
function answer(request, response) {
  let body = '';
  request.on('data', (piece) => { body += piece; });
  request.on('end', () => {
    requests.push(`${request.socket.encrypted ? 'https' : 'http'} ${request.url}`);
    if (redirect) {
      response.writeHead(307, { Location: redirect }).end();
      return;
    }
    const { input } = JSON.parse(body);
    const data = input.map((text, index) => ({ index, embedding: [1, text.length, 2, 3] }));
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ data, model: 'm', usage: { prompt_tokens: 1 } }));
  });
}

function listen(server) {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
}

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitctx-tls-'));
  secure = https.createServer(
    { key: fs.readFileSync(file('server_key.pem')), cert: fs.readFileSync(file('server.pem')) },
    answer);
  plain = http.createServer(answer);
  secure.address_port = await listen(secure);
  plain.address_port = await listen(plain);
  const git = (...words) => execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c',
    ...words], { cwd: folder, env: { PATH: process.env.PATH, HOME: folder } });
  git('init', '-q');
  fs.writeFileSync(path.join(folder, 'retry.c'), '// Waits.\nint wait(void) { return 1; }\n');
  git('add', 'retry.c');
  git('commit', '-q', '-m', 'Add a file');
});

beforeEach(() => {
  requests = [];
  redirect = '';
});

after(() => {
  secure.close();
  plain.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Indexes with the server and an empty cache. Returns [exit status, standard error]. */
function index(variables, host = 'localhost') {
  fs.rmSync(path.join(folder, '.git/gitctx-cache'), { recursive: true, force: true });
  const env = { PATH: process.env.PATH, HOME: folder, GITCTX_MODEL__EMBEDDING: 'some-model',
    GITCTX_MODEL__BASE_URL: `https://${host}:${secure.address_port}/v1`, ...variables };
  return new Promise((resolve) => {
    execFile(program, ['index', '--force'], { cwd: folder, env }, (error, _, errors) => {
      resolve([error ? error.code : 0, errors]);
    });
  });
}

async function expectRefused(variables, status, sentence, host) {
  const [code, errors] = await index(variables, host);
  assert.equal(code, status, errors);
  assert.ok(errors.includes(sentence), errors);
  assert.deepEqual(requests, []);
}

test('an unknown authority is refused, and the message says what to set', async () => {
  await expectRefused({}, 5, `cannot verify the identity of localhost:${secure.address_port}`);
  await expectRefused({}, 5, 'model.ca_bundle');
  await expectRefused({}, 5, '(authorities of the system)');
});

test('the setting and both variables name an authority', async () => {
  for (const name of ['GITCTX_MODEL__CA_BUNDLE', 'CURL_CA_BUNDLE', 'SSL_CERT_FILE']) {
    requests = [];
    const [code, errors] = await index({ [name]: file('ca.pem') });
    assert.equal(code, 0, `${name}: ${errors}`);
    assert.ok(requests.length > 0 && requests.every((one) => one === 'https /v1/embeddings'));
  }
});

test('the setting comes first, then CURL_CA_BUNDLE, then SSL_CERT_FILE', async () => {
  const [good, bad] = [file('ca.pem'), file('other_ca.pem')];
  const identity = 'cannot verify the identity';
  await expectRefused({ GITCTX_MODEL__CA_BUNDLE: bad, CURL_CA_BUNDLE: good }, 5, identity);
  await expectRefused({ CURL_CA_BUNDLE: bad, SSL_CERT_FILE: good }, 5, identity);
  await expectRefused({ CURL_CA_BUNDLE: bad }, 5, `(authorities of ${bad}, CURL_CA_BUNDLE)`);
  const [code, errors] = await index({ GITCTX_MODEL__CA_BUNDLE: good, CURL_CA_BUNDLE: bad });
  assert.equal(code, 0, errors);
});

test('a certificate for another name is refused', async () => {
  await expectRefused({ SSL_CERT_FILE: file('ca.pem') }, 5, 'subject name', '127.0.0.1');
  const [, errors] = await index({ SSL_CERT_FILE: file('ca.pem') }, '127.0.0.1');
  assert.ok(!errors.includes('model.ca_bundle'), errors);
});

test('a damaged certificate is named with its source', async () => {
  const damaged = path.join(folder, 'damaged.pem');
  const text = fs.readFileSync(file('ca.pem'), 'utf8');
  const middle = text.length / 2;
  for (const broken of [text.slice(0, middle), `${text.slice(0, middle)}*${text.slice(middle)}`,
    '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n']) {
    fs.writeFileSync(damaged, broken);
    await expectRefused({ SSL_CERT_FILE: damaged }, 4, `${damaged} (SSL_CERT_FILE)`);
  }
});

test('a redirect to plain http is not followed', async () => {
  redirect = `http://127.0.0.1:${plain.address_port}/v1/embeddings`;
  const [code, errors] = await index({ SSL_CERT_FILE: file('ca.pem'),
    GITCTX_MODEL__ALLOW_HTTP: 'true' });
  assert.equal(code, 5, errors);
  assert.deepEqual(requests, ['https /v1/embeddings']);
});
