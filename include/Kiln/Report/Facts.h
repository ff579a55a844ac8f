// What a report tells of one compilation, as plain data: the model's graph, the
// steps that its code consists of, memory, sizes, and the compiler's own time.
// Collector.h gathers it, Report.h writes it.

#ifndef KILN_REPORT_FACTS_H
#define KILN_REPORT_FACTS_H

#include "llvm/ADT/SmallVector.h"
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kiln {

/// A node of the model as its author wrote it, or an input or output.
struct NodeFacts {
  enum class Kind { Input, Node, Output };
  Kind kind = Kind::Node;
  std::string name;
  /// The kiln ops it became, such as "conv2d" or "mul+add".
  std::string op;
  /// Of the (last) result: "f32" and its shape.
  std::string type;
  llvm::SmallVector<int64_t> shape;
  /// Operations as the model states them: two for each multiply-add of a
  /// convolution or matrix product, 0 for all else.
  int64_t flops = 0;
  /// Bytes of its constant operands.
  int64_t weightBytes = 0;
  /// The nodes whose results it reads, ascending.
  llvm::SmallVector<unsigned> inputs;
  /// The step that computes it, or most of it, if any code does.
  std::optional<unsigned> step;
  /// The step it is drawn with: its own, or that of the one node it reads if it
  /// takes no code.
  std::optional<unsigned> group;
};

/// What the schedule says of one op that roots a loop nest.
struct ScheduleFacts {
  /// As in Forecast.
  std::string algorithm;
  /// The attribute, as `--emit=scheduled` prints it.
  std::string attribute;
  /// "1 x 14 pixels of 2 x 16 channels"; how much is computed at a time.
  std::string tile;
  /// "NCHW16c" for channels in blocks of 16.
  std::string layout;
  /// Sizes of the loops and of the result.
  llvm::SmallVector<int64_t> loops, shape;
  /// What the cost model expects, without bringing in data.
  double cycles = 0;
};

/// Something that the compiled function does as one, an entry of
/// `kiln.kernels`: the call of a kernel, or a loop nest of its own.
struct StepFacts {
  /// The symbol of the function that has the code.
  std::string kernel;
  /// The nodes that it computes, or does something for, ascending.
  llvm::SmallVector<unsigned> nodes;
  /// That of the contraction in it.
  std::optional<ScheduleFacts> schedule;
  /// Its share of its nodes' operations.
  int64_t flops = 0;
  /// Bytes that it touches, each counted once.
  int64_t readBytes = 0, writtenBytes = 0;
  /// Cycles of one core that the cost model expects, of arithmetic and of
  /// moving data; the longer of the two is what it will take.
  double computeCycles = 0, moveCycles = 0;
  /// What a profile says it took, for one run of the model.
  std::optional<double> measuredSeconds;

  double getCycles() const { return std::max(computeCycles, moveCycles); }
};

/// A buffer in the workspace.
struct BufferFacts {
  std::string type;
  llvm::SmallVector<int64_t> shape;
  int64_t bytes = 0;
  /// Of its first byte in the workspace.
  int64_t offset = 0;
  /// The steps that touch it first and last: it holds data from the one to the
  /// other.
  unsigned first = 0, last = 0;
  /// In the workspace of which each thread has one.
  bool ofThread = false;
};

/// A function in the object's code.
struct FunctionFacts {
  std::string symbol;
  uint64_t bytes = 0;
};

struct SizeFacts {
  uint64_t code = 0, weights = 0;
  /// The largest first.
  std::vector<FunctionFacts> functions;
};

struct PassFacts {
  std::string name, stage;
  /// Over all functions it ran on; those may have run at the same time.
  double seconds = 0;
  unsigned runs = 0;
};

/// A profile, as far as reports use one.
struct ProfileFacts {
  /// Peak of the machine that ran it, in operations a second; 0 if unknown.
  double peakFlops = 0;
};

/// Where the code runs, in the cost model's terms.
struct MachineFacts {
  std::string triple, cpu, features;
  int64_t vectorBytes = 0, vectorRegisters = 0, l1Bytes = 0, l2Bytes = 0;
  /// Per cycle of one core: operations, bytes of registers loaded and stored,
  /// bytes from beyond the second level cache.
  double peakFlops = 0, peakBytes = 0, memoryBytes = 0;
};

struct CompileFacts {
  std::string model, file;
  unsigned optLevel = 0;
  std::string convAlgorithm, threads;
  MachineFacts machine;
  /// Inputs first, then nodes in order, then outputs.
  std::vector<NodeFacts> nodes;
  std::vector<StepFacts> steps;
  std::vector<BufferFacts> buffers;
  int64_t workspaceBytes = 0, threadWorkspaceBytes = 0, liveBytes = 0;
  std::optional<SizeFacts> sizes;
  /// In order: what the driver did and the stages of the pipeline, in seconds.
  std::vector<std::pair<std::string, double>> stages;
  std::vector<PassFacts> passes;
  std::optional<ProfileFacts> profile;
};

} // namespace kiln

#endif // KILN_REPORT_FACTS_H
