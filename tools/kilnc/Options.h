// The command line of kilnc, parsed and checked.

#ifndef KILNC_OPTIONS_H
#define KILNC_OPTIONS_H

#include "Kiln/Compiler/ModelOptions.h"
#include <optional>
#include <string>
#include <vector>

namespace kiln::driver {

struct Options : ModelOptions {
  std::string input;
  /// "-" is standard output.
  std::string output;
  /// Empty: no header is written.
  std::string header;
  /// Write the graph for Graphviz, and no code; the stage is the one that it is
  /// known after.
  bool dot = false;
  /// Where to write a report, ending in .html or .json, if anywhere; and the
  /// profile that goes into it, if any.
  std::string report, profileData;
  /// Only tell whether the model can be compiled.
  bool check = false;
  /// Tell it, and what is wrong, as JSON on standard output.
  bool json = false;
  /// Verify the model afterwards.
  bool verify = false;
  /// Those of the given options that kiln-run has as well and that change the
  /// model or its code.
  std::vector<std::string> sharedArguments;
  bool verbose = false;
  bool remarks = false;
  bool printAfterAll = false;
  bool timePasses = false;
  /// --help or --version was given, and answered.
  bool answered = false;
};

/// Parses the command line. When it is wrong, says so on stderr and returns
/// nothing.
std::optional<Options> parseCommandLine(int argc, char **argv);

} // namespace kiln::driver

#endif // KILNC_OPTIONS_H
