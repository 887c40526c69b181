// What was decided and is not yet on the server's disk: kept in this browser, sent in order, once.
//
// Every act has an entry of its own in localStorage, so that two windows never overwrite each other,
// and an id of its own, so that the server writes it once however often it is sent.

import { Refused, call } from "./lib.js";

const PAUSES = [500, 1000, 2000, 4000, 8000, 15000];
const PATIENCE = 30_000; // milliseconds an answer may take

export class Outbox {
  /**
   * @param {string} room the review's name in addresses
   * @param {string} who whose decisions these are: nobody else's are sent
   * @param {{state: Function, saved: Function, refused: Function}} told
   */
  constructor(room, who, told) {
    this.path = `/api/v1/r/${room}/screening/acts`;
    this.prefix = `tamis.act/${room}/${who}/`;
    this.no = `tamis.refused/${room}/${who}/`;
    this.told = told;
    this.sending = null;
    this.turns = 0; // grows with every act kept or settled: an older answer's counts are out of date
    this.failures = 0;
    this.timer = undefined;
    addEventListener("online", () => this.send());
    addEventListener("pagehide", () => this.flush());
  }

  names(prefix = this.prefix) {
    const found = [];
    for (let i = 0; i < localStorage.length; i += 1) {
      const name = localStorage.key(i);
      if (name.startsWith(prefix)) found.push(name);
    }
    return found.sort();
  }

  acts() {
    return this.names().map((name) => JSON.parse(localStorage.getItem(name)));
  }

  /** Keep an act, then send it. It is in the browser's store when this returns. */
  add(act) {
    this.turns += 1;
    localStorage.setItem(this.prefix + act.request, JSON.stringify(act));
    this.told.state("saving", this.names().length);
    queueMicrotask(() => this.send());
  }

  /** Send what waits; done when all of it is answered, or the server can't be reached. */
  send() {
    this.sending ??= this.sendAll().finally(() => {
      this.sending = null;
      if (!this.timer && this.names().length) this.send();
    });
    return this.sending;
  }

  async sendAll() {
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      for (let waiting = this.acts(); waiting.length; waiting = this.acts()) {
        const batch = waiting.slice(0, 200);
        // A connection that hangs is given up: sent again, nothing is doubled.
        const signal = AbortSignal.timeout(PATIENCE);
        const answer = await call("POST", this.path, { acts: batch }, { signal });
        this.failures = 0;
        this.settle(batch, answer);
        const busy = answer.results.find((result) => result.again);
        if (busy) throw new Refused(busy.status, busy.refused);
      }
      this.told.state("saved", 0);
    } catch (error) {
      this.later(error);
    }
  }

  settle(batch, answer) {
    this.turns += 1;
    answer.results.forEach((result, i) => {
      if (result.again) return;
      localStorage.removeItem(this.prefix + result.request);
      if (result.saved) {
        this.told.saved(batch[i], result);
      } else {
        localStorage.setItem(this.no + result.request, JSON.stringify({ act: batch[i], why: result.refused }));
        this.told.refused(this.refused());
      }
    });
    if (!this.names().length) this.told.left(answer.left);
  }

  later(error) {
    const why = error instanceof Refused ? error.message : "";
    const out = error instanceof Refused && error.status === 401;
    this.told.state("waiting", this.names().length, why, out);
    const pause = PAUSES[Math.min(this.failures, PAUSES.length - 1)];
    this.failures += 1;
    this.timer = setTimeout(() => this.send(), pause);
  }

  /** Leaving the page: one last try that outlives it. What it misses is sent by the next visit. */
  flush() {
    const acts = this.acts().slice(0, 100);
    if (acts.length) call("POST", this.path, { acts }, { keepalive: true }).catch(() => {});
  }

  refused() {
    return this.names(this.no).map((name) => JSON.parse(localStorage.getItem(name)));
  }

  forget(request) {
    localStorage.removeItem(this.no + request);
    this.told.refused(this.refused());
  }
}
