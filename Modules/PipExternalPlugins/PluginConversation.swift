package import PipPluginKit

/// What a plugin says, line by line, from its greeting to its answer: bytes in, events out.
///
/// It believes nothing: whatever a plugin writes, so much is kept of it and no more.
package struct PluginConversation: Sendable {
  /// Something that the host acts upon.
  package enum Event: Sendable, Hashable {
    /// The plugin is there: it waits for its request.
    case greeted
    /// How far it has come.
    case progress(Progress)
    /// It has answered, and has nothing more to say.
    case answered
  }

  /// No line has more bytes.
  package static let longestLine = 1 << 20

  /// All lines together have no more bytes.
  package static let mostBytes = 64 << 20

  /// No more diagnostics are told of one run.
  private static let mostDiagnostics = 1000

  /// All diagnostics together are kept of so many bytes of lines.
  private static let mostDiagnosticBytes = 1 << 20

  private enum Stage {
    case before
    case asked
    case answered(Result<ExternalReport, PluginComplaint>)
  }

  private let name: String
  private let versions: ClosedRange<Int>
  private var stage = Stage.before
  private var line: [UInt8] = []
  private var received = 0
  private var diagnostics: [Diagnostic] = []
  private var diagnosticBytes = 0

  /// Begins a conversation in which nothing was said.
  ///
  /// - Parameters:
  ///   - name: the plugin's name.
  ///   - versions: the versions of the protocol that both speak.
  package init(with name: String, speaking versions: ClosedRange<Int>) {
    self.name = name
    self.versions = versions
  }

  /// Takes in what a plugin has written.
  ///
  /// - Parameters:
  ///   - bytes: the bytes, wherever they begin and end.
  ///   - act: is called with what they mean, in order.
  /// - Throws: `ProtocolViolation` where they mean nothing.
  package mutating func receive(
    _ bytes: some Sequence<UInt8>,
    _ act: (Event) -> Void
  ) throws(ProtocolViolation) {
    for byte in bytes {
      received += 1
      guard received <= Self.mostBytes else { throw .tooMuch }
      guard byte == UInt8(ascii: "\n") else {
        guard line.count < Self.longestLine else { throw .longLine }
        line.append(byte)
        continue
      }
      let whole = line
      line.removeAll(keepingCapacity: whole.count < 65_536)
      // An empty line says nothing, as one that ends in a carriage return ends there.
      let text = whole.last == UInt8(ascii: "\r") ? whole.dropLast() : whole[...]
      if !text.isEmpty { try take(try PluginMessage(Array(text)), text.count, act) }
    }
  }

  /// Ends the conversation, as nothing more comes.
  ///
  /// - Returns: the answer.
  /// - Throws: `ProtocolViolation` where there is none; `PluginComplaint` where the plugin says why.
  package func ended() throws -> ExternalReport {
    guard line.isEmpty else { throw ProtocolViolation.cutOff }
    switch stage {
    case .before: throw ProtocolViolation.noGreeting
    case .asked: throw ProtocolViolation.noAnswer
    case .answered(let answer):
      do throws(PluginComplaint) {
        var report = try answer.get()
        report.diagnostics = diagnostics
        return report
      } catch {
        throw error
      }
    }
  }

  private mutating func take(
    _ message: PluginMessage,
    _ size: Int,
    _ act: (Event) -> Void
  ) throws(ProtocolViolation) {
    switch (stage, message) {
    case (.before, .greeting(let greeting)):
      guard versions.contains(greeting.version) else { throw .otherProtocol(greeting.version) }
      guard greeting.name == name else { throw .otherName(String(greeting.name.prefix(64))) }
      stage = .asked
      act(.greeted)
    case (.before, _): throw .noGreeting
    case (.asked, .progress(let progress)): act(.progress(progress))
    case (.asked, .diagnostic(let diagnostic)):
      diagnosticBytes += size
      guard diagnostics.count < Self.mostDiagnostics,
        diagnosticBytes <= Self.mostDiagnosticBytes
      else { throw .tooMuch }
      diagnostics.append(diagnostic)
    case (.asked, .report(let report)):
      stage = .answered(.success(report))
      act(.answered)
    case (.asked, .failure(let diagnostic)):
      stage = .answered(.failure(PluginComplaint(diagnostic: diagnostic)))
      act(.answered)
    case (.asked, .greeting): throw .greetingTwice
    case (.answered, _): throw .afterAnswer
    }
  }
}

/// Why a plugin does not answer, in its own words.
package struct PluginComplaint: Error, Explainable, Hashable {
  /// Its words.
  package let diagnostic: Diagnostic
}

/// What a plugin says that it may not say.
package enum ProtocolViolation: Error, Sendable, Hashable {
  /// It speaks another version of the protocol.
  case otherProtocol(Int)
  /// It says that it is another plugin.
  case otherName(String)
  /// Its first line is no greeting, or it has said nothing at all.
  case noGreeting
  /// It greets once more.
  case greetingTwice
  /// A line is no message; why.
  case unreadable(String)
  /// A message is of a kind that there is not.
  case unknownMessage(String)
  /// A line has more bytes than any may have.
  case longLine
  /// A line has more values than any may have.
  case manyValues
  /// It says more than anybody would listen to.
  case tooMuch
  /// It goes on after its answer.
  case afterAnswer
  /// It ended in the middle of a line.
  case cutOff
  /// It ended without an answer.
  case noAnswer

  /// What is wrong, in a few words.
  package var reason: String {
    switch self {
    case .otherProtocol(let version): "it speaks version \(version) of the protocol"
    case .otherName(let name): "it calls itself \"\(name)\""
    case .noGreeting: "it does not greet"
    case .greetingTwice: "it greets twice"
    case .unreadable(let reason): "a line is no message: \(reason)"
    case .unknownMessage(let type): "there is no message \"\(type)\""
    case .longLine: "a line has more than \(PluginConversation.longestLine) bytes"
    case .manyValues: "a line has more than \(PluginMessage.mostValues) values"
    case .tooMuch: "it says too much"
    case .afterAnswer: "it goes on after its answer"
    case .cutOff: "its last line has no end"
    case .noAnswer: "it ends without an answer"
    }
  }
}
