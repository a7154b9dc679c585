//! Detects the kind of file system that a folder is on. SQLite's write-ahead log needs memory shared among all its
//! users, which a network file system does not provide (<https://www.sqlite.org/wal.html>, "Disadvantages").

use std::fmt;
use std::path::Path;

/// A kind of file system, as far as farz distinguishes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileSystem {
    /// A disk of this machine, or a file system that farz cannot tell from one.
    Local,
    /// A file system that other machines may share, or whose locks and shared memory are unreliable, with its name.
    Shared(&'static str),
}

impl FileSystem {
    /// Returns the file system of `folder`, or of its nearest ancestor that exists.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let shared = folder.ancestors().find(|ancestor| ancestor.exists()).and_then(shared_kind);
        shared.map_or(Self::Local, Self::Shared)
    }
}

impl fmt::Display for FileSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => write!(f, "local disk"),
            Self::Shared(name) => write!(f, "{name}, perhaps shared with other machines"),
        }
    }
}

/// Returns the name of a shared file system. The magic numbers are those of statfs(2) and `linux/magic.h`.
#[cfg(target_os = "linux")]
fn shared_kind(folder: &Path) -> Option<&'static str> {
    let magic = rustix::fs::statfs(folder).ok()?.f_type as u32;
    shared_magic(magic)
}

#[cfg(target_os = "linux")]
fn shared_magic(magic: u32) -> Option<&'static str> {
    Some(match magic {
        0x6969 => "NFS",
        0x517b => "SMB",
        0xff53_4d42 | 0xfe53_4d42 => "CIFS",
        0x0102_1997 => "9p",
        // sshfs is one of these; the kernel does not report here which FUSE file system it is.
        0x6573_5546 => "FUSE",
        0x5346_414f | 0x6b41_4653 => "AFS",
        0x7375_7245 => "Coda",
        0x00c3_6400 => "Ceph",
        0x0bd0_0bd0 => "Lustre",
        0x4750_4653 => "GPFS",
        0x7461_636f => "OCFS2",
        0x0116_1970 => "GFS2",
        0x786f_4256 => "vboxsf",
        _ => return None,
    })
}

#[cfg(not(target_os = "linux"))]
fn shared_kind(_folder: &Path) -> Option<&'static str> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn network_file_systems_are_known_by_their_number() {
        assert_eq!(shared_magic(0x6969), Some("NFS"));
        assert_eq!(shared_magic(0x6573_5546), Some("FUSE"));
        assert_eq!(shared_magic(0xef53), None, "ext4");
        assert_eq!(FileSystem::of(Path::new("/proc/nothing/here")), FileSystem::Local);
    }
}
