internal import PipPackaging
internal import PipSystem
internal import SystemPackage

/// The files by which setuptools made projects editable before PEP 660: `NAME.egg-link`, beside a line in a
/// `.pth` file (pip's `egg_link_path_from_sys_path`).
enum EggLink {
  /// Returns distributions, those that such a file names with the folder of their project.
  static func marking(
    _ distributions: [InstalledDistribution],
    in folders: [FilePath]
  ) -> [InstalledDistribution] {
    distributions.map { distribution in
      guard distribution.isEggInfo, isThere(of: distribution, in: folders) else {
        return distribution
      }
      var marked = distribution
      marked.linkedProject = distribution.location
      return marked
    }
  }

  private static func isThere(
    of distribution: InstalledDistribution,
    in folders: [FilePath]
  ) -> Bool {
    let written = distribution.writtenName
    return [safe(written), written].contains { name in
      folders.contains { folder in
        (try? folder.appending(entrySystemText: "\(name).egg-link").status())?.kind == .regular
      }
    }
  }

  /// The name as setuptools writes it in the names of files: runs of what is neither letter, digit nor dot are
  /// a hyphen.
  private static func safe(_ name: String) -> String {
    var safe = ""
    for character in name.unicodeScalars {
      let isPlain =
        character.isASCII
        && (character.properties.isAlphabetic || character == "."
          || ("0"..."9").contains(character))
      if isPlain {
        safe.unicodeScalars.append(character)
      } else if safe.last != "-" {
        safe.append("-")
      }
    }
    return safe
  }
}
