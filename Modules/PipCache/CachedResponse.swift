/// What pip's cache keeps of a response beside its body: status, headers, and what the request had
/// to be like (`pip/_vendor/cachecontrol/serialize.py`).
///
/// Written back, it has the same bytes as before, whatever it holds.
package struct CachedResponse: Sendable, Hashable {
  /// A header, or what a request had in its place.
  package struct Field: Sendable, Hashable {
    /// The name, as it was sent.
    package var name: String
    /// The value, nil where the request had none.
    package var value: String?
  }

  /// Why bytes are no response that pip could use.
  package enum Defect: Error, Sendable, Hashable {
    /// They are of a form before MessagePack, `cc=1` to `cc=3`, or of a later one.
    case otherForm(String)
    /// They do not begin with the form that they are of.
    case formless
    /// They are no MessagePack of one map.
    case undecodable
    /// A member is missing or is no such thing.
    case member(String)
  }

  /// All of it, in its order.
  package private(set) var document: MessagePack

  /// The status, such as 200.
  package let status: Int64

  /// The headers of the response, in their order.
  package let headers: [Field]

  /// What the request had in the headers that the response varies with.
  package let vary: [Field]

  /// What every response begins with.
  private static let form = Array("cc=4,".utf8)

  /// Reads a response.
  package init(_ bytes: ArraySlice<UInt8>) throws(Defect) {
    guard bytes.starts(with: Self.form) else { throw Self.defect(of: bytes) }
    guard let document = MessagePack(bytes.dropFirst(Self.form.count)), case .map = document,
      document.isReadableByPip
    else { throw .undecodable }
    guard let response = document["response"], case .map = response else {
      throw .member("response")
    }
    guard case .integer(let status)? = response["status"] else { throw .member("status") }
    guard let headers = response["headers"].flatMap(Self.fields) else { throw .member("headers") }
    // Older pips wrote none where there was nothing that a response varied with.
    guard let vary = Self.fields(document["vary"] ?? .map([])) else { throw .member("vary") }
    self.document = document
    self.status = status
    self.headers = headers
    self.vary = vary
  }

  private static func defect(of bytes: ArraySlice<UInt8>) -> Defect {
    let form = bytes.prefix(form.count)
    guard form.count == Self.form.count, form.starts(with: "cc=".utf8), form.last == 0x2C else {
      return .formless
    }
    return .otherForm(String(decoding: form.dropLast(), as: UTF8.self))
  }

  private static func fields(_ value: MessagePack) -> [Field]? {
    guard case .map(let members) = value else { return nil }
    var fields: [Field] = []
    for member in members {
      guard let name = text(member.key) else { return nil }
      if member.value == .null {
        fields.append(Field(name: name, value: nil))
      } else if let value = text(member.value) {
        fields.append(Field(name: name, value: value))
      } else {
        return nil
      }
    }
    return fields
  }

  private static func text(_ value: MessagePack) -> String? {
    switch value {
    case .text(let bytes), .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
    case .null, .boolean, .integer, .array, .map: nil
    }
  }

  /// The bytes as pip's cache has them.
  package var encoded: [UInt8] { Self.form + document.encoded }

  /// The value of a header, of several the first; names differ in more than case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name }?.value
  }
}
