//! What a configuration takes, and what it refuses.

use std::ffi::OsString;

use super::*;

/// Loads a configuration from this file and these variables, in a working folder `/srv`.
fn load(file: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(FILE_NAME);
    std::fs::write(&path, file).expect("written");
    let variables = variables
        .iter()
        .map(|(name, value)| (OsString::from(name), OsString::from(value)));
    let loaded = Config::load(Some(&path), variables, std::path::Path::new("/srv"));
    let prefix = format!("{}/", folder.path().display());
    loaded.map_err(|error| error.to_string().replace(&prefix, ""))
}

fn check_refused(file: &str, variables: &[(&str, &str)], expect: &str) {
    let reason = load(file, variables).expect_err(expect);
    assert_eq!(reason, expect);
    assert!(!reason.contains('\n'), "{reason}");
}

#[test]
fn nothing_needs_to_be_set() {
    let config = load("", &[("PATH", "/bin"), ("GUICHET_CONFIG", "x.toml")]).expect("loaded");
    assert_eq!(config.port, 8000);
    assert_eq!(config.data, PathBuf::from("/srv/data"));
    assert_eq!(config.definitions, PathBuf::from("/srv"));
    assert_eq!(config.store_url(), "surrealkv:///srv/data/store");
    assert_eq!(config.public_url(), "http://127.0.0.1:8000");
}

#[test]
fn the_file_of_the_working_folder_is_read_and_variables_go_before_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "port = 8080\ndata = \"kept\"\ntime_zone = \"UTC\"\n";
    std::fs::write(folder.path().join(FILE_NAME), text).expect("written");
    let variables = [
        ("GUICHET_PORT", "9090"),
        ("GUICHET_MAIL", "smtps://mail.example.cn"),
        ("GUICHET_STORE", ""),
        ("GUICHET_CLOCK_OFFSET_SECONDS", "-60"),
    ]
    .map(|(name, value)| (OsString::from(name), OsString::from(value)));
    let config = Config::load(None, variables, folder.path()).expect("loaded");
    assert_eq!((config.port, config.clock_offset_seconds), (9090, -60));
    assert_eq!(config.data, folder.path().join("kept"));
    assert_eq!(config.time_zone, "UTC");
    assert_eq!(config.mail_url(), "smtps://mail.example.cn");
    assert_eq!(config.store, None);
}

#[test]
fn every_key_can_be_set_in_the_file_and_by_its_variable() {
    for (name, variable) in names() {
        let kept = serde_json::to_value(load("", &[]).expect("loaded").as_map()).expect("a map");
        let value = match (&kept[name], name) {
            (serde_json::Value::Number(number), _) => number.to_string(),
            (serde_json::Value::String(text), _) => text.clone(),
            (_, "public_url") => "https://window.example.cn".to_owned(),
            (_, "store") => "mem://".to_owned(),
            (_, "journal") => "/srv/journal".to_owned(),
            (_, "proxy_header") => "X-Real-IP".to_owned(),
            (_, "metrics_token") => "0123456789abcdef".to_owned(),
            _ => "file:///srv/x".to_owned(),
        };
        let written = match &kept[name] {
            serde_json::Value::Number(_) => value.clone(),
            _ => format!("{value:?}"),
        };
        let by_file = load(&format!("{name} = {written}"), &[]).expect(name);
        let by_variable = load("", &[(&variable, &value)]).expect(name);
        assert_eq!(by_file.as_map()[name], by_variable.as_map()[name], "{name}");
        assert!(!by_file.as_map()[name].is_null(), "{name}");
    }
}

#[test]
fn a_name_that_is_not_known_is_refused_with_the_nearest_that_is() {
    check_refused(
        "port = 1\n\nadress = \"::1\"",
        &[],
        "guichet.toml:3: the key \"adress\" is not known; did you mean address?",
    );
    check_refused(
        "qqq = 1",
        &[],
        "guichet.toml:1: the key \"qqq\" is not known; docs/operator.md lists them all",
    );
    check_refused(
        "[stores]\nport = 1",
        &[],
        "guichet.toml:1: the key \"stores\" is not known; did you mean store?",
    );
    check_refused(
        "",
        &[("GUICHET_PROT", "1")],
        "the variable \"GUICHET_PROT\" is not known; did you mean GUICHET_PORT?",
    );
}

#[test]
fn what_is_not_of_its_type_or_beyond_its_bounds_is_refused() {
    check_refused(
        "port = \"8000\"",
        &[],
        "guichet.toml:1: port must be a whole number from 0 to 65535, not \"8000\"",
    );
    check_refused(
        "port = 65536",
        &[],
        "guichet.toml:1: port must be a whole number from 0 to 65535, not 65536",
    );
    check_refused(
        "address = 127",
        &[],
        "guichet.toml:1: address must be a text in quotation marks, not 127",
    );
    check_refused(
        "",
        &[("GUICHET_DRAFT_DAYS", "0")],
        "GUICHET_DRAFT_DAYS must be a whole number from 1 to 3650, not 0",
    );
    check_refused(
        "",
        &[("GUICHET_WORKERS", "two")],
        "GUICHET_WORKERS must be a whole number from 0 to 1024, not \"two\"",
    );
    let reason = load("port = 1\nport = 2", &[]).expect_err("twice");
    assert!(
        reason.starts_with("guichet.toml:2: ") && reason.contains("duplicate"),
        "{reason}"
    );
    let reason = load("port =", &[]).expect_err("not TOML");
    assert!(reason.starts_with("guichet.toml:1: "), "{reason}");
}

#[test]
fn what_cannot_be_is_refused_where_it_was_set() {
    for (variable, value, expect) in [
        ("GUICHET_ADDRESS", "localhost", "is not an IP address"),
        (
            "GUICHET_TIME_ZONE",
            "Asia/Shijiazhuang",
            "there is no time zone",
        ),
        (
            "GUICHET_STORE",
            "postgres://db/x",
            "scheme postgres:// is not known",
        ),
        ("GUICHET_STORE", "data/store", "is not a URL"),
        ("GUICHET_STORE", "surrealkv://", "needs a folder"),
        ("GUICHET_STORE", "ws://", "is not a URL"),
        ("GUICHET_STORE", "mem://x", "takes nothing after it"),
        (
            "GUICHET_ATTACHMENTS",
            "s3://bucket",
            "scheme s3:// is not known",
        ),
        ("GUICHET_MAIL", "mail.example.cn", "is not a URL"),
        ("GUICHET_MAIL", "smtp://a b", "is not a URL"),
        ("GUICHET_MAIL_FROM", "nobody", "is not a mail address"),
        (
            "GUICHET_PUBLIC_URL",
            "ftp://x.cn",
            "scheme ftp:// is not known",
        ),
        (
            "GUICHET_PUBLIC_URL",
            "https://x.cn/a",
            "only a scheme, a host and a port",
        ),
        (
            "GUICHET_PROXY_HEADER",
            "X Real",
            "is not the name of a header",
        ),
        ("GUICHET_LOG", "guichet=loud", "is not a filter"),
    ] {
        let reason = load("", &[(variable, value)]).expect_err(expect);
        assert!(reason.starts_with(&format!("{variable}: ")), "{reason}");
        assert!(
            reason.contains(expect) && !reason.contains('\n'),
            "{reason}"
        );
        let key = variable["GUICHET_".len()..].to_lowercase();
        let reason = load(&format!("\n{key} = {value:?}"), &[]).expect_err(expect);
        assert!(
            reason.starts_with(&format!("guichet.toml:2: {key}: ")),
            "{reason}"
        );
    }
}

#[test]
fn a_password_in_a_url_is_not_repeated() {
    let reason = load("", &[("GUICHET_MAIL", "smtp://me:hunter2@:x")]).expect_err("refused");
    assert!(!reason.contains("hunter2"), "{reason}");
}

#[test]
fn the_public_address_is_written_as_browsers_write_it() {
    for (value, expect) in [
        (
            "https://Window.Example.CN:443/",
            "https://window.example.cn",
        ),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ] {
        let config = load("", &[("GUICHET_PUBLIC_URL", value)]).expect(value);
        assert_eq!(config.public_url(), expect);
    }
    let config = load("", &[("GUICHET_ADDRESS", "0.0.0.0")]).expect("loaded");
    assert_eq!(config.public_url(), "http://localhost:8000");
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let missing = std::path::Path::new("missing.toml");
    let reason = Config::load(Some(missing), [], std::path::Path::new("/srv"));
    let reason = reason.expect_err("refused").to_string();
    assert!(
        reason.starts_with("/srv/missing.toml cannot be read: "),
        "{reason}"
    );
}

#[test]
fn every_key_and_variable_is_explained_to_operators() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/operator.md");
    let text = std::fs::read_to_string(page).expect("docs/operator.md");
    let variables = VARIABLES.map(|name| (name, name.to_owned()));
    for (name, variable) in names().into_iter().chain(variables) {
        for word in [name, &variable] {
            assert!(text.contains(&format!("`{word}`")), "{word} is missing");
        }
    }
}

/// The words of a file of the project.
fn project_file(path: &str) -> String {
    let path = format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_settings_of_the_package_are_taken_with_all_that_they_suggest() {
    let text = project_file("packaging/guichet.toml");
    let is_suggested = |line: &str| line.starts_with(|one: char| one.is_ascii_lowercase());
    let all: String = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if is_suggested(rest) => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let config = load(&all, &[]).expect("loaded");
    assert_eq!(config.data, PathBuf::from("/var/lib/guichet"));
    assert_eq!(
        config.definitions,
        PathBuf::from("/etc/guichet/definitions")
    );
    assert_eq!(config.public_url(), "https://window.example.cn");
    assert!(config.mail.is_some() && config.proxy_header.is_some());
}

#[test]
fn the_container_and_the_unit_set_what_there_is() {
    let text = project_file("Containerfile");
    let words = text.split_whitespace();
    let set: Vec<(&str, &str)> = words
        .filter(|word| word.starts_with("GUICHET_"))
        .filter_map(|word| word.split_once('='))
        .collect();
    let config = load("", &set).expect("loaded");
    assert_eq!((set.len(), config.address.as_str()), (3, "0.0.0.0"));
    let unit = project_file("packaging/systemd/guichet.service");
    let start = "ExecStart=/usr/bin/guichet --config /etc/guichet/guichet.toml serve\n";
    assert!(unit.contains(start), "{unit}");
}

impl Config {
    fn as_map(&self) -> serde_json::Value {
        serde_json::json!({
            "address": self.address, "port": self.port, "data": self.data, "definitions": self.definitions,
            "store": self.store, "journal": self.journal, "key_file": self.key_file, "attachments": self.attachments, "backup": self.backup,
            "backup_hours": self.backup_hours, "backup_months": self.backup_months, "mail": self.mail, "mail_from": self.mail_from,
            "public_url": self.public_url, "time_zone": self.time_zone, "proxy_header": self.proxy_header,
            "workers": self.workers, "connections_max": self.connections_max,
            "connections_per_address_max": self.connections_per_address_max, "head_seconds": self.head_seconds,
            "stall_seconds": self.stall_seconds, "clock_offset_seconds": self.clock_offset_seconds,
            "draft_days": self.draft_days, "drafts_max": self.drafts_max, "draft_kb_max": self.draft_kb_max, "session_idle_minutes": self.session_idle_minutes,
            "session_hours": self.session_hours, "second_factor": self.second_factor, "confirm_minutes": self.confirm_minutes, "recovery_minutes": self.recovery_minutes, "audit_days": self.audit_days,
            "uploads_at_once": self.uploads_at_once, "rate_factor": self.rate_factor,
            "free_space_mb": self.free_space_mb, "reserve_mb": self.reserve_mb, "metrics_token": self.metrics_token, "log": self.log,
        })
    }
}
