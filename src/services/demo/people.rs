//! The people of a demo: names from many countries, addresses that belong to nobody, what they ask
//! for and in which words. All of it is made up.

use unicode_normalization::UnicodeNormalization;

use super::timeline::Dice;
use super::words;
use domain::correction::WantedCorrection;
use domain::intake::Submission;
use domain::vocabulary::{AccountRole, RequesterRole, Right};

/// Where people live and what they are called there.
#[derive(Default)]
struct Place {
    weight: u32,
    country: &'static str,
    regions: &'static [&'static str],
    given: &'static [&'static str],
    family: &'static [&'static str],
}

const fn place(
    weight: u32,
    country: &'static str,
    regions: &'static [&'static str],
    given: &'static [&'static str],
    family: &'static [&'static str],
) -> Place {
    Place { weight, country, regions, given, family }
}

/// Weighted as the learners of a marketplace run from India might be.
#[rustfmt::skip]
const PLACES: &[Place] = &[
    place(38, "IN", &["KA", "MH", "TN", "DL", "TG", "WB", "KL", "GJ"],
        &["Aarav", "Priya", "Rahul", "Ananya", "Vikram", "Kavya", "Sanjay", "Lakshmi", "Imran", "Fatima", "Harpreet", "Deepa", "Nikhil", "Ishita", "Farhan", "Sneha"],
        &["Sharma", "Patel", "Reddy", "Menon", "Singh", "Banerjee", "Khan", "Desai", "Pillai", "Chatterjee", "Gupta", "Joshi", "Kaur", "Naidu", "D’Souza", "Bhat"]),
    place(17, "US", &["CA", "NY", "TX", "WA", "VA", "CO", "FL", "IL"],
        &["Emily", "Michael", "Jasmine", "Carlos", "Hannah", "Tyrone", "Grace", "Andrew", "Mei", "Olivia", "Jamal", "Sarah"],
        &["Johnson", "Williams", "Garcia", "Chen", "Washington", "Miller", "Nguyen", "O’Brien", "Rodriguez", "Kim", "Thompson", "Cohen"]),
    place(7, "GB", &["", "", "SCT", "WLS"],
        &["Oliver", "Amelia", "Callum", "Zara", "Rhys", "Charlotte", "Imogen", "Kwame"],
        &["Smith", "Campbell", "Begum", "Davies", "Hughes", "Ahmed", "MacLeod", "Taylor"]),
    place(7, "DE", &[""],
        &["Jonas", "Leonie", "Jürgen", "Käthe", "Mehmet", "Annika", "Stefan", "Ulrike"],
        &["Müller", "Schröder", "Weiß", "Yılmaz", "Fischer", "Krüger", "Hoffmann", "von der Heide"]),
    place(5, "FR", &[""],
        &["Élodie", "François", "Chloé", "Mathieu", "Aïcha", "Benoît", "Margaux"],
        &["Lefèvre", "Moreau", "Benali", "Dupont", "Garnier", "Rousseau", "Nguyen"]),
    place(3, "IE", &[""], &["Saoirse", "Cillian", "Niamh", "Seán", "Aoife"], &["Ó Briain", "Murphy", "Kelly", "Ní Dhomhnaill", "Walsh"]),
    place(3, "ES", &[""], &["Lucía", "Íñigo", "María José", "Pablo", "Nerea"], &["García López", "Muñoz", "Ibáñez", "Fernández", "Etxeberria"]),
    place(3, "IT", &[""], &["Giulia", "Niccolò", "Francesca", "Matteo", "Chiara"], &["Rossi", "D’Angelo", "Bianchi", "Esposito", "Ferrari"]),
    place(3, "NL", &[""], &["Sanne", "Daan", "Fleur", "Youssef", "Joost"], &["de Vries", "van den Berg", "Bakker", "El Amrani", "Jansen"]),
    place(3, "PL", &[""], &["Zofia", "Łukasz", "Małgorzata", "Paweł", "Agnieszka"], &["Nowak", "Wójcik", "Zielińska", "Dąbrowski", "Kowalska"]),
    place(2, "SE", &[""], &["Astrid", "Björn", "Elsa", "Åke"], &["Lindström", "Öberg", "Johansson", "Sjögren"]),
    place(4, "BR", &[""], &["João", "Beatriz", "Thiago", "Letícia", "Conceição"], &["Silva", "Gonçalves", "Araújo", "dos Santos", "Ribeiro"]),
    place(3, "CA", &["ON", "QC", "BC", "AB"], &["Liam", "Geneviève", "Aiyana", "Noah"], &["Tremblay", "Singh", "MacDonald", "Wong"]),
    place(3, "NG", &[""], &["Chidinma", "Oluwaseun", "Ngozi", "Emeka", "Aisha"], &["Okafor", "Adéyẹmí", "Eze", "Balogun", "Bello"]),
    place(2, "KE", &[""], &["Wanjiru", "Otieno", "Achieng", "Kamau"], &["Mwangi", "Odhiambo", "Njoroge", "Wafula"]),
    place(2, "AE", &[""], &["Layla", "Omar", "Noura", "Khalid"], &["Al Mansoori", "Haddad", "Rahman", "Al Suwaidi"]),
    place(2, "SG", &[""], &["Wei Ling", "Arun", "Siti", "Jun Hao"], &["Tan", "Lim", "Rajan", "Binte Rahman"]),
    place(2, "JP", &[""], &["陽菜", "蓮", "さくら", "Haruto"], &["佐藤", "鈴木", "高橋", "Tanaka"]),
    place(2, "AU", &["NSW", "VIC", "QLD"], &["Matilda", "Jack", "Thi Mai", "Lachlan"], &["Wilson", "Nguyễn", "Papadopoulos", "Kelly"]),
    place(1, "ZA", &[""], &["Thandiwe", "Sipho", "Anika", "Pieter"], &["Dlamini", "Naidoo", "van Wyk", "Mokoena"]),
    place(1, "UA", &[""], &["Олена", "Тарас", "Iryna"], &["Шевченко", "Коваль", "Bondarenko"]),
    place(1, "MX", &[""], &["Ximena", "José Luis", "Guadalupe"], &["Hernández", "Núñez", "Ramírez"]),
];

/// Which rights are asked for together, and how often.
#[rustfmt::skip]
const MIX: &[(u32, &[Right])] = &[
    (38, &[Right::Access]), (22, &[Right::Delete]), (12, &[Right::Correct]), (10, &[Right::Terminate]),
    (8, &[Right::Access, Right::Delete]), (6, &[Right::Delete, Right::Terminate]),
    (3, &[Right::Access, Right::Correct]), (1, &[Right::Access, Right::Correct, Right::Delete, Right::Terminate]),
];

/// What a story needs of its person.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted {
    /// Exactly these rights; empty for any.
    pub(super) rights: &'static [Right],
    /// Not sure what to ask for.
    pub(super) unsure: bool,
    /// In this capacity; none for the usual mix.
    pub(super) role: Option<RequesterRole>,
    /// The account has another address.
    pub(super) other_account: bool,
    /// Reached the desk on paper or by voice, without an address for mail.
    pub(super) by_letter: bool,
}

/// A person and what they send.
pub(super) fn submission(dice: &Dice, wanted: &Wanted) -> Submission {
    let home = home(dice);
    let name = full_name(dice, home);
    let role = wanted.role.unwrap_or_else(|| usual_role(dice));
    let rights = rights(dice, wanted, role);
    let account_role = account_role(dice, role);
    let mut submission = Submission {
        rights: if wanted.unsure {
            vec!["not_sure".to_owned()]
        } else {
            rights.iter().map(|right| right.as_str().to_owned()).collect()
        },
        email: address(dice, &name),
        country: home.country.to_owned(),
        region: dice.pick(home.regions).to_owned(),
        role: role.as_str().to_owned(),
        account_role: account_role.as_str().to_owned(),
        name,
        ..Submission::default()
    };
    if role != RequesterRole::Myself {
        let subject = relative(dice, home, &submission.name, role);
        if role == RequesterRole::Agent {
            submission.subject_email = address(dice, &subject);
        }
        submission.acting_for = subject;
    }
    if wanted.other_account || (role == RequesterRole::Myself && dice.chance(8)) {
        submission.account_email = address(dice, &submission.name);
    }
    if wanted.by_letter {
        submission.email.clear();
        submission.postal_address =
            format!("{}\n{} {}", submission.name, dice.between(1, 190), dice.pick(words::STREETS));
    }
    describe(dice, &mut submission, rights, role);
    submission
}

fn home(dice: &Dice) -> &'static Place {
    static ELSEWHERE: Place = place(0, "IN", &[], &["Aarav"], &["Sharma"]);
    let total = PLACES.iter().map(|place| place.weight).sum();
    let mut left = dice.below(total);
    for place in PLACES {
        if left < place.weight {
            return place;
        }
        left = left.saturating_sub(place.weight);
    }
    &ELSEWHERE
}

fn full_name(dice: &Dice, home: &Place) -> String {
    let (given, family) = (dice.pick(home.given), dice.pick(home.family));
    // Where both are written in Japanese the family name comes first.
    if home.country == "JP" && !given.is_ascii() && !family.is_ascii() {
        return format!("{family} {given}");
    }
    format!("{given} {family}")
}

fn relative(dice: &Dice, home: &Place, name: &str, role: RequesterRole) -> String {
    let family = name.split_once(' ').map(|(_, family)| family);
    match family {
        Some(family) if role == RequesterRole::Guardian => {
            format!("{} {family}", dice.pick(home.given))
        }
        _ => full_name(dice, home),
    }
}

fn usual_role(dice: &Dice) -> RequesterRole {
    match dice.below(100) {
        0..4 => RequesterRole::Guardian,
        4..7 => RequesterRole::Agent,
        _ => RequesterRole::Myself,
    }
}

fn account_role(dice: &Dice, role: RequesterRole) -> AccountRole {
    if role == RequesterRole::Guardian {
        return AccountRole::Student;
    }
    let mix = [
        (72, AccountRole::Student),
        (12, AccountRole::Instructor),
        (7, AccountRole::Both),
        (9, AccountRole::Enterprise),
    ];
    dice.weighted(&mix).unwrap_or(AccountRole::Student)
}

fn rights(dice: &Dice, wanted: &Wanted, role: RequesterRole) -> &'static [Right] {
    if !wanted.rights.is_empty() {
        return wanted.rights;
    }
    if role == RequesterRole::Guardian {
        // Policy 6.3: parents ask for a child's data to be removed.
        return &[Right::Delete];
    }
    dice.weighted(MIX).unwrap_or(&[Right::Access])
}

fn describe(dice: &Dice, submission: &mut Submission, rights: &[Right], role: RequesterRole) {
    if submission.rights.iter().any(|right| right == "not_sure") {
        submission.details = dice.pick(words::UNSURE).to_owned();
        return;
    }
    if role == RequesterRole::Guardian {
        submission.details = dice.pick(words::GUARDIAN).to_owned();
    }
    for right in rights {
        // Many people choose what they want and write nothing.
        if *right != Right::Correct && dice.chance(25) {
            continue;
        }
        let (field, list) = match right {
            Right::Access => (&mut submission.details_access, words::ACCESS),
            Right::Correct => (&mut submission.details_correct, words::CORRECT),
            Right::Delete => (&mut submission.details_delete, words::DELETE),
            Right::Terminate => (&mut submission.details_terminate, words::TERMINATE),
        };
        *field = dice.pick(list).replace("{course}", dice.pick(words::COURSES));
        if *right == Right::Correct && dice.chance(70) {
            submission.corrections = fields(dice);
        }
    }
}

/// One to three different fields.
fn fields(dice: &Dice) -> Vec<WantedCorrection> {
    let count = usize::try_from(dice.between(1, 3)).unwrap_or(1);
    let all = words::FIELDS.iter().cycle();
    let from = usize::try_from(dice.below(5)).unwrap_or(0);
    all.skip(from)
        .take(count)
        .map(|(field, current, proposed)| WantedCorrection {
            field: (*field).to_owned(),
            current: (*current).to_owned(),
            proposed: (*proposed).to_owned(),
        })
        .collect()
}

/// An address made from a name, at a domain that nobody can own (RFC 2606).
fn address(dice: &Dice, name: &str) -> String {
    let domain = dice.pick(&["example.com", "example.com", "example.org", "example.net"]);
    let mut local = name
        .split_whitespace()
        .map(plain)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(".");
    if local.is_empty() {
        "learner".clone_into(&mut local);
    }
    if dice.chance(70) {
        local = format!("{local}{}", dice.between(2, 9999));
    }
    format!("{local}@{domain}")
}

/// Letters without their marks, small; what has no Latin letter falls away.
fn plain(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for letter in word.nfd() {
        match letter {
            'ß' => out.push_str("ss"),
            'Ł' | 'ł' => out.push('l'),
            'ı' => out.push('i'),
            letter if letter.is_ascii_alphanumeric() => out.push(letter.to_ascii_lowercase()),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_can_send_the_form_and_nobody_is_real() {
        let dice = Dice::new(5);
        let (mut guardians, mut countries) = (0, std::collections::BTreeSet::new());
        for n in 0..2000 {
            let wanted = Wanted { by_letter: n % 50 == 0, ..Wanted::default() };
            let submission = submission(&dice, &wanted);
            let parsed = submission.parse(!wanted.by_letter);
            let parsed = parsed.unwrap_or_else(|wrong| panic!("{submission:?}: {wrong:?}"));
            let person = parsed.person;
            let all = [person.email, person.account_email, person.subject_email];
            for address in all.into_iter().flatten() {
                let (_, domain) = address.as_str().split_once('@').unwrap();
                assert!(["example.com", "example.org", "example.net"].contains(&domain));
            }
            guardians += usize::from(parsed.facts.role == RequesterRole::Guardian);
            countries.insert(parsed.facts.country);
        }
        assert!((20..200).contains(&guardians), "{guardians}");
        assert!(countries.len() > 15, "{countries:?}");
    }
}
