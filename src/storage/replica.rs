//! Identifies this installation of farz on this machine.
//!
//! # Invariants
//!
//! - A copied home gets its own id.
//!   Test: `a_copied_home_gets_an_id_of_its_own_and_is_told`.

use super::diagnostic::{Diagnostic, Problem};
use super::disk;
use super::replica_id::ReplicaId;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Returns a number from the system's random number generator, for ids such as `StepId::session`.
///
/// # Errors
/// When the system provides none.
pub fn random() -> io::Result<u64> {
    getrandom::u64().map_err(|error| io::Error::other(error.to_string()))
}

/// Returns the replica's id from `file`. Creates an id and writes it there if the file has none, or if its id belongs
/// to another machine or another triage folder. That happens in a copied home, where two replicas with one id would
/// each take the other's decisions for their own.
///
/// If the file cannot be read or written, the id is for this run only. That is a diagnostic, not an error.
///
/// # Errors
/// When the system provides no random number.
pub fn identify(file: &Path, triage: &Path) -> io::Result<(ReplicaId, Vec<Diagnostic>)> {
    identify_as(file, &fingerprint(&machine(), triage))
}

fn identify_as(file: &Path, fingerprint: &str) -> io::Result<(ReplicaId, Vec<Diagnostic>)> {
    let fresh = ReplicaId(random()?);
    Ok(match kept(file, fingerprint, fresh) {
        Ok((id, None)) => (id, Vec::new()),
        Ok((id, Some(why))) => (id, vec![Diagnostic::file(file, why)]),
        Err(error) => {
            let what = Problem::UnsavedReplica { reason: error.to_string() };
            (fresh, vec![Diagnostic::file(file, what)])
        }
    })
}

/// Reads the id, or writes a new one under a lock, so that two processes that start for the first time agree on one
/// id, where the file system has locks.
fn kept(file: &Path, fingerprint: &str, fresh: ReplicaId) -> io::Result<(ReplicaId, Option<Problem>)> {
    match fs::read_to_string(file) {
        Ok(text) => match parse(&text) {
            Some((id, known)) if known == fingerprint => return Ok((id, None)),
            Some(_) | None => {}
        },
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidData) => {}
        Err(error) => return Err(error),
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(file)?;
    disk::lock(&open)?;
    let mut bytes = Vec::new();
    open.read_to_end(&mut bytes)?;
    let why = match parse(&String::from_utf8_lossy(&bytes)) {
        Some((id, known)) if known == fingerprint => return Ok((id, None)),
        Some((was, _)) => Some(Problem::CopiedReplica { was, is: fresh }),
        None if bytes.is_empty() => None,
        None => Some(Problem::NoReplica { is: fresh }),
    };
    open.rewind()?;
    open.set_len(0)?;
    open.write_all(format!("{fresh} {fingerprint}\n").as_bytes())?;
    open.sync_all()?;
    Ok((fresh, why))
}

fn parse(text: &str) -> Option<(ReplicaId, &str)> {
    let (id, fingerprint) = text.strip_suffix('\n')?.split_once(' ')?;
    Some((id.parse().ok()?, fingerprint))
}

/// Returns a hash that identifies one machine and one folder, and reveals neither.
fn fingerprint(machine: &[u8], triage: &Path) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("farz replica fingerprint 1");
    hasher.update(machine);
    hasher.update(&[0]);
    hasher.update(canonical(triage).as_os_str().as_encoded_bytes());
    hasher.finalize().to_hex().as_str().chars().take(32).collect()
}

/// The longest chain of links that is followed, as on Linux.
const LINKS: usize = 40;

/// Resolves the links in a path, even if the folder does not exist yet, or if a link leads to one that is missing.
pub(super) fn canonical(path: &Path) -> PathBuf {
    followed(path, LINKS)
}

fn followed(path: &Path, links: usize) -> PathBuf {
    for ancestor in path.ancestors() {
        let real = ancestor.canonicalize().ok().or_else(|| {
            let (target, links) = (fs::read_link(ancestor).ok()?, links.checked_sub(1)?);
            Some(followed(&ancestor.parent()?.join(target), links))
        });
        if let Some(real) = real {
            // Joining an empty rest would add a slash at the end.
            return match path.strip_prefix(ancestor) {
                Ok(rest) if rest.as_os_str().is_empty() => real,
                Ok(rest) => real.join(rest),
                Err(_) => break,
            };
        }
    }
    path.to_owned()
}

/// Returns the id of this machine, or else its host name.
fn machine() -> Vec<u8> {
    let ids = ["/etc/machine-id", "/var/lib/dbus/machine-id", "/etc/hostid"];
    let id = ids.iter().filter_map(|file| fs::read(file).ok()).find(|id| !id.trim_ascii().is_empty());
    id.map_or_else(host_name, |id| id.trim_ascii().to_vec())
}

#[cfg(unix)]
fn host_name() -> Vec<u8> {
    rustix::system::uname().nodename().to_bytes().to_vec()
}

#[cfg(not(unix))]
fn host_name() -> Vec<u8> {
    std::env::var_os("COMPUTERNAME").map(|name| name.as_encoded_bytes().to_vec()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_and_kept() {
        let home = tempfile::tempdir().unwrap();
        let (file, triage) = (home.path().join("state/replica"), home.path().join("config/triage"));
        let (first, told) = identify(&file, &triage).unwrap();
        assert_eq!(told, []);
        fs::create_dir_all(&triage).unwrap();
        let (second, told) = identify(&file, &triage).unwrap();
        assert_eq!((second, told), (first, vec![]), "also after the triage folder was made");
    }

    #[test]
    fn a_copied_home_gets_an_id_of_its_own_and_is_told() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("replica");
        let here = fingerprint(b"laptop", home.path());
        let there = fingerprint(b"desktop", home.path());
        let (laptop, _) = identify_as(&file, &here).unwrap();
        let (desktop, told) = identify_as(&file, &there).unwrap();
        assert_ne!(laptop, desktop);
        assert!(matches!(told[0].what, Problem::CopiedReplica { .. }), "{told:?}");
        assert_eq!(identify_as(&file, &there).unwrap(), (desktop, vec![]));
        assert_ne!(fingerprint(b"laptop", &home.path().join("other")), here);
    }

    #[test]
    fn a_broken_file_or_one_that_cannot_be_kept_still_gives_an_id() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("replica");
        fs::write(&file, b"\xff\xfe garbage").unwrap();
        let (id, told) = identify_as(&file, "f").unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!(identify_as(&file, "f").unwrap(), (id, vec![]));
        let (_, told) = identify_as(&file.join("below/a/file"), "f").unwrap();
        assert!(matches!(told[0].what, Problem::UnsavedReplica { .. }), "{told:?}");
    }

    #[test]
    fn two_that_start_at_once_agree() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("replica");
        let ids: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| identify_as(&file, "f").unwrap().0)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(ids.iter().all(|id| *id == ids[0]));
    }
}
