internal import FoundationEssentials
package import PipPluginKit

/// What a plugin says on a line (`docs/formats/plugin-protocol-1.md`).
package enum PluginMessage: Sendable, Hashable {
  /// It is there, and which protocol it speaks.
  case greeting(Greeting)
  /// How far it has come.
  case progress(Progress)
  /// Something deserves attention.
  case diagnostic(Diagnostic)
  /// Its answer.
  case report(ExternalReport)
  /// Why it does not answer.
  case failure(Diagnostic)

  /// The first line of a plugin.
  package struct Greeting: Sendable, Hashable {
    /// The version of the protocol.
    package let version: Int
    /// The plugin's name.
    package let name: String
  }

  /// Reads a line.
  ///
  /// - Parameter line: the line without its end.
  /// - Throws: `ProtocolViolation.unreadable`, or `unknownMessage`.
  init(_ line: [UInt8]) throws(ProtocolViolation) {
    guard String(validating: line, as: UTF8.self) != nil else {
      throw .unreadable("it is no UTF-8")
    }
    guard Self.hasFewValues(line) else { throw .manyValues }
    do {
      self = try JSONDecoder().decode(Written.self, from: Data(line)).message
    } catch let violation as ProtocolViolation {
      throw violation
    } catch {
      throw .unreadable("it is no JSON of a message")
    }
  }

  /// No line has more values, each of which takes far more room than it does in the line.
  static let mostValues = 50_000

  /// Tells whether a line has no more values than it may have: each but the first follows a sign.
  private static func hasFewValues(_ line: [UInt8]) -> Bool {
    var (count, isText, isEscaped) = (1, false, false)
    for byte in line {
      switch byte {
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\\"): isEscaped = isText
      case UInt8(ascii: "\""): isText.toggle()
      case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "{"): count += isText ? 0 : 1
      default: continue
      }
    }
    return count <= mostValues
  }

  private struct Written: Decodable {
    let message: PluginMessage

    private enum Keys: String, CodingKey {
      case type, `protocol`, name, capabilities
      case activity, count, unit, fraction
      case severity, code, message, causes, hint
      case result, page, status
    }

    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: Keys.self)
      let type = try members.decode(String.self, forKey: .type)
      message =
        switch type {
        case "greeting": .greeting(try Self.greeting(members))
        case "progress":
          .progress(
            Progress(
              try members.decode(String.self, forKey: .activity),
              count: max(0, try members.decodeIfPresent(Int.self, forKey: .count) ?? 0),
              unit: try members.decodeIfPresent(String.self, forKey: .unit) ?? "steps",
              fraction: try members.decodeIfPresent(Double.self, forKey: .fraction)
            )
          )
        case "diagnostic": .diagnostic(try Self.diagnostic(members, orElse: .warning))
        case "failure":
          .failure(try Self.diagnostic(members, orElse: .error).with(severity: .error))
        case "report":
          .report(
            ExternalReport(
              result: try Self.result(members),
              lines: try members.decodeIfPresent([Line].self, forKey: .page)?.map(\.spans) ?? [],
              status: try Self.status(members.decodeIfPresent(Int.self, forKey: .status) ?? 0)
            )
          )
        default: throw ProtocolViolation.unknownMessage(String(type.prefix(64)))
        }
    }

    private static func greeting(_ members: KeyedDecodingContainer<Keys>) throws -> Greeting {
      // Version 1 has no capability that a host would act upon: they are passed over, but are texts.
      _ = try members.decodeIfPresent([String].self, forKey: .capabilities)
      return Greeting(
        version: try members.decode(Int.self, forKey: .protocol),
        name: try members.decode(String.self, forKey: .name)
      )
    }

    private static func diagnostic(
      _ members: KeyedDecodingContainer<Keys>,
      orElse usual: Diagnostic.Severity
    ) throws -> Diagnostic {
      let word = try members.decodeIfPresent(String.self, forKey: .severity)
      guard let severity = word.map(Diagnostic.Severity.init) ?? usual else {
        throw ProtocolViolation.unreadable("its severity is none")
      }
      let code = try members.decode(String.self, forKey: .code)
      let message = try members.decode(String.self, forKey: .message)
      guard [code, message].allSatisfy({ $0.contains { !$0.isWhitespace } }) else {
        throw ProtocolViolation.unreadable("its code or its message is empty")
      }
      return Diagnostic(
        severity,
        code: code,
        message: message,
        causes: try members.decodeIfPresent([String].self, forKey: .causes) ?? [],
        hint: try members.decodeIfPresent(String.self, forKey: .hint)
      )
    }

    /// Returns what programs read: as for every command an object, or nothing.
    private static func result(_ members: KeyedDecodingContainer<Keys>) throws -> JSONValue {
      switch try members.decodeIfPresent(JSONValue.self, forKey: .result) ?? .null {
      case let result where result == .null: return result
      case .object(let members): return .object(members)
      default: throw ProtocolViolation.unreadable("its result is no object")
      }
    }

    private static func status(_ code: Int) throws -> ExitStatus {
      switch code {
      case 0: .success
      case 1: .failure
      case 2: .no
      default: throw ProtocolViolation.unreadable("its status is none of 0, 1 and 2")
      }
    }
  }

  /// A line of a page: a text, or pieces in styles.
  private struct Line: Decodable {
    let spans: [Page.Span]

    private struct Piece: Decodable {
      let text: String
      let style: String?
    }

    private static let styles: [String: Page.Style] = [
      "plain": .plain, "strong": .strong, "good": .good, "warning": .warning, "bad": .bad,
      "faint": .faint,
    ]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        spans = [Page.Span(text)]
        return
      }
      spans = try container.decode([Piece].self).map { piece in
        // A style that is not known yet stands out in no way.
        Page.Span(piece.text, piece.style.flatMap { Self.styles[$0] } ?? .plain)
      }
    }
  }
}

/// What an external plugin answers.
package struct ExternalReport: Report, Hashable {
  /// What programs read.
  package let result: JSONValue
  /// What people read.
  package let lines: [[Page.Span]]
  /// How the command ended.
  package let exitStatus: ExitStatus
  /// What deserves attention.
  package var diagnostics: [Diagnostic] = []

  init(result: JSONValue, lines: [[Page.Span]], status: ExitStatus) {
    self.result = result
    self.lines = lines
    exitStatus = status
  }

  /// Writes what the plugin says to people.
  package func write(to page: inout Page, verbosity: Verbosity) {
    for line in lines { page.line(line) }
  }
}
