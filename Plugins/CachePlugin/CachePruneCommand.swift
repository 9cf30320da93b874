internal import ArgumentParser
internal import PipCache
internal import PipDiagnostics
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Keeps house: `swiftpip cache prune`.
struct CachePruneCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Removes from pip's cache what nobody needs any more.",
    discussion: """
      Without options only what is certainly dead: what was never finished, what lacks its other \
      half, state of environments that are gone, files of pips before 19.3. Nothing younger than ten \
      minutes goes, and no pip that is running sees half an entry.
      """
  )

  @Option(
    name: .customLong("older-than"),
    help: ArgumentHelp("Also what was not used for so long, such as 30d.", valueName: "duration")
  )
  var age: DurationArgument?

  @Option(
    name: .customLong("max-size"),
    help: ArgumentHelp("Also what was used least lately, until so much is left.", valueName: "size")
  )
  var size: SizeArgument?

  @Flag(name: .customLong("legacy"), help: "Also all that pips before 23.3 downloaded.")
  var takesOldResponses = false

  @Flag(name: .customLong("dry-run"), help: "Only say what would go.")
  var isDryRun = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> CacheRemovalReport {
    let access = try await CacheAccess.begin(.changing, in: context)
    let now = context.clock()
    let (contents, dead) = try await access.contentsAndDead(
      [.httpV2, .http, .wheels],
      now: now,
      in: context
    )
    var policy = PrunePolicy(now: now)
    policy.age = age?.duration
    policy.size = size?.bytes
    policy.takesOldResponses = takesOldResponses
    let notesAccess = try notesAccess(access.directory)
    let found = dead.doomed + policy.doomed(among: contents.entries, beside: dead.doomed)
    var obstacles = contents.obstacles
    obstacles.add(dead.obstacles)
    let ruled = try await ruled(in: context, access.directory, &obstacles)
    return await CacheRemovalReport.removing(
      found + ruled.doomed,
      from: access,
      isDryRun: isDryRun,
      sparingReadSince: now - DeadEntries.grace,
      emptyFolders: dead.emptyFolders,
      lastUse: age == nil && size == nil ? nil : notesAccess ? .access : .storing,
      obstacles,
      refusals: ruled.refusals
    )
  }

  /// Tells whether the file system of the cache notes when files are read.
  private func notesAccess(_ directory: FilePath) throws -> Bool {
    do throws(SystemFailure) {
      return try OpenDirectory(directory).notesAccess()
    } catch  where error.errno == .noSuchFileOrDirectory {
      return false
    } catch {
      // Another measure would take other entries.
      throw CacheError.unreadable(directory, error)
    }
  }

  /// Returns what the rules of other plugins find dead in the cache, and what they could not look at.
  private func ruled(
    in context: Context,
    _ directory: FilePath,
    _ obstacles: inout Obstacles
  ) async throws -> (doomed: [DoomedEntry], refusals: [Diagnostic]) {
    var doomed: [DoomedEntry] = []
    var refusals: [Diagnostic] = []
    for rule in context.housekeepingRules {
      let found = try await rule.deadFiles(limit: 65_536, in: context)
      refusals += found.refusals
      for file in found.files {
        do throws(SystemFailure) {
          let entry = try DoomedEntry(file.path, in: directory, reason: file.reason)
          doomed += [entry].compactMap(\.self)
        } catch {
          obstacles.add(error, at: FilePath(systemText: file.path))
        }
      }
    }
    return (doomed, refusals)
  }
}

/// A size on the command line, such as `500MB` or `2GB`, in powers of 1000, or of 1024 as `2GiB`.
struct SizeArgument: ExpressibleByArgument {
  let bytes: Int64

  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    let unit = argument.dropFirst(digits.count).lowercased()
    guard let number = Int64(digits), let factor = Self.factors[unit] else { return nil }
    let (bytes, isTooLarge) = number.multipliedReportingOverflow(by: factor)
    guard !isTooLarge else { return nil }
    self.bytes = bytes
  }

  private static let factors: [String: Int64] = [
    "": 1, "b": 1, "k": 1000, "kb": 1000, "m": 1_000_000, "mb": 1_000_000, "g": 1_000_000_000,
    "gb": 1_000_000_000, "t": 1_000_000_000_000, "tb": 1_000_000_000_000, "kib": 1 << 10,
    "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
  ]
}
