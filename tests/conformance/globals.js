// What the official clients expect as globals and Node.js 18, Debian's, has in modules only.
'use strict';

globalThis.crypto ??= require('node:crypto').webcrypto;
globalThis.File ??= require('node:buffer').File;
