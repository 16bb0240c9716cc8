// Starts gitctx_conformance_server for a test file and controls the server.
'use strict';

const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const programs = process.env.GITCTX_CONFORMANCE_PROGRAMS;

/** An environment without the settings of the user or of CI. */
function cleanEnvironment(home) {
  return { PATH: process.env.PATH, HOME: home };
}

class ConformanceServer {
  static start() {
    const child = spawn(path.join(programs, 'gitctx_conformance_server'));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.stdout.once('data', (text) => {
        resolve(new ConformanceServer(child, Number(text)));
      });
    });
  }

  constructor(child, port) {
    this.child = child;
    this.url = `http://127.0.0.1:${port}`;
    this.key = 'test-key';
  }

  async control(what, body) {
    const request = body === undefined
      ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${this.url}/__control/${what}`, request);
    const document = await response.json();
    if (!response.ok) throw new Error(`${what}: ${document.error}`);
    return document;
  }

  /** The requests since the last clear. */
  exchanges() {
    return this.control('exchanges');
  }

  /** Waits until the condition holds for the state of the server. */
  async until(what, holds) {
    for (let i = 0; i < 500; ++i) {
      if (holds(await this.control(what))) return;
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
    throw new Error(`${what} is not as expected: ${JSON.stringify(await this.control(what))}`);
  }

  stop() {
    this.child.stdin.end();
    return new Promise((resolve) => { this.child.once('exit', resolve); });
  }
}

/** A folder for one test file, removed when the process exits. */
function scratchFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitctx-conformance-'));
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a built program with a text on standard input and returns the JSON that it prints. */
function runProgram(name, args, input, environment) {
  const done = spawnSync(path.join(programs, name), args, { input, env: environment });
  if (done.status !== 0) throw new Error(`${name}: ${done.stderr}`);
  return JSON.parse(done.stdout);
}

/** The parts of a recorded multipart body, as [{name, headers, body}]. */
function partsOf(exchange) {
  const type = exchange.headers.find(([name]) => name.toLowerCase() === 'content-type')[1];
  const boundary = /boundary="?([^";]+)/.exec(type)[1];
  return exchange.body.split(`--${boundary}`).slice(1, -1).map((text) => {
    const end = text.indexOf('\r\n\r\n');
    const headers = text.slice(2, end).split('\r\n');
    const [, name] = /name="([^"]*)"/.exec(headers[0]);
    return { name, headers, body: text.slice(end + 4, -2) };
  });
}

module.exports = { ConformanceServer, cleanEnvironment, partsOf, runProgram, scratchFolder };
