internal import PipConfiguration
internal import PipDiagnostics
internal import PipExternalPlugins
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Where the source of swiftpip is that plugins are built with.
enum KitSearch {
  /// Finds the kit: what the command line says, else `SWIFTPIP_KIT`, else what was installed with swiftpip, else the
  /// checkout that it was built in.
  ///
  /// - Parameters:
  ///   - option: what the command line says.
  ///   - context: the world.
  /// - Returns: where the kit is.
  /// - Throws: `KitError` where it is nowhere, or what was named is no kit.
  static func find(_ option: String?, in context: Context) throws(KitError) -> PackageLocation {
    if let named = option ?? context.surroundings.environment.nonEmpty("SWIFTPIP_KIT") {
      let kit = PackageLocation(named, in: context)
      if case .folder(let folder) = kit, !isKit(folder) { throw .noKit(folder) }
      guard !kit.hasCredential else { throw .credential(CredentialMask.masking(named)) }
      return kit
    }
    let installed = context.program.map { PluginPlaces.share(of: $0).appending("kit") }
    let candidates = [installed, checkout].compactMap(\.self)
    guard let folder = candidates.first(where: isKit) else { throw .nowhere(candidates) }
    return .folder(folder)
  }

  /// The repository that this file was compiled in.
  private static var checkout: FilePath? {
    let file = FilePath("\(#filePath)")
    guard file.isAbsolute, file.components.count > 3 else { return nil }
    return file.removingLastComponent().removingLastComponent().removingLastComponent()
  }

  /// Tells whether a folder has the source of swiftpip.
  static func isKit(_ folder: FilePath) -> Bool {
    ["Package.swift", "Modules/PipPluginKit"].allSatisfy { part in
      (try? folder.appending(part).status()) != nil
    }
  }
}

/// Why there is no kit.
enum KitError: Error, Hashable, Explainable {
  case noKit(FilePath)
  case nowhere([FilePath])
  case credential(String)

  var diagnostic: Diagnostic {
    switch self {
    case .noKit(let folder):
      Diagnostic(
        .error,
        code: "plugin.no-kit",
        message: "\(folder.systemText) is no source of swiftpip",
        hint: "name a checkout of it, or the address of its repository"
      )
    case .credential(let url):
      Diagnostic(
        .error,
        code: "plugin.credential",
        message: "there is a password in \(url), and it would be written where others see it",
        hint: "put it where git looks for it (git help credentials)"
      )
    case .nowhere(let folders):
      Diagnostic(
        .error,
        code: "plugin.no-kit",
        message: "the source of swiftpip, which plugins are built with, is not on this machine",
        causes: folders.map { "\($0.systemText) is none" },
        hint: "say --kit PATH or --kit URL@VERSION, or set SWIFTPIP_KIT"
      )
    }
  }
}
