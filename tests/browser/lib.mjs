// One door to the tools of the browser tests.
export { Desk, eventually, freePort } from './desk.mjs';
export { mailsIn, nextMail, parseMail } from './mailbox.mjs';
export { launch, reader } from './browser.mjs';
export { accessible, focusWalk, inspect, judge, spaced } from './axe.mjs';
