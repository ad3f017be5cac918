/** The files that drawing needs: fetched once, kept in the browser, checked each time before they are used. */

import { sha256 } from '../lib/sha2.js';

const DATABASE = 'edged';
const STORE = 'files';

/** A file came damaged, twice, or did not come at all. */
export class FileUnusable extends Error {}

export class Stock {
  constructor() {
    this.database = null; /* stays null where the browser keeps nothing for us, as in private windows */
    this.held = new Map(); /* digest -> bytes, of what could not be kept elsewhere */
  }

  static async open() {
    const stock = new Stock();
    stock.database = await opened().catch(() => null);
    return stock;
  }

  /** The bytes of `file` {name, url, size, sha256}. `onBytes(count)` as they come in. Throws FileUnusable. */
  async bytes(file, onBytes) {
    const kept = await this.kept(file);
    if (kept) {
      if (onBytes) onBytes(file.size);
      return kept;
    }
    const fetched = await download(file, onBytes || (() => {}));
    if (digest(fetched) !== file.sha256) throw new FileUnusable(file.name);
    await this.keep(file.sha256, fetched);
    return fetched;
  }

  /** The bytes as they were kept, if they are whole; what is damaged is thrown away. */
  async kept({ sha256: name }) {
    if (this.held.has(name)) return this.held.get(name);
    const found = await this.ask('readonly', (store) => store.get(name));
    if (!found) return null;
    const bytes = new Uint8Array(found);
    if (digest(bytes) === name) return bytes;
    await this.ask('readwrite', (store) => store.delete(name));
    return null;
  }

  async keep(name, bytes) {
    const done = await this.ask('readwrite', (store) => store.put(bytes.buffer, name));
    if (done === undefined) this.held.set(name, bytes);
  }

  /** Throws away what belongs to none of `files`: an earlier pack's. */
  async tidy(files) {
    const wanted = new Set(files.map((file) => file.sha256));
    const names = await this.ask('readonly', (store) => store.getAllKeys());
    for (const name of names || []) {
      if (!wanted.has(name)) await this.ask('readwrite', (store) => store.delete(name));
    }
  }

  /** The answer of one request; undefined where there is none, as when the disk is full. */
  ask(mode, request) {
    return new Promise((resolve) => {
      if (!this.database) {
        resolve(undefined);
        return;
      }
      try {
        const transaction = this.database.transaction(STORE, mode);
        const asked = request(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onabort = () => resolve(undefined);
      } catch (error) {
        resolve(undefined);
      }
    });
  }
}

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
}

async function download({ name, url, size }, onBytes) {
  const response = await fetch(url).catch(() => null);
  if (!response || !response.ok) throw new FileUnusable(name);
  const bytes = new Uint8Array(size);
  const reader = response.body.getReader();
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => { throw new FileUnusable(name); });
    if (done) break;
    if (at + value.length > size) throw new FileUnusable(name);
    bytes.set(value, at);
    at += value.length;
    onBytes(value.length);
  }
  if (at !== size) throw new FileUnusable(name);
  return bytes;
}

function digest(bytes) {
  return Array.from(sha256(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
