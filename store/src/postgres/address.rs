//! Where a register in PostgreSQL is: the URL that everybody who knows libpq writes, with the name
//! of the register in it.
//!
//! Promises: what cannot be meant is refused before anything is connected to; no error text holds a
//! password, nor the URL that it stands in. Without TLS nothing is sent to another machine unless
//! the URL says in so many words that it may be.

use std::{env, path::Path};

use kiennghi::store::StoreError;
use tokio_postgres::config::{Config, Host, SslMode};

/// The beginnings of a URL that means PostgreSQL.
pub(crate) const SCHEMES: [&str; 2] = ["postgresql", "postgres"];
/// The longest name of a register.
const NAME: usize = 63;
/// Where Debian's PostgreSQL, and libpq there, have the socket of a server on this machine.
const SOCKETS: &str = "/var/run/postgresql";

/// Where a register is.
#[derive(Clone)]
pub(crate) struct Address {
    pub(crate) config: Config,
    /// The name of the register in its database.
    pub(crate) register: String,
    /// The URL without user and password: what errors name.
    pub(crate) place: String,
}

impl Address {
    /// Reads a URL such as `postgresql://user@/db?host=/run/postgresql&register=so-xay-dung`.
    ///
    /// # Errors
    /// It is no URL of PostgreSQL, names no register or a bad name, or asks for what this build
    /// does not have.
    pub(crate) fn parse(url: &str) -> Result<Address, StoreError> {
        let bare = |reason: &str| StoreError::NotARegister { place: "postgresql://...".into(), reason: reason.into() };
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let mut rest = Vec::new();
        let mut register = None;
        for part in query.split('&').filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some(("register", name)) if register.is_none() => register = Some(name.to_owned()),
                Some(("register", _)) => return Err(bare("the URL names two registers; name one")),
                _ => rest.push(part),
            }
        }
        let spelled = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
        // What the parser says may hold a piece of the URL, and that a password.
        let mut config: Config = spelled.parse().map_err(|_| {
            bare("the URL cannot be read; write postgresql://user@host:5432/database?register=so-xay-dung, signs of a password as %40")
        })?;
        let database = config.get_dbname().map(str::to_owned);
        let database =
            database.ok_or_else(|| bare("the URL names no database; write postgresql://host/database?register=so-xay-dung"))?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            match Path::new(SOCKETS).exists() {
                true => config.host_path(SOCKETS),
                false => config.host("localhost"),
            };
        }
        let host = match config.get_hosts().first() {
            Some(Host::Tcp(host)) => host.clone(),
            Some(Host::Unix(path)) => path.display().to_string(),
            None => config.get_hostaddrs().first().map(ToString::to_string).unwrap_or_default(),
        };
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let place = format!("postgresql://{host}:{port}/{database}");
        let not = |reason: String| StoreError::NotARegister { place: place.clone(), reason };
        let register = register.ok_or_else(|| not("the URL names no register; add ?register=so-xay-dung".into()))?;
        check_name(&register).map_err(not)?;
        check_wire(&config).map_err(|reason| StoreError::Io { place: place.clone(), reason })?;
        if config.get_password().is_none()
            && let Ok(password) = env::var("PGPASSWORD")
        {
            config.password(password);
        }
        if config.get_application_name().is_none() {
            config.application_name("kiennghi");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(std::time::Duration::from_secs(10));
        }
        let place = format!("{place}?register={register}");
        Ok(Address { config, register, place })
    }
}

impl core::fmt::Debug for Address {
    /// Without the configuration: it holds a password.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Address({})", self.place)
    }
}

/// A name that needs no escaping anywhere: in a URL, in a file name, in a report.
fn check_name(name: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > NAME || !name.chars().all(fits) {
        return Err(format!(
            "the name of a register has 1 to {NAME} of the signs a to z, 0 to 9, `-`, `_` and `.`, such as so-xay-dung"
        ));
    }
    Ok(())
}

/// May what is sent be read on its way?
fn check_wire(config: &Config) -> Result<(), String> {
    let here = |host: &Host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback()),
    };
    let inside = config.get_hosts().iter().all(here) && config.get_hostaddrs().iter().all(std::net::IpAddr::is_loopback);
    match config.get_ssl_mode() {
        SslMode::Disable => Ok(()),
        SslMode::Prefer if inside => Ok(()),
        SslMode::Prefer => Err("this build has no TLS, and the server is on another machine; reach it through a tunnel \
                                (ssh -L, stunnel, WireGuard), or say sslmode=disable if the network may be trusted"
            .into()),
        _ => Err("this build has no TLS; reach the server through a tunnel (ssh -L, stunnel, WireGuard) and say sslmode=disable"
            .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_of_libpq_with_the_name_of_a_register_is_an_address() {
        for (url, place) in [
            ("postgresql://u:p@localhost/db?register=so-xay-dung", "postgresql://localhost:5432/db?register=so-xay-dung"),
            ("postgres:///db?host=/run/pg&register=a.b_1&port=6000", "postgresql:///run/pg:6000/db?register=a.b_1"),
            ("postgresql://u@%2Frun%2Fpg/db?register=x", "postgresql:///run/pg:5432/db?register=x"),
            ("postgresql://u@db.example/db?sslmode=disable&register=x", "postgresql://db.example:5432/db?register=x"),
            ("postgresql://127.0.0.1:7/db?register=x&application_name=so", "postgresql://127.0.0.1:7/db?register=x"),
        ] {
            assert_eq!(Address::parse(url).unwrap().place, place, "{url}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused_without_the_password() {
        let too_long = format!("postgresql://u:mat-khau@localhost/db?register={}", "x".repeat(64));
        for (url, said) in [
            ("postgresql://u:mat-khau@localhost/db", "names no register"),
            ("postgresql://u:mat-khau@localhost/db?register=", "1 to 63"),
            ("postgresql://u:mat-khau@localhost/db?register=S%E1%BB%9F", "1 to 63"),
            ("postgresql://u:mat-khau@localhost/db?register=a'b", "1 to 63"),
            (&too_long, "1 to 63"),
            ("postgresql://u:mat-khau@localhost/db?register=a&register=b", "two registers"),
            ("postgresql://u:mat-khau@localhost?register=a", "names no database"),
            ("postgresql://u:mat-khau@localhost:port/db?register=a", "cannot be read"),
            ("postgresql://u:mat-khau@localhost/db?mat-khau=1&register=a", "cannot be read"),
            ("postgresql://u:mat-khau@db.example/db?register=a", "no TLS"),
            ("postgresql://u:mat-khau@localhost/db?sslmode=require&register=a", "no TLS"),
        ] {
            let error = Address::parse(url).unwrap_err().to_string();
            assert!(error.contains(said) && !error.contains("mat-khau"), "{url}: {error}");
        }
    }
}
