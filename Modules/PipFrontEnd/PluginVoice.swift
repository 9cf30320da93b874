internal import FoundationEssentials
internal import PipPluginKit
internal import PipSystem
internal import Synchronization

/// What a plugin says to its host, a line each (`docs/formats/plugin-protocol-1.md`).
final class PluginVoice: Sendable {
  /// What it says beside its answer.
  enum Saying {
    case greeting(name: String)
    case progress(Progress)
    case diagnostic(Diagnostic)
    case failure(Diagnostic)
  }

  /// So often a host shows progress, and no oftener is it told.
  private static let interval = Duration.milliseconds(100)

  private let write: @Sendable ([UInt8], Console.Stream) throws(SystemFailure) -> Void
  private let toldAt = Mutex<ContinuousClock.Instant?>(nil)

  init(_ write: @escaping @Sendable ([UInt8], Console.Stream) throws(SystemFailure) -> Void) {
    self.write = write
  }

  /// Says something; where nobody listens any more, nothing is lost.
  func say(_ saying: Saying) {
    if case .progress = saying, !isTime() { return }
    guard let line = try? Self.encoder.encode(Line(saying: saying)) else { return }
    try? write(Array(line) + [UInt8(ascii: "\n")], .data)
  }

  /// Answers.
  ///
  /// - Throws: what keeps the result from being JSON.
  func sayReport(_ report: some Report, _ page: Page) throws {
    let line = try Self.encoder.encode(
      Answer(result: report.result, page: page.lines, status: report.exitStatus.code)
    )
    try? write(Array(line) + [UInt8(ascii: "\n")], .data)
  }

  private func isTime() -> Bool {
    let now = ContinuousClock.now
    return toldAt.withLock { time in
      guard time.map({ now - $0 >= Self.interval }) ?? true else { return false }
      time = now
      return true
    }
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  private enum Keys: String, CodingKey {
    case type, `protocol`, name, activity, count, unit, fraction
    case severity, code, message, causes, hint, result, page, status
  }

  private struct Line: Encodable {
    let saying: Saying

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      switch saying {
      case .greeting(let name):
        try members.encode("greeting", forKey: .type)
        try members.encode(1, forKey: .protocol)
        try members.encode(name, forKey: .name)
      case .progress(let progress):
        try members.encode("progress", forKey: .type)
        try members.encode(progress.activity, forKey: .activity)
        try members.encode(progress.count, forKey: .count)
        try members.encode(progress.unit, forKey: .unit)
        try members.encodeIfPresent(progress.fraction, forKey: .fraction)
      case .diagnostic(let diagnostic):
        try members.encode("diagnostic", forKey: .type)
        try Self.encode(diagnostic, to: &members)
      case .failure(let diagnostic):
        try members.encode("failure", forKey: .type)
        try Self.encode(diagnostic, to: &members)
      }
    }

    private static func encode(
      _ diagnostic: Diagnostic,
      to members: inout KeyedEncodingContainer<Keys>
    ) throws {
      let diagnostic = diagnostic.readable
      try members.encode(diagnostic.severity.rawValue, forKey: .severity)
      try members.encode(diagnostic.code, forKey: .code)
      try members.encode(diagnostic.message, forKey: .message)
      try members.encode(diagnostic.causes, forKey: .causes)
      try members.encodeIfPresent(diagnostic.hint, forKey: .hint)
    }
  }

  private struct Answer<Result: Encodable>: Encodable {
    let result: Result
    let page: [[Page.Span]]
    let status: Int32

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encode("report", forKey: .type)
      try members.encode(result, forKey: .result)
      try members.encode(page.map { $0.map(Piece.init) }, forKey: .page)
      try members.encode(status, forKey: .status)
    }
  }

  private struct Piece: Encodable {
    let text: String
    let style: String?

    init(_ span: Page.Span) {
      text = SystemText.readable(span.text)
      style =
        switch span.style {
        case .plain: nil
        case .strong: "strong"
        case .good: "good"
        case .warning: "warning"
        case .bad: "bad"
        case .faint: "faint"
        }
    }
  }
}
