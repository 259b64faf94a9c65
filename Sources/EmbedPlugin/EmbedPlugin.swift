import Foundation
import PackagePlugin

/// Turns the folders `sql` and `reports` into Swift source, so that the binary needs no files.
@main
struct EmbedPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let root = context.package.directoryURL
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
    var inputs: [URL] = []
    for folder in ["sql", "reports"] {
      let enumerator = FileManager.default.enumerator(
        at: root.appending(path: folder), includingPropertiesForKeys: [.isRegularFileKey])
      for case let file as URL in enumerator ?? FileManager.DirectoryEnumerator() {
        // Examples of documents are no part of the binary.
        if file.path.contains("/reports/gallery/") { continue }
        if try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
          inputs.append(file)
        }
      }
    }
    inputs.sort { $0.path < $1.path }
    return [
      .buildCommand(
        displayName: "Embedding sql and reports",
        executable: try context.tool(named: "EmbedFiles").url,
        arguments: [root.path, output.path],
        inputFiles: inputs,
        outputFiles: [output])
    ]
  }
}
