//! Disks that are full or have become read-only.

use crate::support::home::{command, home, leave, open};
use crate::support::missing;
use crate::support::tui::Home;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// A small in-memory disk, mounted as root; `None` if that is not permitted.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn mount(at: &'a Path, size: &str) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(at).output();
        let Ok(mount) = mount else {
            missing::tool("mount");
            return None;
        };
        if mount.status.success() {
            return Some(Self(at));
        }
        missing::permission(&format!(
            "no small disk may be mounted here: {}",
            String::from_utf8_lossy(&mount.stderr).trim()
        ));
        None
    }
}

impl SmallDisk<'_> {
    /// Makes the disk read-only or writable again.
    fn remount(&self, how: &str) {
        let done = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(self.0).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    /// Fills the disk to the last byte; returns the file that fills it.
    fn fill(&self) -> PathBuf {
        let file = self.0.join("filler");
        let mut filler = File::create(&file).unwrap();
        for size in [64 << 10, 4 << 10, 1] {
            while filler.write_all(&vec![0; size]).is_ok() {}
        }
        file
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).output();
    }
}

#[test]
fn a_full_disk_is_said_and_what_waits_is_saved_when_there_is_room() {
    let (home, _) = home(3);
    let config = home.path().join("small");
    let Some(disk) = SmallDisk::mount(&config, "64k") else { return };
    let small = config.display().to_string();
    let mut tui = open(&home, &[("FARZ_CONFIG_DIR", &small)]);
    tui.wait("Inbox 3").send("a").wait("Kept 1").wait("saved");
    let file = disk.fill();
    // The note uses up the free rest of the page of the journal's file.
    let note = "x".repeat(5000);
    tui.send("e").wait("note:").send(note).send("\r").wait("NOT SAVED (1)");
    fs::remove_file(&file).unwrap();
    tui.wait("Saving works again").wait("saved");
    leave(tui);
    let mut again = open(&home, &[("FARZ_CONFIG_DIR", &small)]);
    again.wait("Kept 1");
    leave(again);
}

#[test]
fn a_disk_that_nobody_may_write_any_more_is_said_and_what_waits_is_saved_when_one_may() {
    let (home, _) = home(3);
    let config = home.path().join("small");
    let Some(disk) = SmallDisk::mount(&config, "1m") else { return };
    let small = config.display().to_string();
    let mut tui = open(&home, &[("FARZ_CONFIG_DIR", &small)]);
    tui.wait("Inbox 3").send("a").wait("Kept 1").wait("saved");
    disk.remount("ro");
    tui.send("s").wait("Later 1").wait("NOT SAVED (1)").send("d").wait("Dropped 1").wait("NOT SAVED (2)");
    // Leaving now would lose both steps, so farz asks.
    tui.send("q").wait("2 steps are not saved");
    disk.remount("rw");
    tui.wait("Saving works again").wait("saved");
    leave(tui);
    let list = command(&home, &["list"], &[("FARZ_CONFIG_DIR", &small)]);
    let list = String::from_utf8(list.stdout).unwrap();
    assert!(["keep", "later", "drop"].iter().all(|verdict| list.contains(verdict)), "{list}");
}

#[test]
fn a_disk_that_has_no_room_for_the_library_costs_no_decision() {
    let home = Home::new();
    let data = home.path().join("small");
    let Some(disk) = SmallDisk::mount(&data, "4m") else { return };
    let small = data.display().to_string();
    let environment = [("FARZ_DATA_DIR", small.as_str())];
    fs::write(home.path().join("a.txt"), "Story\n\nText.\n").unwrap();
    assert!(command(&home, &["add", "a.txt"], &environment).status.success());
    let mut tui = open(&home, &environment);
    tui.wait("Inbox 1");
    let file = disk.fill();
    // The note does not fit into the free space of the database's pages.
    tui.send("e").wait("note:").send("x".repeat(3000)).send("\r").wait("disk is full").wait("saved");
    tui.send("a").wait("Kept 1").wait("saved");
    // Repeatedly checking for free space would keep the processor busy.
    let _ = tui.silence(Duration::from_secs(1));
    let used = tui.processor_seconds();
    let _ = tui.silence(Duration::from_secs(3));
    assert!(tui.processor_seconds() - used < 0.5, "{used} then {}", tui.processor_seconds());
    leave(tui);
    fs::remove_file(file).unwrap();
    let list = command(&home, &["list", "--json"], &environment);
    let list = String::from_utf8(list.stdout).unwrap();
    assert!(list.contains("\"verdict\":\"keep\"") && list.contains(&"x".repeat(3000)), "{list}");
}
