//! What people of a demo write: requesters about their requests, colleagues to them and to each other.

pub(super) const COURSES: &[&str] = &[
    "Machine Learning Foundations",
    "Deep Learning with Transformers",
    "Python for Data Analysis",
    "Statistics Without Fear",
    "Computer Vision in Practice",
    "Prompting for Teams",
    "Natural Language Processing",
    "Data Engineering Bootcamp",
];

pub(super) const STREETS: &[&str] = &[
    "Residency Road, Bengaluru 560025",
    "Station Road, Pune 411001",
    "Anna Salai, Chennai 600002",
    "Park Street, Kolkata 700016",
    "High Street, Leeds LS1 4AA",
    "Lindenweg, 10115 Berlin",
];

pub(super) const UNSURE: &[&str] = &[
    "I get mails about courses I never took. I want to know why and make it stop.",
    "Somebody told me my photo is on an instructor page. I do not know what to ask for.",
    "I forgot my password years ago and want nothing left behind, or at least to know what there is.",
];

pub(super) const GUARDIAN: &[&str] = &[
    "My daughter is 11 and signed up with her school tablet. Please remove everything.",
    "My son opened this account without asking us. He is 12.",
    "The account belongs to our child, who is under the age for your service.",
];

pub(super) const ACCESS: &[&str] = &[
    "Please send me everything you hold about me, including quiz results and support chats.",
    "I need a copy of my learning history for {course} for a job application.",
    "I would like to know which companies you have shared my data with since 2023.",
    "All invoices and payment data, please, for my tax return.",
    "I want the messages between me and my instructor in {course}.",
    "What do your analytics know about me? IP addresses and devices as well, please.",
    "A full export, in a format I can read on my computer.",
];

/// Fields to correct: which, what stands there, what should.
pub(super) const FIELDS: &[(&str, &str, &str)] = &[
    ("Date of birth", "3 April 1991", "4 March 1991"),
    ("Town on the invoice", "Munchen", "München"),
    ("Name on the certificate", "J. Weiss", "Jürgen Weiß"),
    ("Company", "", "Lindqvist Konsult AB"),
    ("Telephone", "+46 70 000 00 00", "+46 70 000 00 01"),
];
pub(super) const FIELD_REFUSED: &[&str] = &[
    "It stands like this on the document you showed us.",
    "We looked it up at the source; it is as it was given to us.",
];
pub(super) const CORRECT: &[&str] = &[
    "My surname changed after my wedding. The certificate for {course} still shows the old one.",
    "My date of birth is wrong by ten years, which blocks me from a scholarship.",
    "The invoice address is my old flat. Please correct it on all invoices of this year.",
    "My name is misspelled on the certificate of {course}.",
    "You list me as an enterprise learner of a company I left in spring.",
];

pub(super) const DELETE: &[&str] = &[
    "Please delete everything about me. I no longer use the service.",
    "Remove my comments in {course}; I wrote about my health there.",
    "I want my data gone, including backups, and no more mails.",
    "Delete my profile photo and my bio first, then the rest.",
    "I only signed up for a free webinar and never agreed to all this tracking.",
    "Please erase my project submissions in {course}. They contain my employer’s data.",
];

pub(super) const POINTS: &[&str] = &[
    "Nothing open in the account.",
    "Looked it up: settled last month.",
    "Arranged with the person by mail; they agreed.",
    "Handed over to the one they named.",
];

pub(super) const TERMINATE: &[&str] = &[
    "Close my account, please. I have finished {course} and keep my certificate.",
    "I taught {course} until last year. Close my instructor account and settle what is open.",
    "Please close the account. I have another one that I use.",
    "I left the company that paid for this account. Close it, please.",
];

pub(super) const NOTES: &[&str] = &[
    "Called the number on file, nobody answered. Trying again tomorrow.",
    "Two accounts with similar names; the one from 2021 is hers.",
    "Payments says the last invoice is from March. It has to be kept.",
    "Checked with learning: project files are on the old storage as well.",
    "Writes in German, understands English well.",
    "Handle together with the request from her brother, same family plan.",
    "Instructor payout is still running, ends on the 15th.",
];

pub(super) const FROM_REQUESTER: &[&str] = &[
    "Thank you. Is there anything else you need from me?",
    "I moved since then. Does that matter for the request?",
    "Could you tell me roughly when I will hear from you?",
    "Please also include the data of my old account, if you can find it.",
    "I am travelling until Friday and will answer after that.",
];

pub(super) const FROM_DESK: &[&str] = &[
    "Thank you for your message. We have what we need and will answer before the date we gave you.",
    "We found both accounts and treat them as one request.",
    "There is nothing you need to do. We will write as soon as the answer is ready.",
];

pub(super) const EVIDENCE_ASKED: &[&str] = &[
    "You wrote from an address that is not the account’s. Please sign in on the status page and tell us the month of your first payment and the last course you opened.",
    "Please tell us the title of your last two courses, so that we know the account is yours.",
];

pub(super) const EVIDENCE_GIVEN: &[&str] = &[
    "The first payment was in June two years ago, the last course was Python for Data Analysis.",
    "Courses: Statistics Without Fear and Prompting for Teams.",
    "I paid by card in February and opened Computer Vision in Practice last week.",
];

pub(super) const QUESTIONS: &[&str] = &[
    "Which comments do you mean? A course title and a rough date are enough.",
    "Do you want your certificates to stay valid? They name you and are kept on a public page.",
    "Which spelling should the certificate show?",
    "Do you ask for a copy of your data, for its deletion, or both?",
];

pub(super) const ANSWERS: &[&str] = &[
    "All comments of last winter, please.",
    "Keep the certificates, delete the rest.",
    "Exactly as in my mail signature.",
    "Both: first the copy, then delete it.",
];

pub(super) const IDENTITY_NOTES: &[&str] = &[
    "Address is the account’s, code was typed in.",
    "Answers match payment and course records.",
    "Knows the first payment and two courses; no doubt left.",
];

pub(super) const AUTHORITY_NOTES: &[&str] = &[
    "School letter and the parent’s own account show the relation.",
    "Signed mandate was shown on the portal and fits the account’s name.",
];

pub(super) const IDENTITY_REJECTED: &[&str] = &[
    "The answers you gave do not fit the account. We have not looked up or changed anything. You can send a new request from the account’s address.",
];

pub(super) const TASK_DETAILS: &[&str] = &[
    "2 records",
    "14 rows, exported",
    "one profile, 3 addresses",
    "37 events since 2024",
    "checked both regions",
    "ticket closed",
    "1 file, 240 KB",
];

pub(super) const RETAINED: &[&str] =
    &["4 invoices, kept until the end of the eighth financial year; look again in April"];

pub(super) const ANSWER: &[&str] = &[
    "Everything you asked for has been done. Thank you for your patience.",
    "We looked in all six systems that hold data of learners. The result is below.",
    "This closes your request. If something is missing, write to us and we will look again.",
];

pub(super) const DELETED: &[&str] = &[
    "Your data was erased. Four invoices stay, because the law asks us to keep them; comments that others quoted stay visible in their posts.",
    "Erased in all systems. What you shared on other platforms is not in our hands.",
];

pub(super) const PARTLY: &[&str] = &[
    "The chat log also holds messages of two other learners. We left out what they wrote.",
    "Invoices and payout records have to be kept for eight years and stay; everything else was done.",
    "One order is still being completed. The rest was done; the order’s data goes when it is closed.",
];

pub(super) const REFUSALS: &[&str] = &[
    "You sent the same request five times this month and had a full answer on the 3rd. Nothing has changed since, so we do not repeat it.",
    "The text asks for data of another person. We cannot give you that without their mandate.",
];

pub(super) const SEND_BACKS: &[&str] = &[
    "Please name the retention period for the invoices, then I approve.",
    "The answer does not say how to complain to the authority. Use the standard paragraph.",
];

pub(super) const HOLDS: &[&str] = &[
    "A chargeback on this account is under way. Nothing may be erased before legal says so.",
    "Legal asks to keep the messages of this instructor until the dispute is settled.",
];

pub(super) const RELEASES: &[&str] = &["The dispute was settled. Go on as planned."];

pub(super) const REOPENINGS: &[&str] = &[
    "The requester complained: the old account was not part of the answer.",
    "The marketing list was missed; a newsletter arrived after we had answered.",
];

pub(super) const COMPLAINTS: &[&str] = &[
    "You say there is nothing more, but my messages with the instructors are missing.",
    "I asked once before, two years ago. That is not excessive. Please decide again.",
];

pub(super) const COMPLAINTS_UPHELD: &[&str] =
    &["You are right: the system with the messages was not asked. We ask it now and answer again."];

pub(super) const COMPLAINTS_REJECTED: &[&str] = &[
    "We looked at every message again. The same was asked nine times within a month, and answered each time.",
];

pub(super) const LATENESS: &[&str] = &[
    "The payments team answered a week late after its move to the new system.",
    "The letter lay in reception over the holidays and was recorded late.",
    "Handler was ill and nobody took over; hand-over rule was changed since.",
];

pub(super) const WITHDRAWALS: &[&str] =
    &["I found what I needed in my profile. Thank you.", "I want to keep the account after all."];

pub(super) const DATE_REASONS: &[&str] =
    &["The envelope carries an earlier date of receipt from reception."];
