internal import Synchronization

/// A list in a result that may be very long: it becomes JSON an element at a time, so that its length takes
/// no memory.
///
/// Other encoders than that of the front end see a list as any other.
///
/// ```swift
/// struct Listing: Report {
///   struct Result: Encodable, Sendable {
///     let files: LongList<CachedFile, [String: String]>
///   }
///
///   let files: [CachedFile]
///
///   var result: Result {
///     Result(files: LongList(files) { ["kind": $0.kind, "path": PathText.readable($0.path)] })
///   }
///
///   func write(to page: inout Page, verbosity: Verbosity) { page.line("\(files.count) files") }
/// }
/// ```
public struct LongList<Element: Sendable, Encoded: Encodable & SendableMetatype>: Encodable,
  Sendable
{
  private let elements: [Element]
  private let encoded: @Sendable (Element) -> Encoded

  /// Creates a list.
  ///
  /// - Parameters:
  ///   - elements: what it is of.
  ///   - encoded: what programs read of one.
  public init(_ elements: [Element], as encoded: @escaping @Sendable (Element) -> Encoded) {
    self.elements = elements
    self.encoded = encoded
  }

  /// Encodes the list.
  ///
  /// ```swift
  /// struct Numbers: Encodable {
  ///   let numbers: LongList<Int, String>
  ///
  ///   func encode(to encoder: any Encoder) throws { try numbers.encode(to: encoder) }
  /// }
  /// ```
  ///
  /// - Parameter encoder: who writes it.
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    if let lists = PostponedLists.lists(of: encoder) {
      var container = encoder.singleValueContainer()
      return try container.encode(lists.postpone(elements, as: encoded))
    }
    var container = encoder.unkeyedContainer()
    for element in elements { try container.encode(encoded(element)) }
  }
}

/// The long lists of a document, which are written when it is: in the document a mark stands for each.
package final class PostponedLists: Sendable {
  private static let key = CodingUserInfoKey(rawValue: "swiftpip.long-lists")

  /// Calls what is given to it with each element of a list.
  private typealias List = @Sendable (_ body: (any Encodable) throws -> Void) throws -> Void

  private let lists = Mutex<[List]>([])
  /// What nobody else can have written, for nobody knows it: so marks begin.
  package let mark = "list \(UInt64.random(in: 0 ... .max)) \(UInt64.random(in: 0 ... .max)) "

  /// Creates the lists of a document that has none yet.
  package init() {}

  /// What an encoder is to be given for long lists to be postponed.
  package var userInfo: [CodingUserInfoKey: any Sendable] {
    Self.key.map { [$0: self] } ?? [:]
  }

  fileprivate static func lists(of encoder: any Encoder) -> PostponedLists? {
    key.flatMap { encoder.userInfo[$0] } as? PostponedLists
  }

  /// Calls a function with each element of the list that a mark stands for, by what follows `mark` in it.
  ///
  /// - Throws: what the function throws.
  package func forEach(in number: Int, _ body: (any Encodable) throws -> Void) throws {
    try lists.withLock { $0[number] }(body)
  }

  fileprivate func postpone<Element: Sendable>(
    _ elements: [Element],
    as encoded: @escaping @Sendable (Element) -> some Encodable & SendableMetatype
  ) -> String {
    lists.withLock { lists in
      lists.append { body in
        for element in elements { try body(encoded(element)) }
      }
      return mark + String(lists.count - 1)
    }
  }
}
