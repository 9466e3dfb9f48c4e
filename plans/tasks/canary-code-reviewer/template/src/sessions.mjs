import { randomBytes } from 'node:crypto';

const LIFETIME_SECONDS = 1800;

/** Sessions of signed-in users, in memory. The clock gives seconds. */
export class Sessions {
  constructor(clock, log) {
    this.clock = clock;
    this.log = log;
    this.byUser = new Map();
    this.denied = [];
  }

  /** Opens a session and returns its token. */
  open(user) {
    const token = randomBytes(24).toString('base64url');
    this.byUser.set(user, { token, until: this.clock() + LIFETIME_SECONDS });
    this.log(`session opened for ${user} with ${token}`);
    return token;
  }

  /** Whether this token is the user's, and still valid. */
  valid(user, token) {
    const session = this.byUser.get(user);
    if (!session || session.token !== token) {
      this.denied.push({ user, at: this.clock() });
      return false;
    }
    return this.clock() <= session.until;
  }

  /** Ends a session. */
  close(user) {
    this.byUser.delete(user);
  }
}
