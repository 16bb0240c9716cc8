// Globals that the official clients expect and that Node.js 18 (Debian) has only in modules.
'use strict';

globalThis.crypto ??= require('node:crypto').webcrypto;
globalThis.File ??= require('node:buffer').File;
