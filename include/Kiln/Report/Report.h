// The forms of a report.

#ifndef KILN_REPORT_REPORT_H
#define KILN_REPORT_REPORT_H

#include "Kiln/Report/Facts.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBufferRef.h"
#include "llvm/Support/raw_ostream.h"

namespace kiln {

/// The keys that docs/Report.md lists.
llvm::json::Object reportToJson(const CompileFacts &facts);

/// One page of HTML with everything in it: it loads nothing.
void writeHtmlReport(const CompileFacts &facts, llvm::raw_ostream &os);

/// The graph for Graphviz; the nodes that one step computes are a cluster.
void writeDot(const CompileFacts &facts, llvm::raw_ostream &os);

/// "compute" or "memory": which of the two takes a step longer.
llvm::StringRef limitOf(const StepFacts &step);

/// In a sentence or two, why `step` takes as long as it does.
std::string explainStep(const CompileFacts &facts, const StepFacts &step);

/// The names of the nodes that `step` computes, or helps to.
std::string stepTitle(const CompileFacts &facts, unsigned step);

/// Sizes of the code and the weights of `object`; nothing if it can't be read.
std::optional<SizeFacts> readSizes(llvm::MemoryBufferRef object);

/// Adds the times of `profile`, what `kiln-run --profile --json` printed for
/// the same model and options, to the steps. Fails if it is of other steps.
llvm::Error addProfile(CompileFacts &facts, llvm::StringRef profile);

} // namespace kiln

#endif // KILN_REPORT_REPORT_H
