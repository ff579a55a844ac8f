// The command line of kiln-run, parsed and checked.

#ifndef KILN_RUN_OPTIONS_H
#define KILN_RUN_OPTIONS_H

#include "Compare.h"
#include "GuardedBuffer.h"
#include "Kiln/Compiler/ModelOptions.h"
#include "Tool.h"
#include <optional>
#include <vector>

namespace kiln::run {

/// NAME=FILE.
struct NamedFile {
  std::string name, file;
};

struct Options : ModelOptions {
  std::string model;
  std::vector<NamedFile> inputs, expects;
  /// Folder for the outputs; empty: none are written.
  std::string outputDir;
  Tolerance tolerance;
  /// Rows of a batch; nothing: as many as the given inputs have.
  std::optional<int64_t> batch;
  /// To run on.
  unsigned threads = 1;
  /// Compare with the reference, layer by layer.
  bool verify = false;
  bool bench = false;
  /// Show the time of each kernel, and those that take longest first.
  bool profile = false, profileByTime = false;
  /// Where to write the object that is run; empty: nowhere.
  std::string objectPath;
  /// Seconds.
  double minTime = 1;
  /// Of the arrays that the model is given.
  GuardedEnd guardedEnd = GuardedEnd::End;
  bool json = false;
  /// Print where the compiled code comes from, and run nothing.
  bool info = false;
  uint64_t seed = 0;
  /// Adjusts each compilation; may be empty.
  Configure configure;
  /// An option that only matters when the model is compiled here, as it was
  /// spelled; empty: none was given.
  std::string compileOption;
};

/// Parses the command line. When it is wrong, says so on stderr and returns
/// nothing; `--help` and `--version` end the program.
std::optional<Options> parseCommandLine(int argc, char **argv);

} // namespace kiln::run

#endif // KILN_RUN_OPTIONS_H
