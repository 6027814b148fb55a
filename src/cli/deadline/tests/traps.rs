//! The traps of deadlines, each by its name; docs/deadlines.md lists them.

use super::super::Tools;
use crate::zones::Zones;
use config::{self, Settings};

/// The result of one question.
fn due(rule: &str, received: &str, zone: &str, list: &str) -> String {
    let settings = Settings::defaults().unwrap();
    let policy = config::policy::load(&settings).unwrap();
    let tools = Tools { policy, zones: Zones::bundled() };
    let mut question = tools.question(rule, received, zone).unwrap();
    question.read(list).unwrap();
    tools.answer(&question).unwrap().result
}

fn london(received: &str, list: &str) -> String {
    due("uk_gdpr", received, "Europe/London", &format!("cal=GB-ENG;{list}"))
}

fn berlin(received: &str, list: &str) -> String {
    due("eu_gdpr", received, "Europe/Berlin", &format!("cal=DE;{list}"))
}

#[test]
fn thirty_days_are_not_one_month_in_february() {
    let at = "2026-02-01T10:00:00+01:00";
    assert_eq!(due("policy_default", at, "Europe/Berlin", ""), "2026-03-03");
    assert_eq!(berlin(at, ""), "2026-03-02");
    assert_eq!(
        due("effective:policy_default+eu_gdpr", at, "Europe/Berlin", "cal=DE"),
        "2026-03-02"
    );
}

#[test]
fn an_extension_counts_from_the_original_start_not_from_the_rolled_date() {
    assert_eq!(berlin("2025-12-31T10:00:00+01:00", ""), "2026-02-02");
    assert_eq!(berlin("2025-12-31T10:00:00+01:00", "extended@2026-01-20"), "2026-03-31");
    assert_eq!(berlin("2026-01-31T10:00:00+01:00", "extended@2026-02-20"), "2026-04-30");
}

#[test]
fn the_day_of_receipt_is_local_not_utc() {
    let at = "2026-09-02T23:30:00Z";
    assert_eq!(due("policy_default", at, "UTC", ""), "2026-10-02");
    assert_eq!(due("policy_default", at, "Asia/Kolkata", ""), "2026-10-03");
    assert_eq!(due("policy_default", at, "America/Los_Angeles", ""), "2026-10-02");
}

#[test]
fn an_extension_told_too_late_is_void() {
    let at = "2026-03-02T10:00:00-05:00";
    assert_eq!(due("us_ct", at, "America/New_York", "extended@2026-04-16"), "2026-05-31");
    assert_eq!(due("us_ct", at, "America/New_York", "extended@2026-04-17"), "2026-04-16");
    assert_eq!(due("us_ct", at, "America/New_York", "extended@2026-03-01"), "2026-04-16");
    // The first month ends on Monday here, so Monday is still in time.
    assert_eq!(berlin("2025-12-31T10:00:00+01:00", "extended@2026-02-02"), "2026-03-31");
    assert_eq!(berlin("2025-12-31T10:00:00+01:00", "extended@2026-02-03"), "2026-02-02");
    assert_eq!(due("policy_default", at, "America/New_York", "extended@2026-03-03"), "2026-04-01");
}

#[test]
fn a_second_extension_changes_nothing() {
    let at = "2026-03-02T10:00:00-05:00";
    let twice = "extended@2026-04-01;extended@2026-05-20";
    assert_eq!(due("us_ct", at, "America/New_York", twice), "2026-05-31");
}

#[test]
fn every_law_with_an_extension_names_its_notice_limit() {
    let limit = |rule, zone| due(rule, "2026-03-02T12:00:00Z", zone, "calc=ext_notice_by");
    for (rule, expected) in [
        ("eu_gdpr", "2026-04-02"),
        ("uk_gdpr", "2026-04-02"),
        ("us_ca_ccpa", "2026-04-16"),
        ("us_va", "2026-04-16"),
        ("us_ia", "2026-05-31"),
        ("ca_pipeda", "2026-04-01"),
        ("za_paia", "2026-04-01"),
        ("sg_pdpa", "2026-04-01"),
        ("ch_fadp", "2026-04-01"),
        ("kr_pipa", "2026-03-12"),
        ("tw_pdpa", "2026-03-17"),
        ("policy_default", "NONE"),
        ("ca_qc", "NONE"),
        ("br_lgpd", "NONE"),
    ] {
        assert_eq!(limit(rule, "UTC"), expected, "{rule}");
    }
    let earlier = "calc=ext_notice_by;requested@2026-02-25";
    assert_eq!(due("ca_pipeda", "2026-03-02T12:00:00Z", "UTC", earlier), "2026-03-27");
}

#[test]
fn identity_and_fee_restart_the_month_in_the_united_kingdom() {
    let at = "2026-03-10T10:00:00Z";
    assert_eq!(london(at, "id_requested@2026-03-11"), "NOT_STARTED");
    assert_eq!(london(at, "id_requested@2026-03-11;calc=ext_notice_by"), "NOT_STARTED");
    assert_eq!(london(at, "id_requested@2026-03-11;id_received@2026-03-20"), "2026-04-20");
    let fee = "id_requested@2026-03-11;id_received@2026-03-20;fee_requested@2026-03-12";
    assert_eq!(london(at, fee), "NOT_STARTED");
    // Asked for when the month was over: nothing is revived.
    assert_eq!(london(at, "id_requested@2026-04-11;id_received@2026-04-20"), "2026-04-10");
}

#[test]
fn what_is_asked_while_the_period_runs_counts_however_it_came_to_run_so_long() {
    let at = "2026-05-06T10:00:00+01:00";
    // The question leaves out 17 days, so the period ends on 23 June and 10 June is within it.
    let question = "clar_requested@2026-05-12;clar_received@2026-05-28";
    let with = |list: &str| london(at, &format!("{question};{list}"));
    assert_eq!(with("id_requested@2026-06-10;id_received@2026-06-15"), "2026-07-15");
    assert_eq!(with("id_requested@2026-06-23;id_received@2026-06-24"), "2026-07-24");
    assert_eq!(with("id_requested@2026-06-24;id_received@2026-06-25"), "2026-06-23");
    assert_eq!(with("fee_requested@2026-06-10;fee_paid@2026-06-15"), "2026-07-15");
    assert_eq!(with("id_requested@2026-06-10"), "NOT_STARTED");
    // While the question is open nothing is over.
    let open = "clar_requested@2026-05-12;id_requested@2026-08-03";
    assert_eq!(london(at, open), "NOT_STARTED");
    assert_eq!(london(at, &format!("{open};id_received@2026-08-04")), "PAUSED");
    // An extension told in time goes on counting when the period begins anew.
    let told = "extended@2026-06-01;fee_requested@2026-07-10;fee_paid@2026-07-12";
    assert_eq!(london(at, told), "2026-10-12");
    let again = format!("{told};id_requested@2026-09-01;id_received@2026-09-03");
    assert_eq!(london(at, &again), "2026-12-03");
}

#[test]
fn clarification_pauses_access_only_and_never_revives() {
    let at = "2026-05-06T10:00:00+01:00";
    assert_eq!(london(at, "clar_requested@2026-05-12"), "PAUSED");
    assert_eq!(london(at, "type=erasure;clar_requested@2026-05-12"), "2026-06-08");
    let pause = |list: &str| london(at, list);
    // One day, both ends the same; and a window before and on the day of receipt.
    assert_eq!(pause("clar_requested@2026-05-12;clar_received@2026-05-12"), "2026-06-08");
    assert_eq!(pause("clar_requested@2026-05-01;clar_received@2026-05-06"), "2026-06-08");
    assert_eq!(pause("clar_requested@2026-05-01;clar_received@2026-05-09"), "2026-06-09");
    // Two windows that touch on one day: that day counts once.
    let two = "clar_requested@2026-05-12;clar_received@2026-05-14;clar_requested@2026-05-14;clar_received@2026-05-15";
    assert_eq!(pause(two), "2026-06-10");
    // Two questions that overlap, and one inside the other.
    let two = "clar_requested@2026-05-12;clar_received@2026-05-18;clar_requested@2026-05-15;clar_received@2026-05-20";
    assert_eq!(pause(two), "2026-06-15");
    let two = "clar_requested@2026-05-12;clar_received@2026-05-20;clar_requested@2026-05-15;clar_received@2026-05-18";
    assert_eq!(pause(two), "2026-06-15");
    assert_eq!(
        pause("clar_requested@2026-05-12;clar_requested@2026-05-13;clar_received@2026-05-14"),
        "PAUSED"
    );
    // 6 June is a Saturday: on Monday 8 June the period still runs, on the 9th it is over.
    assert_eq!(pause("clar_requested@2026-06-08;clar_received@2026-06-10"), "2026-06-09");
    assert_eq!(pause("clar_requested@2026-06-09;clar_received@2026-06-20"), "2026-06-08");
    assert_eq!(pause("clar_requested@2026-06-09"), "2026-06-08");
    // In the extended period a question still stops the clock, but no longer moves the notice limit.
    let late = "extended@2026-06-08;clar_requested@2026-07-01;clar_received@2026-07-02";
    assert_eq!(pause(late), "2026-08-10");
    assert_eq!(pause(&format!("{late};calc=ext_notice_by")), "2026-06-08");
}

#[test]
fn the_suspension_of_the_union_is_half_open_and_can_be_switched() {
    let at = "2026-05-04T10:00:00+02:00";
    let list = "id_requested@2026-05-06;id_received@2026-05-11";
    assert_eq!(berlin(at, list), "2026-06-09");
    assert_eq!(berlin(at, &format!("{list};pause=inclusive")), "2026-06-10");
    assert_eq!(berlin(at, &format!("{list};pause=none")), "2026-06-04");
    assert_eq!(berlin(at, "id_requested@2026-05-06"), "PAUSED");
    assert_eq!(berlin(at, "id_requested@2026-05-06;pause=none"), "2026-06-04");
}

#[test]
fn california_waits_for_nobody() {
    let list = "id_requested@2026-03-06;clar_requested@2026-03-07;fee_requested@2026-03-08";
    let at = "2026-03-02T10:00:00-08:00";
    assert_eq!(due("us_ca_ccpa", at, "America/Los_Angeles", list), "2026-04-16");
    // Thanksgiving, and the day after it in the state's own calendar.
    let ack = |cal: &str| {
        let at = "2026-11-18T10:00:00-08:00";
        due("us_ca_ccpa", at, "America/Los_Angeles", &format!("calc=ack_bd;{cal}"))
    };
    assert_eq!(ack("cal="), "2026-12-02");
    assert_eq!(ack("cal=US"), "2026-12-03");
    assert_eq!(ack("cal=US-CA"), "2026-12-04");
}

#[test]
fn hours_are_instants_across_changes_of_the_clock_and_never_move() {
    let ack = |at: &str, zone: &str, hours: u32| {
        due("in_ecommerce", at, zone, &format!("cal=DE;roll=forward;calc=ack_hours:{hours}"))
    };
    // 24 hours from 00:30 on the day that has only 23.
    assert_eq!(ack("2026-03-29T00:30:00+01:00", "Europe/Berlin", 24), "2026-03-30");
    assert_eq!(ack("2026-03-29T00:30:00+01:00", "Europe/Berlin", 23), "2026-03-30");
    assert_eq!(ack("2026-03-29T00:30:00+01:00", "Europe/Berlin", 22), "2026-03-29");
    assert_eq!(ack("2026-10-25T00:30:00+02:00", "Europe/Berlin", 24), "2026-10-25");
    // Over the new year and its holiday.
    assert_eq!(ack("2026-12-31T10:00:00+01:00", "Europe/Berlin", 24), "2027-01-01");
}

#[test]
fn the_date_line_and_odd_offsets_give_the_day_people_had() {
    let promise = |at: &str, zone: &str| due("policy_default", at, zone, "");
    // Samoa skipped 30 December 2011.
    assert_eq!(promise("2011-12-30T09:59:59Z", "Pacific/Apia"), "2012-01-28");
    assert_eq!(promise("2011-12-30T10:00:00Z", "Pacific/Apia"), "2012-01-30");
    assert_eq!(promise("2026-06-01T10:00:00Z", "Pacific/Kiritimati"), "2026-07-02");
    assert_eq!(promise("2026-06-01T09:59:59Z", "Pacific/Kiritimati"), "2026-07-01");
    assert_eq!(promise("2026-06-01T18:14:59Z", "Asia/Kathmandu"), "2026-07-01");
    assert_eq!(promise("2026-06-01T18:15:00Z", "Asia/Kathmandu"), "2026-07-02");
    assert_eq!(promise("2026-06-01T02:29:59Z", "America/St_Johns"), "2026-06-30");
    // Midnight that never was (Beirut) and midnight that came twice (Havana).
    assert_eq!(promise("2026-03-28T21:59:59Z", "Asia/Beirut"), "2026-04-27");
    assert_eq!(promise("2026-03-28T22:00:00Z", "Asia/Beirut"), "2026-04-28");
    assert_eq!(promise("2026-11-01T04:00:00Z", "America/Havana"), "2026-12-01");
    assert_eq!(promise("2026-11-01T05:00:00Z", "America/Havana"), "2026-12-01");
    assert_eq!(promise("2026-11-01T03:59:59Z", "America/Havana"), "2026-11-30");
}

#[test]
fn zone_data_is_new_enough_for_the_changes_of_2026() {
    let offset = |zone: &str| {
        let at = "2026-12-15T12:00:00Z".parse().unwrap();
        Zones::bundled().local_time(zone, at).unwrap().offset
    };
    assert_eq!(offset("America/Vancouver"), "-07:00");
    assert_eq!(offset("America/Edmonton"), "-06:00");
    assert_eq!(offset("Africa/Casablanca"), "+00:00");
}

#[test]
fn canada_rests_on_sunday_not_on_saturday() {
    let at = |received: &str| due("ca_pipeda", received, "America/Toronto", "cal=CA");
    assert_eq!(at("2026-10-01T10:00:00-04:00"), "2026-10-31");
    assert_eq!(at("2026-10-02T10:00:00-04:00"), "2026-11-02");
}

#[test]
fn other_starts_and_periods() {
    let seoul = |list: &str| due("kr_pipa", "2026-03-03T10:00:00+09:00", "Asia/Seoul", list);
    assert_eq!(seoul("postponed@2026-03-10"), "PAUSED");
    assert_eq!(seoul("postponed@2026-03-10;postpone_ended@2026-03-30"), "2026-04-09");
    assert_eq!(seoul("postpone_ended@2026-03-30"), "2026-04-09");
    let zurich = |list: &str| due("ch_fadp", "2026-03-02T10:00:00+01:00", "Europe/Zurich", list);
    assert_eq!(zurich(""), "2026-04-01");
    assert_eq!(zurich("fee_notified@2026-03-05"), "2026-04-14");
    let taipei = |list: &str| due("tw_pdpa", "2026-03-02T10:00:00+08:00", "Asia/Taipei", list);
    assert_eq!(taipei("type=erasure"), "2026-04-01");
    assert_eq!(taipei("extended@2026-03-17"), "2026-04-01");
    let delhi = |list: &str| due("in_dpdp_grievance", "2027-06-01", "Asia/Kolkata", list);
    assert_eq!(delhi("period=200"), delhi("period=90"));
    assert_eq!(delhi(""), "2027-08-30");
}

#[test]
fn the_earliest_of_several_ignores_those_that_stand_still() {
    let at = "2026-03-10T10:00:00Z";
    let both = |list: &str| due("effective:policy_default+uk_gdpr", at, "Europe/London", list);
    assert_eq!(both("id_requested@2026-03-11"), "2026-04-09");
    let laws = |list: &str| due("effective:uk_gdpr+eu_gdpr", at, "Europe/London", list);
    assert_eq!(laws("id_requested@2026-03-11"), "PAUSED");
}
