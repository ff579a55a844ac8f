// The families of ops that models are most often refused for.

#include "Advice.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace kiln;

llvm::StringRef kiln::adviseAgainst(llvm::StringRef op) {
  if (op.starts_with("Sequence") || op.starts_with("Optional"))
    return "values must be tensors";
  if (op.starts_with("Random") || op.starts_with("String"))
    return "let the calling program compute it and make it an input";
  if (op.starts_with("QLinear") || op.ends_with("Integer"))
    return "export the model before it is quantized";
  return llvm::StringSwitch<llvm::StringRef>(op)
      .Cases({"LSTM", "GRU", "RNN"}, "recurrent networks are not compiled")
      .Cases({"If", "Loop", "Scan"},
             "control flow is not compiled; export the model by tracing, or "
             "simplify it for one shape of its inputs")
      .Cases({"Bernoulli", "Multinomial"},
             "let the calling program compute it and make it an input")
      .Default("");
}
