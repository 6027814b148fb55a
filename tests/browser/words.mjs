// Every text of the product that a browser test looks for, in one place: when a wording changes,
// it changes here. Patterns, not full sentences, where a test only needs to find the thing.
export const paths = {
  start: '/',
  request: '/request',
  status: '/status',
  signIn: '/sign-in',
  queue: '/desk',
  case: (reference) => `/desk/cases/${reference}`,
  files: (reference) => `/desk/cases/${reference}/files`,
  letter: (reference) => `/desk/cases/${reference}/letter`,
  inReview: '/desk?stage=review',
  reports: '/desk/reports',
  deadlines: '/desk/reports/deadlines',
  calendar: '/desk/calendar',
  audit: '/desk/audit',
  whatIf: '/desk/what-if',
  holds: '/desk/holds',
  settings: '/desk/settings',
  staff: '/desk/settings/staff',
  keys: '/desk/settings/keys',
  laws: '/desk/settings/laws',
  calendars: '/desk/settings/calendars',
  dataMap: '/desk/settings/data-map',
  tasks: '/desk/tasks',
};

/** Field names, as in the `name` attribute. */
export const field = {
  right: 'right',
  name: 'name',
  email: 'email',
  country: 'country',
  region: 'region',
  role: 'role',
  details: 'details',
  code: 'code',
  password: 'password',
  passwordAgain: 'password_again',
  method: 'method',
  note: 'note',
  task: 'task',
  result: 'result',
  outcome: 'outcome',
  ground: 'ground',
  text: 'text',
  others: 'others',
  reason: 'reason',
};

/** Buttons and links by what they say. */
export const press = {
  begin: /^(start|make) (a|your|my) request|^continue|^next/i,
  next: /^continue|^next/i,
  send: /^(send|submit)( my| the)? request|^confirm and send/i,
  confirm: /^confirm/i,
  setPassword: /^(set|save) (the |your |my )?password|^continue/i,
  signIn: /^sign in/i,
  signOut: /^sign out/i,
  invite: /^(send (the )?)?invit(e|ation)/i,
  take: /^take|^assign to me/i,
  saveView: /^save( the)? view/i,
  makeKey: /^make( the)? key/i,
  makeCalendar: /^make( the)? calendar/i,
  look: /^look at (what|it)/i,
  save: /^save$/i,
  acceptIdentity: /^accept( the)? identity|^identity (is )?(confirmed|verified)/i,
  completeTask: /^(complete|finish|mark)( the| this)? task|^task done|^record( the)? result/i,
  settle: /^settle/i,
  propose: /^propose( the)? answer|^send for (review|approval)/i,
  approve: /^approve/i,
  attach: /^attach/i,
  signOff: /^sign (the file )?off/i,
  sendFiles: /^send (files|to the privacy desk)/i,
  codeForDownload: /^send a code to download/i,
  download: /^download/i,
  decideField: /^decide on/i,
  release: /^release/i,
  keepAccount: /^keep/i,
  takeBack: /^take .* back/i,
};

/** Headings and sentences that say where the reader is. */
export const says = {
  checkYourMail: /check your (e-?mail|inbox)/i,
  received: /we have your request|request (was |is )?received/i,
  closed: /closed|fulfilled/i,
  chooseRight: /choose|select|tick|what would you like/i,
  wrongCode: /code/i,
  copyReady: /your data is ready/i,
  taskRecorded: /recorded/i,
  /** Where a request is, in the words of the desk and in those for the person. */
  stages: {
    verifying: { desk: /checking identity/i, person: /checking who is asking/i },
    proof: { desk: /waiting for proof/i, person: /proof|show/i },
    working: { desk: /in progress/i, person: /working on it/i },
    review: { desk: /in review/i, person: /colleague checks/i },
    closed: { desk: /closed|done|withdrawn/i, person: /finished|is ready|is done|closed/i },
  },
};

/** Mails by subject. */
export const subject = {
  confirm: /confirm|code/i,
  received: /received|have your request/i,
  invitation: /invit|account|password/i,
  answer: /answer|ready|done|completed?|closed|your request/i,
};

/** What a reference looks like. */
export const reference = /DSR-\d{4}-\d{6}/;
