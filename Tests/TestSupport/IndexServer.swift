import Foundation
package import SystemPackage

/// A simple repository on 127.0.0.1 that misbehaves as the path of a request says.
///
/// What it can do stands at the top of `index_server.py`.
package final class IndexServer: Sendable {
  /// One request that the server answered.
  package struct Request: Sendable, Decodable {
    /// The method, `GET` mostly.
    package var method: String
    /// The path as it was sent.
    package var path: String
    /// The status of the answer; 0 where the connection was closed without one.
    package var status: Int
    /// Whether the request carried credentials.
    package var authorization: Bool
    /// The `Accept` header.
    package var accept: String?
    /// The `Accept-Encoding` header.
    package var acceptEncoding: String?
    /// The `If-None-Match` header.
    package var ifNoneMatch: String?
    /// The `If-Modified-Since` header.
    package var ifModifiedSince: String?
    /// The `User-Agent` header.
    package var userAgent: String?
    /// The `Host` header.
    package var host: String?

    private enum CodingKeys: String, CodingKey {
      case method
      case path
      case status
      case authorization
      case accept
      case acceptEncoding = "accept-encoding"
      case ifNoneMatch = "if-none-match"
      case ifModifiedSince = "if-modified-since"
      case userAgent = "user-agent"
      case host
    }
  }

  private let process: LoopbackProcess
  private let folder: FilePath
  private let scheme: String

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - projects: Synthetic projects, by name, with their versions.
  ///   - packages: A folder with wheels and sdists.
  ///   - certificate: PEM files of a certificate and its key; with them it speaks TLS.
  /// - Throws: where the server does not start.
  package init(
    projects: [String: [String]] = [:],
    packages: FilePath? = nil,
    certificate: (certificate: FilePath, key: FilePath)? = nil
  ) throws {
    folder = try makeScratchDirectory()
    var arguments = ["--log", folder.appending("requests.jsonl").string]
    for (name, versions) in projects {
      arguments += ["--project", "\(name)=\(versions.joined(separator: ","))"]
    }
    if let packages { arguments += ["--packages", packages.string] }
    if let certificate {
      arguments += ["--tls", certificate.certificate.string, certificate.key.string]
    }
    scheme = certificate == nil ? "http" : "https"
    do {
      process = try LoopbackProcess(script: "index_server.py", arguments: arguments)
    } catch {
      removeScratchDirectory(folder)
      throw error
    }
  }

  deinit {
    process.stop()
    removeScratchDirectory(folder)
  }

  /// Where it listens.
  package var port: Int { process.port }

  /// The address of its root, without a slash at the end.
  package var root: String { "\(scheme)://127.0.0.1:\(port)" }

  /// Returns the address of an index that has some behaviours: path segments with slashes between.
  package func index(_ behaviours: String = "", host: String = "127.0.0.1") -> String {
    let prefix = behaviours.isEmpty ? "" : "/\(behaviours)"
    return "\(scheme)://\(host):\(port)\(prefix)/simple/"
  }

  /// Returns the requests so far whose path contains a text, the oldest first.
  package func requests(containing text: String) throws -> [Request] {
    let log = try String(contentsOfFile: folder.appending("requests.jsonl").string, encoding: .utf8)
    let decoder = JSONDecoder()
    return try log.split(separator: "\n")
      .map { try decoder.decode(Request.self, from: Data($0.utf8)) }
      .filter { $0.path.contains(text) }
  }
}
