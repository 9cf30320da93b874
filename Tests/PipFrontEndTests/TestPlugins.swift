import ArgumentParser
import PipDiagnostics
import PipFrontEnd
import PipPaths
import PipPluginKit
import PipSystem
import Synchronization

/// The program that most tests run.
enum TestHost: PluginHost {
  static var plugins: [any Plugin] { [SayPlugin()] }
}

/// A program in which two plugins clash.
enum ClashingHost: PluginHost {
  static var plugins: [any Plugin] { [SayPlugin(), RivalPlugin()] }
}

struct SayPlugin: Plugin {
  let name = "say"
  let abstract = "Says what it is told to."
  var commands: [any ParsableCommand.Type] {
    [Say.self, Fail.self, Where.self, Change.self, Box.self]
  }
  var hooks: [any CommandHook] { [SlowHook(), QuickHook(), DearHook()] }
}

struct RivalPlugin: Plugin {
  let name = "rival"
  let abstract = "Wants to say as well."
  var commands: [any ParsableCommand.Type] { [Say.self] }
}

/// An answer with something of everything.
struct Saying: Report {
  struct Result: Encodable {
    var word: String
    var zebra = 1
    var apple: Int?

    enum CodingKeys: String, CodingKey {
      case word
      case zebra
      case apple
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(zebra, forKey: .zebra)
      try container.encode(word, forKey: .word)
      try container.encode(apple, forKey: .apple)
    }
  }

  var word: String
  var diagnostics: [Diagnostic] = []
  var exitStatus = ExitStatus.success

  var result: Result { Result(word: SystemText.readable(word)) }

  func write(to page: inout Page, verbosity: Verbosity) {
    page.line(Page.Span(word, .strong))
    if verbosity == .verbose { page.line("verbosely") }
  }
}

/// `say WORD`: answers, with a diagnostic of each severity if asked.
struct Say: PluginCommand {
  static let configuration = CommandConfiguration(abstract: "Says a word.")

  @Argument var word = "hello"
  @Flag(name: .customLong("complain")) var complains = false
  @Flag(name: .customLong("no")) var saysNo = false
  @OptionGroup var index: IndexOptions
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws -> Saying {
    let all = Diagnostic.Severity.allCases.map { severity in
      Diagnostic(
        severity,
        code: "say.\(severity.rawValue)",
        message: "about \(word)",
        causes: ["a cause", "a deeper cause"],
        hint: "a hint"
      )
    }
    return Saying(
      word: word,
      diagnostics: complains ? all : [],
      exitStatus: saysNo ? .no : .success
    )
  }
}

/// `fail HOW`: does not answer.
struct Fail: PluginCommand {
  enum How: String, ExpressibleByArgument, CaseIterable {
    case explained
    case unknown
    case cancelled
  }

  struct Explained: Explainable {
    var diagnostic: Diagnostic {
      Diagnostic(.error, code: "fail.explained", message: "it went wrong", hint: "do better")
    }
  }

  struct Unknown: Error, CustomStringConvertible {
    let description = "nobody explained this"
  }

  static let effect = CommandEffect.installs

  @Argument var how: How
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws -> Saying {
    switch how {
    case .explained: throw Explained()
    case .unknown: throw Unknown()
    case .cancelled: throw CancellationError()
    }
  }
}

/// `where`: says which cache it would use, of which environment.
struct Where: PluginCommand {
  static let configuration = CommandConfiguration(commandName: "where")

  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws -> Saying {
    let settings = try await context.settings()
    return Saying(word: settings.cacheDirectory.directory?.systemText ?? "none")
  }
}

/// `change`: would install; hooks run beside it.
struct Change: PluginCommand {
  static let effect = CommandEffect.installs

  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws -> Saying {
    Saying(word: "changed")
  }
}

/// `box`: a group of commands, one of them in a group again.
struct Box: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "box",
    abstract: "Commands about boxes.",
    subcommands: [Open.self, Lid.self]
  )

  struct Open: PluginCommand {
    @Flag(name: .customLong("broken")) var isBroken = false
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws -> Saying {
      if isBroken { throw Fail.Explained() }
      return Saying(word: context.command.name)
    }
  }

  struct Lid: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "lid", subcommands: [Lift.self])
  }

  struct Lift: PluginCommand {
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws -> Saying {
      Saying(word: context.command.name)
    }
  }
}

/// A hook that would take a minute, and is the first in the order of plugins.
struct SlowHook: CommandHook {
  let name = "slow"

  func concerns(_ command: CommandFacts) -> Bool { command.effect == .installs }

  func run(beside command: CommandFacts, in context: Context) async -> [Notice] {
    do {
      try await Task.sleep(for: .seconds(60))
      return [Notice(lines: ["slow: never to be seen"])]
    } catch {
      let data = TestStage.dataSoFar
      return [Notice(lines: ["slow: cancelled beside \(command.name)", "slow: saw \(data)"])]
    }
  }
}

/// A hook that knows at once.
struct QuickHook: CommandHook {
  let name = "quick"

  func concerns(_ command: CommandFacts) -> Bool { command.effect == .installs }

  func run(beside command: CommandFacts, in context: Context) async -> [Notice] {
    [Notice(lines: ["quick: one\u{1B}[2J", "quick: two"]), Notice(lines: ["quick: three"])]
  }
}

/// A hook that concerns nothing and counts how often it is run all the same.
struct DearHook: CommandHook {
  static let runs = Mutex(0)

  let name = "dear"

  func concerns(_ command: CommandFacts) -> Bool { false }

  func run(beside command: CommandFacts, in context: Context) async -> [Notice] {
    Self.runs.withLock { $0 += 1 }
    return [Notice(lines: ["dear"])]
  }
}
